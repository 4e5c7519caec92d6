"""Which dated states follow from what somebody says of an outlet."""

import datetime as dt

import pytest

from outlets.records import OutletRecord, located, revised_periods, status_periods

OPENED = dt.date(2017, 3, 1)
STOPPED = dt.date(2018, 1, 6)
RUNNING = [("operating", OPENED, None)]
CLOSED = [("operating", OPENED, STOPPED), ("closed", STOPPED, None)]


def said(status, since=None, opened_on=OPENED):
    return OutletRecord(status=status, status_since=since, opened_on=opened_on)


def test_an_operating_outlet_operates_since_it_opened():
    assert status_periods(said("operating")) == RUNNING


def test_a_closed_outlet_operated_until_the_day_it_closed():
    assert status_periods(said("closed", STOPPED)) == CLOSED


@pytest.mark.parametrize("status", ["suspended", "closed", "dormant"])
def test_an_outlet_that_stopped_on_a_day_nobody_knows_never_counted(status):
    assert status_periods(said(status)) == [(status, OPENED, None)]


def test_the_same_description_changes_nothing():
    for periods, record in [
        (RUNNING, said("operating")),
        (CLOSED, said("closed", STOPPED)),
        (CLOSED, said("closed")),
    ]:
        assert revised_periods(periods, record) == periods


def test_a_later_status_closes_the_current_period_and_adds_the_next():
    assert revised_periods(RUNNING, said("closed", STOPPED)) == CLOSED


def test_states_in_between_are_kept():
    break_, again = dt.date(2017, 6, 1), dt.date(2017, 9, 1)
    reopened = [
        ("operating", OPENED, break_),
        ("suspended", break_, again),
        ("operating", again, None),
    ]
    assert revised_periods(reopened, said("operating")) == reopened
    assert revised_periods(reopened, said("closed", STOPPED)) == [
        *reopened[:2],
        ("operating", again, STOPPED),
        ("closed", STOPPED, None),
    ]


def test_another_day_of_closing_takes_the_file_s_word():
    later = dt.date(2018, 3, 1)
    assert revised_periods(CLOSED, said("closed", later)) == [
        ("operating", OPENED, later),
        ("closed", later, None),
    ]


def test_another_opening_moves_the_first_period_only():
    earlier = dt.date(2016, 12, 1)
    assert revised_periods(CLOSED, said("closed", STOPPED, earlier)) == [
        ("operating", earlier, STOPPED),
        ("closed", STOPPED, None),
    ]


def test_a_pair_is_converted_from_the_system_it_was_given_in():
    raw = {"lon": "120.450000", "lat": "41.570000"}
    assert located(raw, "cgcs2000").coords == (120.45, 41.57)
    assert located(raw, "").coords == (120.45, 41.57)
    moved = located(raw, "gcj02")
    assert 0.003 < 120.45 - moved.x < 0.009
