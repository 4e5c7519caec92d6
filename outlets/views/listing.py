"""The list: filtered, sorted, in pages; its address is its whole state."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import rules
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.http import SignedInRequest
from core.errors import UnknownDivisionError
from geo import codes
from geo.levels import DEPTH, Level
from geo.models import AdministrativeDivision
from outlets.kinds import OperatingModel, OutletKind, Platform, Status
from outlets.listing import (
    NOT_OPEN,
    OutletQuestion,
    Relaxation,
    ask,
    demand_scope,
    list_outlets,
    without_each,
)
from outlets.rules import ADD

NOT_OPEN_LABEL = gettext_lazy("not yet open")

HEADS = (
    ("no", gettext_lazy("Number")),
    ("name", gettext_lazy("Name")),
    ("village", gettext_lazy("Outlet's village")),
    ("kind", gettext_lazy("Kind")),
    ("model", gettext_lazy("Operating model")),
    ("platform", gettext_lazy("Platform")),
    ("status", gettext_lazy("Status")),
    ("opened", gettext_lazy("Opened on")),
)


@dataclass(frozen=True)
class Head:
    """A column's head: its link sorts by it, a second time downwards."""

    label: str | Promise
    sort: str
    direction: str  # of `aria-sort`; empty when another column sorts


def outlet_list(request: SignedInRequest) -> HttpResponse:
    user = request.user
    question = ask(request.GET.dict(), user)
    demand_scope(question, user)
    divisions = _divisions(user.jurisdiction_code, question.division)
    if question.division not in divisions:
        raise UnknownDivisionError(field="division")
    found = list_outlets(question, user)
    page = found.page
    context = {
        "question": question,
        "found": found,
        "page": page,
        "pages": page.paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1),
        "statuses": _statuses(found.by_status),
        "heads": list(_heads(question.sort)),
        "division": divisions[question.division],
        "above": [d for c, d in divisions.items() if question.division.startswith(_prefix(c))][:-1],
        "controls": _controls(question, list(divisions.values()), user.jurisdiction_code),
        "may_add": rules.has_perm(ADD, user),
    }
    if not page.object_list:
        context["relaxations"] = _relaxations(question, divisions, request)
    return render(request, "outlets/list.html", context)


def _prefix(code: str) -> str:
    return codes.prefix(code)


def _divisions(own: str, asked: str) -> dict[str, AdministrativeDivision]:
    """By code: the user's own division, the two levels below it that can be chosen, the one
    asked for and those above it."""
    below = DEPTH[codes.level(own)]
    levels = [
        level for level in Level if below < DEPTH[level] <= max(below + 1, DEPTH[Level.TOWNSHIP])
    ]
    wanted = Q(level__in=levels) | Q(code__in={own, asked, asked[:9], asked[:6]})
    rows = AdministrativeDivision.objects.at_or_under(own).filter(wanted, valid_to=None)
    return {d.code: d for d in rows.only("code", "name", "short_name", "level").order_by("code")}


def _statuses(by_status: dict[str, int]) -> list[tuple[str, str | Promise, int]]:
    """`(value, label, number)` for each status that occurs."""
    labels: dict[str, str | Promise] = {**dict(Status.choices), NOT_OPEN: NOT_OPEN_LABEL}
    return [(s, label, by_status[s]) for s, label in labels.items() if s in by_status]


def _heads(sort: str) -> Iterator[Head]:
    for name, label in HEADS:
        if sort == name:
            yield Head(label, f"-{name}", "ascending")
        else:
            yield Head(label, name, "descending" if sort == f"-{name}" else "")


@dataclass(frozen=True)
class Control:
    """A drop-down of the filter row."""

    name: str
    label: str
    empty: str
    options: Sequence[tuple[str, str | Promise]]
    value: str
    clears: str = ""


def _controls(
    question: OutletQuestion, divisions: Sequence[AdministrativeDivision], own: str
) -> list[Control]:
    by_level: dict[str, list[tuple[str, str | Promise]]] = {}
    for division in divisions:
        by_level.setdefault(division.level, []).append((division.code, division.name))
    asked, controls = question.division, []
    if codes.level(own) == Level.CITY:
        counties, county = by_level.get(Level.COUNTY, []), asked[:6]
        whole = county == own
        controls.append(
            Control("county", _("County"), _("All"), counties, "" if whole else county, "division")
        )
        townships = (
            [] if whole else [t for t in by_level.get(Level.TOWNSHIP, []) if t[0][:6] == county]
        )
    else:
        townships = by_level.get(Level.TOWNSHIP, [])
    if codes.level(own) in (Level.CITY, Level.COUNTY):
        if townships:
            controls.append(
                Control(
                    "division",
                    _("Township"),
                    _("All"),
                    townships,
                    asked[:9] if len(asked) > 6 else "",
                )
            )
    else:
        villages = by_level.get(Level.VILLAGE, [])
        controls.append(
            Control(
                "division", _("Outlet's village"), _("All"), villages, asked if asked != own else ""
            )
        )
    return [
        *controls,
        Control("kind", _("Kind"), _("All"), OutletKind.choices, question.kind),
        Control("model", _("Operating model"), _("All"), OperatingModel.choices, question.model),
        Control("platform", _("Platform"), _("All"), Platform.choices, question.platform),
    ]


def _relaxations(
    question: OutletQuestion,
    divisions: dict[str, AdministrativeDivision],
    request: SignedInRequest,
) -> list[Relaxation]:
    """What to leave out to find something, most first."""
    labels: dict[str, object] = {
        "division": divisions[question.division].name,
        "status": {**dict(Status.choices), NOT_OPEN: NOT_OPEN_LABEL}.get(question.status, ""),
        "kind": dict(OutletKind.choices).get(question.kind, ""),
        "model": dict(OperatingModel.choices).get(question.model, ""),
        "platform": dict(Platform.choices).get(question.platform, ""),
        "q": question.q,
        "counting": _("kinds that count towards the target"),
    }
    numbers = without_each(question, request.user)
    found = [Relaxation(name, str(labels[name]), number) for name, number in numbers.items()]
    return sorted(found, key=lambda relaxation: -relaxation.number)
