"""How a row names another record: by the number or the words that people know it by."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Model
from django.utils.translation import gettext as _

from accounts.models import User
from core.headings import Column
from core.importing import Row
from entrepreneurs import vault
from entrepreneurs.models import (
    Entrepreneur,
    GuaranteedLoan,
    Incubator,
    Mentor,
    MentorTeam,
    Project,
    Training,
    Venture,
)
from outlets.models import Outlet


@dataclass(frozen=True)
class Reference:
    """`path` is the field that is asked for what the column says, as `asked` makes of it."""

    path: str
    heading: str
    aliases: tuple[str, ...] = ()
    asked: Callable[[str], Any] = str
    is_secret: bool = False


def _hashed(id_no: str) -> bytes:
    return vault.hash_of("id_no", id_no.upper())


REFERENCES: Mapping[type[Model], Reference] = {
    Entrepreneur: Reference(
        "person__id_no_hash", "创业者身份证号", ("身份证号", "身份证号码"), _hashed, True
    ),
    Mentor: Reference(
        "person__id_no_hash", "导师身份证号", ("身份证号", "身份证号码"), _hashed, True
    ),
    Incubator: Reference("name", "载体名称", ("孵化载体", "所属载体", "孵化基地")),
    MentorTeam: Reference("name", "导师团队", ("团队名称", "所属团队")),
    Project: Reference("name", "项目名称", ("项目",)),
    Training: Reference("name", "培训班", ("培训班名称", "班次")),
    Venture: Reference(
        "organization__uscc", "实体统一社会信用代码", ("统一社会信用代码",), str.upper
    ),
    GuaranteedLoan: Reference("contract_no", "合同编号", ("贷款合同编号", "合同号")),
    Outlet: Reference("outlet_no", "网点编号", ("编号",)),
}


def column(field: str, model: type[Model], *, is_required: bool) -> Column:
    said = REFERENCES[model]
    return Column(field, said.heading, said.aliases, is_required)


def find(row: Row, field: str, model: type[Model], user: User) -> Any:
    """The record within the jurisdiction that the row names; null where it names none, or where
    that is refused at the row."""
    said = REFERENCES[model]
    written = row.compact(field) if said.asked is not str else row.text(field)
    if not written:
        return None
    rows = model._default_manager.visible_to(user)  # type: ignore[attr-defined]
    found = list(rows.filter(**{said.path: said.asked(written)})[:2])
    if len(found) == 1:
        return found[0]
    shown = "*" * 8 if said.is_secret else written[:40]
    text = _("Several records fit “%(value)s”.") if found else _("No record fits “%(value)s”.")
    row.refuse(field, "ambiguous" if found else "unknown_record", text % {"value": shown})
    return None
