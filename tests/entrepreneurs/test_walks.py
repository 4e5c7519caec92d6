"""What officers meet when they enter people: what is asked, put right, told, and refused."""

import datetime as dt
from decimal import Decimal

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse

from accounts.models import Role
from entrepreneurs.forms.loans import LoanForm
from entrepreneurs.kinds import Stage
from entrepreneurs.loans.loading import load_rules
from entrepreneurs.models import (
    Entrepreneur,
    GuaranteedLoan,
    LoanPartner,
    MentoringSession,
    MentorMembership,
    SupportRecord,
)
from entrepreneurs.registers import BY_SLUG
from outlets.models import Organization
from outlets.organizations import with_check_signs
from tests.factories.accounts import UserFactory
from tests.factories.entrepreneurs import (
    EntrepreneurFactory,
    MentorFactory,
    MentorTeamFactory,
    ParkFactory,
    PersonFactory,
    SupportFactory,
    VentureFactory,
    id_no,
)
from tests.factories.geo import CountyFactory, TownshipFactory, VillageFactory

pytestmark = pytest.mark.django_db
NUMBER = id_no(7)


@pytest.fixture
def village():
    township = TownshipFactory(parent=CountyFactory())
    return VillageFactory(parent=township, short_name="北沟")


@pytest.fixture
def officer(village):
    return UserFactory(role=Role.TOWNSHIP_OFFICER, jurisdiction=village.parent)


@pytest.fixture
def department(village):
    county = village.parent.parent
    return UserFactory(role=Role.DEPARTMENT, jurisdiction=county, department="县人社局")


def person(village, **changes):
    given = {
        "person_name": "王小明",
        "person_id_no": NUMBER,
        "person_division": village.pk,
        "person_legal_basis": "statutory_duty",
    }
    return given | changes


def entrepreneur(village, **changes):
    return person(village) | {"division": village.pk, "industry": "specialties"} | changes


def loan(village, **changes):
    given = {
        "product": "personal",
        "division": village.pk,
        "amount_yuan": "10万元",
        "term_months": "36",
        "signed_on": "2018.3.5",
        "bank": "农商行",
        "state": "applied",
    }
    return person(village) | given | changes


def said(response) -> str:
    return " ".join(str(message) for message in get_messages(response.wsgi_request))


def add(client, slug, given):
    return client.post(reverse(f"entrepreneurs:{slug}_add"), given)


def test_v11_a_number_typed_with_blanks_is_put_right_and_said_so(village, officer, signed_in):
    typed = f"{NUMBER[:6]} {NUMBER[6:14]} {NUMBER[14:]}"
    response = add(signed_in(officer), "entrepreneurs", entrepreneur(village, person_id_no=typed))
    assert response.status_code == 302
    assert "空格" in said(response) and NUMBER not in said(response)


def test_v11_a_credit_code_is_put_right_and_shown(village, officer, signed_in):
    code = with_check_signs("91211302MA0XJ1A2")
    given = entrepreneur(village, organization_name="测试社", organization_uscc=f" {code.lower()} ")
    response = add(signed_in(officer), "entrepreneurs", given)
    assert code in said(response)


def test_v13_a_person_known_is_opened_with_a_sentence(village, officer, signed_in):
    PersonFactory(name="王小明", id_no=NUMBER, division=village)
    response = add(signed_in(officer), "entrepreneurs", entrepreneur(village))
    assert "王**" in said(response) and "北沟" in said(response)


def test_v13_an_entrepreneur_known_leads_to_the_record_where_a_category_is_added(
    village, officer, signed_in
):
    known = EntrepreneurFactory(person=PersonFactory(id_no=NUMBER, division=village))
    response = add(signed_in(officer), "entrepreneurs", entrepreneur(village))
    page = response.content.decode()
    assert response.status_code == 422 and Entrepreneur.objects.count() == 1
    assert reverse("entrepreneurs:entrepreneurs_record", args=[known.pk]) in page
    assert "王**" in page and "类别" in page


def test_v13_of_an_entrepreneur_elsewhere_no_address_is_told(village, officer, signed_in):
    elsewhere = EntrepreneurFactory(person=PersonFactory(id_no=NUMBER))
    page = add(signed_in(officer), "entrepreneurs", entrepreneur(village)).content.decode()
    assert str(elsewhere.pk) not in page


def test_d13_what_is_understood_of_amounts_and_days_is_shown_back(village, officer, signed_in):
    load_rules()
    response = add(signed_in(officer), "loans", loan(village))
    kept = GuaranteedLoan.objects.get()
    assert (kept.amount_yuan, kept.signed_on) == (Decimal(100_000), dt.date(2018, 3, 5))
    assert "100,000" in said(response)


def test_v50_a_refused_loan_names_the_field_and_keeps_what_was_typed(village, officer, signed_in):
    load_rules()
    response = add(signed_in(officer), "loans", loan(village, amount_yuan="12万元"))
    page = response.content.decode()
    assert response.status_code == 422 and not GuaranteedLoan.objects.exists()
    assert 'href="#id_amount_yuan"' in page and 'value="12万元"' in page
    assert "100,000" in page and "data-focus" in page


def test_what_the_product_does_not_ask_is_not_kept_whoever_sends_it(village, officer, signed_in):
    load_rules()
    given = loan(
        village,
        organization_name="测试社",
        organization_uscc="nonsense",
        staff_before="7",
        is_social_insurance_paid="on",
        high_tech_evidence="证明",
    )
    assert add(signed_in(officer), "loans", given).status_code == 302
    kept = GuaranteedLoan.objects.get()
    assert (kept.organization, kept.staff_before, kept.high_tech_evidence) == (None, None, "")
    assert not kept.is_social_insurance_paid


def test_an_enterprises_loan_asks_for_no_person(village, officer, signed_in):
    load_rules()
    given = loan(
        village,
        product="micro_enterprise",
        person_id_no="nonsense",
        organization_name="测试社",
        new_hire_contract_months="12",
        is_social_insurance_paid="on",
    )
    assert add(signed_in(officer), "loans", given).status_code == 302
    assert GuaranteedLoan.objects.get().borrower is None


def test_the_form_says_which_product_asks_for_what(officer):
    shown = LoanForm(user=officer).shown_when
    assert "micro_enterprise" not in shown["person_name"]["product"]
    assert shown["staff_before"] == {"product": ["micro_enterprise"]}
    assert "amount_yuan" not in shown


def test_what_a_rule_may_ask_for_is_not_called_optional(officer, signed_in):
    page = signed_in(officer).get(reverse("entrepreneurs:loans_add")).content.decode()
    row = page[page.index('id="row-person_name"') : page.index('id="row-person_id_no"')]
    assert "可不填" not in row


@pytest.mark.parametrize(("product", "status"), [("personal", 404), ("partnership", 200)])
def test_partners_belong_to_partnership_loans_only(product, status, village, officer, signed_in):
    kept = GuaranteedLoan.objects.create(
        product=product,
        borrower=PersonFactory(division=village),
        division=village,
        amount_yuan=Decimal(1000),
        term_months=12,
        signed_on=dt.date(2018, 3, 5),
        bank="农商行",
    )
    client = signed_in(officer)
    address = reverse("entrepreneurs:loans_partners_add", args=[kept.pk])
    assert client.get(address).status_code == status
    page = client.get(reverse("entrepreneurs:loans_record", args=[kept.pk])).content.decode()
    assert (address in page) == (status == 200)
    assert not LoanPartner.objects.exists()


@pytest.fixture
def session(village):
    """Fills in a session of a mentor of a team."""
    team = MentorTeamFactory(division=village.parent.parent)
    mentor = MentorFactory(person=PersonFactory(division=village), division=team.division)
    MentorMembership.objects.create(team=team, mentor=mentor, valid_from=dt.date(2017, 1, 1))
    given = {"team": team.pk, "held_on": "2018-05-01", "fee_yuan": "200", "topic": "经营"}
    return mentor, team, given


def test_d14_a_fee_for_team_coaching_is_told_where_it_is_entered_and_listed(
    session, department, signed_in
):
    mentor, team, given = session
    client = signed_in(department)
    address = reverse("entrepreneurs:mentors_sessions_add", args=[mentor.pk])
    assert "免费" in client.get(address).content.decode()
    assert "免费" in said(client.post(address, given))
    for slug, record in (("mentors", mentor), ("mentor-teams", team)):
        page = client.get(reverse(f"entrepreneurs:{slug}_record", args=[record.pk]))
        assert "不应收费" in page.content.decode()


def test_a_members_fee_without_a_team_is_asked_about_and_a_strangers_is_not(
    session, department, signed_in
):
    mentor, _team, given = session
    client = signed_in(department)
    address = reverse("entrepreneurs:mentors_sessions_add", args=[mentor.pk])
    assert "团队" in said(client.post(address, given | {"team": ""}))
    MentorMembership.objects.all().delete()
    assert "2018-05-02" not in said(
        client.post(address, given | {"team": "", "held_on": "2018-05-02"})
    )
    assert MentoringSession.objects.count() == 2


def test_a_fee_of_nothing_is_no_doubt(session, department, signed_in):
    mentor, _team, given = session
    address = reverse("entrepreneurs:mentors_sessions_add", args=[mentor.pk])
    assert "免费" not in said(signed_in(department).post(address, given | {"fee_yuan": "0"}))


def test_the_officers_villages_page_says_how_many_records_came_back(village, officer, signed_in):
    ParkFactory(division=village.parent, stage=Stage.RETURNED, return_reason="缺证")
    page = signed_in(officer).get(reverse("outlets:mine")).content.decode()
    task = page[page.index(f'href="{reverse("entrepreneurs:overview")}"><b>') :]
    assert "<b>1</b>" in task[:120]


def test_each_register_of_people_names_its_records_without_a_name_in_clear(village):
    kept = EntrepreneurFactory(person=PersonFactory(name="欧阳明月", division=village))
    support = SupportRecord(entrepreneur=kept, kind="grant", granted_on=dt.date(2018, 1, 1))
    assert "明月" not in BY_SLUG["supports"].title(support)
    assert "明月" not in BY_SLUG["entrepreneurs"].title(kept)


# What was typed stays


def test_a_reason_that_is_refused_is_still_there(department, village, signed_in):
    record = EntrepreneurFactory(division=village, stage=Stage.SUBMITTED)
    said = {
        "step": "return",
        "seen_at": record.updated_at.isoformat(),
        "reason": "已电话核实13804215678，证件不符",
    }
    where = reverse("entrepreneurs:entrepreneurs_step", args=[record.pk])
    response = signed_in(department).post(where, said)

    assert response.status_code == 422
    page = response.content.decode()
    assert f'value="{said["reason"]}"' in page and "请勿填写身份证号和电话号码" in page
    record.refresh_from_db()
    assert record.stage == Stage.SUBMITTED


def test_a_purpose_that_is_refused_is_still_there(department, village, signed_in):
    person = PersonFactory(division=village)
    purpose = "受托查询13804215678名下补贴"
    where = reverse("entrepreneurs:person_unmask", args=[person.pk])
    response = signed_in(department).post(where, {"purpose": purpose})

    assert response.status_code == 422
    assert f'value="{purpose}"' in response.content.decode()


def test_a_ventures_page_tells_its_credit_code(department, village, signed_in):
    code = with_check_signs("91211302MA0XJ1A2")
    organization = Organization.objects.create(name="暖阳社", uscc=code)
    venture = VentureFactory(division=village, organization=organization)
    where = reverse("entrepreneurs:ventures_record", args=[venture.pk])
    page = signed_in(department).get(where).content.decode()

    assert code in page


def test_history_tells_money_with_its_unit(department, village, signed_in):
    support = SupportFactory(
        entrepreneur=EntrepreneurFactory(division=village), amount_yuan=Decimal("12000.50")
    )
    where = reverse("entrepreneurs:supports_history", args=[support.pk])
    page = signed_in(department).get(where).content.decode()

    assert "金额（元）" in page and "12,000.50" in page
