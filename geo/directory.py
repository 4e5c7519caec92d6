"""The city's divisions in memory, found by code or by names as people write them.

For importers and forms that take text: one query serves a whole file.
"""

import difflib
import re
import unicodedata
from collections import defaultdict
from collections.abc import Sequence
from functools import cache

from django.conf import settings
from django.db.models import F
from django.utils.translation import gettext as _

from geo import codes
from geo.codes import CodeError
from geo.levels import Level
from geo.models import AdministrativeDivision

REMARK = re.compile(r"\(.*?\)$")
NATION = r"(蒙古|满|回|朝鲜|锡伯)族"
SHOWN_CANDIDATES = 5


class LookUpError(ValueError):
    """No single village fits.

    Args:
        part: `code` or `names`: which of the two is at fault.
        code: for programs.
        message: in the user's language, with the remedy.
    """

    def __init__(self, part: str, code: str, message: str) -> None:
        self.part, self.code, self.message = part, code, message
        super().__init__(message)


def _plain(name: str) -> str:
    return "".join(unicodedata.normalize("NFKC", name).split())


@cache
def village_key(name: str) -> str:
    """What stays of a village's name without the words for its committee and kind.

    >>> [village_key(n) for n in ("川心店村", "川心店村民委员会", "房申村村民委员会", "东村")]
    ['川心店', '川心店', '房申', '东']
    """
    committee = r"(?<=.)(村民委员会|村委会|居民委员会|居委会|委员会)$"
    return re.sub(r"(?<=.)(社区|村)$", "", re.sub(committee, "", REMARK.sub("", _plain(name))))


@cache
def township_key(name: str) -> str:
    """What stays of a township's name without 镇, 乡, 街道 or its nation.

    >>> [township_key(n) for n in ("三家子蒙古族乡", "三家子乡", "城关街道办事处", "八家国营农场")]
    ['三家子', '三家子', '城关', '八家国营农场']
    """
    plain = re.sub(NATION + "乡$", "乡", REMARK.sub("", _plain(name)))
    return re.sub(r"(?<=.)(街道办事处|街道|办事处|民族乡|镇|乡)$", "", plain)


@cache
def county_key(name: str) -> str:
    """What stays of a county's name without 县, 市, 区 or its nation.

    >>> [county_key(n) for n in ("喀喇沁左翼蒙古族自治县", "喀左县", "北票市")]
    ['喀喇沁左翼', '喀左', '北票']
    """
    plain = re.sub(f"({NATION})?自治县$", "县", _plain(name))
    return re.sub(r"(?<=.)[县市区]$", "", plain)


def _shortens(short: str, long: str) -> bool:
    """Whether `short` is `long` with signs left out, the first kept: 喀左 of 喀喇沁左翼."""
    rest = iter(long)
    return len(short) > 1 and short[0] == long[0] and all(sign in rest for sign in short)


def _is_community(name: str) -> bool | None:
    """Whether the name says 社区 or 居委会 (true) or 村 (false); null when it says neither."""
    if re.search(r"社区|居民委员会|居委会", name):
        return True
    return False if "村" in name else None


class Directory:
    """Every division of the city; of several stretches of one code the latest.

    Args:
        scope: the code at or under which villages may be chosen; the city's by default.
    """

    def __init__(self, scope: str | None = None) -> None:
        city = codes.parse(settings.CITY_CODE)
        self._city_prefix = codes.prefix(city)
        self._scope_prefix = codes.prefix(scope or city)
        since_ever_first = F("valid_from").asc(nulls_first=True)
        found = AdministrativeDivision.objects.at_or_under(city).order_by("code", since_ever_first)
        self._by_code = {division.code: division for division in found.defer("seat", "seat_raw")}
        self._by_key: dict[str, list[AdministrativeDivision]] = defaultdict(list)
        for division in self._by_code.values():
            if division.level == Level.VILLAGE:
                self._by_key[village_key(division.name)].append(division)

    def county_of(self, division: AdministrativeDivision) -> AdministrativeDivision:
        return self._by_code[division.code[:6]]

    def township_of(self, division: AdministrativeDivision) -> AdministrativeDivision:
        return self._by_code[division.code[:9]]

    def full_name(self, village: AdministrativeDivision) -> str:
        """County, township and village, as one reads it aloud."""
        return f"{self.county_of(village)}{self.township_of(village)}{village}"

    def village(
        self, *, code: str, county: str = "", township: str = "", name: str = ""
    ) -> AdministrativeDivision:
        """The village with this code, else the only one with these names.

        Raises:
            LookUpError: damaged, foreign or unknown code; a code and names that disagree; names
                that fit no village or several.
        """
        if not code:
            return self._by_names(county, township, name)
        village = self.by_code(code)
        self._refuse_disagreement(village, county, township, name)
        return village

    def by_code(self, text: str) -> AdministrativeDivision:
        """The village with this code.

        Raises:
            LookUpError: damaged, foreign or unknown code, or one of a township or county.
        """
        try:
            code = codes.parse(text)
        except CodeError as error:
            raise LookUpError("code", f"code_{error.reason}", _code_message(error)) from error
        if not code.startswith(self._city_prefix):
            raise LookUpError(
                "code",
                "other_city",
                _("%(code)s is not a code of this city: its codes begin with %(prefix)s.")
                % {"code": code, "prefix": self._city_prefix},
            )
        village = self._by_code.get(code)
        if village is None or not code.startswith(self._scope_prefix):
            raise LookUpError(
                "code",
                "unknown_code",
                _("No village within your jurisdiction has the code %(code)s.") % {"code": code},
            )
        if village.level != Level.VILLAGE:
            raise LookUpError(
                "code",
                "not_a_village",
                _("%(code)s is the code of %(name)s. Enter the village's own 12 digits.")
                % {"code": text, "name": village},
            )
        return village

    def _by_names(self, county: str, township: str, name: str) -> AdministrativeDivision:
        if not name:
            raise LookUpError(
                "code", "required", _("Enter the village's code, or its county, township and name.")
            )
        fitting = [v for v in self._named(name) if self._lies_in(v, county, township)]
        fitting = _of_the_kind_said(name, fitting)
        if len(fitting) == 1:
            return fitting[0]
        if fitting:
            raise LookUpError(
                "names",
                "ambiguous_village",
                _("Several villages fit: %(names)s. Enter the code.")
                % {"names": self._listed(fitting)},
            )
        raise LookUpError("names", "unknown_village", self._unknown(county, township, name))

    def _named(self, name: str) -> list[AdministrativeDivision]:
        """Villages in scope of this name, whatever they call their committee."""
        same = self._by_key.get(village_key(name), [])
        return [village for village in same if village.code.startswith(self._scope_prefix)]

    def _lies_in(self, village: AdministrativeDivision, county: str, township: str) -> bool:
        return self._is_county(self.county_of(village), county) and self._is_township(
            self.township_of(village), township
        )

    @staticmethod
    def _is_county(division: AdministrativeDivision, name: str) -> bool:
        """Whether an empty, full or shortened name fits."""
        given, own = county_key(name), county_key(division.name)
        return not given or given == own or _shortens(given, own)

    @staticmethod
    def _is_township(division: AdministrativeDivision, name: str) -> bool:
        given = township_key(name)
        return not given or given == township_key(division.name)

    def _refuse_disagreement(
        self, village: AdministrativeDivision, county: str, township: str, name: str
    ) -> None:
        neighbours = [v for v in self._named(name) if v.code[:9] == village.code[:9]]
        agrees = (
            self._is_county(self.county_of(village), county)
            and self._is_township(self.township_of(village), township)
            and (not name or village in _of_the_kind_said(name, neighbours))
        )
        if not agrees:
            raise LookUpError(
                "code",
                "code_and_names_disagree",
                _(
                    "The code %(code)s belongs to %(official)s, but the row names %(given)s. "
                    "Correct whichever is wrong."
                )
                % {
                    "code": village.code,
                    "official": self.full_name(village),
                    "given": f"{county}{township}{name}",
                },
            )

    def _listed(self, villages: Sequence[AdministrativeDivision]) -> str:
        shown = [f"{self.full_name(v)} {v.code}" for v in villages[:SHOWN_CANDIDATES]]
        return "、".join(shown) + ("……" if len(villages) > SHOWN_CANDIDATES else "")

    def _unknown(self, county: str, township: str, name: str) -> str:
        given = f"{county}{township}{name}"
        by_key = {
            key: village
            for key, villages in self._by_key.items()
            for village in villages
            if village.code.startswith(self._scope_prefix)
            and self._lies_in(village, county, township)
        }
        alike = difflib.get_close_matches(village_key(name), by_key, n=SHOWN_CANDIDATES, cutoff=0.6)
        if not alike or not township:
            return _("There is no village %(given)s.") % {"given": given}
        return _("There is no village %(given)s. Similar names: %(names)s.") % {
            "given": given,
            "names": self._listed([by_key[key] for key in alike]),
        }


def _of_the_kind_said(
    name: str, villages: list[AdministrativeDivision]
) -> list[AdministrativeDivision]:
    """Where a 村 and a 社区 share a name, the ones of the kind that the name says."""
    said = _is_community(_plain(name))
    alike = [v for v in villages if said is not None and _is_community(v.name) == said]
    return alike or villages


def _code_message(error: CodeError) -> str:
    """Why a text is no code, and what to do about it."""
    if error.reason == "scientific":
        return _(
            "“%(text)s” is what a spreadsheet made of a code it took for a number; its last digits "
            "are lost. Set the column to text and enter all 12 digits again."
        ) % {"text": error.text}
    return _("“%(text)s” is no village code: it has 12 digits.") % {"text": error.text[:40]}
