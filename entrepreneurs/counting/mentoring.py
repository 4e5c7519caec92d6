"""Mentor teams (clause 五): one team of twenty is wanted of each county, not twenty in several."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Count, Q

from entrepreneurs.counting.thresholds import threshold
from entrepreneurs.kinds import Stage
from entrepreneurs.models import MentorTeam
from geo import codes
from geo.levels import Level
from geo.models import AdministrativeDivision


@dataclass(frozen=True)
class TeamStrength:
    """A team and its distinct active members on the day; `lacking` is 0 when it counts."""

    team: MentorTeam
    members: int
    lacking: int

    @property
    def counts(self) -> bool:
        return not self.lacking


@dataclass(frozen=True)
class CountyTeams:
    """A county's teams, the strongest first."""

    county: AdministrativeDivision
    teams: tuple[TeamStrength, ...]

    @property
    def is_met(self) -> bool:
        return any(team.counts for team in self.teams)


def teams_by_county(division: str, on: dt.date) -> list[CountyTeams]:
    """Each county at or under the division with its verified teams on the day."""
    prefix = codes.prefix(division)
    counties = AdministrativeDivision.objects.filter(
        Q(code__startswith=prefix[:6]), level=Level.COUNTY, valid_to=None
    ).order_by("code")
    strengths = list(_strengths(prefix[:6], on))
    return [
        CountyTeams(
            county,
            tuple(s for s in strengths if s.team.division.code.startswith(county.code)),
        )
        for county in counties
    ]


def _strengths(prefix: str, on: dt.date) -> list[TeamStrength]:
    needed = threshold("mentor_team")
    teams = MentorTeam.objects.verified().filter(
        Q(dissolved_on__isnull=True) | Q(dissolved_on__gt=on),
        division__code__startswith=prefix,
        formed_on__lte=on,
    )
    teams = teams.annotate(members=Count("memberships__mentor", filter=_active(on), distinct=True))
    rows = teams.select_related("division").order_by("-members", "name")
    return [TeamStrength(team, team.members, needed.lacking(team.members)) for team in rows]


def _active(on: dt.date) -> Q:
    """The condition that a membership, and the mentor's appointment, hold on the day."""
    staying = Q(memberships__valid_to__isnull=True) | Q(memberships__valid_to__gt=on)
    serving = Q(memberships__mentor__left_on__isnull=True) | Q(memberships__mentor__left_on__gt=on)
    begun = Q(memberships__valid_from__lte=on, memberships__mentor__appointed_on__lte=on)
    return staying & serving & begun & Q(memberships__mentor__stage=Stage.VERIFIED)
