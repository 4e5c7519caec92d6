"""Photos: what a file must be to become one, our own copy of it, and where it is kept.

Nothing of what was sent is kept as it came: the picture is decoded, turned upright, made smaller
and encoded anew, without its hidden data. Only the position the phone noted down is read first.
"""

import hashlib
import io
import struct
import uuid
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import IO, Any

from django.conf import settings
from django.contrib.gis.geos import Point
from django.core.files.base import ContentFile, File
from django.db import transaction
from django.utils.translation import gettext as _
from PIL import Image, ImageOps

from core.audit import Actor, acting, actor_name
from core.errors import DomainError, UnreadableFileError
from outlets.kinds import PhotoKind
from outlets.models import Inspection, MonthlyReport, Outlet, Photo
from outlets.records import point
from outlets.stages import VOID

FORMATS = ("JPEG", "PNG", "WEBP")
LONGEST_PX = 2000
SHORTEST_PX = 200
MOST_PIXELS = 50_000_000  # named in a message
QUALITY = 85
MEGABYTE = 1024 * 1024

GPS_IFD = 0x8825
GPS_LAT_REF, GPS_LAT, GPS_LON_REF, GPS_LON = 1, 2, 3, 4
# What Pillow raises on files that are damaged, or made to harm.
DAMAGE = (OSError, ValueError, SyntaxError, struct.error, IndexError, KeyError, EOFError)


class UnreadablePhotoError(UnreadableFileError):
    """A file that is no photo we take; the message names the remedy."""

    code = "unreadable_photo"


class KnownPhotoError(DomainError):
    """The same picture was added before."""

    status = 409
    code = "known_photo"


@dataclass(frozen=True)
class PreparedPhoto:
    """A picture ready to be kept: a JPEG of at most 2000 px, upright, without hidden data.

    `sha256` is that of `content`; `location` is where the phone said it was taken, in WGS 84,
    which agrees with CGCS2000 within centimetres.
    """

    content: bytes
    sha256: str
    width_px: int
    height_px: int
    location: Point | None


def prepare(file: File | IO[bytes], size: int) -> PreparedPhoto:
    """Read what somebody sent as a photo.

    Args:
        size: of the file in bytes.

    Raises:
        UnreadablePhotoError: too large, no JPEG, PNG or WebP, damaged, or with too few or too many
            pixels.
    """
    if size > settings.PHOTO_MAX_MB * MEGABYTE:
        text = _("The photo has %(size)s MB; at most %(most)s MB are taken. Send a smaller one.")
        words = {"size": f"{size / MEGABYTE:.1f}", "most": settings.PHOTO_MAX_MB}
        raise UnreadablePhotoError(text % words)
    image = _opened(file)
    _check_size(*image.size)
    location = _location(image)
    try:
        # A large JPEG is decoded at half its size or less, as far as we need it.
        image.draft("RGB", (LONGEST_PX, LONGEST_PX))
        image.load()
        upright = _flat(ImageOps.exif_transpose(image))
    except DAMAGE as error:
        raise _damaged() from error
    upright.thumbnail((LONGEST_PX, LONGEST_PX), Image.Resampling.LANCZOS)
    output = io.BytesIO()
    upright.save(output, "JPEG", quality=QUALITY, optimize=True, progressive=True)
    content = output.getvalue()
    digest = hashlib.sha256(content).hexdigest()
    return PreparedPhoto(content, digest, upright.width, upright.height, location)


def _opened(file: File | IO[bytes]) -> Image.Image:
    """The picture by its content, whatever its name says; its pixels are not decoded yet."""
    file.seek(0)
    head = file.read(32)
    if head[4:8] == b"ftyp":
        raise UnreadablePhotoError(
            _("This kind of photo (HEIC) is not taken. Set the phone's camera to JPEG, and resend.")
        )
    file.seek(0)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)  # refused right below
            return Image.open(file, formats=FORMATS)
    except Image.DecompressionBombError as error:
        raise _too_many_pixels() from error
    except Image.UnidentifiedImageError as error:
        raise UnreadablePhotoError(
            _("This file is no photo we know. Send a JPEG, PNG or WebP.")
        ) from error
    except DAMAGE as error:
        raise _damaged() from error


def _check_size(width: int, height: int) -> None:
    if width * height > MOST_PIXELS:
        raise _too_many_pixels()
    if min(width, height) < SHORTEST_PX:
        text = _("The photo has only %(width)s × %(height)s pixels; at least %(least)s are needed.")
        words = {"width": width, "height": height, "least": SHORTEST_PX}
        raise UnreadablePhotoError(text % words)


def _too_many_pixels() -> UnreadablePhotoError:
    return UnreadablePhotoError(_("The photo has more than 50 million pixels. Send a smaller one."))


def _damaged() -> UnreadablePhotoError:
    return UnreadablePhotoError(
        _("The photo is damaged and cannot be read. Take or send it again.")
    )


def _flat(image: Image.Image) -> Image.Image:
    """In plain colours; what was transparent becomes white."""
    if image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info:
        clear = image.convert("RGBA")
        ground = Image.new("RGBA", clear.size, "white")
        return Image.alpha_composite(ground, clear).convert("RGB")
    return image.convert("RGB")


def _location(image: Image.Image) -> Point | None:
    """Where the phone said the photo was taken; null when it did not, or wrote nonsense."""
    try:
        gps: dict[int, Any] = image.getexif().get_ifd(GPS_IFD)
        lat = _degrees(gps[GPS_LAT], gps.get(GPS_LAT_REF) == "S")
        lon = _degrees(gps[GPS_LON], gps.get(GPS_LON_REF) == "W")
    except (*DAMAGE, TypeError, ZeroDivisionError, ArithmeticError):
        return None
    is_place = -90 <= lat <= 90 and -180 <= lon <= 180 and (lat, lon) != (0, 0)
    return point(lon, lat) if is_place else None


def _degrees(parts: Sequence[Any], is_negative: bool) -> float:
    degrees, minutes, seconds = (Fraction(str(float(part))) for part in parts)
    value = float(degrees + minutes / 60 + seconds / 3600)
    return -value if is_negative else value


def add_photos(
    *,
    outlet: Outlet,
    photos: Sequence[tuple[PhotoKind | str, PreparedPhoto]],
    actor: Actor | None,
    inspection: Inspection | None = None,
    report: MonthlyReport | None = None,
) -> list[Photo]:
    """Keep photos of an outlet, perhaps of a visit or for a report.

    Call it last in a transaction: files that were written stay behind, unused, when it fails.

    Raises:
        KnownPhotoError: the same picture stands here already, or at another outlet; its `field` is
            `photo_` and the kind.
    """
    with transaction.atomic(), acting(actor, "photo.added"):
        Outlet.objects.select_for_update(no_key=True).get(pk=outlet.pk)
        _refuse_known(outlet, photos)
        return [
            Photo.objects.create(
                outlet=outlet,
                inspection=inspection,
                report=report,
                kind=kind,
                file=ContentFile(photo.content, name=f"{uuid.uuid4().hex}.jpg"),
                sha256=photo.sha256,
                width_px=photo.width_px,
                height_px=photo.height_px,
                location=photo.location,
                added_by_name=actor_name(actor),
            )
            for kind, photo in photos
        ]


def _refuse_known(outlet: Outlet, photos: Sequence[tuple[PhotoKind | str, PreparedPhoto]]) -> None:
    digests = [photo.sha256 for _kind, photo in photos]
    known = Photo.objects.filter(sha256__in=digests).exclude(outlet__stage__in=VOID)
    owners = {photo.sha256: photo.outlet_id for photo in known}
    own = set(known.filter(outlet=outlet).values_list("sha256", flat=True))
    seen: set[str] = set()
    for kind, photo in photos:
        field = f"photo_{kind}"
        if photo.sha256 in seen:
            text = _("This photo was chosen twice. Take another one here.")
            raise KnownPhotoError(text, field=field)
        if photo.sha256 in own:
            text = _("This outlet has this photo already. Take a new one, or leave it out.")
            raise KnownPhotoError(text, field=field)
        if photo.sha256 in owners:
            text = _("This photo is already kept for another outlet. Take one of this outlet.")
            raise KnownPhotoError(text, field=field)
        seen.add(photo.sha256)
