"""`/people/`: how far the promises about people and what supports them are; counts, no persons."""

from typing import Any

import rules
from django.http import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from accounts.http import SignedInRequest
from core import audit, tables
from entrepreneurs.registers import BY_SLUG
from entrepreneurs.rules import SEE_PERSONS
from entrepreneurs.views.asked import asked
from targets.people import Figure, Scoreboard, scoreboard


def people(request: SignedInRequest) -> HttpResponseBase:
    """The scoreboard of a division on a day; `format` takes it away as a table."""
    question = asked(request)
    division, on = question.division, question.on
    found = scoreboard(division, on, sees_persons=rules.has_perm(SEE_PERSONS, request.user))
    if (form := request.GET.get("format")) in tables.FORMATS:
        detail = {"rows": len(found.figures), "format": form}
        audit.record(
            request.user, "people.exported", subject=f"{division.code}:{on}", detail=detail
        )
        name = f"people-targets-{division.code}-{on:%Y%m%d}"
        return tables.answer(form, name, exported(found))
    content = {
        "found": found,
        "division": division,
        "on": on,
        "clauses": [
            (clause, [(figure, _address(request, figure, found)) for figure in figures])
            for clause, figures in found.of_clause()
        ],
        "persons_address": _records(request, found, "entrepreneurs", "supported"),
        "divisions": question.divisions,
    }
    return render(request, "targets/people.html", content)


def _address(request: SignedInRequest, figure: Figure, found: Scoreboard) -> str:
    """Where the records that a figure counts are listed; "" for those who may not see them."""
    if figure.key == "yearly.base_activities":
        words = {"division": found.division.code, "on": found.on.isoformat()}
        return f"{reverse('entrepreneurs:bases')}?{urlencode(words)}"
    return _records(request, found, *figure.drill) if figure.drill else ""


def _records(request: SignedInRequest, found: Scoreboard, register: str, word: str) -> str:
    if not BY_SLUG[register].is_open_to(request.user):
        return ""
    words = {"counted": word, "on": found.on.isoformat(), "division": found.division.code}
    return f"{reverse(f'entrepreneurs:{register}_list')}?{urlencode(words)}"


def exported(found: Scoreboard) -> list[list[Any]]:
    """The scoreboard as rows, the counties behind; numbers that are hidden stay hidden."""
    counties = found.counties
    heads = [
        pgettext("column", "clause"),
        pgettext("column", "promise"),
        pgettext("column", "figure"),
        pgettext("column", "number"),
        pgettext("column", "unit"),
        pgettext("column", "target"),
        pgettext("column", "verdict"),
        pgettext("column", "period"),
        pgettext("column", "remark"),
        pgettext("column", "not counted"),
    ]
    rows: list[list[Any]] = [heads + [cell.name for cell in counties]]
    for figure in found.figures:
        cells = {cell.code: cell for cell in figure.cells}
        rows.append(
            [
                figure.promise.clause,
                figure.promise.quote,
                figure.label,
                figure.hidden or figure.value,
                figure.unit,
                f"{figure.comparison}{figure.target_shown}",
                figure.verdict,
                figure.period,
                figure.beside,
                "；".join(figure.notes),
                *[
                    (cells[county.code].hidden or cells[county.code].value)
                    if county.code in cells
                    else ""
                    for county in counties
                ],
            ]
        )
    alone = _("supported persons, each counted once")
    rows.append(["", "", alone, found.persons_hidden or found.persons, pgettext("unit", "persons")])
    return rows
