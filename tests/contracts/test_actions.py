"""Whatever the code records has words that people can read."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import translation

from core.audit import action_words, named_actions
from outlets.registration.steps import ACTIONS

APPS = ("core", "geo", "accounts", "outlets", "entrepreneurs", "targets", "layers")
RECORDING = re.compile(r"\b(?:acting|record)\(\s*[\w.]+,\s*\"([a-z_]+\.[a-z_]+)\"")


def recorded() -> set[str]:
    sources = (p for app in APPS for p in Path(settings.BASE_DIR, app).rglob("*.py"))
    found = {action for path in sources for action in RECORDING.findall(path.read_text())}
    return found | set(ACTIONS.values())


@pytest.mark.parametrize("action", sorted(recorded()))
def test_every_action_is_named(action: str):
    assert action in named_actions()


def test_an_action_reads_as_chinese():
    with translation.override("zh-hans"):
        assert all(re.search("[一-鿿]", action_words(action)) for action in named_actions())
