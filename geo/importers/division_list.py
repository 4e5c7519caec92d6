"""Reads a list of codes and names: the units that there are, and what they are called.

What the code and the official name tell need not stand in the file: the level, the kind, the short
name and the pinyin. A unit that is registered and not listed stays as it is.
"""

import re
from collections.abc import Mapping, Sequence

from django.conf import settings
from django.utils.translation import gettext as _
from pypinyin import lazy_pinyin

from core.audit import Actor
from core.headings import Column
from core.importing import FieldChange, Importer, Row
from geo import codes
from geo.codes import CodeError
from geo.importers.columns import CODE, NAME
from geo.importers.registered import Registered
from geo.levels import Level
from geo.models import AdministrativeDivision
from geo.services import list_divisions

# The end of an official name tells the kind; the longer one comes first.
KINDS: Mapping[Level, Mapping[str, str]] = {
    Level.CITY: {"市": "地级市"},
    Level.COUNTY: {"自治县": "自治县", "县": "县", "区": "市辖区", "市": "县级市"},
    Level.TOWNSHIP: {
        "街道": "街道",
        "民族乡": "民族乡",
        "族乡": "民族乡",
        "乡": "乡",
        "镇": "镇",
        "农场": "农场",
        "开发区": "开发区",
        "管理区": "管理区",
    },
    Level.VILLAGE: {
        "生活区": "生活区",
        "分场）": "农场村",
        "村委会": "村",
        "村民委员会": "村",
        "村": "村",
        "社区": "居",
        "居民委员会": "居",
        "居委会": "居",
    },
}
COMMITTEES = re.compile(r"(村民委员会|村委会|居民委员会|居委会)(（.*）)?$")
KEPT = ("name", "kind", "short_name", "pinyin", "initials")

COLUMNS = (
    CODE,
    NAME,
    Column("kind", "类型", ("类别", "区划类型", "城乡类型", "kind")),
    Column("short_name", "简称", ("短名", "short_name")),
    Column("pinyin", "拼音", ("pinyin",)),
)


class DivisionListImporter(Importer[AdministrativeDivision, AdministrativeDivision]):
    """Rows are matched by code. A unit that has ended is not opened again."""

    kind = "divisions"
    columns = COLUMNS

    def prepare(self, rows: Sequence[Row]) -> None:
        self._registered = Registered(settings.CITY_CODE)
        self._city_prefix = codes.prefix(self._registered.city_code)
        self._rows: dict[str, Row] = {}
        self._coming = {_code_of(row) for row in rows}

    def parse(self, row: Row) -> AdministrativeDivision:
        code, name = self._code(row), row.text("name")
        if not name:
            row.refuse("name", "required", _("This must be filled in."))
        level = codes.level(code) if code else Level.VILLAGE
        kind = self._kind(row, level, name)
        short_name = row.text("short_name") or _short_name(level, kind, name)
        spelled = row.text("pinyin").lower().split() or lazy_pinyin(short_name or name)
        division = AdministrativeDivision(
            code=code,
            level=level,
            kind=kind,
            name=name,
            short_name=short_name,
            pinyin="".join(spelled),
            initials="".join(syllable[0] for syllable in spelled),
        )
        self._refuse_too_long(row, division)
        self._refuse_repeated(row, code)
        return division

    def match(self, record: AdministrativeDivision) -> AdministrativeDivision | None:
        return self._registered.divisions.get(record.code)

    def revise(
        self, existing: AdministrativeDivision, record: AdministrativeDivision
    ) -> AdministrativeDivision | None:
        """The registered unit with the file's name; only a name that differs changes anything.

        Short name and pinyin follow the name: where it stays, what is registered may be better
        than what was derived here.
        """
        if (existing.name, existing.kind) == (record.name, record.kind):
            return None
        return record

    def changes(
        self, existing: AdministrativeDivision, revised: AdministrativeDivision
    ) -> Sequence[FieldChange]:
        fields = [AdministrativeDivision._meta.get_field(name) for name in ("name", "kind")]
        return [
            FieldChange(
                str(getattr(field, "verbose_name", field.name)),
                getattr(existing, field.name),
                getattr(revised, field.name),
            )
            for field in fields
            if getattr(existing, field.name) != getattr(revised, field.name)
        ]

    def write(
        self,
        new: Sequence[AdministrativeDivision],
        changed: Sequence[tuple[AdministrativeDivision, AdministrativeDivision]],
        *,
        actor: Actor | None,
        reason: str,
    ) -> None:
        for existing, revised in changed:
            for name in KEPT:
                setattr(existing, name, getattr(revised, name))
        kept = [existing for existing, _revised in changed]
        if new or kept:
            list_divisions(new=new, changed=kept, actor=actor, reason=reason)

    def _code(self, row: Row) -> str:
        """The code within the city whose parent is there or comes with the file; else ""."""
        written = row.compact("code")
        if row.problems:
            return ""
        try:
            code = codes.parse(written)
        except CodeError:
            row.refuse("code", "bad_code", _("“%(text)s” is no division code.") % {"text": written})
            return ""
        if not code.startswith(self._city_prefix):
            message = _("%(code)s is not a code of this city: its codes begin with %(prefix)s.")
            facts = {"code": code, "prefix": self._city_prefix}
            row.refuse("code", "other_city", message % facts)
        elif code in self._registered.ended:
            message = _("The unit with the code %(code)s has ended. It was not opened again.")
            row.refuse("code", "ended", message % {"code": code})
        elif code != self._registered.city_code and not self._has_parent(code):
            message = _("%(code)s lies under %(parent)s, which is neither registered nor listed.")
            facts = {"code": code, "parent": codes.parent(code)}
            row.refuse("code", "unknown_parent", message % facts)
        return code

    def _has_parent(self, code: str) -> bool:
        parent = codes.parent(code)
        return parent in self._registered.divisions or parent in self._coming

    def _kind(self, row: Row, level: Level, name: str) -> str:
        said = row.text("kind")
        known = KINDS.get(level, {})
        if said in known.values():
            return said
        kind = next((kind for end, kind in known.items() if name.endswith(end)), "")
        if said or (name and not kind):
            message = _("The kind of %(name)s is not known. It is one of: %(kinds)s.")
            facts = {"name": name or said, "kinds": "、".join(dict.fromkeys(known.values()))}
            row.refuse("kind", "unknown_kind", message % facts)
        return kind

    def _refuse_too_long(self, row: Row, division: AdministrativeDivision) -> None:
        for name in ("name", "short_name", "pinyin", "initials"):
            longest = getattr(AdministrativeDivision._meta.get_field(name), "max_length", 0)
            if len(getattr(division, name)) > longest:
                text = _("At most %(longest)s characters fit here.") % {"longest": longest}
                row.refuse(name, "too_long", text)

    def _refuse_repeated(self, row: Row, code: str) -> None:
        first = self._rows.setdefault(code, row) if code else row
        if first is not row:
            message = _("%(code)s stands in the file twice; the first row was read.")
            row.refuse("code", "repeated", message % {"code": code})


def _code_of(row: Row) -> str:
    """The code of a row, "" for none; what is wrong is said in `parse`."""
    try:
        return codes.parse(row.text("code"))
    except CodeError:
        return ""


def _short_name(level: Level, kind: str, name: str) -> str:
    """What people say: 水泉村 for 水泉村民委员会, 长皋 for 长皋乡.

    >>> _short_name(Level.VILLAGE, "村", "水泉村民委员会")
    '水泉村'
    >>> _short_name(Level.TOWNSHIP, "乡", "长皋乡")
    '长皋'
    """
    if level == Level.VILLAGE:
        stem = COMMITTEES.sub("", name)
        ending = {"村": "村", "居": "社区"}.get(kind, "")
        return stem if not ending or stem.endswith(ending) else stem + ending
    if kind == "民族乡":
        return re.sub(r"(蒙古|满|回|锡伯|朝鲜)族(民族)?乡$", "", name)
    if level == Level.TOWNSHIP and kind not in ("街道", "乡", "镇"):
        return name  # farms and zones are known by their full names
    return re.sub(r"(自治县|街道|[县市区乡镇])$", "", name)
