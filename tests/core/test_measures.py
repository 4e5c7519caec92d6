"""Figures as people write them, in both languages."""

import datetime as dt

import pytest
from django.utils import translation

from core.templatetags import measures


@pytest.mark.parametrize(
    ("value", "text"),
    [(0, "0 米"), (860.4, "860 米"), (999.6, "1.0 公里"), (7312, "7.3 公里"), (None, "—")],
)
def test_distances_change_from_metres_to_kilometres(value, text):
    with translation.override("zh-hans"):
        assert measures.metres(value) == text


def test_distances_in_english():
    with translation.override("en"):
        assert measures.metres(7312) == "7.3 km"


def test_a_share_is_shown_with_one_decimal():
    assert measures.percent(142 / 295) == "48.1%"
    assert measures.percent(1) == "100.0%"
    assert measures.percent(None) == "—"


def test_days_are_written_out():
    day = dt.date(2018, 9, 30)
    with translation.override("zh-hans"):
        assert measures.day(day) == "2018年9月30日"
    with translation.override("en"):
        assert measures.day(day) == "Sept. 30, 2018"


def test_moments_are_those_of_the_local_clock():
    assert measures.moment(dt.datetime(2018, 9, 30, 2, 42, tzinfo=dt.UTC)) == "2018-09-30 10:42"


def test_thousands_are_marked_from_ten_thousand_up():
    assert [measures.count(n) for n in (1347, 10_000, None)] == ["1347", "10,000", "—"]
