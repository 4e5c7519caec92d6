"""The first page: a division's figures against their targets, its table, trend and small map."""

import calendar
import datetime as dt
from typing import Any

import rules
from django.http import HttpResponseBase
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.safestring import mark_safe
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from accounts.http import SignedInRequest
from accounts.models import Role
from core import audit
from core.tables import FORMATS, answer
from entrepreneurs.rules import SEE_PERSONS
from geo import codes
from geo.levels import Level
from layers import pictures, sentences, tables
from layers.answers import kept_text
from layers.links import Links
from layers.overview import Overview, overview, short_label
from layers.support import support
from layers.views import village
from outlets.kinds import Status
from outlets.models import Outlet
from outlets.rules import ADD
from targets.definitions import Definition, Question
from targets.findings import covered_heading, definition_note, finding, missing, radius
from targets.pace import later
from targets.people import groups
from targets.people_links import PeopleLinks
from targets.questions import question_of

COMPARED_MONTHS = (6, 12)
RADII_M = (1_000, 2_000, 3_000, 5_000, 10_000)
OTHER_STATUSES = (Status.DORMANT, Status.SUSPENDED, Status.CLOSED)
BEST = 3


def home(request: SignedInRequest) -> HttpResponseBase:
    """`/`: the first page of the viewer's own division."""
    return _answer(request, request.user.jurisdiction_code)


def division(request: SignedInRequest, code: str) -> HttpResponseBase:
    """`/divisions/<code>/`: the same page for any division within the viewer's jurisdiction; a
    village has a page of its own."""
    return _answer(request, code)


def _answer(request: SignedInRequest, code: str) -> HttpResponseBase:
    question = question_of(request, division=code)
    if codes.level(question.division) is Level.VILLAGE:
        return village.page(request, question)
    if (form := request.GET.get("format")) in FORMATS:
        return _table(request, form, question)
    name = "leader" if _is_for_leader(request) else "home"
    shown = kept_text(
        request,
        ":".join([name, question.key, request.get_full_path(), request.user.jurisdiction_code])
        + f":{request.user.role}:{rules.has_perm(SEE_PERSONS, request.user)}",
        lambda: _body(request, question, name),
    )
    division_name, body = shown.split("\n", 1)
    content = {"division_name": division_name, "body": mark_safe(body)}
    return render(request, f"layers/{name}.html", content)


def _body(request: SignedInRequest, question: Question, name: str) -> str:
    """The division's name and, from the second line on, the page's body."""
    back = next((n for n in COMPARED_MONTHS if str(n) == request.GET.get("back")), 6)
    page = overview(question, since=months_before(question.on, back))
    sort, rows = _sorted_rows(request, page)
    content = _content(request, page) | {"rows": rows, "sort": sort, "back": back}
    if content["is_registry_empty"]:
        content |= {"leader_title": content["title"], "map": pictures.empty_map_picture(page, rows)}
    else:
        content |= _leader(page, rows) if name == "leader" else _full(page, rows, sort, back)
        if name == "leader" or page.level != Level.TOWNSHIP:
            content |= _groups(request, page)
        if name == "home" and _shows_people(request, page):
            content["support"] = support(question, request.user, _names_below(page))
            links = PeopleLinks(request.user, question.division, question.on)
            content["people_href"] = links.scoreboard
    # Without the request itself: what the context processors add is the frame's, not the body's.
    content["request"] = request
    return f"{content['division_label']}\n{render_to_string(f'layers/_{name}.html', content)}"


def _groups(request: SignedInRequest, page: Overview) -> dict[str, Any]:
    """The groups of persons against their targets, each with the address of its records."""
    on, sees = page.question.on, rules.has_perm(SEE_PERSONS, request.user)
    found = groups(page.division, on, sees_persons=sees)
    links = PeopleLinks(request.user, page.division.code, on)
    return {
        "groups": found,
        "group_rows": [
            (figure, links.figure(figure) or links.scoreboard) for figure in found.figures
        ],
        "persons_href": links.records("entrepreneurs", "supported") or links.scoreboard,
        "people_href": links.scoreboard,
    }


def _shows_people(request: SignedInRequest, page: Overview) -> bool:
    """A township's page says everything; a larger division's when asked, for it takes longer."""
    return page.level == Level.TOWNSHIP or request.GET.get("people") == "1"


def _names_below(page: Overview) -> dict[str, str]:
    return {place.code: short_label(place) for place in page.below}


def _sorted_rows(
    request: SignedInRequest, page: Overview
) -> tuple[tables.Sort, list[tables.TableRow]]:
    sort = tables.Sort.read(request.GET.get("sort"), tables.default_sort(page))
    return sort, sort.apply(tables.table_rows(page, Links(page.question)))


def months_before(day: dt.date, months: int) -> dt.date:
    """The day so many months earlier; the end of a month goes to the end of a month."""
    first = later(day, -months)
    last = calendar.monthrange(first.year, first.month)[1]
    is_end = (day + dt.timedelta(days=1)).day == 1
    return first.replace(day=last if is_end else min(day.day, last))


def _is_for_leader(request: SignedInRequest) -> bool:
    """Leaders see the calm page unless they ask for the full one; others may ask for it."""
    view = request.GET.get("view")
    return view == "leader" or (view != "full" and request.user.role == Role.LEADER)


def _table(request: SignedInRequest, form: str, question: Question) -> HttpResponseBase:
    """The page's table as a file; recorded."""
    page = overview(question, since=question.on)
    _sort, rows = _sorted_rows(request, page)
    detail = {"rows": len(rows), "format": form}
    audit.record(request.user, "coverage.exported", subject=question.key, detail=detail)
    name = f"coverage-{question.division}-{question.on:%Y%m%d}-{question.definition}"
    return answer(form, name, tables.exported(page, rows))


def _content(request: SignedInRequest, page: Overview) -> dict[str, Any]:
    """What both forms of the page say."""
    question = page.question
    links = Links(question)
    code = question.division
    scope = codes.prefix(request.user.jurisdiction_code)
    is_empty = not (page.months or Outlet.objects.exists())
    return {
        "page": page,
        "report": page.report,
        "question": question,
        "title": sentences.nothing_registered(page.report) if is_empty else finding(page.report),
        "division_label": short_label(page.division),
        "city": page.path[0] if page.path[0].level == Level.CITY else None,
        "crumbs": [place for place in page.path[:-1] if place.code.startswith(scope)],
        "total_row": tables.total_row(page, links),
        "definition_note": definition_note(question),
        "covered_heading": covered_heading(question.definition),
        "missing": missing(page.report),
        "village_target": page.report.policy_villages or page.report.total.villages,
        "village_rate": page.report.policy_rate or page.report.total.rate,
        "denominators": sentences.denominators(page.report),
        "most_possible": sentences.most_possible(page.report),
        "pace_mean": f"{page.pace.mean:.1f}".replace("-", "−") if page.pace else "",
        "arrival_text": sentences.arrival_text(page.arrival),
        "is_spatial": question.definition is Definition.SPATIAL,
        "radius": radius(question.radius_m),
        "map_href": links.map(code),
        "print_href": links.printed(code),
        "gaps_href": links.villages(code),
        "operating_href": links.outlets(code),
        "other_statuses": [
            (status.label, page.report.outlets_by_status[status], links.outlets(code, status))
            for status in OTHER_STATUSES
        ],
        "is_registry_empty": is_empty,
        "may_add": rules.has_perm(ADD, request.user),
    }


def _full(
    page: Overview, rows: list[tables.TableRow], sort: tables.Sort, back: int
) -> dict[str, Any]:
    """What the full page adds: controls, the table's heads, charts."""
    question = page.question
    in_rows = sum(row.row.outlets for row in rows)
    is_long = len(rows) > pictures.LONG_ROWS
    size = pictures.LONG if is_long else pictures.PAGE
    return {
        "definitions": list(Definition),
        "radii": [(metres, radius(metres)) for metres in sorted({*RADII_M, question.radius_m})],
        "compared": COMPARED_MONTHS,
        "headings": tables.headings(sort, question.definition, back),
        "is_of_villages": tables.is_of_villages(page),
        "in_rows": in_rows,
        "outside_rows": page.report.operating - in_rows,
        "is_long": is_long,
        "trend": pictures.trend_picture(page, size),
        "map": pictures.map_picture(page, rows, size),
    }


def _leader(page: Overview, rows: list[tables.TableRow]) -> dict[str, Any]:
    """What the calm page adds: the best and the worst, and where most gaps lie."""
    is_of_villages = tables.is_of_villages(page)
    ranked = tables.Sort("-rate").apply([row for row in rows if row.row.villages])
    best, worst = ranked[:BEST], ranked[BEST:][-BEST:][::-1]
    most = [] if is_of_villages else tables.Sort("-missing").apply(ranked)[:BEST]
    named = rows if page.level == Level.CITY else [*best, *worst]
    return {
        "leader_title": sentences.leader_title(page.report),
        "arrival_sentence": capfirst(sentences.arrival_text(page.arrival)),
        "ranks": [(_("Highest"), best), (_("Lowest"), worst)],
        "gap_words": sentences.gap_words(page.report, most),
        "trend": pictures.trend_picture(page, pictures.LEADER),
        "map": pictures.map_picture(page, rows, pictures.LEADER, named),
    }
