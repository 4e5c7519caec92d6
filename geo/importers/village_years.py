"""Reads what is known of villages year by year from a workbook or a text table.

Rows are matched by village and year. A blank cell says nothing: what is known stays. The headings
and words belong to the files and stay Chinese whatever language the user reads.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from django.utils import timezone
from django.utils.translation import gettext as _

from core import cells
from core.audit import Actor
from core.errors import UnreadableFileError
from core.headings import Column
from core.importing import Importer, Row
from geo.directory import Directory, LookUpError
from geo.models import AdministrativeDivision, VillageYear
from geo.village_years import FACTS, VillageYearRecord, facts_of, record_village_years

EARLIEST_YEAR = 1990
MOST = 200_000  # people; no village has as many
YEAR = re.compile(r"(\d{4})年?度?")
COUNT = re.compile(r"(?P<number>\d+|\d{1,3}(?:,\d{3})+)(?:\.0*)?(?:户|人|口)?")
LOOK_UP_COLUMN = {"code": "village_code", "names": "village_name"}
Identity = tuple[int, int]

COLUMNS = (
    Column(
        "village_code",
        "行政村代码",
        ("村代码", "村编码", "行政村编码", "区划代码", "行政区划代码", "统计用区划代码"),
    ),
    Column(
        "village_name",
        "行政村",
        ("村", "村名", "村名称", "行政村名称", "所属行政村", "村社区"),
    ),
    Column("township", "乡镇", ("乡", "镇", "乡镇街道", "乡镇名称", "所属乡镇", "街道")),
    Column("county", "县(市)区", ("县区", "区县", "县", "县市", "县市区名称", "所属县区")),
    Column("year", "年份", ("年度", "年", "统计年份", "统计年度"), is_required=True),
    Column("households", "户数", ("总户数", "家庭户数", "户", "农户数", "常住户数")),
    Column("population", "常住人口", ("人口", "人口数", "总人口", "常住人口数", "人数", "村人口")),
    Column("has_broadband", "宽带", ("通宽带", "是否通宽带", "宽带接入", "互联网")),
    Column("has_courier", "快递进村", ("快递", "是否快递进村", "通快递", "快递到村")),
    Column("has_paved_road", "通硬化路", ("硬化路", "是否通硬化路", "道路硬化", "水泥路")),
    Column(
        "is_poverty_village",
        "建档立卡贫困村",
        ("贫困村", "是否贫困村", "是否建档立卡贫困村", "建档立卡村"),
    ),
    Column("specialty_products", "特色产品", ("特色农产品", "主要产品", "特产", "主要农产品")),
)
YES_NO: Mapping[str, Sequence[str]] = {
    "yes": ("是", "有", "已通", "通", "已进村", "对", "true", "1", "y"),
    "no": ("否", "无", "未通", "不通", "没有", "未进村", "x", "false", "0", "n"),
}
TICKS = {"√": True, "✓": True, "✔": True, "×": False, "✗": False, "✘": False}


class VillageYearImporter(Importer[VillageYearRecord, VillageYear]):
    """Rows for one village and year twice in a file: the first is taken.

    Args:
        scope: the code at or under which villages may lie; the city's by default.
    """

    kind = "village_years"
    columns = COLUMNS

    def __init__(self, scope: str | None = None) -> None:
        self.latest_year = timezone.localdate().year
        self.directory = Directory(scope)

    def prepare(self, rows: Sequence[Row]) -> None:
        if rows and not rows[0].has("village_code") and not rows[0].has("village_name"):
            raise UnreadableFileError(
                _("The table has no column for the village: add 行政村代码 or 行政村.")
            )
        self._rows: dict[Identity, Row] = {}
        known = VillageYear.objects.all()
        self._known = {(row.village_id, row.year): row for row in known}

    def parse(self, row: Row) -> VillageYearRecord:
        record = VillageYearRecord(
            village=self._village(row),
            year=self._year(row),
            households=self._count(row, "households"),
            population=self._count(row, "population"),
            has_broadband=self._flag(row, "has_broadband"),
            has_courier=self._flag(row, "has_courier"),
            has_paved_road=self._flag(row, "has_paved_road"),
            is_poverty_village=self._flag(row, "is_poverty_village"),
            specialty_products=self._products(row),
        )
        if not row.problems and not any(value not in (None, "") for value in _said(record)):
            row.refuse("households", "nothing_said", _("The row says nothing of the village."))
        self._refuse_repeated(row, record)
        return record

    def match(self, record: VillageYearRecord) -> VillageYear | None:
        assert record.village, "a row without a village is refused"
        return self._known.get((record.village.pk, record.year))

    def revise(self, existing: VillageYear, record: VillageYearRecord) -> VillageYearRecord | None:
        said = {name: value for name, value in facts_of(record).items() if value not in (None, "")}
        if all(getattr(existing, name) == value for name, value in said.items()):
            return None
        return replace(record, **(facts_of(existing) | said))  # type: ignore[arg-type]

    def write(
        self,
        new: Sequence[VillageYearRecord],
        changed: Sequence[tuple[VillageYear, VillageYearRecord]],
        *,
        actor: Actor | None,
        reason: str,
    ) -> None:
        if new or changed:
            record_village_years(new=new, changed=changed, actor=actor, reason=reason)

    def _village(self, row: Row) -> AdministrativeDivision | None:
        try:
            return self.directory.village(
                code=cells.compact(row.text("village_code")),
                county=row.text("county"),
                township=row.text("township"),
                name=row.text("village_name"),
            )
        except LookUpError as error:
            row.refuse(LOOK_UP_COLUMN[error.part], error.code, error.message)
            return None

    def _year(self, row: Row) -> int:
        written = row.compact("year")
        match = YEAR.fullmatch(written.removesuffix(".0"))
        if match and EARLIEST_YEAR <= int(match[1]) <= self.latest_year:
            return int(match[1])
        values = {"first": EARLIEST_YEAR, "last": self.latest_year, "value": written[:20]}
        if not written:
            row.refuse("year", "required", _("This must be filled in."))
        else:
            text = _("“%(value)s” is no year from %(first)s to %(last)s. Write it like 2018.")
            row.refuse("year", "bad_year", text % values)
        return 0

    def _count(self, row: Row, field: str) -> int | None:
        """A whole number of households or people; `1,250人` is understood."""
        written = row.compact(field)
        if written in ("", "-", "—", "/"):
            return None
        match = COUNT.fullmatch(written)
        number = int(match["number"].replace(",", "")) if match else None
        if number is None or number > MOST:
            text = _("“%(value)s” is no whole number from 0 to %(most)s.")
            row.refuse(field, "bad_count", text % {"value": written[:20], "most": MOST})
            return None
        return number

    def _flag(self, row: Row, field: str) -> bool | None:
        written = cells.compact(row.text(field))
        if written in TICKS:
            return TICKS[written]
        word = row.choice(field, YES_NO)
        return word == "yes" if word else None

    def _products(self, row: Row) -> str:
        field = "specialty_products"
        longest = getattr(VillageYear._meta.get_field(field), "max_length", 0)
        text = row.text(field)
        if len(text) > longest:
            said = _("At most %(longest)s characters fit here.") % {"longest": longest}
            row.refuse(field, "too_long", said)
        return text

    def _refuse_repeated(self, row: Row, record: VillageYearRecord) -> None:
        if record.village is None or not record.year:
            return
        first = self._rows.setdefault((record.village.pk, record.year), row)
        if first is not row:
            text = _("Row %(row)s already gives this village and year.") % {"row": first.label}
            row.refuse("year", "repeated", text)


def _said(record: VillageYearRecord) -> list[object]:
    return [getattr(record, name) for name in FACTS]
