"""The part of a form that names a person: opens the one the registry knows, or enters a new one."""

from collections.abc import Callable
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.errors import DomainError
from core.forms import LineField, StyledForm, style
from entrepreneurs.forms.records import RowForm, offered_divisions
from entrepreneurs.identities import read_id_no, read_name, read_phone
from entrepreneurs.kinds import LegalBasis, Sex
from entrepreneurs.models import Person
from entrepreneurs.people import Opened, PersonFacts, open_person
from entrepreneurs.privacy import LONGEST_PURPOSE, shown
from geo.levels import Level
from geo.models import AdministrativeDivision
from outlets.forms import DayField

PREFIX = "person_"
KEPT = _("{present} is kept. Leave this empty to keep it.")
# What every person has; the other fields of the part are optional.
REQUIRED = ("name", "division", "legal_basis")


class PersonFields(StyledForm):
    """Name, ID number, telephone, home, and why the registry may hold them."""

    name = LineField(label=_("full name"), widget=forms.TextInput({"autocomplete": "off"}))
    # Read by `identities`, which says what it put right: a compact field would do so silently.
    id_no = LineField(
        label=_("ID number"),
        required=False,
        widget=forms.TextInput({"autocomplete": "off", "inputmode": "text"}),
        help_text=_("A person who is registered already is found by it. Never shown again whole."),
    )
    phone = LineField(
        label=_("telephone number"),
        required=False,
        widget=forms.TextInput({"autocomplete": "off", "inputmode": "tel"}),
    )
    sex = forms.ChoiceField(
        label=_("sex"), choices=[("", _("by the ID number")), *Sex.choices], required=False
    )
    is_poverty_household = forms.BooleanField(
        label=_("registered poverty household"), required=False
    )
    legal_basis = forms.ChoiceField(
        label=_("legal basis"), choices=LegalBasis.choices, initial=LegalBasis.NOTICE
    )
    notified_on = DayField(
        label=_("notified on"),
        required=False,
        help_text=_("Needed where the legal basis is a notice or consent."),
    )


class PersonalForm(RowForm):
    """A form of a record or row about a person. `person_field` is the foreign key.

    The person is named once; later their own page changes them. Where
    `is_person_required` is false, `needs_person` says whether the record as given names one.
    """

    person_field: ClassVar[str] = "person"
    is_person_required: ClassVar[bool] = True
    # Imports have opened the people of all rows before.
    opener: Callable[..., Opened] = staticmethod(open_person)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, user=user, **kwargs)
        if getattr(self.instance, f"{self.person_field}_id"):
            return
        named = {f"{PREFIX}{name}": field for name, field in PersonFields().fields.items()}
        home = offered_divisions(user, (Level.VILLAGE,), _("home village"))
        style(home.widget)
        named[f"{PREFIX}division"] = home
        for name in REQUIRED:
            named[f"{PREFIX}{name}"].required = self.is_person_required
        self.asked |= {f"{PREFIX}{name}" for name in (*REQUIRED, "notified_on")}
        own, self.fields = self.fields, {}
        self.fields |= named | own
        self.titles |= dict.fromkeys(named, _("person"))

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if f"{PREFIX}name" in self.fields and self.needs_person(given):
            self._check_person(given)
        return given

    def needs_person(self, given: dict[str, Any]) -> bool:
        """Whether the record, as far as it was given, names a person at all."""
        return True

    def _check_person(self, given: dict[str, Any]) -> None:
        today = timezone.localdate()
        readers = {
            "name": read_name,
            "phone": read_phone,
            "id_no": lambda text: read_id_no(text, today=today) if text else None,
        }
        for name, reader in readers.items():
            try:
                reader(given.get(f"{PREFIX}{name}", ""))
            except DomainError as error:
                if f"{PREFIX}{name}" not in self.errors:
                    self.add_error(f"{PREFIX}{name}", str(error.message))
        for name in ("division", "legal_basis"):
            if not given.get(f"{PREFIX}{name}") and f"{PREFIX}{name}" not in self.errors:
                self.add_error(f"{PREFIX}{name}", _("This must be filled in."))
        needs_day = given.get(f"{PREFIX}legal_basis") in (LegalBasis.NOTICE, LegalBasis.CONSENT)
        if needs_day and not given.get(f"{PREFIX}notified_on"):
            self.add_error(
                f"{PREFIX}notified_on",
                ValidationError(_("Say on which day the person was notified.")),
            )

    def facts(self, given: dict[str, Any]) -> PersonFacts | None:
        """The person that a checked form tells; null where it names none."""
        if f"{PREFIX}name" not in self.fields or not self.needs_person(given):
            return None
        told = {n.removeprefix(PREFIX): v for n, v in given.items() if n.startswith(PREFIX)}
        return PersonFacts(**told)

    def record(self, actor: User) -> Any:
        """The record, its person opened or entered. Call it in the transaction that saves it."""
        record = super().record(actor)
        if facts := self.facts(self.cleaned_data):
            opened = self.opener(facts=facts, actor=actor)
            self.notes = (*self.notes, *opened.notes)
            setattr(record, self.person_field, opened.person)
        return record


class PersonForm(PersonFields):
    """Changes a person. What is enciphered is not shown: it stays, or is typed anew."""

    division = forms.ModelChoiceField(
        AdministrativeDivision.objects.none(), label=_("home village")
    )
    birth_year = forms.IntegerField(
        label=_("year of birth"), required=False, min_value=1900, max_value=2100
    )
    has_no_phone = forms.BooleanField(label=_("remove the telephone number"), required=False)
    field_order = ("name", "id_no", "phone", "has_no_phone", "sex", "birth_year", "division")

    def __init__(self, *args: Any, person: Person, user: User, **kwargs: Any) -> None:
        plain = ("sex", "birth_year", "division", "is_poverty_household", "legal_basis")
        initial = {name: getattr(person, name) for name in (*plain, "notified_on")}
        super().__init__(*args, initial=initial, **kwargs)
        home = offered_divisions(user, (Level.VILLAGE,), _("home village"), present=person.division)
        style(home.widget)
        self.fields["division"] = home
        self._say_what_is_kept(person)

    def _say_what_is_kept(self, person: Person) -> None:
        kept, number, sex = shown(person), self.fields["id_no"], self.fields["sex"]
        for name, present in (("name", kept.name), ("phone", kept.phone)):
            self.fields[name].required = False
            if present:
                self.fields[name].help_text = format_lazy(KEPT, present=present)
        number.help_text = ""
        if person.id_no_cipher:
            number.help_text = _("A checked number is kept. Leave this empty to keep it.")
            for told_by_number in ("sex", "birth_year"):
                del self.fields[told_by_number]
        else:
            assert isinstance(sex, forms.ChoiceField)
            sex.choices = [("", _("not stated")), *Sex.choices]
        if not person.phone_cipher:
            del self.fields["has_no_phone"]

    def changes(self) -> dict[str, Any]:
        """What `revise_person` is to change."""
        given = dict(self.cleaned_data)
        for name in ("name", "id_no", "phone"):
            if not given[name]:
                del given[name]
        if given.pop("has_no_phone", False):
            given["phone"] = ""
        return given


class PurposeForm(StyledForm):
    """What personal data are needed for; kept in the audit."""

    purpose = LineField(
        label=_("purpose"),
        max_length=LONGEST_PURPOSE,
        help_text=_("Kept in the audit. Do not write names or numbers here."),
    )


class ExportForm(PurposeForm):
    """What a list of people is taken away for, and whether whole, by those who may."""

    is_whole = forms.BooleanField(
        label=_("Whole names, ID numbers and telephones, not masked"),
        required=False,
        help_text=_("Each person's record will say that you saw it."),
    )

    def __init__(self, *args: Any, may_unmask: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not may_unmask:
            del self.fields["is_whole"]


class ErasureForm(StyledForm):
    reason = LineField(
        label=_("reason"),
        max_length=300,
        help_text=_("Kept in the audit. Do not write names or numbers here."),
    )
    is_sure = forms.BooleanField(
        label=_("I have checked that this is the person, and that erasing is due.")
    )


class FindForm(StyledForm):
    """A whole name, telephone or ID number: enciphered text cannot be searched in part."""

    words = LineField(
        label=_("whole name, telephone or ID number"),
        max_length=60,
        widget=forms.TextInput({"autocomplete": "off", "autofocus": True}),
    )
