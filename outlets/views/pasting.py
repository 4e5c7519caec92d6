"""What the registration form asks while somebody fills it in: positions, codes, the places around.

These answers are hints. The form is checked again when it is sent, with or without them.
"""

from typing import Any

import rules
from django.contrib.gis.db.models import MultiPolygonField
from django.core.exceptions import PermissionDenied
from django.db.models import F, Func, Q, Value
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.http import SignedInRequest
from accounts.models import User
from core.templatetags.measures import metres
from geo.crs import CoordinateSystem
from geo.levels import APPROXIMATE_QUALITIES
from geo.models import AdministrativeDivision, DivisionBoundary
from outlets.forms_registration import offers_of
from outlets.models import Organization, Outlet
from outlets.organizations import CreditCodeError, read_code
from outlets.places import PastedPositionError, Reading, read_pasted
from outlets.rules import ADD
from outlets.stages import VOID
from outlets.village_states import outlets_of, villages_of

MOST_OTHERS = 10
TOLERANCE = 0.0005  # degrees, about 50 m


def read_position(request: SignedInRequest) -> JsonResponse:
    """`?text=&village=&system=`: how a pasted position reads, and what to offer.

    A text that is no position is answered with `problem`: while typing it is no failure.
    """
    _demand_registrar(request.user)
    villages = AdministrativeDivision.objects.visible_to(request.user).villages()
    village = get_object_or_404(
        villages.as_of(timezone.localdate()), code=request.GET.get("village", "")
    )
    system = request.GET.get("system", "")
    declared = system if system in CoordinateSystem.values else CoordinateSystem.WGS84
    try:
        pasted = read_pasted(
            text=request.GET.get("text", "")[:200], village=village, declared=declared
        )
    except PastedPositionError as error:
        return JsonResponse({"problem": str(error.message)})
    given = pasted.given
    return JsonResponse(
        {
            "given": _reading(given, village) if given else None,
            "message": pasted.message,
            "offers": [
                {"value": offer.value, "label": offer.label, **_reading(offer.reading, village)}
                for offer in offers_of(pasted)
            ],
        }
    )


def _reading(reading: Reading, village: AdministrativeDivision) -> dict[str, Any]:
    return {
        "lon": round(reading.location.x, 6),
        "lat": round(reading.location.y, 6),
        "raw": f"{reading.raw['lon']},{reading.raw['lat']}",
        "system": reading.system,
        "fits": reading.fits,
        "sentences": _sentences(reading, village),
    }


def _sentences(reading: Reading, village: AdministrativeDivision) -> list[str]:
    """Where it lies, as far as real lines tell, and how far from the seat."""
    found = []
    if reading.area and not reading.metres_outside:
        found.append(_("within %(division)s") % {"division": reading.area.name})
    if reading.seat_m is not None:
        text = _("about %(distance)s from the seat of %(village)s")
        if reading.is_seat_approximate:
            text = _("about %(distance)s from %(village)s, whose position is rough")
        words = {"distance": metres(reading.seat_m), "village": village.short_name}
        found.append(text % words)
    return found


def find_organization(request: SignedInRequest) -> JsonResponse:
    """`?code=`: what a credit code is taken for, who has it, and which outlets they run here."""
    _demand_registrar(request.user)
    try:
        code = read_code(request.GET.get("code", "")[:60])
    except CreditCodeError as error:
        return JsonResponse({"problem": str(error.message)})
    condition = Q(uscc=code.uscc) if code.uscc else Q(old_registration_no=code.old_registration_no)
    is_told = bool(code.uscc or code.old_registration_no)
    found = Organization.objects.filter(condition).order_by("pk").first() if is_told else None
    answer: dict[str, Any] = {
        "code": code.uscc or code.old_registration_no,
        "notes": list(code.notes),
        "organization": None,
    }
    if found:
        outlets = Outlet.objects.visible_to(request.user).exclude(stage__in=VOID)
        others = outlets.filter(organization=found).select_related("village")[:MOST_OTHERS]
        answer["organization"] = {
            "name": found.name,
            "outlets": [
                {
                    "id": str(outlet.pk),
                    "name": outlet.name,
                    "village": outlet.village.short_name,
                    "url": reverse("outlets:detail", args=[outlet.pk]),
                }
                for outlet in others
            ],
        }
    return JsonResponse(answer)


def places(request: SignedInRequest) -> HttpResponse:
    """Own villages with their seats and outlets; `?township=` adds the line of one township."""
    _demand_registrar(request.user)
    today = timezone.localdate()
    township = request.GET.get("township", "")
    outlets = outlets_of(request.user, today)
    return JsonResponse(
        {
            "township": _township(request.user, township) if township else None,
            "villages": [
                {
                    "code": village.code,
                    "name": village.short_name,
                    "lon": round(village.seat.x, 5) if village.seat else None,
                    "lat": round(village.seat.y, 5) if village.seat else None,
                    "approximate": village.location_quality in APPROXIMATE_QUALITIES,
                    "outlets": [_outlet(outlet) for outlet in outlets.get(village.code, ())],
                }
                for village in villages_of(request.user, today)
                if village.code.startswith(township)
            ],
        }
    )


def _outlet(outlet: Outlet) -> dict[str, Any]:
    place = outlet.location
    return {
        "id": str(outlet.pk),
        "name": outlet.name,
        "lon": round(place.x, 5) if place else None,
        "lat": round(place.y, 5) if place else None,
    }


def _township(user: User, code: str) -> dict[str, Any] | None:
    """Name and line of a township in scope; the line is as simple as a small map needs."""
    townships = AdministrativeDivision.objects.visible_to(user).townships()
    today = timezone.localdate()
    simple = Func(
        F("geom"),
        Value(TOLERANCE),
        template="ST_Multi(ST_SimplifyPreserveTopology(%(expressions)s))",
        output_field=MultiPolygonField(),
    )
    boundaries = DivisionBoundary.objects.filter(
        Q(valid_from__isnull=True) | Q(valid_from__lte=today),
        Q(valid_to__isnull=True) | Q(valid_to__gt=today),
        division__in=townships.filter(code=code),
        superseded_by__isnull=True,
    )
    found = boundaries.annotate(simple=simple).select_related("division", "release").first()
    if found is None:
        return None
    rings = [ring for polygon in found.simple.coords for ring in polygon]
    return {
        "name": found.division.name,
        "rings": [[[round(lon, 5), round(lat, 5)] for lon, lat in ring] for ring in rings],
        "approximate": found.release.quality in APPROXIMATE_QUALITIES,
    }


def _demand_registrar(user: User) -> None:
    if not rules.has_perm(ADD, user):
        raise PermissionDenied
