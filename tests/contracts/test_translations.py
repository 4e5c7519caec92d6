"""No string is left untranslated, and none is missing from the catalogues."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from babel.messages import Message
from babel.messages.pofile import read_po
from django.conf import settings

APPS = ("core", "geo", "accounts", "outlets", "entrepreneurs", "targets", "layers")


def _catalogue(root: Path, app: str) -> Path:
    return root / app / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po"


@pytest.mark.parametrize("app", APPS)
def test_every_string_has_its_translation(app: str):
    with _catalogue(settings.BASE_DIR, app).open("rb") as file:
        catalogue = read_po(file)
    missing = [m.id for m in catalogue if m.id and (m.fuzzy or not all(_texts(m.string)))]
    assert missing == []


@pytest.mark.parametrize("app", APPS)
def test_the_catalogue_says_its_language_for_plurals_hang_on_it(app: str):
    with _catalogue(settings.BASE_DIR, app).open("rb") as file:
        catalogue = read_po(file)
    assert (str(catalogue.locale), catalogue.num_plurals) == ("zh_Hans_CN", 1)


@pytest.mark.parametrize("app", APPS)
def test_the_catalogue_knows_every_string_of_the_code(app: str, tmp_path: Path):
    copy = tmp_path / app
    shutil.copytree(settings.BASE_DIR / app, copy)
    command = [sys.executable, settings.BASE_DIR / "manage.py", "makemessages", "-l", "zh_Hans"]
    subprocess.run([*command, "--no-obsolete"], cwd=copy, check=True, capture_output=True)
    with _catalogue(tmp_path, app).open("rb") as file:
        found = {_key(m) for m in read_po(file) if m.id}
    with _catalogue(settings.BASE_DIR, app).open("rb") as file:
        kept = {_key(m) for m in read_po(file) if m.id}
    assert found == kept


@pytest.mark.parametrize("app", APPS)
def test_chinese_sentences_carry_chinese_punctuation(app: str):
    """An ASCII comma, colon, semicolon or bracket beside a Chinese character looks wrong."""
    with _catalogue(settings.BASE_DIR, app).open("rb") as file:
        texts = [text for m in read_po(file) if m.id for text in _texts(m.string)]
    wrong = [
        text
        for text in texts
        if any(
            sign in ",;:()!?" and (_is_chinese(text[i - 1 : i]) or _is_chinese(text[i + 1 : i + 2]))
            for i, sign in enumerate(text)
        )
    ]
    assert wrong == []


def _texts(string: str | tuple[str, ...]) -> tuple[str, ...]:
    return (string,) if isinstance(string, str) else string


def _key(message: Message) -> tuple:
    return (message.context, message.id)


def _is_chinese(sign: str) -> bool:
    return "\u4e00" <= sign <= "\u9fff"


def test_one_sentence_has_one_translation_in_all_apps():
    """Django merges the catalogues: of two translations of one sentence, only one is ever shown."""
    found: dict[tuple, set] = {}
    for app in APPS:
        with _catalogue(settings.BASE_DIR, app).open("rb") as file:
            for message in read_po(file):
                if message.id:
                    found.setdefault(_key(message), set()).add(_texts(message.string))
    assert {key: texts for key, texts in found.items() if len(texts) > 1} == {}
