"""Bars over days: where they begin, how wide they are, what lies beyond the ends."""

import datetime as dt

from layers.timelines import Axis, Span


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def span(begins: str, ends: str | None = None) -> Span:
    return Span("operating", day(begins), day(ends) if ends else None)


def test_the_line_begins_with_the_year_of_the_first_span():
    axis = Axis.around([span("2018-05-01"), span("2017-03-01")], day("2019-01-01"))

    assert (axis.first, axis.at(axis.first), axis.at(axis.last)) == (day("2017-01-01"), 0, 1000)
    assert axis.years == [axis.at(day("2018-01-01")), 1000]


def test_without_spans_there_is_no_line():
    assert Axis.around([], day("2018-01-01")) is None


def test_a_span_without_end_reaches_the_last_day():
    axis = Axis(day("2018-01-01"), day("2018-12-31"))

    [bar] = axis.bars([span("2018-07-02")])

    assert bar.x + bar.width == 1000


def test_a_span_to_come_is_not_drawn_and_a_short_one_can_be_seen():
    axis = Axis(day("2010-01-01"), day("2018-12-31"))

    [bar] = axis.bars([span("2018-01-01", "2018-01-02"), span("2019-01-01")])

    assert bar.width == 2


def test_a_span_is_cut_to_the_days_asked_for():
    whole = span("2017-01-01", "2018-01-01")

    assert whole.within(day("2017-06-01"), None) == span("2017-06-01", "2018-01-01")
    assert whole.within(day("2016-01-01"), day("2017-02-01")) == span("2017-01-01", "2017-02-01")
    assert whole.within(day("2018-01-01"), None) is None
