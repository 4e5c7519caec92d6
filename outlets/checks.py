"""The rules that one outlet's record has to meet; forms and importers share them."""

import datetime as dt
import re
from collections.abc import Iterator

from django.utils.translation import gettext as _

from core.importing import Problem
from geo.levels import Level
from outlets.models import Outlet
from outlets.positions import Positions, problems_of_position
from outlets.records import OutletRecord

MOBILE = re.compile(r"1[3-9]\d{9}", re.ASCII)
LANDLINE = re.compile(r"0\d{2,3}-?\d{7,8}(-\d{1,6})?", re.ASCII)
OUTLET_NO = re.compile(r"[A-Za-z0-9-]{1,32}")
EARLIEST = dt.date(1949, 10, 1)
TEXTS = ("name", "keeper_name", "keeper_phone", "address")


def problems_of(
    record: OutletRecord, today: dt.date, positions: Positions | None = None
) -> list[Problem]:
    """Everything that is wrong with a record; `field` is one of the record's own names.

    Args:
        positions: boundaries fetched for many records at once; by default those of this one.
    """
    problems = [
        *_missing(record),
        *_texts(record),
        *_identifiers(record),
        *_dates(record, today),
        *_village(record),
    ]
    if record.location:
        villages = [record.village] if record.village else []
        problems += problems_of_position(record, positions or Positions(villages))
    return problems


def _missing(record: OutletRecord) -> Iterator[Problem]:
    for field in ("name", "village", "kind", "status", "opened_on"):
        if not getattr(record, field):
            yield Problem(field, "required", _("This must be filled in."))


def _texts(record: OutletRecord) -> Iterator[Problem]:
    for field in TEXTS:
        text = getattr(record, field)
        longest = Outlet._meta.get_field(field).max_length
        if "*" in text or "＊" in text:
            yield Problem(
                field,
                "masked",
                _("Part of this is hidden by “*”. Enter it in full or leave it out."),
            )
        elif longest and len(text) > longest:
            yield Problem(
                field,
                "too_long",
                _("At most %(longest)s characters fit here.") % {"longest": longest},
            )


def _identifiers(record: OutletRecord) -> Iterator[Problem]:
    if record.outlet_no and not OUTLET_NO.fullmatch(record.outlet_no):
        yield Problem(
            "outlet_no",
            "bad_outlet_no",
            _("A number has at most 32 letters, digits and “-”."),
        )
    phone = record.keeper_phone
    if phone and "*" not in phone and not (MOBILE.fullmatch(phone) or LANDLINE.fullmatch(phone)):
        yield Problem(
            "keeper_phone",
            "bad_phone",
            _(
                "Enter a mobile number of 11 digits, or a landline with its area code like "
                "0421-2812345."
            ),
        )


def _dates(record: OutletRecord, today: dt.date) -> Iterator[Problem]:
    opened_on, since = record.opened_on, record.status_since
    if opened_on and opened_on > today:
        yield Problem(
            "opened_on", "future_date", _("%(day)s is still to come.") % {"day": opened_on}
        )
    if opened_on and opened_on < EARLIEST:
        yield Problem(
            "opened_on", "impossible_date", _("%(day)s is too long ago.") % {"day": opened_on}
        )
    if since and since > today:
        yield Problem(
            "status_since", "future_date", _("%(day)s is still to come.") % {"day": since}
        )
    if since and opened_on and since <= opened_on:
        yield Problem(
            "status_since",
            "not_after_opening",
            _("%(since)s is not after the opening on %(opened)s.")
            % {"since": since, "opened": opened_on},
        )


def _village(record: OutletRecord) -> Iterator[Problem]:
    village, day = record.village, record.opened_on
    if village is None:
        return
    if village.level != Level.VILLAGE:
        yield Problem("village", "not_a_village", _("An outlet stands in a village or community."))
    elif day and village.valid_to and day >= village.valid_to:
        yield Problem(
            "village",
            "village_ended",
            _("%(village)s ended on %(day)s. Choose its successor or enter an earlier date.")
            % {"village": village, "day": village.valid_to},
        )
    elif day and village.valid_from and day < village.valid_from:
        yield Problem(
            "village",
            "village_not_begun",
            _("%(village)s began on %(day)s. Choose its predecessor or enter a later date.")
            % {"village": village, "day": village.valid_from},
        )
