"""Monthly reports, visits and photos.

MonthlyReportFactory(outlet=outlet, month=dt.date(2018, 8, 1), down_amount_yuan=1250)
InspectionFactory(outlet=outlet, due_on=dt.date(2018, 9, 30))
VisitFactory(outlet=outlet, visited_on=dt.date(2018, 9, 3), found_open=False)
upload(picture(640, 480))
"""

import datetime as dt
import io
from typing import Any

import factory
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image, ImageDraw

from outlets.kinds import InspectionKind, InspectionResult
from outlets.models import Inspection, MonthlyReport, Outlet
from outlets.months import begins_at, months_later
from tests.factories.outlets import OutletFactory


class MonthlyReportFactory(factory.django.DjangoModelFactory):
    """A report of last month in which nothing is filled in unless a test says so."""

    class Meta:
        model = MonthlyReport

    outlet = factory.SubFactory(OutletFactory)
    month = factory.LazyFunction(lambda: months_later(timezone.localdate(), -1))
    submitted_by_name = "reporter"


class InspectionFactory(factory.django.DjangoModelFactory):
    """A routine visit planned for a week from now."""

    class Meta:
        model = Inspection

    outlet = factory.SubFactory(OutletFactory)
    kind = InspectionKind.ROUTINE
    due_on = factory.LazyFunction(lambda: timezone.localdate() + dt.timedelta(7))


class VisitFactory(InspectionFactory):
    """A visit made today that found the outlet open and passed it."""

    due_on = None
    visited_on = factory.LazyFunction(timezone.localdate)
    found_open = True
    result = InspectionResult.PASSED
    inspector_name = "王巡查"


def recorded_since(outlet: Outlet, month: dt.date) -> Outlet:
    """The outlet as if it had been put on record in the month before, and so owes this one's."""
    created_at = begins_at(month) - dt.timedelta(days=1)
    Outlet.objects.filter(pk=outlet.pk).update(created_at=created_at)
    outlet.refresh_from_db()
    return outlet


def picture(
    width: int = 640,
    height: int = 480,
    *,
    kind: str = "JPEG",
    colour: str = "#0f5b78",
    **options: Any,
) -> bytes:
    """A file of that kind: a dark left half beside a coloured right half."""
    image = Image.new("RGB", (width, height), colour)
    ImageDraw.Draw(image).rectangle((0, 0, width // 2, height), fill="black")
    output = io.BytesIO()
    image.save(output, kind, **options)
    return output.getvalue()


def upload(content: bytes, name: str = "photo.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)
