"""Finds the division that a row names: a village, a township or a county."""

from core.importing import Row
from geo.directory import Directory, LookUpError, county_key, township_key
from geo.levels import Level
from geo.models import AdministrativeDivision


class Places:
    """The divisions of a jurisdiction.

    Args:
        scope: the code at or under which they lie.
    """

    def __init__(self, scope: str) -> None:
        self._villages = Directory(scope)
        above = AdministrativeDivision.objects.at_or_under(scope).filter(valid_to=None)
        self._above = {d.code: d for d in above.exclude(level=Level.VILLAGE)}

    def named(self, row: Row, prefix: str) -> AdministrativeDivision | None:
        """The division in the columns that begin with `prefix`; null where nothing is said, or
        where it is refused at the row."""
        code = row.compact(f"{prefix}code")
        county, township, village = (
            row.text(f"{prefix}{part}") for part in ("county", "township", "village")
        )
        if found := self._above.get(code.removesuffix("000000").removesuffix("000")):
            return found
        if found := self._above.get(code):
            return found
        if not code and not village:
            return self._higher(county, township) if county or township else None
        try:
            return self._villages.village(code=code, county=county, township=township, name=village)
        except LookUpError as error:
            row.refuse(
                f"{prefix}{'code' if error.part == 'code' else 'village'}",
                error.code,
                error.message,
            )
            return None

    def _higher(self, county: str, township: str) -> AdministrativeDivision | None:
        """The only township, or county, of these names."""
        level = Level.TOWNSHIP if township else Level.COUNTY
        fitting = [d for d in self._above.values() if d.level == level]
        if township:
            fitting = [d for d in fitting if township_key(d.name) == township_key(township)]
            if county:
                fitting = [d for d in fitting if _is_county(self._above.get(d.code[:6]), county)]
        else:
            fitting = [d for d in fitting if _is_county(d, county)]
        return fitting[0] if len(fitting) == 1 else None


def _is_county(division: AdministrativeDivision | None, name: str) -> bool:
    """Whether a full or short name is the county's; of one out of scope nothing is known."""
    if division is None:
        return True
    return county_key(name) in (county_key(division.name), county_key(division.short_name))
