"""What is uploaded is hostile until checked: what can be told without reading the content.

Size, first bytes against the name, what an archive holds and what it would grow to, and
declarations in XML that reach outside or multiply. Nothing here unpacks more than the beginnings of
an archive's members; the content itself is read in the sandbox (`core.sandbox`).
"""

import io
import struct
import zipfile
import zlib
from collections.abc import Sequence
from pathlib import Path, PurePath, PurePosixPath
from typing import BinaryIO

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser
from defusedxml.ElementTree import ParseError as XmlParseError
from django.utils.translation import gettext as _

from core.errors import UnreadableFileError

MEGABYTE = 2**20
MAX_BYTES = 200 * MEGABYTE
TABLES = (".xlsx", ".xls", ".ods", ".csv", ".txt")

ZIP = b"PK\x03\x04"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# A workbook is told by its content (offices rename them), and so is text: one of a family is as
# good as another. What is in no family is refused.
FIRST_BYTES: dict[str, tuple[bytes, ...]] = {
    ".shp": (b"\x00\x00\x27\x0a",),
    ".gpkg": (b"SQLite format 3\x00",),
    ".zip": (ZIP, b"PK\x05\x06"),
    ".geojson": (b"{",),
    ".json": (b"{",),
    ".kml": (b"<",),
}
# What no table begins with: programs, pictures, documents, other archives and databases.
FOREIGN = (
    b"MZ",
    b"\x7fELF",
    b"%PDF",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"SQLite format 3\x00",
    b"Rar!",
    b"7z\xbc\xaf",
    b"\x1f\x8b",
    b"BZh",
    b"\xfd7zXZ",
    b"\x00\x00\x27\x0a",
    b"PK\x05\x06",
)
MARKS = (b"\xef\xbb\xbf",)  # a mark of the encoding, before the first sign

MAX_ENTRIES = 1000
MAX_DIRECTORY = MEGABYTE
MAX_UNPACKED = 400 * MEGABYTE
MAX_RATIO = 200  # of a member larger than RATIO_COUNTS_FROM
RATIO_COUNTS_FROM = 4 * MEGABYTE
END_OF_DIRECTORY = struct.Struct("<4s4H2LH")
LONGEST_COMMENT = 65_535

XML_SUFFIXES = (".xml", ".rels", ".vml", ".kml")
MAX_PROLOGUE = 64 * 1024  # bytes of XML before the first element


def check(file: Path | BinaryIO | bytes, suffixes: Sequence[str], *, name: str = "") -> None:
    """Refuse a file that is not, as far as its outside tells, one of these kinds.

    Args:
        file: a path, an open file (its position is kept), or the content.
        suffixes: in lower case, with the dot.
        name: the file's name; that of a path by default.

    Raises:
        UnreadableFileError: the message says what is wrong and what to do.
    """
    if isinstance(file, Path):
        try:
            with file.open("rb") as opened:
                check(opened, suffixes, name=name or file.name)
        except OSError as error:
            raise UnreadableFileError(
                _("%(file)s cannot be opened. Check its name and place.") % {"file": file}
            ) from error
        return
    if isinstance(file, bytes):
        file = io.BytesIO(file)
    position = file.tell()
    try:
        _check_opened(file, suffixes, shown=name)
    finally:
        file.seek(position)


def check_workbook(content: bytes) -> None:
    """Refuse a workbook whose archive is not what a workbook's is; other content passes."""
    if content.startswith(ZIP):
        _check_workbook(io.BytesIO(content), shown="")


def check_size(size: int, *, most: int = MAX_BYTES, shown: str = "") -> None:
    """Refuse what is larger than `most` bytes, or empty."""
    if size > most:
        raise UnreadableFileError(
            _("%(file)s is larger than %(limit)s MB.")
            % {"file": _shown(shown), "limit": most // MEGABYTE}
        )
    if not size:
        raise UnreadableFileError(_("The file is empty."))


def archive(file: BinaryIO | Path, *, shown: str) -> zipfile.ZipFile:
    """An archive whose directory, and nothing else yet, has been held to the limits.

    Raises:
        UnreadableFileError: damaged; too many members, too large unpacked; members that are links,
            locked, lead outside, or lie over one another.
    """
    try:
        if isinstance(file, Path):
            with file.open("rb") as opened:
                _check_directory(opened, shown)
        else:
            _check_directory(file, shown)
        opened_archive = zipfile.ZipFile(file)
        _check_members(opened_archive.infolist(), shown)
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError) as error:
        raise _damaged(shown) from error
    return opened_archive


def check_xml_beginning(file: BinaryIO, *, shown: str) -> None:
    """Refuse XML that declares anything: a document type, entities, things to be fetched.

    Such declarations can only stand before the first element; no more than that is read.
    """
    parser = DefusedXMLParser(target=_FirstElement(), forbid_dtd=True)
    seen = 0
    try:
        while chunk := file.read(2048):
            parser.feed(chunk)
            seen += len(chunk)
            if seen > MAX_PROLOGUE:
                raise _declares(shown)
    except _FirstElementSeen:
        return
    except DefusedXmlException as error:
        raise _declares(shown) from error
    except (XmlParseError, ValueError, LookupError) as error:
        raise _damaged(shown) from error


class _FirstElementSeen(Exception):
    """Everything before the first element has been read."""


class _FirstElement:
    """What the parser tells of: only that an element begins."""

    def start(self, tag: str, attributes: object) -> None:
        raise _FirstElementSeen

    def close(self) -> None:
        return None


def _check_opened(file: BinaryIO, suffixes: Sequence[str], *, shown: str) -> None:
    suffix = PurePath(shown).suffix.lower()
    if suffix not in suffixes:
        raise UnreadableFileError(
            _("%(file)s is none of the kinds that can be read: %(kinds)s.")
            % {"file": _shown(shown), "kinds": ", ".join(suffixes)}
        )
    check_size(file.seek(0, io.SEEK_END), shown=shown)
    file.seek(0)
    head = file.read(4096)
    if suffix in TABLES:
        if head.startswith(FOREIGN):
            raise _damaged(shown)
        if head.startswith(ZIP):
            _check_workbook(file, shown=shown)
        return
    for mark in MARKS:
        head = head.removeprefix(mark)
    expected = FIRST_BYTES.get(suffix)
    if expected and not head.lstrip(b" \t\r\n").startswith(expected):
        raise _damaged(shown)
    file.seek(0)
    if suffix == ".zip":
        archive(file, shown=shown)
    if suffix == ".kml":
        check_xml_beginning(file, shown=shown)


def _check_workbook(file: BinaryIO, *, shown: str) -> None:
    """An XLSX or ODS: its parts declare nothing, and none of them is a program."""
    book = archive(file, shown=shown)
    names = set(book.namelist())
    if not names & {"[Content_Types].xml", "mimetype"}:
        raise _damaged(shown)
    if any(PurePosixPath(name).name.lower() == "vbaproject.bin" for name in names):
        raise UnreadableFileError(
            _("%(file)s holds macros. Save it as .xlsx without them and try again.")
            % {"file": _shown(shown)}
        )
    try:
        for member in book.infolist():
            if member.filename.lower().endswith(XML_SUFFIXES) and member.file_size:
                with book.open(member) as part:
                    check_xml_beginning(part, shown=shown)  # type: ignore[arg-type]
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, OSError) as error:
        raise _damaged(shown) from error


def _check_directory(file: BinaryIO, shown: str) -> None:
    """The directory of an archive is small enough to be read at all."""
    size = file.seek(0, io.SEEK_END)
    file.seek(max(0, size - LONGEST_COMMENT - END_OF_DIRECTORY.size))
    tail = file.read()
    start = tail.rfind(b"PK\x05\x06")
    if start < 0 or start + END_OF_DIRECTORY.size > len(tail):
        raise _damaged(shown)
    _sign, _disk, _first, _here, entries, directory, _offset, _comment = (
        END_OF_DIRECTORY.unpack_from(tail, start)
    )
    if entries > MAX_ENTRIES or directory > MAX_DIRECTORY:
        raise _too_much(shown)
    file.seek(0)


def _check_members(members: Sequence[zipfile.ZipInfo], shown: str) -> None:
    if len(members) > MAX_ENTRIES:
        raise _too_much(shown)
    if sum(member.file_size for member in members) > MAX_UNPACKED:
        raise UnreadableFileError(
            _("%(file)s unpacks to more than %(limit)s MB. Split it.")
            % {"file": _shown(shown), "limit": max(1, MAX_UNPACKED // MEGABYTE)}
        )
    end = 0
    for member in sorted(members, key=lambda member: member.header_offset):
        _check_member(member, shown)
        if member.header_offset < end:  # one lies over another: unpacked, both would be counted
            raise _too_much(shown)
        end = member.header_offset + member.compress_size
    if len({member.filename.lower() for member in members}) < len(members):
        raise _damaged(shown)


def _check_member(member: zipfile.ZipInfo, shown: str) -> None:
    """No member leads out of the archive, is a link, is locked, or grows without measure."""
    place = PurePosixPath(member.filename.replace("\\", "/"))
    is_link = (member.external_attr >> 28) == 0xA
    is_drive = len(member.filename) > 1 and member.filename[1] == ":"
    if place.is_absolute() or ".." in place.parts or is_link or is_drive:
        raise UnreadableFileError(
            _("%(file)s holds names that lead out of it, and is not opened.")
            % {"file": _shown(shown)}
        )
    if member.flag_bits & 0x1:
        raise UnreadableFileError(
            _("%(file)s is locked by a password. Send it without one.") % {"file": _shown(shown)}
        )
    large = member.file_size > RATIO_COUNTS_FROM
    if large and member.file_size > MAX_RATIO * max(1, member.compress_size):
        raise _too_much(shown)


def _shown(name: str) -> str:
    return name or _("The file")


def _damaged(shown: str) -> UnreadableFileError:
    return UnreadableFileError(
        _("%(file)s is damaged, or not what its name says.") % {"file": _shown(shown)}
    )


def _too_much(shown: str) -> UnreadableFileError:
    return UnreadableFileError(
        _("%(file)s holds too many or too large parts for one file. Split it.")
        % {"file": _shown(shown)}
    )


def _declares(shown: str) -> UnreadableFileError:
    return UnreadableFileError(
        _("%(file)s declares a document type or entities, and is not opened. Save it again.")
        % {"file": _shown(shown)}
    )
