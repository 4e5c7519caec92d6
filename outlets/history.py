"""All that was ever done with an outlet, and what its earlier versions said.

Read from the event tables of the outlet and of what belongs to it: states, villages served, steps
of registration, reports, visits, decisions on twins. Photos are kept once and never changed.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from django.apps import apps
from django.db.models import Q
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from core.audit import action_words
from core.changes import Act, Change, Event, Show, act_of, events, field_changes, together
from core.masking import masked_name, masked_phone
from outlets.figures import FIGURES
from outlets.kinds import Stage
from outlets.models import Outlet
from outlets.records import FACTS, villages_with

TOLD = ("outlet_no", *FACTS, "served_codes", "stage", "notice_ends_on", "merged_into", "source")
REPORT_TOLD = (*FIGURES, "nil_reason", "is_late")
VISIT_TOLD = (
    "sample",
    "due_on",
    "visited_on",
    "inspector_name",
    "found_open",
    "is_staff_present",
    "is_ledger_kept",
    "result",
    "note",
    "mend_by",
)
MASKS: Mapping[str, Show] = {"keeper_name": masked_name, "keeper_phone": masked_phone}

Told = Iterator[tuple[Event, Act]]


def acts_on(outlet: Outlet, *, is_masked: bool) -> list[Act]:
    """The outlet's history, the newest first; `version` of an act names the outlet's row then.

    Args:
        is_masked: hide the middle of what identifies the keeper.
    """
    told = [
        *_outlet(outlet, MASKS if is_masked else {}),
        *_steps(outlet),
        *_rows(outlet, "OutletStatus", _("Status"), _status_words),
        *_rows(outlet, "OutletVillage", _("Village served"), _village_words, "village"),
        *_reports(outlet),
        *_visits(outlet),
        *_decisions(outlet),
    ]
    acts = [*together(told), *_photos(outlet)]
    return sorted(acts, key=lambda act: act.at, reverse=True)


def version_of(outlet: Outlet, number: int) -> Any | None:
    """The outlet's row as it was after the act with this version; null when there is none."""
    return _versions(outlet).filter(pgh_id=number).first()


def restorable(outlet: Outlet) -> set[int]:
    """Versions that say other facts than the outlet does now; none before it is established."""
    if outlet.stage != Stage.ESTABLISHED:
        return set()
    return {
        version.pgh_id
        for version in _versions(outlet)
        if any(getattr(version, name) != getattr(outlet, name) for name in FACTS)
    }


def differences(outlet: Outlet, version: Any, *, is_masked: bool) -> list[Change]:
    """What the outlet says now (`old`) beside what a version of it said (`new`)."""
    masks = MASKS if is_masked else {}
    return field_changes(Event(version, outlet, version), FACTS, masks=masks, shows=_shows(()))


def _recorded(model: str, *related: str, **which: Any) -> Any:
    found = apps.get_model("outlets", f"{model}Event").objects.filter(**which)
    return found.select_related("pgh_context", *related).order_by("pgh_id")


def _versions(outlet: Outlet) -> Any:
    recorded = _recorded("Outlet", "village", "organization", pgh_obj_id=outlet.pk)
    return recorded.exclude(pgh_label="delete")


def _outlet(outlet: Outlet, masks: Mapping[str, Show]) -> Told:
    recorded = list(
        _recorded("Outlet", "village", "organization", "merged_into", pgh_obj_id=outlet.pk)
    )
    shows = _shows(code for event in recorded for code in event.served_codes)
    for event in events(recorded):
        changes = field_changes(event, TOLD, masks=masks, shows=shows)
        yield event, act_of(event, changes, is_version=event.row is not None)


def _shows(codes: Iterable[str]) -> dict[str, Show]:
    names = {village.code: village.short_name for village in villages_with(sorted(set(codes)))}
    return {
        "location_raw": lambda raw: f"{raw.get('lon', '')}, {raw.get('lat', '')}",
        "served_codes": lambda served: "、".join(names.get(code, code) for code in served),
    }


def _rows(outlet: Outlet, model: str, label: str, words: Show, *related: str) -> Told:
    """Rows that are told whole: what one said before and says now."""
    for event in events(_recorded(model, *related, outlet_id=outlet.pk)):
        old, new = (words(row) if row is not None else "" for row in (event.before, event.row))
        if old != new:
            yield event, act_of(event, [Change(label, old, new)])


def _stretch(row: Any) -> str:
    values = {"begins": row.valid_from.isoformat(), "ends": row.valid_to}
    if row.valid_to:
        return _("%(begins)s to %(ends)s") % values
    return _("since %(begins)s") % values


def _status_words(row: Any) -> str:
    reason = _(" (%(reason)s)") % {"reason": row.reason} if row.reason else ""
    return f"{row.get_status_display()} {_stretch(row)}{reason}"


def _village_words(row: Any) -> str:
    return f"{row.village.short_name} · {row.get_basis_display()} {_stretch(row)}"


def _steps(outlet: Outlet) -> Told:
    """What a step says beside the change of stage, which the outlet's own row tells."""
    for event in events(_recorded("OutletTransition", outlet_id=outlet.pk)):
        row = event.event
        told = (
            (_("Field concerned"), row.field and _label(row.field)),
            (_("Document number"), row.document_no),
        )
        act = act_of(event, [Change(label, "", value) for label, value in told if value])
        # The step keeps its actor and reason itself, whatever the context says.
        actor, reason = act.actor or row.actor_name, act.reason or row.reason
        yield event, replace(act, actor=actor, reason=reason)


def _label(name: str) -> str:
    known = {field.name: field for field in Outlet._meta.get_fields()}
    return str(getattr(known.get(name), "verbose_name", name))


def _reports(outlet: Outlet) -> Told:
    for event in events(_recorded("MonthlyReport", outlet_id=outlet.pk)):
        month = date_format(event.event.month, "YEAR_MONTH_FORMAT")
        subject = _("Report of %(month)s:") % {"month": month}
        yield event, act_of(event, field_changes(event, REPORT_TOLD, subject=subject))


def _visits(outlet: Outlet) -> Told:
    for event in events(_recorded("Inspection", outlet_id=outlet.pk)):
        subject = _("%(kind)s:") % {"kind": event.event.get_kind_display()}
        yield event, act_of(event, field_changes(event, VISIT_TOLD, subject=subject))


def _decisions(outlet: Outlet) -> Told:
    concerned = Q(first_id=outlet.pk) | Q(second_id=outlet.pk)
    recorded = _recorded("DuplicateDecision", "first", "second").filter(concerned)
    for event in events(recorded):
        row = event.event
        other = row.second if row.first_id == outlet.pk else row.first
        word = _("the same outlet") if row.is_same else _("another outlet")
        yield (
            event,
            act_of(event, [Change(_("Compared with %(name)s") % {"name": other}, "", word)]),
        )


def _photos(outlet: Outlet) -> Iterator[Act]:
    for photo in outlet.photos.all():
        change = Change(_("Photo"), "", photo.get_kind_display())
        words = action_words("photo.added")
        yield Act(photo.added_at, photo.added_by_name, words, "", (change,))
