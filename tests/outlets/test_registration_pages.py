"""Registering an outlet, as an officer meets it on the phone."""

import datetime as dt
import io
import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image
from playwright.sync_api import expect
from prcoords import wgs_gcj

from accounts.models import Role
from geo.crs import CoordinateSystem
from outlets import registration
from outlets.kinds import Stage
from outlets.models import Organization, Outlet, OutletTransition
from tests.browser import OpenPage
from tests.factories.accounts import UserFactory
from tests.factories.geo import (
    BoundaryFactory,
    CityFactory,
    CountyFactory,
    TownshipFactory,
    VillageFactory,
)
from tests.factories.outlets import OutletFactory
from tests.factories.registration import drafted, people_of, submitted
from tests.shapes import degrees, point, square

ADD = reverse("outlets:add")
READ = reverse("outlets:read_position")
FIND = reverse("outlets:find_organization")
CODE = "91110000600037341L"


def make_village(**fields):
    """青山村: a square of 400 m around the origin, officially drawn, in a city of 200 km."""
    BoundaryFactory(division=CityFactory(), geom=square(side_m=200_000))
    township = TownshipFactory(parent=CountyFactory(name="柳城县"), name="大庙镇")
    village = VillageFactory(
        parent=township,
        short_name="青山村",
        name="青山村村民委员会",
        seat=point(0, 0),
        **fields,
    )
    BoundaryFactory(division=village, geom=square(side_m=400))
    return village


@pytest.fixture
def village(db):
    return make_village()


@pytest.fixture
def people(village):
    return people_of(village)


@pytest.fixture
def officer_client(people, signed_in):
    return signed_in(people.officer)


def pasted(east_m=0, north_m=0, convert=None):
    """The place as an app shares it."""
    lon, lat = degrees(east_m, north_m)
    if convert:
        lat, lon = convert((lat, lon))
    return f"{lon:.6f},{lat:.6f}"


def typed(village, **changes):
    """What a browser sends for a plain outlet, to be submitted."""
    return {
        "id": str(uuid.uuid4()),
        "seen_at": "",
        "village": village.code,
        "position": "",
        "location_crs_origin": "wgs84",
        "location_accuracy_m": "",
        "location_reason": "",
        "kind": "convenience",
        "operating_model": "public",
        "platform": "",
        "service_kinds": ["purchase", "parcel_in"],
        "name": "青山村电商服务站",
        "keeper_name": "王小明",
        "keeper_phone": "138 0421 5678",
        "uscc": "",
        "organization_name": "",
        "venue": "",
        "address": "",
        "funding_document": "",
        "action": "submit",
    } | changes


def picture(colour="red", name="front.jpg"):
    file = io.BytesIO()
    Image.new("RGB", (640, 480), colour).save(file, "JPEG")
    return SimpleUploadedFile(name, file.getvalue(), "image/jpeg")


def receipt(outlet):
    return reverse("outlets:registration", args=[outlet.pk])


def edit(outlet):
    return reverse("outlets:registration_edit", args=[outlet.pk])


def sent(client, outlet, **changes):
    """What a browser sends back of the form that it was shown."""
    form = client.get(edit(outlet)).context["form"]
    data = {name: form[name].value() for name in form.fields if not name.startswith("photo_")}
    data = {name: "" if value is None else value for name, value in data.items()}
    return data | {"action": "submit"} | changes


# Registering


def test_an_officer_registers_an_outlet_and_gets_a_receipt(officer_client, people, village):
    answer = officer_client.post(
        ADD, typed(village, position=pasted()) | {"photo_front": picture()}
    )

    outlet = Outlet.objects.get()
    assert answer.url == receipt(outlet) + "?sent=1"
    assert (outlet.stage, outlet.submitted_by) == (Stage.COUNTY_REVIEW, people.officer)
    assert (outlet.name, outlet.keeper_phone) == ("青山村电商服务站", "13804215678")
    assert outlet.location.distance(point(0, 0)) < 1e-6
    assert outlet.photos.get().kind == "front"
    assert not outlet.statuses.exists()
    page = officer_client.get(answer.url).content.decode()
    assert "已提交" in page and f"{village.code}-01" in page and "返回我的村" in page


def test_the_village_in_the_address_is_chosen_and_the_name_proposed(officer_client, village):
    form = officer_client.get(ADD, {"village": village.code}).context["form"]

    assert form["village"].value() == village.code
    assert form["name"].value() == "青山村电商服务站"


def test_villages_of_the_own_township_are_offered_and_those_of_the_county_served(
    officer_client, village
):
    other = VillageFactory(parent=TownshipFactory(parent=village.parent.parent))

    form = officer_client.get(ADD).context["form"]
    answer = officer_client.post(ADD, typed(other))
    officer_client.post(ADD, typed(village, served_villages=[other.code, village.code]))

    assert set(form.fields["village"].villages) == {village.code}
    assert set(form.fields["served_villages"].villages) == {village.code, other.code}
    assert "village" in answer.context["form"].errors
    assert Outlet.objects.get().served_codes == [other.code]


def test_a_draft_may_lack_everything_but_its_village(officer_client, village):
    bare = {"id": str(uuid.uuid4()), "village": village.code, "action": "draft"}
    answer = officer_client.post(ADD, bare)

    draft = Outlet.objects.get()
    assert answer.url == edit(draft)
    assert (draft.stage, draft.name, draft.outlet_no) == (Stage.DRAFT, "", None)
    answer = officer_client.post(ADD, {"id": str(uuid.uuid4()), "action": "draft"})
    assert "village" in answer.context["form"].errors


def test_what_keeps_it_from_being_submitted_is_told_beside_the_fields_and_all_is_kept(
    officer_client, village
):
    wrong = typed(village, kind="", keeper_phone="138042", name="") | {"photo_front": picture()}
    answer = officer_client.post(ADD, wrong)

    page = answer.content.decode()
    assert set(answer.context["form"].errors) == {"kind", "name", "keeper_phone"}
    assert "已存为草稿，尚未提交" in page and 'href="#id_keeper_phone"' in page
    draft = Outlet.objects.get()
    assert (draft.stage, draft.keeper_phone, draft.photos.count()) == (Stage.DRAFT, "138042", 1)
    # The same page, mended, submits the very record.
    mended = wrong | {
        "seen_at": draft.updated_at.isoformat(),
        "kind": "shop",
        "name": "青山站",
        "keeper_phone": "13804215678",
    }
    mended.pop("photo_front")
    officer_client.post(edit(draft), mended)
    draft.refresh_from_db()
    assert (draft.stage, draft.photos.count()) == (Stage.COUNTY_REVIEW, 1)


def test_what_was_typed_comes_back_when_not_even_a_draft_can_be_kept(officer_client, village):
    wrong = typed(village, position="村委会旁边", uscc="12345") | {"photo_front": picture()}
    page = officer_client.post(ADD, wrong).content.decode()

    assert not Outlet.objects.exists()
    assert "村委会旁边" in page and "12345" in page
    assert "需要两个数" in page and "应为18位" in page
    assert "照片需要重新选择" in page


def test_a_position_that_may_be_far_off_needs_a_reason_and_is_then_kept(officer_client, village):
    coarse = typed(village, position=pasted(), location_accuracy_m="180.4")
    answer = officer_client.post(ADD, coarse)

    assert "定位误差180米" in answer.context["form"].errors["position"][0]
    [draft] = Outlet.objects.all()
    coarse |= {"seen_at": draft.updated_at.isoformat(), "location_reason": "山谷里没有信号"}
    officer_client.post(edit(draft), coarse)
    draft.refresh_from_db()
    assert (draft.stage, draft.location_accuracy_m) == (Stage.COUNTY_REVIEW, 180.4)
    assert draft.location_reason == "山谷里没有信号"


def test_a_photo_that_is_none_is_refused_beside_its_tile(officer_client, village):
    fake = SimpleUploadedFile("front.jpg", b"no picture at all", "image/jpeg")
    answer = officer_client.post(ADD, typed(village) | {"photo_front": fake})

    assert "photo_front" in answer.context["form"].errors
    assert not Outlet.objects.exists()


def test_d01_a_resend_makes_one_record(officer_client, village):
    """The answer was lost on the way: the phone sends the same again, and again after review."""
    form = typed(village, position=pasted())
    first = officer_client.post(ADD, form | {"photo_front": picture()})
    again = officer_client.post(ADD, form | {"photo_front": picture()})

    outlet = Outlet.objects.get()
    assert first.url == f"{receipt(outlet)}?sent=1" and again.url == receipt(outlet)
    assert OutletTransition.objects.count() == 1
    assert outlet.photos.count() == 1


def test_the_same_outlet_from_another_tab_is_asked_about_and_not_sent_twice(
    officer_client, village
):
    officer_client.post(ADD, typed(village))
    answer = officer_client.post(ADD, typed(village))

    assert "是同一个吗" in answer.content.decode()
    assert Outlet.objects.filter(stage=Stage.COUNTY_REVIEW).count() == 1


# The same outlet twice


def test_d02_a_twin_is_named_with_its_distance_before_it_is_sent(officer_client, village):
    OutletFactory(village=village, name="老站", location=point(0, 0))
    form = typed(village, position=pasted(42, 0))
    answer = officer_client.post(ADD, form)

    page = answer.content.decode()
    assert "42米处已有“老站”（运营），是同一个吗？" in page
    draft = Outlet.objects.get(stage=Stage.DRAFT)
    form |= {"seen_at": draft.updated_at.isoformat(), "twins_reason": ""}
    answer = officer_client.post(edit(draft), form)
    assert "请填写理由" in answer.content.decode()
    answer = officer_client.post(edit(draft), form | {"twins_reason": "问过店主13804215678"})
    page = answer.content.decode()
    assert "请勿填写身份证号和电话号码" in page and 'value="问过店主13804215678"' in page
    answer = officer_client.post(edit(draft), form | {"twins_reason": "路两边各一家"})
    draft.refresh_from_db()
    assert draft.stage == Stage.COUNTY_REVIEW
    assert draft.transitions.get().reason == "路两边各一家"


def test_d02_the_later_of_two_lands_flagged_and_nothing_is_lost(signed_in, people, village):
    """Two officers register one outlet: the second leaves it to the county to decide."""
    first = submitted(
        village,
        officer=people.officer,
        name="青山电商服务站",
        keeper_phone="13804215678",
        location=point(0, 0),
    )
    second = signed_in(UserFactory(role=Role.TOWNSHIP_OFFICER, jurisdiction=village.parent))
    form = typed(village, position=pasted(42, 0), address="村口", action="unsure")
    answer = second.post(ADD, form)

    later = Outlet.objects.exclude(pk=first.pk).get()
    assert answer.url.startswith(receipt(later))
    assert (later.stage, later.address) == (Stage.COUNTY_REVIEW, "村口")
    [twin] = second.get(answer.url).context["candidates"]
    assert twin.outlet == first
    assert round(twin.distance_m) == 42
    assert "phone" in twin.likenesses
    assert Outlet.objects.get(pk=first.pk).stage == Stage.COUNTY_REVIEW


# A position from a chat


def test_d03_a_point_from_a_chat_is_told_apart_and_one_press_converts_it(officer_client, village):
    form = typed(village, position=pasted(0, 0, wgs_gcj))
    answer = officer_client.post(ADD, form)

    [message] = answer.context["form"].errors["position"]
    assert "米" in message and "火星坐标" in message
    [offer] = answer.context["form"].offers
    assert offer.value == CoordinateSystem.GCJ02
    draft = Outlet.objects.get()
    form["seen_at"] = draft.updated_at.isoformat()
    page = officer_client.post(edit(draft), form | {"take": "gcj02"})
    taken = page.context["form"]
    assert not taken.errors
    assert taken["location_crs_origin"].value() == "gcj02"
    officer_client.post(edit(draft), form | {"location_crs_origin": "gcj02"})
    draft.refresh_from_db()
    assert draft.stage == Stage.COUNTY_REVIEW
    assert draft.location.distance(point(0, 0)) < 1e-6
    lon, lat = pasted(0, 0, wgs_gcj).split(",")
    assert draft.location_raw == {"lon": lon, "lat": lat}
    assert draft.location_crs_origin == "gcj02"


def test_d03_the_form_is_told_metres_and_offers_while_somebody_types(officer_client, village):
    question = {"text": pasted(0, 0, wgs_gcj), "village": village.code, "system": "wgs84"}
    answer = officer_client.get(READ, question).json()

    assert answer["given"]["fits"] is False
    assert "火星坐标" in answer["message"]
    [offer] = answer["offers"]
    assert (offer["value"], offer["fits"]) == ("gcj02", True)
    assert any("青山村" in sentence for sentence in offer["sentences"])
    fits = officer_client.get(READ, question | {"text": pasted(50, 50)}).json()
    assert (fits["message"], fits["offers"]) == ("", [])


def test_d03_swapped_numbers_are_offered_and_never_turned(officer_client, village):
    lon, lat = degrees(10, 10)
    form = typed(village, position=f"{lat:.6f},{lon:.6f}")
    answer = officer_client.post(ADD, form)

    assert not Outlet.objects.exists()
    assert "颠倒" in answer.context["form"].errors["position"][0]
    assert answer.context["form"]["position"].value() == f"{lat:.6f},{lon:.6f}"
    page = officer_client.post(ADD, form | {"take": "swapped"})
    taken = page.context["form"]
    assert taken["position"].value() == f"{lon:.6f},{lat:.6f}"
    assert not taken.errors and not Outlet.objects.exists()


@pytest.mark.parametrize("text", ["0,0", "116.397400,39.909300"])
def test_d03_zeros_and_other_cities_are_refused(officer_client, village, text):
    answer = officer_client.post(ADD, typed(village, position=text))

    assert answer.context["form"].errors["position"]
    assert answer.context["form"].offers == []
    problem = officer_client.get(READ, {"text": text, "village": village.code}).json()["problem"]
    assert problem == answer.context["form"].errors["position"][0]
    assert not Outlet.objects.exists()


def test_positions_are_not_read_for_villages_elsewhere(officer_client):
    other = VillageFactory()

    assert officer_client.get(READ, {"text": "0,0", "village": other.code}).status_code == 404


# Whose outlet it is


@pytest.mark.parametrize(
    ("code", "told"),
    [
        ("91350100M000100Y4Z", "末位应为3，现为Z（Z不在代码字符集）"),
        ("0" * 18, "重复"),
    ],
)
def test_d04_wrong_codes_are_refused_beside_the_field(officer_client, village, code, told):
    answer = officer_client.post(ADD, typed(village, uscc=code, organization_name="某公司"))

    assert told in answer.context["form"].errors["uscc"][0]
    assert not Outlet.objects.exists() and not Organization.objects.exists()
    assert told in officer_client.get(FIND, {"code": code}).json()["problem"]


def test_d04_fifteen_digits_are_kept_as_an_old_number(officer_client, village):
    old = {"uscc": "211321000012345", "organization_name": "大庙供销社"}
    officer_client.post(ADD, typed(village, **old))

    organization = Outlet.objects.get().organization
    assert (organization.uscc, organization.old_registration_no) == (None, "211321000012345")


def test_d04_lower_case_and_full_width_are_put_right_and_shown(officer_client, village):
    written = "９１110000600037341l"
    answer = officer_client.get(FIND, {"code": written}).json()
    officer_client.post(ADD, typed(village, uscc=written, organization_name="某公司"))

    assert answer["code"] == CODE and CODE in answer["notes"][0]
    assert Outlet.objects.get().organization.uscc == CODE


def test_a_known_code_needs_no_name_and_names_the_other_outlets_in_scope(officer_client, village):
    known = Organization.objects.create(name="大庙供销社", uscc=CODE)
    OutletFactory(village=village, name="老站", organization=known)
    OutletFactory(name="别镇站", organization=known)

    answer = officer_client.get(FIND, {"code": CODE}).json()["organization"]
    officer_client.post(ADD, typed(village, uscc=CODE, action="draft"))

    assert answer["name"] == "大庙供销社"
    assert [outlet["name"] for outlet in answer["outlets"]] == ["老站"]
    assert Outlet.objects.get(stage=Stage.DRAFT).organization == known


def test_a_new_code_needs_the_name_on_the_licence(officer_client, village):
    answer = officer_client.post(ADD, typed(village, uscc=CODE))

    assert set(answer.context["form"].errors) == {"organization_name"}


# Coming back to it


def test_a_returned_one_shows_the_reason_at_the_field_and_can_be_sent_again(
    officer_client, people, village
):
    outlet = submitted(village, officer=people.officer, name="青山站")
    registration.send_back(
        outlet=outlet,
        seen_at=outlet.updated_at,
        actor=people.reviewer,
        reason="请到门口取点",
        field="location",
    )
    answer = officer_client.get(edit(outlet))

    page = answer.content.decode()
    assert answer.context["form"].returned_field == "position"
    assert page.index("请到门口取点") < page.index('id="row-position"')
    officer_client.post(edit(outlet), sent(officer_client, outlet, position=pasted()))
    outlet.refresh_from_db()
    assert (outlet.stage, outlet.outlet_no) == (Stage.COUNTY_REVIEW, f"{village.code}-01")


def test_an_unchanged_draft_opened_and_kept_changes_nothing(officer_client, people, village):
    draft = drafted(
        village,
        officer=people.officer,
        name="青山站",
        location=point(10, 10),
        location_crs_origin="cgcs2000",
        location_raw={"lon": "120.400120", "lat": "41.500090"},
        service_kinds=("purchase",),
        venue="supermarket",
        is_funded=True,
    )
    officer_client.post(edit(draft), sent(officer_client, draft, action="draft"))

    assert Outlet.objects.get().updated_at == draft.updated_at


def test_two_people_editing_a_draft_are_shown_both_versions(
    officer_client, signed_in, people, village
):
    draft = drafted(village, officer=people.officer, name="青山站")
    mine = sent(officer_client, draft, name="我改的", action="draft")
    colleague = signed_in(people.reviewer)
    colleague.post(edit(draft), sent(colleague, draft, keeper_name="李四", action="draft"))
    answer = officer_client.post(edit(draft), mine)

    assert answer.status_code == 409
    told = {(one.label, one.kept, one.typed) for one in answer.context["differences"]}
    assert told == {("网点名称", "青山站", "我改的"), ("负责人", "李四", "")}
    assert people.reviewer.username in answer.content.decode()
    assert Outlet.objects.get().name == "青山站"
    # Sent again knowingly, it holds.
    again = mine | {"seen_at": answer.context["form"].data["seen_at"], "keeper_name": "李四"}
    officer_client.post(edit(draft), again)
    assert (Outlet.objects.get().name, Outlet.objects.get().keeper_name) == ("我改的", "李四")


def test_one_that_went_on_meanwhile_can_only_be_looked_at(officer_client, people, village):
    draft = drafted(village, officer=people.officer, name="青山站")
    mine = sent(officer_client, draft, name="我改的", action="draft")
    registration.submit(outlet=draft, seen_at=draft.updated_at, actor=people.reviewer)
    answer = officer_client.post(edit(draft), mine)

    assert answer.status_code == 409 and answer.context["is_closed"]
    assert officer_client.get(edit(draft)).url == receipt(draft)


def test_a_submission_is_withdrawn_with_a_reason(officer_client, people, village):
    outlet = submitted(village, officer=people.officer, name="青山站")
    address = reverse("outlets:withdraw", args=[outlet.pk])
    seen = outlet.updated_at.isoformat()

    assert officer_client.post(address, {"seen_at": seen, "reason": " "}).status_code == 400
    stale = (outlet.updated_at - dt.timedelta(seconds=1)).isoformat()
    assert officer_client.post(address, {"seen_at": stale, "reason": "登错了"}).status_code == 409
    officer_client.post(address, {"seen_at": seen, "reason": "登错了"})
    outlet.refresh_from_db()
    assert outlet.stage == Stage.WITHDRAWN


def test_a_reason_that_is_refused_is_still_there(officer_client, people, village):
    outlet = submitted(village, officer=people.officer, name="青山站")
    said = {"seen_at": outlet.updated_at.isoformat(), "reason": "店主\u200b来电13804215678"}
    answer = officer_client.post(reverse("outlets:withdraw", args=[outlet.pk]), said)

    assert answer.status_code == 400
    assert "店主来电13804215678" in answer.content.decode().replace("\u200b", "")
    outlet.refresh_from_db()
    assert outlet.stage == Stage.COUNTY_REVIEW


def test_registrations_elsewhere_do_not_exist(officer_client):
    other = VillageFactory()
    theirs = submitted(other, officer=people_of(other).officer)

    for address in (receipt(theirs), edit(theirs)):
        assert officer_client.get(address).status_code == 404
    taken = typed(other) | {"id": str(theirs.pk)}
    assert "village" in officer_client.post(ADD, taken).context["form"].errors


def test_an_id_of_another_township_is_taken_for_unknown(officer_client, village):
    other = VillageFactory()
    theirs = submitted(other, officer=people_of(other).officer)

    assert officer_client.post(ADD, typed(village, id=str(theirs.pk))).status_code == 404


def test_an_established_outlet_is_edited_on_its_own_page(officer_client, people, village):
    draft = drafted(village, officer=people.officer)

    assert officer_client.get(reverse("outlets:edit", args=[draft.pk])).url == receipt(draft)


def test_the_form_is_complete_in_english(officer_client, village):
    officer_client.cookies["django_language"] = "en"
    page = officer_client.get(ADD, {"village": village.code}).content.decode()

    assert "Submit for review" in page and "Take this position" in page


# On the phone

PHONE = {"viewport": {"width": 360, "height": 740}, "is_mobile": True, "has_touch": True}


@pytest.mark.browser
def test_d03_on_the_phone_a_pasted_point_is_converted_with_one_tap(
    open_page: OpenPage,
):
    village = make_village()
    page = open_page(people_of(village).officer, f"{ADD}?village={village.code}", **PHONE)
    page.get_by_label("坐标", exact=False).first.fill(pasted(0, 0, wgs_gcj))
    expect(page.locator("[data-problem]")).to_contain_text("火星坐标")
    page.get_by_role("button", name="火星坐标").tap()

    expect(page.locator("[data-problem]")).to_be_empty()
    expect(page.locator("[data-facts]")).to_contain_text("在青山村村民委员会范围内")
    assert page.locator("[name=location_crs_origin]").input_value() == "gcj02"
    assert page.locator("[name=position]").input_value() == pasted(0, 0, wgs_gcj)


@pytest.mark.browser
def test_an_outlet_is_registered_on_the_phone_by_taps(open_page: OpenPage):
    village = make_village()
    lon, lat = degrees(20, 20)
    page = open_page(
        people_of(village).officer,
        reverse("outlets:mine"),
        **PHONE,
        geolocation={"longitude": lon, "latitude": lat, "accuracy": 8},
        permissions=["geolocation"],
    )
    page.get_by_role("link", name="青山村").tap()
    page.get_by_role("button", name="取当前位置").tap()
    expect(page.locator("[data-facts]")).to_contain_text("误差8米")
    large = io.BytesIO()
    Image.effect_noise((2400, 1800), 60).convert("RGB").save(large, "JPEG", quality=95)
    page.locator("[name=photo_front]").set_input_files(
        {"name": "门头.jpg", "mimeType": "image/jpeg", "buffer": large.getvalue()}
    )
    page.get_by_text("便民网点").tap()
    page.get_by_text("半公益").tap()
    page.get_by_role("button", name="提交审核").tap()

    expect(page.get_by_role("heading", level=1)).to_have_text("已提交")
    outlet = Outlet.objects.get()
    assert (outlet.stage, outlet.location_accuracy_m) == (Stage.COUNTY_REVIEW, 8)
    assert max(outlet.photos.get().width_px, outlet.photos.get().height_px) == 1600
