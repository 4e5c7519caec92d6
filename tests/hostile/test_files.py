"""Files that are damaged, lie, or mean harm, through every kind of import that takes their suffix.

Each has its outcome: the whole file is refused with a sentence, or it is read and its rows are
refused by code. Never is anything written, and never does the server itself fall.
"""

import re
from collections.abc import Iterator

import pytest
from django.core.files.base import ContentFile
from django.utils import translation

from accounts.models import User
from core import data_version, import_runs
from core.errors import UnreadableFileError
from core.import_kinds import ImportKind, kinds_for
from core.models import ImportRun, ImportState
from tests.geo.scene import draw
from tests.hostile.files import Bad
from tests.hostile.tables import tables
from tests.hostile.vectors import vectors

pytestmark = pytest.mark.django_db

FILES = [*tables(), *vectors()]


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    draw()
    with translation.override("en"):
        yield


def kinds_of(bad: Bad, user: User) -> list[ImportKind]:
    """The kinds that the file is tried with."""
    offered = kinds_for(user)
    if bad.every_kind:
        return offered
    if bad.kinds:
        return [kind for kind in offered if kind.name in bad.kinds]
    return [kind for kind in offered if bad.name.endswith(kind.suffixes)]


def sent(bad: Bad, kind: ImportKind, user: User) -> tuple[str, ImportRun | None]:
    """The sentence with which the file was refused ("" for none), and the run, if any."""
    file = ContentFile(bad.content, name=bad.name)
    try:
        run = import_runs.receive(kind=kind.name, file=file, actor=user)
    except UnreadableFileError as error:
        return str(error.message), None
    run = import_runs.preview(run=run)
    return (run.message if run.state == ImportState.REJECTED else ""), run


def test_there_are_many_and_each_has_its_own_name():
    names = [bad.name for bad in FILES]
    assert len(names) == len(set(names))
    assert len(names) >= 60


@pytest.mark.parametrize("bad", FILES, ids=lambda bad: bad.name)
def test_a_bad_file_has_its_outcome_through_every_kind(bad: Bad, planner: User):
    before = data_version.current()
    kinds = kinds_of(bad, planner)
    assert kinds
    for kind in kinds:
        message, run = sent(bad, kind, planner)
        if bad.refused is not None:
            assert message, f"{kind.name} reads it"
            assert re.search(bad.refused or ".", message), (kind.name, message)
            continue
        assert not message, (kind.name, message)
        assert run and run.state == ImportState.PREVIEWED
        codes = [problem["code"] for problem in run.problems]
        for pattern in bad.codes:
            assert any(re.fullmatch(pattern, code) for code in codes), (kind.name, codes)
        if not bad.codes:
            assert codes == [], kind.name
    assert data_version.current() == before
