"""Archives that are not what they seem: made here, byte by byte where no library would."""

import io
import struct
import zipfile
from collections.abc import Callable, Mapping

Members = Mapping[str, bytes]
LOCAL, CENTRAL = b"PK\x03\x04", b"PK\x01\x02"


def members(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(parts: Members) -> bytes:
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return kept.getvalue()


def with_member(content: bytes, name: str, part: bytes = b"x") -> bytes:
    return packed(members(content) | {name: part})


def replacing(content: bytes, name: str, change: Callable[[bytes], bytes]) -> bytes:
    parts = members(content)
    return packed(parts | {name: change(parts[name])})


def with_link(content: bytes) -> bytes:
    kept = io.BytesIO(content)
    with zipfile.ZipFile(kept, "a") as archive:
        link = zipfile.ZipInfo("xl/link.xml")
        link.create_system, link.external_attr = 3, 0o120777 << 16
        archive.writestr(link, "/etc/passwd")
    return kept.getvalue()


def with_twin(content: bytes) -> bytes:
    """The first name twice."""
    kept = io.BytesIO(content)
    with zipfile.ZipFile(kept, "a") as archive:
        archive.writestr(archive.namelist()[0], b"another")
    return kept.getvalue()


def locked(content: bytes) -> bytes:
    """Every member says that it is enciphered."""
    changed = bytearray(content)
    for sign, offset in ((LOCAL, 6), (CENTRAL, 8)):
        for place in _places(content, sign):
            changed[place + offset] |= 1
    return bytes(changed)


def declaring(content: bytes, size: int) -> bytes:
    """The directory names another unpacked size for the last member."""
    changed = bytearray(content)
    place = _places(content, CENTRAL)[-1]
    changed[place + 24 : place + 28] = struct.pack("<L", size)
    return bytes(changed)


def overlapping(content: bytes) -> bytes:
    """The last member lies where the first does: each byte of the file counts twice."""
    changed = bytearray(content)
    first, *_, last = _places(content, CENTRAL)
    changed[last + 42 : last + 46] = changed[first + 42 : first + 46]
    return bytes(changed)


def miscounted(content: bytes) -> bytes:
    """The last member's checksum is another."""
    changed = bytearray(content)
    place = _places(content, CENTRAL)[-1]
    changed[place + 16] ^= 0xFF
    return bytes(changed)


def _places(content: bytes, sign: bytes) -> list[int]:
    places, place = [], content.find(sign)
    while place >= 0:
        places.append(place)
        place = content.find(sign, place + 4)
    return places
