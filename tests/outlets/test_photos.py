"""What a file must be to become a photo, and what becomes of it."""

import hashlib
import io
import zlib

import pytest
from PIL import Image

from accounts.models import Role
from core.models import AuditEntry
from outlets.kinds import Stage
from outlets.models import Photo
from outlets.photos import KnownPhotoError, UnreadablePhotoError, add_photos, prepare
from tests.factories.accounts import UserFactory
from tests.factories.outlets import OutletFactory
from tests.factories.outlets_reports import picture, upload

pytestmark = pytest.mark.django_db

GPS = 0x8825


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def prepared(content, **options):
    return prepare(io.BytesIO(content), options.get("size", len(content)))


def opened(photo):
    return Image.open(io.BytesIO(photo.content))


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_every_kind_becomes_a_jpeg(kind):
    photo = prepared(picture(640, 480, kind=kind))

    assert opened(photo).format == "JPEG"
    assert (photo.width_px, photo.height_px) == (640, 480)
    assert photo.sha256 == hashlib.sha256(photo.content).hexdigest()


def test_a_large_photo_is_made_smaller():
    photo = prepared(picture(4000, 3000))

    assert (photo.width_px, photo.height_px) == (2000, 1500)


def test_a_photo_is_turned_upright_and_loses_what_is_hidden_in_it():
    """The phone was held sideways: the dark half, left in the file, was above."""
    exif = Image.Exif()
    exif[0x0112] = 6  # turn by 90 degrees clockwise
    exif[0x010F] = "a maker"

    photo = prepared(picture(640, 480, exif=exif))

    image = opened(photo)
    assert image.size == (480, 640)
    assert sum(image.getpixel((240, 10))) < 60 < sum(image.getpixel((240, 630)))
    assert not image.getexif()
    assert b"a maker" not in photo.content


def test_the_position_is_read_before_it_is_taken_out():
    exif = Image.Exif()
    exif.get_ifd(GPS).update({1: "N", 2: (41.0, 34.0, 48.6), 3: "E", 4: (120.0, 27.0, 19.08)})

    photo = prepared(picture(exif=exif))

    assert photo.location.x == pytest.approx(120.4553)
    assert photo.location.y == pytest.approx(41.5802, abs=1e-4)
    assert not opened(photo).getexif().get_ifd(GPS)


@pytest.mark.parametrize(
    "gps",
    [
        {},
        {1: "N", 2: (0.0, 0.0, 0.0), 3: "E", 4: (0.0, 0.0, 0.0)},
        {1: "N", 2: (141.0, 0.0, 0.0), 3: "E", 4: (20.0, 0.0, 0.0)},
        {1: "N", 2: (41.0,), 3: "E", 4: (120.0,)},
    ],
)
def test_a_position_that_makes_no_sense_is_none(gps):
    exif = Image.Exif()
    exif.get_ifd(GPS).update(gps)

    assert prepared(picture(exif=exif)).location is None


def test_transparent_parts_become_white():
    output = io.BytesIO()
    Image.new("RGBA", (300, 300), (0, 0, 0, 0)).save(output, "PNG")

    assert opened(prepared(output.getvalue())).getpixel((150, 150)) == (255, 255, 255)


@pytest.mark.parametrize("mode", ["L", "1", "P", "I;16", "CMYK", "LA"])
def test_unusual_colours_are_understood(mode):
    output = io.BytesIO()
    image = Image.new("I;16", (300, 300)) if mode == "I;16" else Image.new("RGB", (300, 300))
    image = image if mode == "I;16" else image.convert(mode)
    image.save(output, "JPEG" if mode == "CMYK" else "PNG")

    assert opened(prepared(output.getvalue())).mode == "RGB"


def bomb():
    """A PNG of few bytes that claims 30,000 × 30,000 pixels."""
    content = bytearray(picture(300, 300, kind="PNG"))
    content[16:24] = (30_000).to_bytes(4, "big") * 2
    content[29:33] = zlib.crc32(content[12:29]).to_bytes(4, "big")
    return bytes(content)


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (b"", "JPEG"),
        (b"%PDF-1.4 no picture at all", "JPEG"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "JPEG"),
        (b"\0\0\0\x18ftypheic" + bytes(100), "HEIC"),
        (picture(640, 480)[:1500], "损坏"),
        (picture(199, 640), "199"),
        (picture(8000, 6300, colour="black"), "5000万"),
        (bomb(), "5000万"),
    ],
    ids=["empty", "pdf", "svg", "heic", "cut off", "too small", "too many pixels", "bomb"],
)
def test_what_is_no_photo_is_refused_with_a_remedy(content, word):
    with pytest.raises(UnreadablePhotoError) as caught:
        prepared(content)

    assert word in str(caught.value.message)


def test_a_gif_with_a_photos_name_is_no_photo():
    with pytest.raises(UnreadablePhotoError):
        prepared(picture(kind="GIF"))


def test_a_file_beyond_the_limit_is_refused_unread(settings):
    settings.PHOTO_MAX_MB = 1

    with pytest.raises(UnreadablePhotoError, match=r"1\.5 MB"):
        prepared(picture(), size=3 * 512 * 1024)


# Keeping them


def add(outlet, *contents, **arguments):
    kinds = ("front", "indoor", "ledger")
    photos = [(kind, prepared(content)) for kind, content in zip(kinds, contents, strict=False)]
    return add_photos(outlet=outlet, photos=photos, actor=None, **arguments)


def test_a_photo_is_kept_under_a_name_that_nobody_can_guess():
    [photo] = add(OutletFactory(), picture())

    assert len(photo.file.name.rsplit("/", 1)[1]) == len("0" * 32 + ".jpg")
    assert hashlib.sha256(photo.file.read()).hexdigest() == photo.sha256


def test_the_same_photo_twice_is_refused_kindly():
    outlet = OutletFactory()
    add(outlet, picture())

    with pytest.raises(KnownPhotoError) as caught:
        add(outlet, picture())

    assert caught.value.field == "photo_front"
    assert Photo.objects.count() == 1


def test_one_photo_cannot_stand_for_two_kinds():
    with pytest.raises(KnownPhotoError) as caught:
        add(OutletFactory(), picture(), picture())

    assert caught.value.field == "photo_indoor"
    assert not Photo.objects.exists()


def test_another_outlets_photo_is_refused_unless_that_outlet_is_void():
    other = OutletFactory()
    add(other, picture())
    with pytest.raises(KnownPhotoError):
        add(OutletFactory(), picture())

    other.stage = Stage.WITHDRAWN
    other.save()

    assert add(OutletFactory(), picture())


# Serving and adding them on pages


def test_a_photo_is_served_to_those_who_may_see_its_outlet_alone(signed_in):
    outlet = OutletFactory()
    [photo] = add(outlet, picture())
    township = outlet.village.parent
    near = signed_in(UserFactory(role=Role.TOWNSHIP_OFFICER, jurisdiction=township))
    far = signed_in(
        UserFactory(role=Role.TOWNSHIP_OFFICER, jurisdiction=OutletFactory().village.parent)
    )

    response = near.get(f"/outlets/photos/{photo.pk}/")

    assert response.status_code == 200
    assert response["Content-Type"] == "image/jpeg"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Disposition"].startswith("inline")
    assert "private" in response["Cache-Control"]
    assert hashlib.sha256(b"".join(response.streaming_content)).hexdigest() == photo.sha256
    assert far.get(f"/outlets/photos/{photo.pk}/").status_code == 404


def test_a_photo_whose_file_is_lost_does_not_exist(planner_client):
    [photo] = add(OutletFactory(), picture())
    photo.file.storage.delete(photo.file.name)

    assert planner_client.get(f"/outlets/photos/{photo.pk}/").status_code == 404


def test_looking_at_a_ledger_is_recorded_and_closed_to_leaders(planner_client, signed_in):
    outlet = OutletFactory()
    add(outlet, picture(), picture(colour="red"), picture(colour="blue"))
    ledger = Photo.objects.get(kind="ledger")
    leader = signed_in(UserFactory(role=Role.LEADER))

    assert planner_client.get(f"/outlets/photos/{ledger.pk}/").status_code == 200
    assert leader.get(f"/outlets/photos/{ledger.pk}/").status_code == 403
    assert AuditEntry.objects.filter(action="photo.ledger_seen").count() == 1


@pytest.fixture
def outlet():
    return OutletFactory()


@pytest.fixture
def officer_client(outlet, signed_in):
    township = outlet.village.parent
    return signed_in(UserFactory(role=Role.TOWNSHIP_OFFICER, jurisdiction=township))


def test_an_officer_adds_photos_and_sees_them_on_the_outlets_page(officer_client, outlet):
    response = officer_client.post(
        f"/outlets/{outlet.pk}/photos/add/", {"photo_front": upload(picture())}, follow=True
    )

    assert f"/outlets/photos/{Photo.objects.get().pk}/" in response.content.decode()


@pytest.mark.parametrize("content", [b"no photo", bomb(), picture(100, 100)])
def test_a_bad_file_is_named_at_its_field(officer_client, outlet, content):
    response = officer_client.post(
        f"/outlets/{outlet.pk}/photos/add/", {"photo_indoor": upload(content)}
    )

    assert response.status_code == 200
    assert list(response.context["form"].errors) == ["photo_indoor"]
    assert not Photo.objects.exists()


def test_the_same_photo_again_is_named_at_its_field(officer_client, outlet):
    address = f"/outlets/{outlet.pk}/photos/add/"
    officer_client.post(address, {"photo_front": upload(picture())})

    response = officer_client.post(address, {"photo_ledger": upload(picture())})

    assert list(response.context["form"].errors) == ["photo_ledger"]


def test_no_photo_chosen_says_so(officer_client, outlet):
    response = officer_client.post(f"/outlets/{outlet.pk}/photos/add/", {})

    assert response.context["form"].non_field_errors()


def test_a_planner_adds_no_photos(planner_client, outlet):
    assert planner_client.get(f"/outlets/{outlet.pk}/photos/add/").status_code == 403
