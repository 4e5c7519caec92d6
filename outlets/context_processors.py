"""What every page says of the registry as a whole."""

from django.core.cache import cache
from django.http import HttpRequest

from core import data_version
from outlets.models import Outlet


def demonstration(request: HttpRequest) -> dict[str, bool]:
    """`has_demonstration`: whether invented records are among the real; pages label it."""
    if not request.user.is_authenticated:
        return {}
    key = f"demonstration:{data_version.seen_by(request)}"
    return {"has_demonstration": cache.get_or_set(key, Outlet.objects.demonstration().exists)}
