"""Changes to what is known of villages year by year."""

from collections.abc import Sequence
from dataclasses import dataclass, fields

from django.db import transaction

from core.audit import Actor, acting
from geo.models import AdministrativeDivision, VillageYear

BATCH = 500


@dataclass(frozen=True)
class VillageYearRecord:
    """What somebody reports of a village in a year; null or empty where nothing is said."""

    village: AdministrativeDivision | None
    year: int
    households: int | None = None
    population: int | None = None
    has_broadband: bool | None = None
    has_courier: bool | None = None
    has_paved_road: bool | None = None
    is_poverty_village: bool | None = None
    specialty_products: str = ""


# Fields that a record and the table share, word for word, beside the village and the year.
FACTS = tuple(f.name for f in fields(VillageYearRecord) if f.name not in ("village", "year"))


def facts_of(row: VillageYear | VillageYearRecord) -> dict[str, object]:
    return {name: getattr(row, name) for name in FACTS}


@transaction.atomic
def record_village_years(
    *,
    new: Sequence[VillageYearRecord],
    changed: Sequence[tuple[VillageYear, VillageYearRecord]],
    actor: Actor | None,
    reason: str = "",
) -> None:
    """Write what is new of villages and years, and what differs; all of it or nothing.

    Args:
        new: of villages and years that have no row yet.
        changed: rows as they were read, and the whole of what they are to say.
    """
    with acting(actor, "village_year.recorded", reason=reason):
        VillageYear.objects.bulk_create(
            [
                VillageYear(village=record.village, year=record.year, **facts_of(record))
                for record in new
            ],
            batch_size=BATCH,
        )
        for row, record in changed:
            for name, value in facts_of(record).items():
                setattr(row, name, value)
        VillageYear.objects.bulk_update([row for row, _r in changed], FACTS, batch_size=BATCH)
