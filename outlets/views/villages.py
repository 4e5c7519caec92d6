"""The villages that forms offer."""

from django.utils import timezone

from geo.models import AdministrativeDivision
from geo.querysets import HasJurisdiction
from outlets.models import Outlet


def villages_around(
    user: HasJurisdiction, outlet: Outlet | None = None
) -> list[AdministrativeDivision]:
    """The villages of the user's county and any the outlet serves; those of its township first."""
    villages = AdministrativeDivision.objects.villages().as_of(timezone.localdate())
    around = villages.at_or_under(user.jurisdiction_code[:6]).select_related("parent")
    found = {village.code: village for village in around}
    if outlet:
        for served in outlet.served_villages.all():
            found.setdefault(served.village.code, served.village)
    near = outlet.village.code[:9] if outlet else user.jurisdiction_code
    return [found[code] for code in sorted(found, key=lambda code: (code[:9] != near, code))]
