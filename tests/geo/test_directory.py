"""A village is found by its code or its names; where they disagree nobody guesses."""

import datetime as dt

import pytest

from geo.directory import Directory, LookUpError
from tests.factories.geo import CityFactory, CountyFactory, TownshipFactory, VillageFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def villages():
    """西营子乡: 川心店村, 东村 and a community 马山社区; 羊山镇: another 川心店村.

    北部县 has 三家子蒙古族乡 with 房申村.
    """
    county = CountyFactory(name="朝阳县", short_name="朝阳")
    long_name = CountyFactory(name="喀喇沁左翼蒙古族自治县", short_name="喀左", kind="自治县")
    west = TownshipFactory(parent=county, name="西营子乡", kind="乡")
    sheep = TownshipFactory(parent=county, name="羊山镇")
    third = TownshipFactory(parent=long_name, name="三家子蒙古族乡", kind="民族乡")
    return {
        "heart": VillageFactory(parent=west, name="川心店村民委员会", short_name="川心店村"),
        "east": VillageFactory(parent=west, name="东村村民委员会", short_name="东村"),
        "horse": VillageFactory(parent=west, name="马山社区", short_name="马山社区", kind="居"),
        "other": VillageFactory(parent=sheep, name="川心店村村民委员会", short_name="川心店村"),
        "room": VillageFactory(parent=third, name="房申村村民委员会", short_name="房申村"),
    }


def refusal(code="", county="", township="", name="", scope=None):
    with pytest.raises(LookUpError) as refused:
        Directory(scope).village(code=code, county=county, township=township, name=name)
    return refused.value


def test_by_code_in_any_width(villages):
    code = villages["heart"].code
    wide = code.translate({ord(digit): ord(digit) + 0xFEE0 for digit in "0123456789"})
    assert Directory().by_code(code) == villages["heart"]
    assert Directory().by_code(wide) == villages["heart"]


@pytest.mark.parametrize(
    ("county", "township", "name", "expected"),
    [
        ("朝阳县", "西营子乡", "川心店村", "heart"),
        ("朝阳", "西营子", "川心店", "heart"),
        ("朝阳县", "西营子乡", "川心店村委会", "heart"),
        ("朝阳县", "西营子乡", "川心店村村民委员会", "heart"),
        ("朝阳县", "羊山镇", "川心店村民委员会", "other"),
        (" 朝阳县 ", "西营子乡", "东　村", "east"),
        ("喀左县", "三家子乡", "房申村", "room"),
        ("喀喇沁左翼蒙古族自治县", "三家子蒙古族乡", "房申", "room"),
        ("喀左", "三家子", "房申村委会", "room"),
        ("朝阳县", "西营子乡", "马山社区居委会", "horse"),
        ("", "", "房申村", "room"),
    ],
)
def test_by_names_as_people_write_them(villages, county, township, name, expected):
    found = Directory().village(code="", county=county, township=township, name=name)
    assert found == villages[expected]


def test_a_code_with_names_that_agree_in_all_but_the_committee_is_taken(villages):
    room = villages["room"]
    for county, township, name in [
        ("喀左县", "三家子乡", "房申村委会"),
        ("", "", "房申"),
        ("喀喇沁左翼蒙古族自治县", "三家子镇", "房申村"),
    ]:
        found = Directory().village(code=room.code, county=county, township=township, name=name)
        assert found == room


@pytest.mark.parametrize(
    ("county", "township", "name"),
    [
        ("喀左县", "西营子乡", "川心店村"),
        ("朝阳县", "羊山镇", "川心店村"),
        ("朝阳县", "西营子乡", "东村"),
    ],
)
def test_a_code_and_names_that_disagree_are_refused_at_the_code(villages, county, township, name):
    refused = refusal(villages["heart"].code, county, township, name)
    assert (refused.part, refused.code) == ("code", "code_and_names_disagree")
    assert "川心店村民委员会" in refused.message


def test_names_that_fit_several_villages_are_refused_naming_them(villages):
    refused = refusal(county="朝阳县", name="川心店村")
    assert (refused.part, refused.code) == ("names", "ambiguous_village")
    assert villages["heart"].code in refused.message and "羊山镇" in refused.message


def test_a_village_and_a_community_of_one_name_are_told_apart(villages):
    west = villages["horse"].parent
    village = VillageFactory(parent=west, name="马山村民委员会", short_name="马山村")
    assert Directory().village(code="", name="马山村") == village
    assert Directory().village(code="", name="马山社区") == villages["horse"]
    assert refusal(name="马山").code == "ambiguous_village"
    assert refusal(villages["horse"].code, name="马山村").code == "code_and_names_disagree"


def test_an_unknown_name_is_refused_with_names_like_it(villages):
    refused = refusal(county="朝阳县", township="西营子乡", name="穿心店村")
    assert (refused.part, refused.code) == ("names", "unknown_village")
    assert villages["heart"].code in refused.message


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("2.11321E+11", "code_scientific"),
        ("21132122420", "code_length"),
        ("21132122420A", "code_digits"),
        ("210302104205", "other_city"),
        ("211399999999", "unknown_code"),
    ],
)
def test_codes_that_name_no_village_here(villages, code, expected):
    refused = refusal(code)
    assert (refused.part, refused.code) == ("code", expected)


def test_the_code_of_a_township_is_no_village(villages):
    assert refusal(villages["heart"].parent.code + "000").code == "not_a_village"


def test_a_code_is_never_guessed_from_its_rounded_number(villages):
    assert refusal("211321000000").code in ("not_a_village", "unknown_code")


def test_villages_outside_the_scope_do_not_exist(villages):
    scope = villages["heart"].parent.code
    assert Directory(scope).by_code(villages["heart"].code) == villages["heart"]
    assert refusal(villages["other"].code, scope=scope).code == "unknown_code"
    assert refusal(name="房申村", scope=scope).code == "unknown_village"


def test_of_a_code_used_twice_the_later_village_is_meant():
    day = dt.date(2018, 5, 10)
    CityFactory()
    old = VillageFactory(name="旧村民委员会", valid_to=day)
    new = type(old).objects.create(
        code=old.code,
        level=old.level,
        kind=old.kind,
        name="新村民委员会",
        short_name="新村",
        parent=old.parent,
        valid_from=day,
    )
    assert Directory().by_code(old.code) == new


def test_one_query_serves_any_number_of_rows(villages, django_assert_num_queries):
    with django_assert_num_queries(1):
        directory = Directory()
        for village in villages.values():
            directory.by_code(village.code)
        directory.village(code="", county="喀左", name="房申村")
