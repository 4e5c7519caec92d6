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
TEXTS = ("name", "keeper_name", "keeper_phone", "address", "location_reason", "funding_document")
REQUIRED = ("name", "village", "kind")
DATED = ("status", "opened_on")
WORST_ACCURACY_M = 50


def problems_of(
    record: OutletRecord,
    today: dt.date,
    positions: Positions | None = None,
    *,
    is_established: bool = True,
) -> list[Problem]:
    """Everything that is wrong with a record; `field` is one of the record's own names.

    Args:
        positions: boundaries fetched for many records at once; by default those of this one.
        is_established: whether it opened already; the opening of an outlet that is still being
            registered is entered when it is accepted.
    """
    problems = [
        *_missing(record, is_established),
        *_opening(record, is_established),
        *_texts(record),
        *_identifiers(record),
        *_dates(record, today),
        *_village(record),
    ]
    if record.location:
        villages = [record.village] if record.village else []
        problems += problems_of_position(record, positions or Positions(villages))
        problems += _accuracy(record)
    return problems


def problems_of_draft(record: OutletRecord) -> list[Problem]:
    """What keeps an unfinished record from being kept at all; the rest can wait."""
    problems = [*_opening(record, is_established=False), *_texts(record)]
    if record.village is None or record.village.level != Level.VILLAGE:
        message = _("Choose the village that the outlet stands in.")
        problems.insert(0, Problem("village", "required", message))
    return [problem for problem in problems if problem.code != "masked"]


def problems_of_name(record: OutletRecord, outlet: Outlet) -> list[Problem]:
    """Two outlets of one name in a village could not be told apart."""
    others = Outlet.objects.exclude(pk=outlet.pk).exclude(outlet_no=None)
    same = others.filter(village=record.village, name=record.name).first()
    if same is None:
        return []
    text = _("The village has an outlet of this name already: number %(number)s.")
    return [Problem("name", "same_name", text % {"number": same.outlet_no})]


def _missing(record: OutletRecord, is_established: bool) -> Iterator[Problem]:
    for field in REQUIRED + (DATED if is_established else ()):
        if not getattr(record, field):
            yield Problem(field, "required", _("This must be filled in."))


def _opening(record: OutletRecord, is_established: bool) -> Iterator[Problem]:
    """Nothing typed is dropped unsaid."""
    for field in () if is_established else DATED:
        if getattr(record, field):
            yield Problem(
                field,
                "not_open_yet",
                _("The opening is entered when the outlet is accepted. Leave this empty."),
            )


def _accuracy(record: OutletRecord) -> Iterator[Problem]:
    metres = record.location_accuracy_m or 0
    if metres > WORST_ACCURACY_M and not record.location_reason:
        yield Problem(
            "location",
            "inaccurate_position",
            _(
                "The position may be wrong by %(metres)s m. Take it again outdoors, or say why it "
                "is kept."
            )
            % {"metres": round(metres)},
        )


def _texts(record: OutletRecord) -> Iterator[Problem]:
    for field in TEXTS:
        text = getattr(record, field)
        longest = getattr(Outlet._meta.get_field(field), "max_length", None)
        if _is_masked(text):
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


def _is_masked(text: str) -> bool:
    return "*" in text or "＊" in text


def _identifiers(record: OutletRecord) -> Iterator[Problem]:
    if record.outlet_no and not OUTLET_NO.fullmatch(record.outlet_no):
        yield Problem(
            "outlet_no",
            "bad_outlet_no",
            _("A number has at most 32 letters, digits and “-”."),
        )
    phone = record.keeper_phone
    if not (not phone or _is_masked(phone) or MOBILE.fullmatch(phone) or LANDLINE.fullmatch(phone)):
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
