"""What every page shares: frame, demonstration label, errors, strict content policy."""

import re

import pytest
from django.template.loader import render_to_string
from django.test import Client
from django.urls import reverse

from core.masking import masked_name, masked_phone
from outlets.kinds import Source
from tests.factories.geo import CityFactory
from tests.factories.outlets import OutletFactory

LIST = reverse("outlets:list")


@pytest.mark.django_db
def test_the_header_names_the_city_from_the_registry(planner_client):
    CityFactory()

    page = planner_client.get(LIST).content.decode()

    assert "朝阳市村级电商网络与返乡创业登记系统" in page
    assert re.search(r'href="/outlets/"\s+aria-current="page"', page)


@pytest.mark.django_db
def test_every_page_says_so_while_demonstration_records_are_among_the_real(planner_client):
    outlet = OutletFactory(source=Source.DEMONSTRATION)
    assert "演示数据" in planner_client.get(LIST).content.decode()
    assert "演示数据" in planner_client.get("/nothing-here/").content.decode()

    outlet.delete()

    assert "演示数据" not in planner_client.get(LIST).content.decode()


@pytest.mark.django_db
def test_a_page_that_does_not_exist_says_who_one_is_and_where_to_go(planner_client):
    answer = planner_client.get("/nothing-here/")

    assert answer.status_code == 404
    assert "市级规划员" in answer.content.decode()
    assert f'href="{LIST}"' in answer.content.decode()


@pytest.mark.django_db
def test_pages_carry_a_strict_policy_and_nothing_that_it_forbids(planner_client):
    answer = planner_client.get(LIST)

    policy = answer.headers["Content-Security-Policy"]
    page = answer.content.decode()
    assert "unsafe-inline" not in policy
    assert " style=" not in page
    assert "onclick=" not in page
    assert not re.search(r"https?://(?!testserver)", page.replace("http://www.w3.org", ""))


@pytest.mark.django_db
def test_a_form_without_its_token_is_refused_with_a_page(planner):
    client = Client(enforce_csrf_checks=True)

    answer = client.post(reverse("accounts:login"), {"username": "a", "password": "b"})

    assert answer.status_code == 403
    assert "页面已过期" in answer.content.decode()


@pytest.mark.parametrize("template", ["500.html", "400.html"])
def test_pages_for_trouble_need_neither_request_nor_database(template):
    assert "回到首页" in render_to_string(template)


def test_the_middle_of_a_number_is_hidden():
    assert masked_phone("13804215678") == "138****5678"
    assert masked_phone("0421-2812345") == "042****2345"
    assert masked_phone("12345") == "****"
    assert masked_phone("") == ""
    assert masked_name("王小明") == "王**"
