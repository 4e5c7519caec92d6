"""People and what supports them.

person = PersonFactory(name="王小明", id_no=id_no(1), division=village)
ParkFactory(division=township, stage=Stage.VERIFIED)
"""

import datetime as dt
from typing import Any

import factory
from stdnum.cn import ric

from entrepreneurs.kinds import LegalBasis, ParkKind, Stage
from entrepreneurs.models import Park, Person
from entrepreneurs.people import PersonFacts, open_person
from tests.factories.geo import TownshipFactory, VillageFactory


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
