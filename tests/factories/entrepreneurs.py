"""People and what supports them.

person = PersonFactory(name="王小明", id_no=id_no(1), division=village)
ParkFactory(division=township, stage=Stage.VERIFIED)
"""

import datetime as dt
from typing import Any

import factory
from stdnum.cn import ric

from entrepreneurs.kinds import Industry, LegalBasis, ParkKind, Stage
from entrepreneurs.models import (
    Entrepreneur,
    EntrepreneurCategory,
    Incubator,
    Mentor,
    MentorMembership,
    MentorTeam,
    Park,
    Person,
    StartupEvent,
    SupportRecord,
    Training,
    Venture,
)
from entrepreneurs.people import PersonFacts, open_person
from outlets.models import Organization
from tests.factories.geo import CountyFactory, TownshipFactory, VillageFactory


def id_no(number: int, *, born_on: dt.date = dt.date(1985, 6, 15)) -> str:
    """A valid ID number of nobody in particular; equal numbers give equal ones."""
    body = f"211302{born_on:%Y%m%d}{number:03}"
    return body + ric.calc_check_digit(body)


class PersonFactory(factory.Factory):
    """A person registered through the service."""

    class Meta:
        model = Person

    name = factory.Sequence(lambda n: f"王小{'一二三四五六七八九'[n % 9]}")
    division = factory.SubFactory(VillageFactory)
    legal_basis = LegalBasis.STATUTORY_DUTY
    id_no = ""
    phone = ""

    @classmethod
    def _create(cls, model_class: type[Person], *args: Any, **facts: Any) -> Person:
        return open_person(facts=PersonFacts(**facts), actor=None).person


class ParkFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Park

    name = factory.Sequence(lambda n: f"创新园{n}")
    kind = ParkKind.SMALL_BUSINESS
    division = factory.SubFactory(TownshipFactory)
    stage = Stage.VERIFIED


class EntrepreneurFactory(factory.django.DjangoModelFactory):
    """A verified entrepreneur; `categories` names those of the person since 2016."""

    class Meta:
        model = Entrepreneur
        skip_postgeneration_save = True

    person = factory.SubFactory(PersonFactory)
    division = factory.LazyAttribute(lambda o: o.person.division)
    industry = Industry.SPECIALTIES
    started_on = dt.date(2017, 3, 1)
    stage = Stage.VERIFIED

    @factory.post_generation
    def categories(self: Entrepreneur, create: bool, names: Any, **_: Any) -> None:
        for name in names or ():
            EntrepreneurCategory.objects.create(
                entrepreneur=self,
                category=name,
                evidence="证件",
                valid_from=dt.date(2016, 1, 1),
            )


class SupportFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = SupportRecord

    entrepreneur = factory.SubFactory(EntrepreneurFactory)
    kind = "grant"
    granted_on = dt.date(2017, 6, 1)
    department = "县人社局"
    stage = Stage.VERIFIED


class MentorFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Mentor

    person = factory.SubFactory(PersonFactory)
    division = factory.SubFactory(CountyFactory)
    kind = "volunteer"
    background = "scholar"
    appointed_on = dt.date(2017, 1, 1)
    stage = Stage.VERIFIED


class MentorTeamFactory(factory.django.DjangoModelFactory):
    """A verified team of a county; `members` mentors joined when it was formed."""

    class Meta:
        model = MentorTeam
        skip_postgeneration_save = True

    division = factory.SubFactory(CountyFactory)
    name = factory.Sequence(lambda n: f"专家导师团{n}")
    formed_on = dt.date(2017, 1, 1)
    stage = Stage.VERIFIED

    @factory.post_generation
    def members(self: MentorTeam, create: bool, number: Any, **_: Any) -> None:
        village = VillageFactory() if number else None
        for _n in range(number or 0):
            mentor = MentorFactory(person=PersonFactory(division=village), division=self.division)
            MentorMembership.objects.create(team=self, mentor=mentor, valid_from=self.formed_on)


class TrainingFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Training

    division = factory.SubFactory(CountyFactory)
    name = factory.Sequence(lambda n: f"SYB创业培训{n}期")
    kind = "startup"
    provider = "县就业局"
    begins_on = dt.date(2018, 5, 2)
    ends_on = dt.date(2018, 5, 12)
    stage = Stage.VERIFIED


class IncubatorFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Incubator

    division = factory.SubFactory(TownshipFactory)
    name = factory.Sequence(lambda n: f"孵化基地{n}")
    kind = "base"
    opened_on = dt.date(2017, 1, 1)
    stage = Stage.VERIFIED


class EventFactory(factory.django.DjangoModelFactory):
    """A verified event held by a department, with a sign-in sheet."""

    class Meta:
        model = StartupEvent

    division = factory.SubFactory(CountyFactory)
    name = factory.Sequence(lambda n: f"创业创新论坛{n}")
    kind = "forum"
    department = "县人社局"
    held_on = dt.date(2018, 6, 1)
    state = "held"
    attendees_actual = 50
    evidence = "签到表"
    stage = Stage.VERIFIED


class VentureFactory(factory.django.DjangoModelFactory):
    """A verified venture of an organization of its own, open since 2017."""

    class Meta:
        model = Venture

    organization = factory.LazyFunction(
        lambda: Organization.objects.create(name=f"暖阳{Organization.objects.count()}社")
    )
    division = factory.SubFactory(VillageFactory)
    industry = Industry.SPECIALTIES
    opened_on = dt.date(2017, 1, 1)
    stage = Stage.VERIFIED
