"""Questions asked of this app's records. Every method returns a queryset and can be chained."""

import datetime as dt
from typing import Self

from django.apps import apps
from django.contrib.gis.db import models
from django.db.models import Exists, OuterRef, Q

from entrepreneurs.kinds import Stage
from geo import codes
from geo.querysets import HasJurisdiction


class RecordQuerySet(models.QuerySet):
    """Records that stand in a division: `place` is the path to it."""

    place = "division"

    def in_division(self, code: str) -> Self:
        """Records standing in the division with this code, or below it."""
        return self.filter(**{f"{self.place}__code__startswith": codes.prefix(code)})

    def visible_to(self, user: HasJurisdiction) -> Self:
        """Records within the user's jurisdiction; no others exist for them."""
        return self.in_division(user.jurisdiction_code)

    def verified(self) -> Self:
        """Records that the county's department verified: only these count."""
        return self.filter(stage=Stage.VERIFIED)


# Where a person is spoken of besides at home: the model, its path to the person, and its place.
SPOKEN_OF = (
    ("Entrepreneur", "person", "division"),
    ("Mentor", "person", "division"),
    ("GuaranteedLoan", "borrower", "division"),
    ("LoanPartner", "person", "loan__division"),
    ("TrainingEnrollment", "person", "training__division"),
    ("Award", "person", "division"),
)


class PersonQuerySet(RecordQuerySet):
    def visible_to(self, user: HasJurisdiction) -> Self:
        """People at home in the jurisdiction, and those whom a record of it speaks of."""
        prefix = codes.prefix(user.jurisdiction_code)
        visible = Q(division__code__startswith=prefix)
        for name, person, place in SPOKEN_OF:
            rows = apps.get_model("entrepreneurs", name)._default_manager
            inside = {person: OuterRef("pk"), f"{place}__code__startswith": prefix}
            visible |= Q(Exists(rows.filter(**inside)))
        return self.filter(visible)


def _holding_on(day: dt.date) -> Q:
    """The condition that a row holds on `day`: from `valid_from` until before `valid_to`."""
    return Q(valid_from__lte=day) & (Q(valid_to__isnull=True) | Q(valid_to__gt=day))


class DatedQuerySet(models.QuerySet):
    def as_of(self, day: dt.date) -> Self:
        """Rows that hold on `day`."""
        return self.filter(_holding_on(day))


class DatedRowQuerySet(RecordQuerySet):
    def as_of(self, day: dt.date) -> Self:
        """Rows that hold on `day`."""
        return self.filter(_holding_on(day))


class EntrepreneurRowQuerySet(DatedRowQuerySet):
    place = "entrepreneur__division"


class VenturePlaceQuerySet(DatedRowQuerySet):
    pass


class IncubatorRowQuerySet(DatedRowQuerySet):
    place = "incubator__division"


class MentorRowQuerySet(RecordQuerySet):
    place = "mentor__division"


class TeamRowQuerySet(DatedRowQuerySet):
    place = "team__division"


class TrainingRowQuerySet(RecordQuerySet):
    place = "training__division"


class LoanRowQuerySet(RecordQuerySet):
    place = "loan__division"


class ProjectRowQuerySet(DatedRowQuerySet):
    place = "project__division"
