"""Questions asked of outlets. Every method returns a queryset and can be chained."""

import datetime as dt
from typing import Self

from django.apps import apps
from django.contrib.gis.db import models
from django.contrib.gis.db.models.functions import Distance
from django.db.models import Exists, OuterRef, Q, Subquery

from geo import codes
from geo.querysets import HasJurisdiction
from outlets import months
from outlets.kinds import TARGET_KINDS, Source, Stage, Status


class OutletQuerySet(models.QuerySet):
    def visible_to(self, user: HasJurisdiction) -> Self:
        """Outlets within the user's jurisdiction; no others exist for them."""
        return self.in_division(user.jurisdiction_code)

    def established(self) -> Self:
        """Outlets whose registration is complete; no others are in any status."""
        return self.filter(stage=Stage.ESTABLISHED)

    def in_division(self, code: str) -> Self:
        """Outlets standing in the division with this code, or below it."""
        return self.filter(village__code__startswith=codes.prefix(code))

    def _period_on(self, day: dt.date) -> models.QuerySet:
        """The status period of each outlet that holds on `day`; the end day does not."""
        ending = Q(valid_to__isnull=True) | Q(valid_to__gt=day)
        periods = apps.get_model("outlets", "OutletStatus").objects
        return periods.filter(ending, outlet=OuterRef("pk"), valid_from__lte=day)

    def with_status_on(self, day: dt.date) -> Self:
        """Each outlet marked `status_on_day`; null before it opened."""
        return self.annotate(status_on_day=Subquery(self._period_on(day).values("status")[:1]))

    def open_on(self, day: dt.date) -> Self:
        """Outlets operating on `day`."""
        return self.filter(Exists(self._period_on(day).filter(status=Status.OPERATING)))

    def due_report_for(self, month: dt.date) -> Self:
        """Outlets that owe a report of the month (named by its first day).

        They were on record here before it began, and operated on some day of it.
        """
        ending = Q(valid_to__isnull=True) | Q(valid_to__gt=month)
        periods = apps.get_model("outlets", "OutletStatus").objects.filter(
            ending,
            outlet=OuterRef("pk"),
            status=Status.OPERATING,
            valid_from__lt=months.months_later(month, 1),
        )
        recorded = {"created_at__lt": months.begins_at(month)}
        return self.established().filter(Exists(periods), **recorded)

    def counting_towards_target(self) -> Self:
        """Village-level outlets: township stations and county centres are not among the 500."""
        return self.filter(kind__in=TARGET_KINDS)

    def demonstration(self) -> Self:
        """Invented outlets that the first start loads to show the system."""
        return self.filter(source=Source.DEMONSTRATION)

    def matching(self, words: str) -> Self:
        """Outlets whose name or number, or whose village's name or pinyin, fits `words`."""
        return self.filter(words_matching(words))


class OutletRowQuerySet(models.QuerySet):
    """Reports, visits and photos: rows that belong to an outlet."""

    def visible_to(self, user: HasJurisdiction) -> Self:
        """Rows of outlets within the user's jurisdiction; no others exist for them."""
        return self.in_division(user.jurisdiction_code)

    def in_division(self, code: str) -> Self:
        """Rows of outlets standing in the division with this code, or below it."""
        return self.filter(outlet__village__code__startswith=codes.prefix(code))


class InspectionQuerySet(OutletRowQuerySet):
    def planned(self) -> Self:
        """Visits still to be made."""
        return self.filter(visited_on__isnull=True)

    def overdue_on(self, day: dt.date) -> Self:
        """Visits that should have been made before `day`."""
        return self.planned().filter(due_on__lt=day)

    def made(self) -> Self:
        return self.filter(visited_on__isnull=False)

    def with_distance(self) -> Self:
        """Each visit marked `distance_m` (a `Distance`), from where it was noted down to where the
        outlet is registered; null where either is not known."""
        return self.annotate(distance_m=Distance("location", "outlet__location"))


def words_matching(words: str) -> Q:
    """The condition of `OutletQuerySet.matching`, to be combined with others."""
    words = words.strip()
    pinyin = words.lower().replace(" ", "")
    return (
        Q(name__contains=words)
        | Q(outlet_no__startswith=words)
        | Q(village__name__contains=words)
        | Q(village__initials__startswith=pinyin)
        | Q(village__pinyin__startswith=pinyin)
    )
