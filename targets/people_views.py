"""`/people/`: how far the promises about people and what supports them are; counts, no persons."""

from typing import Any

import rules
from django.http import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from accounts.http import SignedInRequest
from core import audit, tables
from entrepreneurs.rules import SEE_PERSONS
from entrepreneurs.views.asked import asked
from targets.people import scoreboard
from targets.people_figures import Scoreboard
from targets.people_links import PeopleLinks


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
    links = PeopleLinks(request.user, division.code, on)
    content = {
        "found": found,
        "division": division,
        "on": on,
        "clauses": [
            (clause, [(figure, links.figure(figure)) for figure in figures])
            for clause, figures in found.of_clause()
        ],
        "persons_address": links.records("entrepreneurs", "supported"),
        "divisions": question.divisions,
    }
    return render(request, "targets/people.html", content)


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
