"""What is counted of people and what supports them: the figures of the pages, as numbers.

Small counts of people are told as ranges to roles that see no people; see `counting.small_cells`.
"""

from collections.abc import Callable, Mapping
from typing import Any, ClassVar

import rules
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import (
    OpenApiParameter,
    extend_schema,
    extend_schema_serializer,
    extend_schema_view,
)
from rest_framework import serializers, viewsets
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.models import User
from core.api.filters import asked_day
from core.api.views import LANGUAGE, ApiMixin
from core.errors import InvalidQuestionError
from entrepreneurs.counting.distances import NEAR_M, UnitDistances, distances
from entrepreneurs.counting.held import base_months, large_events
from entrepreneurs.counting.mentoring import teams_by_county
from entrepreneurs.counting.people import people, year_of_support
from entrepreneurs.counting.small_cells import Cell
from entrepreneurs.counting.thresholds import threshold
from entrepreneurs.counting.trained import told_by_county
from entrepreneurs.counting.ventures import ventures
from entrepreneurs.days import EARLIEST, LATEST
from entrepreneurs.loans.overdue import overdue_loans
from entrepreneurs.loans.totals import lent_in
from entrepreneurs.rules import SEE_PERSONS
from entrepreneurs.views.asked import Asked, question_of
from geo.levels import Level

NAMES = ("division", "on", "year")
PARAMETERS = [
    OpenApiParameter("division", str, description=_("Code; the account's own by default.")),
    OpenApiParameter(
        "on",
        {"type": "string", "format": "date"},
        description=_("The day; today by default. Years are told up to it."),
    ),
    OpenApiParameter(
        "year",
        {"type": "integer", "minimum": EARLIEST.year, "maximum": LATEST.year},
        description=_("Instead of a day: the whole year, the present one up to today."),
    ),
]


class CellSerializer(serializers.Serializer):
    """A count: from `low` to `high`, both included; the same number twice where it is told."""

    low = serializers.IntegerField()
    high = serializers.IntegerField()


class RuleSerializer(serializers.Serializer):
    """The clause that asks for it, and the smallest number that counts."""

    clause = serializers.CharField()
    quote = serializers.CharField()
    least = serializers.IntegerField()


class FigureSerializer(serializers.Serializer):
    """What was asked, as it was understood."""

    division = serializers.CharField()
    on = serializers.DateField()


class BaseSerializer(serializers.Serializer):
    """A base and its twelve months. Of the months `asked`, those that are over or in which
    something was held, `held` had an activity."""

    id = serializers.UUIDField()
    name = serializers.CharField()
    division = serializers.CharField()
    months = serializers.ListField(
        child=serializers.ChoiceField(choices=["held", "none", "not_open", "ahead"]),
        min_length=12,
        max_length=12,
    )
    held = serializers.IntegerField()
    asked = serializers.IntegerField()
    is_met = serializers.BooleanField()


class BasesSerializer(FigureSerializer):
    rule = RuleSerializer()
    bases = BaseSerializer(many=True)


class TeamSerializer(serializers.Serializer):
    id = serializers.UUIDField()
    name = serializers.CharField()
    members = serializers.IntegerField()
    lacking = serializers.IntegerField()


class CountyTeamsSerializer(serializers.Serializer):
    """A county's teams, the strongest first; one of twenty is wanted."""

    code = serializers.CharField()
    name = serializers.CharField()
    is_met = serializers.BooleanField()
    teams = TeamSerializer(many=True)


class TeamsSerializer(FigureSerializer):
    rule = RuleSerializer()
    counties = CountyTeamsSerializer(many=True)


class CountyTrainedSerializer(serializers.Serializer):
    """Persons, and how often they took part; null is what would tell a small count."""

    code = serializers.CharField()
    name = serializers.CharField()
    persons = CellSerializer()
    attendances = serializers.IntegerField(allow_null=True)
    lacking = serializers.IntegerField(allow_null=True)
    is_met = serializers.BooleanField()


class TrainedSerializer(FigureSerializer):
    """`persons`: of all counties, each counted once."""

    rule = RuleSerializer()
    persons = CellSerializer()
    counties = CountyTrainedSerializer(many=True)


class LargeEventSerializer(serializers.Serializer):
    """`reason`: why it does not count; empty when it does."""

    id = serializers.UUIDField()
    name = serializers.CharField()
    division = serializers.CharField()
    held_on = serializers.DateField()
    attendees = serializers.IntegerField(allow_null=True)
    counts = serializers.BooleanField()
    reason = serializers.CharField(allow_blank=True)


class EventsSerializer(FigureSerializer):
    rule = RuleSerializer()
    counting = serializers.IntegerField()
    events = LargeEventSerializer(many=True)


class OverdueSerializer(serializers.Serializer):
    loan = serializers.UUIDField()
    amount_yuan = serializers.DecimalField(max_digits=14, decimal_places=2)
    days = serializers.IntegerField()


class LendingSerializer(FigureSerializer):
    """Loans paid out in the year against the whole year before. `rate` is null where nothing was
    lent then. Roles that see no people are told sums of counties and cities, and no loan."""

    amount_yuan = serializers.DecimalField(max_digits=16, decimal_places=2, allow_null=True)
    loans = serializers.IntegerField(allow_null=True)
    before_yuan = serializers.DecimalField(max_digits=16, decimal_places=2, allow_null=True)
    rate = serializers.FloatField(allow_null=True)
    is_met = serializers.BooleanField(allow_null=True)
    overdue = OverdueSerializer(many=True, allow_null=True)


class TownshipVenturesSerializer(serializers.Serializer):
    """`by_industry` is null where it would give small counts away."""

    code = serializers.CharField()
    name = serializers.CharField(allow_blank=True)
    total = CellSerializer()
    by_industry = serializers.DictField(child=CellSerializer(), allow_null=True)


class VenturesSerializer(FigureSerializer):
    total = CellSerializer()
    by_industry = serializers.DictField(child=CellSerializer(), allow_null=True)
    townships = TownshipVenturesSerializer(many=True)


class ReachSerializer(serializers.Serializer):
    """Metres, and the share (0 to 1) of those within `near_m`; null where it is not told."""

    median_m = serializers.FloatField(allow_null=True)
    near = serializers.FloatField(allow_null=True)


class UnitDistancesSerializer(serializers.Serializer):
    code = serializers.CharField()
    ventures = CellSerializer()
    approximate = CellSerializer()
    unlocated = CellSerializer()
    outlet = ReachSerializer()
    incubator = ReachSerializer()


class DistancesSerializer(FigureSerializer):
    near_m = serializers.IntegerField()
    total = UnitDistancesSerializer()
    rows = UnitDistancesSerializer(many=True)


class YearOfSupportSerializer(serializers.Serializer):
    """Support granted from 1 January to the day, and trainings that ended in that time."""

    records = CellSerializer()
    by_kind = serializers.DictField(child=CellSerializer())
    trainings = serializers.IntegerField()
    trained = CellSerializer()


class PeopleSerializer(FigureSerializer):
    """Persons with verified support. Categories overlap: their sum means nothing."""

    persons = CellSerializer()
    leads = CellSerializer()
    by_category = serializers.DictField(child=CellSerializer())
    year = YearOfSupportSerializer()


Answer = Callable[[Asked, bool, User], Mapping[str, Any]]


class FigureViewSet(ApiMixin, viewsets.ViewSet):
    """Figures of people and what supports them. Counts for every role; small ones as ranges."""

    answer: ClassVar[Answer]

    def known_parameters(self) -> tuple[str, ...]:
        return (*NAMES, LANGUAGE)

    def list(self, request: Request) -> Response:
        user: User = request.user  # type: ignore[assignment]
        question = asked(request)
        found = type(self).answer(question, rules.has_perm(SEE_PERSONS, user), user)
        frame = {"division": question.division.code, "on": question.on.isoformat()}
        return Response({**frame, **found})


def asked(request: Request) -> Asked:
    """The division and day of the address; a year stands for its last day.

    Raises:
        InvalidQuestionError, ValidationError: a value that cannot be understood.
        UnknownDivisionError: the division lies outside the jurisdiction.
    """
    user: User = request.user  # type: ignore[assignment]
    values = request.query_params.dict()
    on = asked_day(request, "on")
    if year := values.get("year"):
        if "on" in values:
            raise InvalidQuestionError(_("Name a day or a year, not both."), field="year")
        years = range(EARLIEST.year, LATEST.year + 1)
        if not (year.isascii() and year.isdigit() and len(year) == 4 and int(year) in years):
            raise ValidationError({"year": [_("Write a year as 2018.")]}, code="invalid")
        on = min(on, on.replace(year=int(year), month=12, day=31))
        if on.year != int(year):
            on = on.replace(year=int(year), month=12, day=31)
    return question_of(values | {"on": on.isoformat()}, user)


def _rule(name: str) -> dict[str, Any]:
    rule = threshold(name)
    return {"clause": rule.clause, "quote": rule.quote, "least": rule.least}


def _cell(cell: Cell) -> dict[str, int]:
    return {"low": cell.low, "high": cell.high}


def _cells(cells: Mapping[str, Cell] | None) -> dict[str, Any] | None:
    return None if cells is None else {name: _cell(cell) for name, cell in cells.items()}


def _bases(question: Asked, sees: bool, user: User) -> Mapping[str, Any]:
    found = base_months(question.division.code, question.on.year, today=question.on)
    rows = [
        {
            "id": str(row.base.pk),
            "name": row.base.name,
            "division": row.base.division.code,
            "months": list(row.months),
            "held": row.months_held,
            "asked": row.months_asked,
            "is_met": row.is_met,
        }
        for row in found
    ]
    return {"rule": _rule("base_activities"), "bases": rows}


def _teams(question: Asked, sees: bool, user: User) -> Mapping[str, Any]:
    counties = [
        {
            "code": row.county.code,
            "name": row.county.name,
            "is_met": row.is_met,
            "teams": [
                {
                    "id": str(one.team.pk),
                    "name": one.team.name,
                    "members": one.members,
                    "lacking": one.lacking,
                }
                for one in row.teams
            ],
        }
        for row in teams_by_county(question.division.code, question.on)
    ]
    return {"rule": _rule("mentor_team"), "counties": counties}


def _trained(question: Asked, sees: bool, user: User) -> Mapping[str, Any]:
    found = told_by_county(question.division, question.on, sees=sees)
    counties = [
        {
            "code": row.county.code,
            "name": row.county.name,
            "persons": _cell(row.persons),
            "attendances": row.attendances,
            "lacking": row.lacking,
            "is_met": row.is_met,
        }
        for row in found.rows
    ]
    return {
        "rule": _rule("trained_in_county"),
        "persons": _cell(found.every),
        "counties": counties,
    }


def _events(question: Asked, sees: bool, user: User) -> Mapping[str, Any]:
    found = large_events(question.division.code, question.on.year, until=question.on)
    rows = [
        {
            "id": str(row.event.pk),
            "name": row.event.name,
            "division": row.event.division.code,
            "held_on": row.event.held_on.isoformat(),
            "attendees": row.event.attendees_actual,
            "counts": row.counts,
            "reason": row.reason,
        }
        for row in found
    ]
    counting = sum(row.counts for row in found)
    return {"rule": _rule("large_events"), "counting": counting, "events": rows}


def _lending(question: Asked, sees: bool, user: User) -> Mapping[str, Any]:
    names = ("amount_yuan", "loans", "before_yuan", "rate", "is_met")
    if not sees and question.division.level == Level.TOWNSHIP:
        return dict.fromkeys((*names, "overdue"))
    lent = lent_in(question.division.code, question.on.year, until=question.on)
    overdue = overdue_loans(question.division.code, question.on, user) if sees else None
    return {
        "amount_yuan": f"{lent.amount_yuan:.2f}",
        "loans": lent.loans,
        "before_yuan": f"{lent.before_yuan:.2f}",
        "rate": None if lent.rate is None else float(lent.rate),
        "is_met": lent.is_met,
        "overdue": None
        if overdue is None
        else [
            {
                "loan": str(one.loan.pk),
                "amount_yuan": f"{one.owed.amount_yuan:.2f}",
                "days": one.owed.days,
            }
            for one in overdue
        ],
    }


def _ventures(question: Asked, sees: bool, user: User) -> Mapping[str, Any]:
    found = ventures(question.division.code, question.on, sees=sees)
    townships = [
        {
            "code": row.code,
            "name": row.name,
            "total": _cell(row.total),
            "by_industry": _cells(row.by_industry),
        }
        for row in found.townships
    ]
    return {
        "total": _cell(found.total),
        "by_industry": _cells(found.by_industry),
        "townships": townships,
    }


def _distances(question: Asked, sees: bool, user: User) -> Mapping[str, Any]:
    found = distances(question.division.code, question.on, sees=sees)
    rows = [_unit(row) for row in found.rows]
    return {"near_m": NEAR_M, "total": _unit(found.total), "rows": rows}


def _unit(row: UnitDistances) -> dict[str, Any]:
    reaches = {
        name: {"median_m": reach.median_m, "near": reach.near}
        for name, reach in (("outlet", row.outlet), ("incubator", row.incubator))
    }
    cells = {name: _cell(getattr(row, name)) for name in ("ventures", "approximate", "unlocated")}
    return {"code": row.code, **cells, **reaches}


def _people(question: Asked, sees: bool, user: User) -> Mapping[str, Any]:
    code, on = question.division.code, question.on
    found, year = people(code, on, sees=sees), year_of_support(code, on, sees=sees)
    return {
        "persons": _cell(found.persons),
        "leads": _cell(found.leads),
        "by_category": _cells(found.by_category),
        "year": {
            "records": _cell(year.records),
            "by_kind": _cells(year.by_kind),
            "trainings": year.trainings,
            "trained": _cell(year.trained),
        },
    }


def _figure(
    name: str, answer: Answer, serializer: type[FigureSerializer], summary: Any
) -> type[FigureViewSet]:
    own = {"answer": staticmethod(answer)}
    made: type[FigureViewSet] = type(f"{name.title()}ViewSet", (FigureViewSet,), own)
    said = extend_schema(
        operation_id=f"figures_{name}",
        tags=["registry/figures"],
        summary=summary,
        parameters=PARAMETERS,
        responses=extend_schema_serializer(many=False)(serializer),
    )
    return extend_schema_view(list=said)(made)


# By the last part of their addresses.
FIGURES: Mapping[str, type[FigureViewSet]] = {
    name: _figure(name, answer, serializer, summary)
    for name, answer, serializer, summary in (
        ("people", _people, PeopleSerializer, _("Persons supported, and the support of the year")),
        ("bases", _bases, BasesSerializer, _("Incubation bases by month: activities held")),
        ("teams", _teams, TeamsSerializer, _("Mentor teams by county, and what they lack")),
        ("trained", _trained, TrainedSerializer, _("Persons trained in the year, by county")),
        (
            "events",
            _events,
            EventsSerializer,
            _("Large events of the year, and others"),
        ),
        ("lending", _lending, LendingSerializer, _("Loans paid out in the year, and overdue ones")),
        ("ventures", _ventures, VenturesSerializer, _("Ventures by township and industry")),
        (
            "distances",
            _distances,
            DistancesSerializer,
            _("How far ventures are from the nearest outlet and incubator"),
        ),
    )
}
