"""What every page shows of the place it serves."""

from django.conf import settings
from django.http import HttpRequest

from geo.models import AdministrativeDivision


def site(request: HttpRequest) -> dict[str, object]:
    """`city`: the division of level CITY that the settings name; null before divisions load."""
    code = settings.CITY_CODE + "00"
    city = AdministrativeDivision.objects.filter(code=code).only("name").first()
    return {"city": city, "map_approval_number": settings.MAP_APPROVAL_NUMBER}
