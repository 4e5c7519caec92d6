"""The invented people and what supports them: believable, of nobody, and gone with one command."""

import datetime as dt
import io
from collections import Counter

import pytest
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from entrepreneurs import demonstration, vault
from entrepreneurs.checks import obstacles_of, problems_of
from entrepreneurs.counting.mentoring import teams_by_county
from entrepreneurs.counting.trained import trained_by_county
from entrepreneurs.demonstration.identities import PLACE
from entrepreneurs.identities import read_id_no, read_name, read_phone
from entrepreneurs.kinds import LoanState, Source, Stage
from entrepreneurs.models import (
    Entrepreneur,
    GuaranteedLoan,
    Incubator,
    MentoringSession,
    Person,
    PersonKey,
    SupportRecord,
    Training,
    Venture,
)
from entrepreneurs.registers import ALL
from geo.models import AdministrativeDivision
from outlets.models import Organization, Outlet
from outlets.organizations import problem_of
from targets.people import scoreboard
from tests.factories.entrepreneurs import ParkFactory, SupportFactory
from tests.factories.geo import CityFactory, CountyFactory, TownshipFactory, VillageFactory
from tests.shapes import point

pytestmark = pytest.mark.django_db

DAY = timezone.localdate()
NEW_YEAR = dt.date(DAY.year, 1, 1)


@pytest.fixture
def city():
    """Two counties of six townships of two villages each."""
    city = CityFactory()
    for east in (0, 1):
        county = CountyFactory(parent=city)
        for north in range(6):
            township = TownshipFactory(parent=county)
            for n in (0, 1):
                seat = point(east * 20_000 + n * 900, north * 9000)
                VillageFactory(parent=township, seat=seat)
    return city


@pytest.fixture
def loaded(city):
    demonstration.load(actor=None)
    return city


def printed(command):
    out = io.StringIO()
    call_command(command, stdout=out)
    return out.getvalue()


def told(ground):
    """What the rows say, but for what is enciphered."""
    return [
        {
            field.name: getattr(row, field.attname)
            for field in row._meta.concrete_fields
            if field.get_internal_type() not in ("BinaryField", "DateTimeField")
        }
        for model in demonstration.ORDER
        for row in ground.rows[model]
    ]


def test_the_same_day_gives_the_same_records(city):
    assert told(demonstration.invent(DAY)) == told(demonstration.invent(DAY))


@pytest.mark.parametrize("day", [NEW_YEAR, dt.date(2024, 2, 29)])
def test_nothing_that_has_happened_lies_ahead_of_the_day(city, day):
    rows = demonstration.invent(day).rows
    assert all(training.ends_on <= day for training in rows[Training])
    assert all(support.granted_on <= day for support in rows[SupportRecord])
    assert all(session.held_on <= day for session in rows[MentoringSession])


def test_every_register_and_every_stage_has_records(loaded):
    stages: Counter[str] = Counter()
    for register in ALL:
        rows = register.model.objects.all()
        assert rows.verified().exists(), register.slug
        assert not rows.exclude(source=Source.DEMONSTRATION).exists()
        stages.update(rows.values_list("stage", flat=True))
    for part in {part.model for register in ALL for part in register.parts}:
        assert part.objects.exists(), part
    assert set(stages) == set(Stage.values)
    assert set(GuaranteedLoan.objects.values_list("state", flat=True)) == set(LoanState.values)


def test_every_record_meets_the_rules_of_the_forms(loaded):
    for model in demonstration.ORDER:
        left_out = ["name_cipher", "id_no_hash"] if model is Person else []
        for row in model.objects.all():
            row.full_clean(exclude=left_out, validate_unique=False, validate_constraints=False)
    for loan in GuaranteedLoan.objects.all():
        assert problems_of(loan) == []
        assert loan.stage == Stage.DRAFT or not obstacles_of(loan)
    for code in Organization.objects.values_list("uscc", flat=True):
        assert problem_of(code) == ""


def test_people_are_nobody_but_could_be_entered_on_the_form(loaded):
    assert not AdministrativeDivision.objects.filter(code=PLACE).exists()
    for person in Person.objects.select_related("key"):
        number = read_id_no(vault.reveal(person, "id_no"), today=DAY)
        assert number.value.startswith(PLACE)
        assert (number.sex, number.born_on.year) == (person.sex, person.birth_year)
        assert read_name(vault.reveal(person, "name"))
        phone = vault.reveal(person, "phone")
        assert phone == "" or read_phone(phone).startswith("154")


def test_no_name_and_no_number_stands_in_the_database_in_clear(loaded):
    people = Person.objects.select_related("key")
    clear = {vault.reveal(person, field) for person in people for field in vault.CIPHERED} - {""}
    assert len(clear) > 300
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT t::text FROM "{table}" t WHERE t::text ~ %s', ["|".join(clear)])
            assert cursor.fetchall() == [], table


def test_figures_of_people_are_neither_all_nothing_nor_all_reached(loaded):
    figures = scoreboard(loaded, DAY).figures
    assert {figure.is_met for figure in figures} >= {True, False}
    trained = sorted(t.persons for t in trained_by_county(loaded.code, DAY.year).values())
    assert trained[0] < 300 <= trained[-1]
    teams = [county.teams[0] for county in teams_by_county(loaded.code, DAY)]
    assert sorted(team.members for team in teams) == [19, 20]


def test_some_townships_have_many_startups_some_few_some_none(loaded):
    codes = Counter(code[:9] for code in Venture.objects.values_list("division__code", flat=True))
    townships = AdministrativeDivision.objects.filter(level="township").count()
    assert len(codes) < townships
    assert min(codes.values()) <= 2 < max(codes.values())


def test_ventures_run_outlets_of_the_demonstration(city):
    printed("load_demonstration")
    ventures = Venture.objects.exclude(outlet=None).select_related("outlet")
    assert ventures
    for venture in ventures:
        assert venture.outlet.organization_id == venture.organization_id
        assert venture.division_id == venture.outlet.village_id


def test_it_is_loaded_once_and_removed_whole(city):
    printed("load_demonstration")
    people = Person.objects.count()
    assert "已经" in printed("load_demonstration")
    assert Person.objects.count() == people > 100
    printed("remove_demonstration")
    for model in (*demonstration.ORDER, Outlet):
        assert not model.objects.exists(), model


def test_a_real_record_keeps_invented_ones_out(city):
    ParkFactory()
    assert "真实" in printed("load_demonstration")
    assert not Person.objects.exists()


def test_removing_leaves_real_records_alone(loaded):
    real = SupportFactory()
    printed("remove_demonstration")
    assert SupportRecord.objects.get() == real
    assert Entrepreneur.objects.get() == real.entrepreneur
    assert PersonKey.objects.get().person == real.entrepreneur.person


def test_what_real_records_rest_on_is_not_removed(loaded):
    incubators = Incubator.objects.count()
    SupportFactory(entrepreneur=Entrepreneur.objects.first())
    with pytest.raises(Exception, match="真实"):
        printed("remove_demonstration")
    assert Incubator.objects.count() == incubators


def test_pages_of_people_say_that_there_are_invented_records(loaded, planner_client):
    assert "演示数据" in planner_client.get("/registry/incubators/").content.decode()
