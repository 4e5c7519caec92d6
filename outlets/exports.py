"""The list of outlets as a table to take away: the same rows in the same order, masked by role."""

from collections.abc import Iterator
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.masking import masked_name, masked_phone
from outlets.kinds import Status
from outlets.listing import OutletQuestion
from outlets.querysets import OutletQuerySet

HEADS: tuple[str | Promise, ...] = (
    gettext_lazy("outlet number"),
    gettext_lazy("outlet name"),
    gettext_lazy("county"),
    gettext_lazy("township"),
    gettext_lazy("village"),
    gettext_lazy("village code"),
    gettext_lazy("outlet kind"),
    gettext_lazy("operating model"),
    gettext_lazy("platform"),
    gettext_lazy("status"),
    gettext_lazy("opened on"),
    gettext_lazy("keeper"),
    gettext_lazy("telephone"),
    gettext_lazy("address"),
    gettext_lazy("as of"),
)


def exported(
    outlets: OutletQuerySet, question: OutletQuestion, *, is_masked: bool
) -> Iterator[list[object]]:
    """The headings, then a row for each outlet, read as they are written."""
    yield [str(head) for head in HEADS]
    for outlet in outlets.iterator(chunk_size=500):
        yield _row(outlet, question, is_masked=is_masked)


def _row(outlet: Any, question: OutletQuestion, *, is_masked: bool) -> list[object]:
    village, township = outlet.village, outlet.village.parent
    county = township.parent if township else None
    name, phone = outlet.keeper_name, outlet.keeper_phone
    if is_masked:
        name, phone = masked_name(name), masked_phone(phone)
    status = outlet.status_on_day
    return [
        outlet.outlet_no or "",
        outlet.name,
        county.name if county else "",
        township.name if township else "",
        village.short_name,
        village.code,
        outlet.get_kind_display(),
        outlet.get_operating_model_display(),
        outlet.get_platform_display(),
        str(Status(status).label) if status else _("not yet open"),
        outlet.opened_on or "",
        name,
        phone,
        outlet.address,
        question.on,
    ]


def filters_of(question: OutletQuestion) -> dict[str, str]:
    """The question as it is recorded: the day and whatever narrows the list."""
    named = ("division", "status", "kind", "model", "platform", "q")
    filters = {name: str(getattr(question, name)) for name in named if getattr(question, name)}
    if question.counting:
        filters["counting"] = "1"
    return {"on": question.on.isoformat(), **filters}
