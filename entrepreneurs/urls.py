"""Addresses of the registers: the same set for each."""

from collections.abc import Iterator

from django.urls import URLPattern, path

from core import tables
from entrepreneurs.registers import ALL
from entrepreneurs.registers.base import Register
from entrepreneurs.views import activities, batches, lists, loans, parts, persons, records

app_name = "entrepreneurs"


def _addresses(register: Register) -> Iterator[URLPattern]:
    slug, this = register.slug, {"register": register.slug}
    yield path(f"{slug}/", lists.record_list, this, name=f"{slug}_list")
    for form in tables.FORMATS:
        of_form = this | {"form": form}
        yield path(f"{slug}/export.{form}", lists.export, of_form, name=f"{slug}_export_{form}")
    yield path(f"{slug}/batch/", batches.record_batch, this, name=f"{slug}_batch")
    yield path(f"{slug}/add/", records.record_add, this, name=f"{slug}_add")
    one = f"{slug}/<uuid:pk>/"
    yield path(one, records.record_detail, this, name=f"{slug}_record")
    yield path(f"{one}edit/", records.record_edit, this, name=f"{slug}_edit")
    yield path(f"{one}step/", records.record_step, this, name=f"{slug}_step")
    yield path(f"{one}history/", records.record_history, this, name=f"{slug}_history")
    for part in register.parts:
        if not part.form:
            continue
        of_part, rows = this | {"part": part.slug}, f"{slug}/<uuid:record>/{part.slug}/"
        name = f"{slug}_{part.slug}"
        yield path(f"{rows}add/", parts.part_add, of_part, name=f"{name}_add")
        yield path(f"{rows}<int:pk>/", parts.part_edit, of_part, name=f"{name}_edit")
        yield path(f"{rows}<int:pk>/remove/", parts.part_remove, of_part, name=f"{name}_remove")


urlpatterns = [
    path("", lists.overview, name="overview"),
    path("persons/", persons.person_list, name="person_list"),
    path("persons/find/", persons.person_find, name="person_find"),
    path("persons/<uuid:pk>/", persons.person_detail, name="person"),
    path("persons/<uuid:pk>/unmask/", persons.person_unmask, name="person_unmask"),
    path("persons/<uuid:pk>/edit/", persons.person_edit, name="person_edit"),
    path("persons/<uuid:pk>/erase/", persons.person_erase, name="person_erase"),
    path("persons/<uuid:pk>/copy/", persons.person_copy, name="person_copy"),
    path("persons/<uuid:pk>/history/", persons.person_history, name="person_history"),
    path("figures/bases/", activities.bases, name="bases"),
    path("figures/teams/", activities.teams, name="teams"),
    path("figures/trained/", activities.trained_people, name="trained"),
    path("figures/events/", activities.large, name="large_events"),
    path("figures/undertakings/", activities.undertakings, name="undertakings"),
    path("figures/lending/", loans.lending, name="lending"),
    path("loan-rules/", loans.loan_rules, name="loan_rules"),
    path("loan-rules/add/", loans.loan_rule_add, name="loan_rule_add"),
    path("loans/<uuid:pk>/schedule/", loans.lay, name="loan_schedule"),
    path("loans/<uuid:pk>/pay/", loans.pay, name="loan_pay"),
    *(address for register in ALL for address in _addresses(register)),
]
