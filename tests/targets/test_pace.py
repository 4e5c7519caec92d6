"""How fast the network grows, and when it would meet its target."""

import datetime as dt

import pytest

from targets.pace import arrival, later, pace
from targets.reports import Month

DAY = dt.date(2018, 9, 30)


def months(*nets: int, last: dt.date = DAY) -> list[Month]:
    """Months up to that of `last`, in which so many more opened than stopped."""
    found = []
    for back, net in enumerate(reversed(nets)):
        first = later(last, -back)
        end = last if back == 0 else later(first, 1) - dt.timedelta(days=1)
        found.append(Month(first, end, max(net, 0), max(-net, 0), 0, 0, 0, 0))
    return found[::-1]


def test_the_pace_is_that_of_the_last_six_closed_months():
    found = pace(months(100, 6, 6, 12, 12, 18, 18))

    assert found is not None
    assert (found.months, found.mean, found.net) == (6, 12, 72)
    assert (found.slowest, found.fastest) == (8, 16)


def test_d11_fewer_than_four_closed_months_are_no_basis_for_a_forecast():
    assert pace(months(5, 5, 5)) is None
    assert pace(months(5, 5, 5, 5)) is not None


def test_a_month_that_is_not_over_is_left_out():
    found = pace(months(4, 4, 4, 4, 0, last=dt.date(2018, 9, 12)))

    assert found is not None
    assert (found.months, found.mean) == (4, 4)


def test_the_arrival_is_a_range_from_the_fastest_to_the_slowest_stretch():
    found = pace(months(6, 6, 6, 12, 12, 12))
    assert found is not None

    when = arrival(found, short=60, on=DAY)
    assert (when.earliest, when.latest) == (dt.date(2019, 2, 1), dt.date(2019, 7, 1))


def test_a_network_that_shrinks_never_arrives():
    found = pace(months(3, 3, 3, -2, -2, -2))
    assert found is not None

    when = arrival(found, short=6, on=DAY)
    assert (when.earliest, when.latest) == (dt.date(2018, 11, 1), None)


def test_what_lies_beyond_twenty_years_is_as_good_as_never():
    found = pace(months(1, 0, 0, 1, 0, 0))
    assert found is not None

    when = arrival(found, short=500, on=DAY)
    assert (when.earliest, when.latest) == (None, None)


@pytest.mark.parametrize(
    ("day", "number", "expected"),
    [
        (dt.date(2018, 9, 30), 4, dt.date(2019, 1, 1)),
        (dt.date(2018, 12, 1), 0, dt.date(2018, 12, 1)),
        (dt.date(2018, 3, 15), -3, dt.date(2017, 12, 1)),
    ],
)
def test_months_are_counted_over_the_turn_of_the_year(day, number, expected):
    assert later(day, number) == expected
