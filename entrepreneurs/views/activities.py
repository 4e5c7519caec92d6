"""Figures of bases, mentor teams, trainings and events: counts, open to everybody in scope."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

import rules
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from accounts.http import SignedInRequest
from entrepreneurs.counting.held import MONTHS, base_months, large_events
from entrepreneurs.counting.mentoring import teams_by_county
from entrepreneurs.counting.thresholds import threshold
from entrepreneurs.counting.trained import told_by_county
from entrepreneurs.rules import SEE_PERSONS
from entrepreneurs.views.asked import Asked, asked

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
    year = question.on.year
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
        }
        for base in base_months(question.division.code, year, today=question.on)
    ]
    content = {"rows": rows, "months": MONTHS, "signs": SIGNS.items()}
    return _page(request, question, "bases", content | {"rule": threshold("base_activities")})


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
