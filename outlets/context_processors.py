"""What every page says of the registry as a whole."""

import rules
from django.core.cache import cache
from django.http import HttpRequest

from core import data_version
from core.demonstration import is_loaded
from outlets.review_queue import waiting_number
from outlets.rules import REVIEW


def demonstration(request: HttpRequest) -> dict[str, bool]:
    """`has_demonstration`: whether invented records are among the real; pages label it."""
    if not request.user.is_authenticated:
        return {}
    key = f"demonstration:{data_version.seen_by(request)}"
    return {"has_demonstration": bool(cache.get_or_set(key, is_loaded))}


def review(request: HttpRequest) -> dict[str, int]:
    """`review_waiting`: how many submissions wait for the reviewer who is signed in."""
    user = request.user
    if not (user.is_authenticated and rules.has_perm(REVIEW, user)):
        return {}
    return {"review_waiting": waiting_number(user, data_version.seen_by(request))}
