"""The commands `coverage` and `gaps`, whose JSON scripts read."""

import csv
import datetime as dt
import io
import json

import pytest
from django.core.management import CommandError, call_command

from geo.levels import LocationQuality
from tests.factories.geo import TownshipFactory, VillageFactory
from tests.factories.outlets import OutletFactory
from tests.shapes import point

pytestmark = pytest.mark.django_db

ROW = ["code", "name", "villages", "covered", "uncovered", "unlocated", "approximate", "rate"]
GAP = [
    "code",
    "name",
    "township",
    "county",
    "nearest_outlet",
    "nearest_m",
    "location_quality",
]


@pytest.fixture
def network(db: None):
    """
    甲 □ --- 2000 m --- 乙 --- 3000 m --- 丙        丁 (no position), in two townships
    """
    near = TownshipFactory(name="近镇")
    far = TownshipFactory(name="远镇", parent=near.parent)
    a = VillageFactory(parent=near, short_name="甲", seat=point(0))
    VillageFactory(
        parent=near, short_name="乙", seat=point(2000), location_quality=LocationQuality.APPROXIMATE
    )
    VillageFactory(parent=far, short_name="丙", seat=point(5000))
    VillageFactory(parent=far, short_name="丁")
    OutletFactory(village=a, name="甲站", location=point(0), opened_on=dt.date(2018, 1, 1))
    return near.parent


def run(command: str, **options) -> str:
    out = io.StringIO()
    call_command(command, stdout=out, **options)
    return out.getvalue()


def answer(command: str, **options) -> dict:
    return json.loads(run(command, **({"format": "json", "on": "2018-09-30"} | options)))


def test_coverage_has_the_shape_that_scripts_read(network):
    content = answer("coverage")

    assert list(content) == [
        "on",
        "definition",
        "radius_m",
        "division",
        "denominators",
        "outlets",
        "total",
        "rows",
    ]
    assert (content["on"], content["definition"]) == ("2018-09-30", "administrative")
    assert (content["radius_m"], content["division"]) == (3000, "211300")
    assert content["denominators"] == {"policy": 1350, "registry": 4}
    assert content["outlets"] == {"operating": 1, "target": 500, "short": 499}
    assert content["total"] == {
        "code": "211300",
        "name": "朝阳市",
        "villages": 4,
        "covered": 1,
        "uncovered": 2,
        "unlocated": 1,
        "approximate": 1,
        "rate": 0.25,
    }
    assert [list(row) for row in content["rows"]] == [ROW]


def test_below_the_city_target_and_policy_are_null(network):
    content = answer("coverage", division=network.code)

    assert content["denominators"] == {"policy": None, "registry": 4}
    assert content["outlets"] == {"operating": 1, "target": None, "short": None}


@pytest.mark.parametrize(
    ("by", "names"),
    [
        ("county", None),
        ("township", ["近镇", "远镇"]),
        ("village", ["甲", "乙", "丙", "丁"]),
    ],
)
def test_rows_are_those_of_the_level_asked_for(network, by, names):
    rows = answer("coverage", by=by)["rows"]

    assert [row["name"] for row in rows] == (names or [network.name])
    assert sum(row["covered"] for row in rows) == 1


def test_gaps_have_the_shape_that_scripts_read(network):
    content = answer("gaps", by="village")

    assert list(content) == ["on", "definition", "radius_m", "division", "rows"]
    assert [list(row) for row in content["rows"]] == [GAP] * 3
    first = content["rows"][0]
    assert (first["name"], first["nearest_outlet"]) == ("丙", "甲站")
    assert first["nearest_m"] == pytest.approx(5000, abs=0.1)
    assert content["rows"][-1]["nearest_m"] is None


@pytest.mark.parametrize(
    ("by", "names"),
    [
        ("village", ["丙", "乙", "丁"]),
        ("county", ["丙", "乙", "丁"]),
        ("township", ["乙", "丙", "丁"]),
    ],
)
def test_gaps_are_grouped_by_the_level_asked_for(network, by, names):
    assert [row["name"] for row in answer("gaps", by=by)["rows"]] == names


def test_the_definition_and_the_radius_are_heeded(network):
    assert answer("coverage", definition="spatial", radius_m=2000)["total"]["covered"] == 2
    assert answer("coverage", definition="spatial", radius_m=1999)["total"]["covered"] == 1


def test_four_digits_name_the_city(network):
    assert answer("coverage", division="2113") == answer("coverage")


def test_the_day_is_today_when_left_out(network):
    content = json.loads(run("coverage", format="json"))

    assert content["on"] == dt.date.today().isoformat()


def test_before_the_first_opening_nothing_is_covered(network):
    assert answer("coverage", on="2017-12-31")["total"]["covered"] == 0


def test_csv_holds_the_rows_and_the_total(network):
    rows = list(csv.reader(io.StringIO(run("coverage", format="csv", by="township"))))

    assert rows[0] == ROW
    assert [row[1] for row in rows[1:]] == ["近镇", "远镇", "朝阳市"]


def test_the_table_names_the_question_first(network):
    first, *_ = run("gaps", format="table", on="2018-09-30").splitlines()

    assert first.startswith("on=2018-09-30  definition=administrative")


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"division": "999999"}, "没有这个区划"),
        ({"division": "21132"}, "不是区划代码"),
        ({"on": "30.9.2018"}, "不是日期"),
        ({"on": "2018-02-30"}, "不是日期"),
        ({"radius_m": 0}, "半径"),
    ],
)
@pytest.mark.parametrize("command", ["coverage", "gaps"])
def test_what_cannot_be_answered_is_refused_with_a_sentence(network, command, options, message):
    with pytest.raises(CommandError, match=message):
        run(command, **options)
