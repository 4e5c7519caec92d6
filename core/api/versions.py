"""Versions of records: told by `ETag`, demanded back by `If-Match`.

A record's version is the instant of its last change in microseconds, perhaps with more that tells
two states of it apart. A change is made only from the version that is there: without one it is
refused with 428, from another one with 412.
"""

import datetime as dt

from django.utils.http import parse_etags
from rest_framework.request import Request

from core.api.errors import StaleVersionError, VersionRequiredError

EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)


def version(changed_at: dt.datetime, *more: object) -> str:
    """
    >>> version(dt.datetime(2018, 9, 30, tzinfo=dt.UTC), 7)
    '1538265600000000-7'
    """
    return "-".join(map(str, ((changed_at - EPOCH) // dt.timedelta(microseconds=1), *more)))


def etag(version: str) -> str:
    return f'"{version}"'


def named_versions(request: Request) -> list[str]:
    """The versions that the request was made from; `*` names none.

    Raises:
        VersionRequiredError: it names none.
    """
    # What compressed the answer on its way may have marked the version as weak.
    named = [tag.removeprefix("W/") for tag in parse_etags(request.headers.get("If-Match", ""))]
    if not named or named == ["*"]:
        raise VersionRequiredError
    return named


def demand_version(request: Request, version: str) -> None:
    """Refuse a change that was made from another version than this one.

    Raises:
        VersionRequiredError, StaleVersionError
    """
    if etag(version) not in named_versions(request):
        raise StaleVersionError
