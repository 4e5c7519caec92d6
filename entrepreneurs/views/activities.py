"""Figures of bases, mentor teams, trainings, events and undertakings, open to all in scope."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import rules
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from accounts.http import SignedInRequest
from entrepreneurs.approval import may_enter
from entrepreneurs.counting.held import (
    MONTHS,
    BaseMonths,
    base_months,
    large_events,
    why_not_held,
)
from entrepreneurs.counting.mentoring import teams_by_county
from entrepreneurs.counting.thresholds import threshold
from entrepreneurs.counting.trained import told_by_county
from entrepreneurs.counting.undertaken import Part, Progress, Undertaken, undertaken
from entrepreneurs.models import StartupEvent, Undertaking
from entrepreneurs.rules import SEE_PERSONS
from entrepreneurs.views.asked import Asked, asked
from geo import codes

# What a month's sign means; the sign and the words tell it, not the colour.
SIGNS = {
    "held": ("✓", _("an activity was held")),
    "none": ("✗", _("no activity")),
    "not_open": ("–", _("not open yet, or closed")),
    "ahead": ("…", _("the month is not over")),
}


@dataclass(frozen=True)
class Month:
    number: int
    state: str
    sign: str
    words: Any


def bases(request: SignedInRequest) -> HttpResponse:
    """Each incubation base and its months: one activity is asked in each (clause 七)."""
    question = asked(request)
    found = base_months(question.division.code, question.on.year, today=question.on)
    rows = [
        {
            "base": base.base,
            "months": [
                Month(number, state, *SIGNS[state])
                for number, state in zip(MONTHS, base.months, strict=True)
            ],
            "held": base.months_held,
            "asked": base.months_asked,
            "is_met": base.is_met,
            "missing": list(_missing(base)),
        }
        for base in found
    ]
    content = {
        "rows": rows,
        "months": MONTHS,
        "signs": SIGNS.items(),
        "met": sum(base.is_met for base in found),
        "lacking": [row for row in rows if row["missing"]],
        "may_add": may_enter(request.user, StartupEvent),
        "rule": threshold("base_activities"),
    }
    return _page(request, question, "bases", content)


def _missing(base: BaseMonths) -> Iterator[dict[str, Any]]:
    """Each month without an activity, with those registered that do not count, and why."""
    for number, state in zip(MONTHS, base.months, strict=True):
        if state == "none":
            others = base.others.get(number, ())
            yield {
                "month": number,
                "others": [(event, why_not_held(event)) for event in others],
            }


def teams(request: SignedInRequest) -> HttpResponse:
    """Each county's mentor teams with what they lack of twenty (clause 五)."""
    question = asked(request)
    counties = teams_by_county(question.division.code, question.on)
    content = {
        "counties": counties,
        "met": sum(county.is_met for county in counties),
        "rule": threshold("mentor_team"),
    }
    return _page(request, question, "teams", content)


def trained_people(request: SignedInRequest) -> HttpResponse:
    """Persons trained by county against the number asked of each, and attendances (clause 六)."""
    question = asked(request)
    sees = rules.has_perm(SEE_PERSONS, request.user)
    found = told_by_county(question.division, question.on, sees=sees)
    content = {
        "rows": found.rows,
        "every": found.every,
        "rule": threshold("trained_in_county"),
    }
    return _page(request, question, "trained", content)


def large(request: SignedInRequest) -> HttpResponse:
    """The year's events of about the number asked, and why some do not count (clause 六)."""
    question = asked(request)
    found = large_events(question.division.code, question.on.year, until=question.on)
    content = {
        "found": found,
        "counting": sum(event.counts for event in found),
        "rule": threshold("large_events"),
    }
    return _page(request, question, "events", content)


def undertakings(request: SignedInRequest) -> HttpResponse:
    """What has to exist by the policy, what became of it, and the document that proves it."""
    question = asked(request)
    found = undertaken(question.division.code, question.on)
    parts = [part for item in found for part in item.parts]
    content = {
        "found": [(item, list(_of_viewer(item, request))) for item in found],
        "met": sum(item.is_met for item in found),
        "numbers": [
            (progress, sum(part.progress == progress for part in parts)) for progress in Progress
        ],
        "may_add": may_enter(request.user, Undertaking),
    }
    return _page(request, question, "undertakings", content)


def _of_viewer(item: Undertaken, request: SignedInRequest) -> Iterator[tuple[Part, bool]]:
    """The parts, each with whether it lies within the viewer's jurisdiction."""
    prefix = codes.prefix(request.user.jurisdiction_code)
    for part in item.parts:
        yield part, part.division.code.startswith(prefix)


def _page(
    request: SignedInRequest, question: Asked, tab: str, content: dict[str, Any]
) -> HttpResponse:
    frame = {
        "division": question.division,
        "on": question.on,
        "year": question.on.year,
        "divisions": question.divisions,
        "tab": tab,
        "before": dt.date(question.on.year - 1, 12, 31),
    }
    return render(request, f"entrepreneurs/figures/{tab}.html", frame | content)
