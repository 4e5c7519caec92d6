"""Months as monthly reports count them: each is named by its first day."""

import calendar
import datetime as dt

from django.conf import settings
from django.utils import timezone


def months_later(day: dt.date, months: int) -> dt.date:
    """The first day of the month so many months after the day's own.

    >>> months_later(dt.date(2017, 11, 30), 2), months_later(dt.date(2017, 1, 5), -1)
    (datetime.date(2018, 1, 1), datetime.date(2016, 12, 1))
    """
    count = day.year * 12 + day.month - 1 + months
    return dt.date(count // 12, count % 12 + 1, 1)


def month_of(day: dt.date) -> dt.date:
    return day.replace(day=1)


def days_in(month: dt.date) -> int:
    return calendar.monthrange(month.year, month.month)[1]


def last_day(month: dt.date) -> dt.date:
    return month.replace(day=days_in(month))


def deadline(month: dt.date) -> dt.date:
    """The last day on which the month's report is in time."""
    return months_later(month, 1).replace(day=settings.REPORT_DEADLINE_DAY)


def closed_months(today: dt.date, number: int) -> list[dt.date]:
    """The last months whose deadline has passed, in order.

    A report that comes on the deadline's day itself is in time.

    >>> closed_months(dt.date(2017, 9, 5), 1), closed_months(dt.date(2017, 9, 6), 2)
    ([datetime.date(2017, 7, 1)], [datetime.date(2017, 7, 1), datetime.date(2017, 8, 1)])
    """
    latest = months_later(today, -1)
    if today <= deadline(latest):
        latest = months_later(latest, -1)
    return [months_later(latest, back) for back in range(1 - number, 1)]


def begins_at(month: dt.date) -> dt.datetime:
    """The instant at which the month begins on the local clock."""
    return timezone.make_aware(dt.datetime(month.year, month.month, 1))
