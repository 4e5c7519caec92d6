"""The day that an address names."""

import datetime as dt

from django.utils import timezone
from django.utils.dateparse import parse_date

from core.errors import InvalidQuestionError

EARLIEST, LATEST = dt.date(1990, 1, 1), dt.date(2999, 12, 31)


def day_asked(text: str) -> dt.date:
    """The day; today where none is named.

    Raises:
        InvalidQuestionError: no day, or out of all reason.
    """
    if not text:
        return timezone.localdate()
    try:
        day = parse_date(text)
    except ValueError:
        day = None
    if day is None or not EARLIEST <= day <= LATEST:
        raise InvalidQuestionError(field="on")
    return day
