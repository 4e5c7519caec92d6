"""What every page shows of the place it serves."""

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest

from core import data_version
from geo import codes
from geo.models import AdministrativeDivision


def site(request: HttpRequest) -> dict[str, object]:
    """`city`: the division of level CITY that the settings name; null before divisions load."""
    key = f"city:{data_version.seen_by(request)}"
    city = cache.get_or_set(key, _city)
    return {"city": city, "map_approval_number": settings.MAP_APPROVAL_NUMBER}


def _city() -> AdministrativeDivision | None:
    code = codes.parse(settings.CITY_CODE)
    return AdministrativeDivision.objects.filter(code=code).only("name").first()
