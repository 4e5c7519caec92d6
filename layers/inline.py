"""Makes an HTML page one file: every script, style and picture it names is written into it."""

import base64
import mimetypes
import posixpath
import re
from html.parser import HTMLParser
from pathlib import Path

from django.contrib.staticfiles import finders

_SCRIPT = re.compile(r'<script src="([^"]*)"></script>')
_STYLE = re.compile(r'<link rel="stylesheet" href="([^"]*)"\s*/?>')
_URL = re.compile(r"""url\(\s*(['"]?)(.*?)\1\s*\)""")
_SOURCE_MAP = re.compile(r"\n?(//|/\*)# sourceMappingURL=\S+(\s*\*/)?")

# Attributes by which a page asks for something else; `href` of <a> waits for a click, but a file
# that is passed on by hand must not point outside either.
_ASKING = ("src", "href", "srcset", "data", "poster", "action", "formaction", "background")


class AddressLeftError(ValueError):
    """The page still asks for something outside itself."""


def inline(page: str) -> str:
    """The page with its static files written in; it opens with no network and no other file.

    Args:
        page: HTML whose `<script src>` and `<link rel="stylesheet" href>` name static files.

    Raises:
        AddressLeftError: an address is no static file, or one is left over afterwards.
    """
    page = _SCRIPT.sub(lambda found: f"<script>{_script(found[1])}</script>", page)
    page = _STYLE.sub(lambda found: f"<style>{_style(found[1])}</style>", page)
    check(page)
    return page


def check(page: str) -> None:
    """Raise `AddressLeftError` when the page asks for anything outside itself."""
    _Checker().feed(page)


def _path(name: str) -> Path:
    found = None if ":" in name or name.startswith("/") else finders.find(name)
    if not found:
        raise AddressLeftError(f"no static file: {name}")
    return Path(found)


def _script(name: str) -> str:
    text = _SOURCE_MAP.sub("", _path(name).read_text())
    return re.sub(r"</(script)", r"<\\/\1", text, flags=re.IGNORECASE)


def _style(name: str) -> str:
    text = _SOURCE_MAP.sub("", _path(name).read_text())
    if "</style" in text.lower():
        raise AddressLeftError(f"{name} would end its own style element")
    folder = posixpath.dirname(name)
    return _URL.sub(lambda found: _picture(found[2], folder), text)


def _picture(address: str, folder: str) -> str:
    """`url(…)` with the picture itself; fragments and pictures already inside stay as they are."""
    if address.startswith(("#", "data:")):
        return f"url({address})"
    name = address if ":" in address else posixpath.normpath(posixpath.join(folder, address))
    path = _path(name)
    kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    return f"url(data:{kind};base64,{base64.b64encode(path.read_bytes()).decode()})"


class _Checker(HTMLParser):
    """Reads the page as a browser does and refuses what would make it ask for something."""

    def __init__(self) -> None:
        super().__init__()
        self._in_style = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._in_style = tag == "style"
        for name, value in attrs:
            if name.rpartition(":")[2] in _ASKING and not _is_inside(value or ""):
                raise AddressLeftError(f'<{tag} {name}="{value}">')
            if name == "style":
                _check_style(value or "")

    def handle_endtag(self, tag: str) -> None:
        self._in_style = False

    def handle_data(self, data: str) -> None:
        if self._in_style:
            _check_style(data)


def _is_inside(address: str) -> bool:
    return address.strip().startswith(("#", "data:"))


def _check_style(text: str) -> None:
    if "@import" in text:
        raise AddressLeftError("@import")
    for found in _URL.finditer(text):
        if not _is_inside(found[2]):
            raise AddressLeftError(found[0])
