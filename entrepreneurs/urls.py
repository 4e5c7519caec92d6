"""Addresses of the registers: the same set for each."""

from collections.abc import Iterator

from django.urls import URLPattern, path

from core import tables
from entrepreneurs.registers import ALL
from entrepreneurs.registers.base import Register
from entrepreneurs.views import lists, parts, records

app_name = "entrepreneurs"


def _addresses(register: Register) -> Iterator[URLPattern]:
    slug, this = register.slug, {"register": register.slug}
    yield path(f"{slug}/", lists.record_list, this, name=f"{slug}_list")
    for form in tables.FORMATS:
        of_form = this | {"form": form}
        yield path(f"{slug}/export.{form}", lists.export, of_form, name=f"{slug}_export_{form}")
    yield path(f"{slug}/add/", records.record_add, this, name=f"{slug}_add")
    one = f"{slug}/<uuid:pk>/"
    yield path(one, records.record_detail, this, name=f"{slug}_record")
    yield path(f"{one}edit/", records.record_edit, this, name=f"{slug}_edit")
    yield path(f"{one}step/", records.record_step, this, name=f"{slug}_step")
    yield path(f"{one}history/", records.record_history, this, name=f"{slug}_history")
    for part in register.parts:
        if part.register:
            continue
        of_part, rows = this | {"part": part.slug}, f"{slug}/<uuid:record>/{part.slug}/"
        name = f"{slug}_{part.slug}"
        yield path(f"{rows}add/", parts.part_add, of_part, name=f"{name}_add")
        yield path(f"{rows}<int:pk>/", parts.part_edit, of_part, name=f"{name}_edit")
        yield path(f"{rows}<int:pk>/remove/", parts.part_remove, of_part, name=f"{name}_remove")


urlpatterns = [
    path("", lists.overview, name="overview"),
    *(address for register in ALL for address in _addresses(register)),
]
