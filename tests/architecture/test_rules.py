"""Rules of the house that a reader of one file cannot see broken."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

APPS = ("config", "core", "geo", "accounts", "outlets", "entrepreneurs", "targets", "layers")
# Files are named by the thing they know.
FORBIDDEN_NAMES = {
    "constants.py",
    "helpers.py",
    "managers.py",
    "misc.py",
    "selectors.py",
    "signals.py",
    "utils.py",
}
# 4326, 4490, 3857, 4528 and the zones of CGCS2000 / 3-degree Gauss-Krueger.
SRID = re.compile(r"(?<![\w.])(4326|4490|3857|4479|4480|45[0-5]\d)(?![\w.])")
PURE = ("geo/codes.py", "geo/repair.py", "geo/approximate.py")


def modules() -> Iterator[Path]:
    for app in APPS:
        yield from sorted((settings.BASE_DIR / app).rglob("*.py"))


def name(path: Path) -> str:
    return str(path.relative_to(settings.BASE_DIR))


def is_migration(path: Path) -> bool:
    return path.parent.name == "migrations"


def code_of(path: Path) -> str:
    """The module's code as text, without comments and docstrings."""
    tree = ast.parse(path.read_text())
    for node in ast.walk(tree):
        body = getattr(node, "body", None)
        if not isinstance(body, list):
            continue
        node.body = [
            child
            for child in body
            if not (isinstance(child, ast.Expr) and isinstance(child.value, ast.Constant))
        ]
    return ast.unparse(tree)


SOURCES = [path for path in modules() if not is_migration(path)]


@pytest.mark.parametrize("path", SOURCES, ids=name)
def test_only_the_module_on_coordinate_systems_names_srids(path: Path):
    if name(path) != "geo/crs.py":
        assert not SRID.findall(code_of(path))


@pytest.mark.parametrize("path", SOURCES, ids=name)
def test_every_module_says_what_it_is_for(path: Path):
    if path.name == "__init__.py" and not path.read_text().strip():
        return
    assert ast.get_docstring(ast.parse(path.read_text()))


@pytest.mark.parametrize("path", SOURCES, ids=name)
def test_files_are_named_by_what_they_know(path: Path):
    assert path.name not in FORBIDDEN_NAMES


@pytest.mark.parametrize("path", PURE)
def test_pure_modules_import_nothing_of_django(path: str):
    tree = ast.parse((settings.BASE_DIR / path).read_text())
    imported = {
        alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.Import)
        for alias in node.names
    } | {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert not [module for module in imported if module.split(".")[0] == "django"]


@pytest.mark.parametrize("path", SOURCES, ids=name)
def test_no_code_names_the_city(path: Path):
    """Another prefecture needs another code in the settings and other data, and no other code."""
    if name(path) != "config/settings/base.py":
        assert not re.findall(r"朝阳|(?<!\d)2113(?!\d)", code_of(path))
