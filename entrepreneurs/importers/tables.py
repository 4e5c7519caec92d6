"""One importer for every register and for the rows that belong to its records.

A row fills in the form of the page: its headings are the form's labels in Chinese, its rules the
form's, the model's and the services'. What is said here is only how cells become what a form takes.
"""

import copy
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any, ClassVar

from django import forms
from django.db.models import BaseConstraint, CheckConstraint, Model, UniqueConstraint
from django.forms.utils import ErrorDict
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accounts.models import User
from core import cells
from core.audit import Actor
from core.changes import shown
from core.errors import DomainError
from core.headings import Column
from core.importing import FieldChange, Importer, Row
from core.masking import masked_name, masked_phone
from entrepreneurs import records, vault
from entrepreneurs.checks import numbers_told, obstacles_of, problems_of
from entrepreneurs.forms.fields import AmountField
from entrepreneurs.forms.organizations import CODE, NAME
from entrepreneurs.forms.persons import PREFIX, PersonalForm
from entrepreneurs.forms.records import RowForm
from entrepreneurs.identities import read_id_no
from entrepreneurs.importers import references
from entrepreneurs.importers.places import Places
from entrepreneurs.kinds import Source, Stage
from entrepreneurs.models import (
    Award,
    EntrepreneurCategory,
    GuaranteedLoan,
    IncubatorLevel,
    MentoringSession,
    MentorMembership,
    Person,
    ProjectStage,
    SupportRecord,
    Tenancy,
    VenturePlace,
)
from entrepreneurs.models.records import VerifiedRecord
from entrepreneurs.people import Opened, PersonFacts, known_people, open_people
from entrepreneurs.registers.base import Part, Register
from geo.crs import CoordinateSystem
from outlets.forms import CompactField, DayField
from outlets.models import Organization
from outlets.organizations import read_code

CHINESE = "zh-hans"
PARENT = "of_record"
HOME, PLACE = "home_", "place_"
ID_NO, FULL_NAME, PHONE = f"{PREFIX}id_no", f"{PREFIX}name", f"{PREFIX}phone"
WORDS_OF_TRUTH = {"yes": ("是", "有", "√", "已", "1", "true"), "no": ("否", "无", "×", "未", "0")}
TOLD_EVERY = 100  # rows

# What tells rows apart where no single unique constraint of the model says so.
KEYS: Mapping[type[Model], tuple[str, ...]] = {
    SupportRecord: ("entrepreneur", "kind", "granted_on", "document_no"),
    GuaranteedLoan: ("borrower", "organization", "product", "signed_on", "contract_no"),
    Award: ("kind", "division", "person", "incubator", "awarded_on"),
    EntrepreneurCategory: ("entrepreneur", "category", "valid_from"),
    IncubatorLevel: ("incubator", "valid_from"),
    Tenancy: ("incubator", "organization", "team_name", "valid_from"),
    ProjectStage: ("project", "valid_from"),
    VenturePlace: ("venture", "division", "valid_from"),
    MentorMembership: ("team", "mentor", "valid_from"),
    MentoringSession: ("mentor", "held_on", "topic"),
}
# Words that offices write in place of the form's.
ALIASES: Mapping[str, tuple[str, ...]] = {
    ID_NO: ("身份证号", "身份证号码", "公民身份号码", "身份证"),
    FULL_NAME: ("姓名", "名字", "借款人", "导师姓名", "学员姓名"),
    PHONE: ("联系电话", "电话", "手机号", "手机号码"),
    NAME: ("单位名称", "企业名称", "经营主体", "主体名称"),
    CODE: ("信用代码", "社会信用代码"),
    "industry": ("创业领域", "行业", "所属领域"),
}


def masked_number(text: str) -> str:
    """Nothing of it: pieces from different files have been joined before."""
    return "*" * 8 if text else ""


@dataclass(frozen=True)
class Table:
    """What a file's rows are: records of a register, or rows of one of its parts."""

    register: Register
    part: Part | None = None

    @property
    def name(self) -> str:
        slug = self.register.slug.replace("-", "_")
        return f"{slug}_{self.part.slug}" if self.part else slug

    @property
    def model(self) -> type[Model]:
        return self.part.model if self.part else self.register.model

    @property
    def form(self) -> type[RowForm]:
        form = self.part.form if self.part else self.register.form
        assert form, "only what has a form is offered"
        return form

    @property
    def key(self) -> tuple[str, ...]:
        if self.model in KEYS:
            return KEYS[self.model]
        for field in self.model._meta.fields:
            if field.one_to_one:
                return (field.name,)
        unique = (c for c in self.model._meta.constraints if isinstance(c, UniqueConstraint))
        return tuple(getattr(one, "name", "") for one in next(unique).expressions)

    @property
    def is_personal(self) -> bool:
        """Whether rows name persons, by themselves or by the record they belong to."""
        return self.register.is_personal or bool(self.part and self.part.is_personal)

    def is_open_to(self, user: User) -> bool:
        return self.register.may_add(user) and (self.part is None or self.part.may_change(user))


@dataclass(frozen=True)
class Entry:
    """What a row says.

    Args:
        existing: the record it means.
        parent: the record it belongs to.
        instance: the record as it would be.
        given: what the form made of its cells.
    """

    existing: Any = None
    parent: Any = None
    instance: Any = None
    given: Mapping[str, Any] | None = None


class TableImporter(Importer[Entry, Any]):
    """Rows that are submitted as from the page; see `importer_for`."""

    table: ClassVar[Table]

    def __init__(self, user: User, scope: str) -> None:
        self._user = user
        self._adding = self.table.form(user=user)
        known = self.table.model()
        known._state.adding = False
        self._changing = self.table.form(user=user, instance=known)
        for form in (self._adding, self._changing):
            _remember_choices(form)
        self._words = {name: _chinese(field) for name, field in self._adding.fields.items()}
        self._places = Places(scope)
        self._seen: dict[tuple[Any, ...], Row] = {}
        self._people: Mapping[str, Person] = {}
        self._checked: dict[tuple[Any, ...], str] = {}

    def prepare(self, rows: Sequence[Row]) -> None:
        if ID_NO in self._adding.fields:
            self._people = known_people(cells.compact(row.text(ID_NO)) for row in rows)

    def parse(self, row: Row) -> Entry:
        entry = self._read(row)
        row.problems[:] = (replace(p, message=self._hidden(row, p.message)) for p in row.problems)
        return entry

    def _read(self, row: Row) -> Entry:
        data = {name: self._given(row, name, f) for name, f in self._adding.fields.items()}
        parent = self._parent(row)
        self._demand_number(row, data)
        if data.get("lon") and not data["location_crs_origin"]:
            row.refuse("location_crs_origin", "required", _("This must be filled in."))
        if row.problems:
            return Entry()
        form = _bound(self._adding, data, self.table.model())
        if not form.is_valid():
            self._refuse_errors(row, form)
            return Entry()
        record = self._completed(form, parent, row)
        if row.problems:
            return Entry()
        key = tuple(_key_value(record, name) for name in self.table.key)
        first = self._seen.setdefault(key, row)
        if first is not row:
            row.refuse(self.columns[0].field, "repeated", self._repeats(first))
            return Entry()
        existing = self._existing(record)
        if existing is None:
            self._judge(row, record)
            return Entry(None, parent, record, form.cleaned_data)
        return self._revised(row, data, existing, parent)

    def match(self, record: Entry) -> Any:
        return record.existing

    def revise(self, existing: Any, record: Entry) -> Entry | None:
        return record if self._differences(existing, record) else None

    def changes(self, existing: Any, revised: Entry) -> Sequence[FieldChange]:
        found = []
        for name in self._differences(existing, revised):
            label = existing._meta.get_field(name).verbose_name
            old, new = (_in_words(one, name) for one in (existing, revised.instance))
            found.append(FieldChange(str(label), old, new))
        return found

    def write(
        self,
        new: Sequence[Entry],
        changed: Sequence[tuple[Any, Entry]],
        *,
        actor: Actor | None,
        reason: str,
    ) -> None:
        assert isinstance(actor, User), "somebody has to answer for what is submitted"
        self._open_people(new, actor)
        added: dict[Any, list[Any]] = {}
        for number, entry in enumerate(new):
            if number % TOLD_EVERY == 0:
                self.tell(number / (len(new) + len(changed)))
            added.setdefault(entry.parent, []).append(self._record(entry, actor))
        for parent, rows in added.items():
            if self.table.part:
                records.add_rows(rows=rows, record=parent, actor=actor)
            else:
                records.add_records(records=rows, actor=actor)
        for number, (_existing, entry) in enumerate(changed, start=len(new)):
            if number % TOLD_EVERY == 0:
                self.tell(number / (len(new) + len(changed)))
            self._revise(entry, actor)

    def _open_people(self, new: Sequence[Entry], actor: User) -> None:
        """Those whom the rows name, known ones and new ones, before their records are made."""
        if not isinstance(self._adding, PersonalForm):
            return
        told = [self._adding.facts(dict(entry.given or {})) for entry in new]
        facts = [one for one in told if one is not None]
        people = open_people(facts=facts, actor=actor, source=Source.IMPORT)

        def opened(*, facts: PersonFacts, actor: Actor | None) -> Opened:
            number = read_id_no(facts.id_no, today=timezone.localdate()).value
            return Opened(people[number], is_new=False)

        self._adding.opener = opened

    def _record(self, entry: Entry, actor: User) -> Any:
        """The record that a row describes, its organization and person among those registered."""
        form = self._changing if entry.existing else self._adding
        form.instance, form.cleaned_data = entry.instance, dict(entry.given or {})
        form._errors = ErrorDict()  # type: ignore[attr-defined] # it was valid when it was read
        path = getattr(form, "organization_field", "")
        if path and _is_new(getattr(form.instance, path, None)):
            setattr(form.instance, path, None)  # it stood for one that is registered now
        record = form.record(actor)
        if self.table.part:
            setattr(record, self.table.part.parent, entry.parent)
        elif not entry.existing:
            record.source = Source.IMPORT
        return record

    def _revise(self, entry: Entry, actor: User) -> None:
        record = self._record(entry, actor)
        if self.table.part:
            records.save_row(row=record, record=entry.parent, actor=actor)
            return
        records.revise_record(
            record=record,
            actor=actor,
            seen_at=entry.existing.updated_at,
            is_submitted=record.stage in (Stage.DRAFT, Stage.RETURNED),
        )

    def _given(self, row: Row, name: str, field: Any) -> Any:
        """What the form is to be given for a field; a blank cell leaves what is usual."""
        if name.endswith("division"):
            found = self._places.named(row, HOME if name.startswith(PREFIX) else PLACE)
            return str(found.pk) if found else ""
        if isinstance(field, forms.ModelChoiceField):
            found = references.find(row, name, model_of(field), self._user)
            return str(found.pk) if found else ""
        given = _cell(row, name, field, self._words[name])
        if given == "" and name in {f.name for f in self.table.model._meta.fields}:
            usual: Any = self.table.model._meta.get_field(name)
            return usual.get_default() if usual.has_default() else ""
        return given

    def _parent(self, row: Row) -> Any:
        if self.table.part is None:
            return None
        before = len(row.problems)
        found = references.find(row, PARENT, self.table.register.model, self._user)
        if found is None and len(row.problems) == before:
            row.refuse(PARENT, "required", _("This must be filled in."))
        return found

    def _demand_number(self, row: Row, data: Mapping[str, Any]) -> None:
        """Without the number a file that is sent again would enter its people again."""
        is_named = ID_NO in data and data[FULL_NAME]
        if is_named and not data[ID_NO] and not row.problems:
            row.refuse(ID_NO, "required", _("A file names people with their ID numbers."))

    def _refuse_errors(self, row: Row, form: RowForm) -> None:
        for name, errors in form.errors.get_json_data().items():
            field = self._column_of(name)
            for error in errors:
                row.refuse(field, error["code"] or "invalid", error["message"])

    def _column_of(self, name: str) -> str:
        if name.endswith("division"):
            return f"{HOME if name.startswith(PREFIX) else PLACE}code"
        known = {column.field for column in self.columns}
        return name if name in known else self.columns[0].field

    def _hidden(self, row: Row, message: str) -> str:
        """The message without what identifies a person: problems are kept."""
        for field, mask in self.masks.items():
            for written in {row.text(field), row.text(field).replace(" ", "")} - {""}:
                message = message.replace(written, mask(written))
        return message

    def _completed(self, form: RowForm, parent: Any, row: Row) -> Any:
        """The form's record with the parent, person and organization it will have."""
        record, given = form.instance, form.cleaned_data
        if self.table.part:
            setattr(record, self.table.part.parent, parent)
        if given.get(FULL_NAME) and form.needs_person(given):  # type: ignore[attr-defined]
            number = read_id_no(given[ID_NO], today=timezone.localdate()).value
            person = self._people.get(number)
            if person and vault.reveal(person, "name") != given[FULL_NAME]:
                text = _("The ID number is registered under another name. Check both.")
                row.refuse(ID_NO, "name_disagrees", text)
            person = person or Person(id_no_hash=vault.hash_of("id_no", number))
            setattr(record, form.person_field, person)  # type: ignore[attr-defined]
        if given.get(NAME):
            code = read_code(given[CODE]).uscc
            named = Organization.objects.filter(uscc=code) if code else None
            found = named.first() if named is not None else self._by_name(given[NAME])
            found = found or Organization(pk=-1, name=given[NAME], uscc=code)
            setattr(record, form.organization_field, found)  # type: ignore[attr-defined]
        return record

    def _by_name(self, name: str) -> Organization | None:
        """Without a code only the organization of a record here is known by its name."""
        path = getattr(self.table.form, "organization_field", "organization")
        rows = self.table.model._default_manager.visible_to(self._user)  # type: ignore[attr-defined]
        found = rows.filter(**{f"{path}__name": name, f"{path}__uscc": ""}).select_related(path)
        first = found.first()
        return getattr(first, path) if first else None

    def _repeats(self, first: Row) -> str:
        """Offices write a person's second category as a second row: tell where it belongs."""
        others = [] if self.table.part else [p for p in self.table.register.parts if p.form]
        if not others:
            return _("Row %(row)s already says this.") % {"row": first.label}
        text = _(
            "Row %(row)s already says this. A record takes one row here; what else there is to it "
            "has tables of its own: %(kinds)s."
        )
        kinds = "、".join(part.plural for part in others)
        return text % {"row": first.label, "kinds": kinds}

    def _existing(self, record: Any) -> Any:
        conditions: dict[str, Any] = {}
        for name in self.table.key:
            value = getattr(record, name)
            if _is_new(value):
                return None
            conditions |= {name: value} if value is not None else {f"{name}__isnull": True}
        rows = self.table.model._default_manager.visible_to(self._user)  # type: ignore[attr-defined]
        return rows.filter(**conditions).first()

    def _revised(self, row: Row, data: Mapping[str, Any], existing: Any, parent: Any) -> Entry:
        said = {
            name: data[name] if name in data and self._says(row, name) else present
            for name, present in self._present(existing).items()
        }
        form = _bound(self._changing, said, copy.copy(existing))
        if form.is_valid():
            self._judge(row, form.instance)
        else:
            self._refuse_errors(row, form)
        return Entry(existing, parent, form.instance, form.cleaned_data)

    def _says(self, row: Row, name: str) -> bool:
        if name.endswith("division"):
            return bool(row.text(f"{PLACE}code") or row.text(f"{PLACE}county"))
        if name == "location_accuracy_m":  # that of another position, once there is a new one
            return bool(row.text("lon"))
        return bool(row.text(name))

    def _present(self, existing: Any) -> dict[str, Any]:
        """What the form would hold of the known record."""
        own = forms.model_to_dict(existing, fields=list(self._changing.fields))
        path = getattr(self.table.form, "organization_field", "")
        organization = getattr(existing, path) if path else None
        if organization:
            own |= {NAME: organization.name, "organization_kind": organization.kind}
            own[CODE] = organization.uscc or organization.old_registration_no or ""
        raw = getattr(existing, "location_raw", None) or {}
        own |= {name: raw.get(name, "") for name in ("lon", "lat") if hasattr(existing, "location")}
        if hasattr(existing, "location_crs_origin"):
            own["location_crs_origin"] = existing.location_crs_origin or CoordinateSystem.CGCS2000
        return {
            name: self._changing.fields[name].prepare_value(own.get(name, ""))
            for name in self._changing.fields
        }

    def _differences(self, existing: Any, entry: Entry) -> list[str]:
        names = [*(self.table.form._meta.fields or ())]
        names += ["location"] if hasattr(existing, "location") else []
        return [n for n in names if getattr(existing, n) != getattr(entry.instance, n)]

    def _judge(self, row: Row, record: Any) -> None:
        """The rules that services and database would hold the record to."""
        row.refuse_all(numbers_told(record))
        if isinstance(record, VerifiedRecord):
            row.refuse_all(problems_of(record))
            for obstacle in () if row.problems else obstacles_of(record):
                row.refuse(self.columns[0].field, "obstacle", obstacle)
        relations = [f.name for f in record._meta.fields if f.is_relation]
        entered_too = {name for name in relations if _is_new(getattr(record, name, None))}
        for constraint in record._meta.constraints:
            if isinstance(constraint, CheckConstraint):
                message = self._broken(constraint, record)
            else:
                message = _violation(constraint, record, entered_too)
            if message:
                row.refuse(self.columns[0].field, "constraint", message)

    def _broken(self, check: CheckConstraint, record: Any) -> str:
        """What a record breaks of a rule, which the database is asked once for equal values."""
        names = sorted(check.condition.referenced_base_fields)  # type: ignore[union-attr]
        fields = [record._meta.get_field(name) for name in names]
        asked = (check.name, *(getattr(record, field.attname) for field in fields))
        if asked not in self._checked:
            self._checked[asked] = _violation(check, record, set())
        return self._checked[asked]


def importer_for(table: Table, user: User | None, scope: str | None) -> TableImporter:
    """
    Raises:
        DomainError: a command of the office itself, for which nobody answers, sends the file.
    """
    if user is None:
        raise DomainError(_("Name the account that submits these records."))
    form = table.form(user=user)
    own = {
        "table": table,
        "kind": table.name,
        "columns": tuple(columns_of(table, form)),
        "masks": _masks(table, form),
    }
    made: type[TableImporter] = type("TableImporter", (TableImporter,), own)
    return made(user, scope or user.jurisdiction_code)


def columns_of(table: Table, form: RowForm) -> Iterator[Column]:
    """The columns of a file; headings are Chinese whatever language the sender reads."""
    with translation.override(CHINESE):
        if table.part:
            yield references.column(PARENT, table.register.model, is_required=True)
        for name, field in form.fields.items():
            if isinstance(field.widget, forms.HiddenInput):
                continue  # told by the device that the page is opened on
            if name.endswith("division"):
                yield from _place_columns(name)
            elif isinstance(field, forms.ModelChoiceField):
                yield references.column(name, model_of(field), is_required=field.required)
            else:
                must = field.required and not isinstance(field, forms.BooleanField)
                usual = name in {f.name for f in table.model._meta.fields}
                usual = usual and table.model._meta.get_field(name).has_default()  # type: ignore[union-attr]
                yield Column(name, str(field.label), ALIASES.get(name, ()), must and not usual)


def _place_columns(name: str) -> Iterator[Column]:
    home, prefix = ("户籍", HOME) if name.startswith(PREFIX) else ("", PLACE)
    yield Column(f"{prefix}county", f"{home}县(市)区", () if home else ("县区", "县", "县市区"))
    yield Column(f"{prefix}township", f"{home}乡镇", () if home else ("乡镇街道", "所属乡镇"))
    yield Column(f"{prefix}village", f"{home}村", () if home else ("行政村", "村名"))
    yield Column(f"{prefix}code", f"{home}区划代码", () if home else ("行政村代码", "村代码"))


def _masks(table: Table, form: RowForm) -> dict[str, Callable[[str], str]]:
    own: dict[str, Callable[[str], str]] = {
        FULL_NAME: masked_name,
        ID_NO: masked_number,
        PHONE: masked_phone,
    }
    for name, field in form.fields.items():
        is_record = isinstance(field, forms.ModelChoiceField) and not name.endswith("division")
        if is_record and references.REFERENCES[model_of(field)].is_secret:
            own[name] = masked_number
    if table.part and references.REFERENCES[table.register.model].is_secret:
        own[PARENT] = masked_number
    return own


def _bound(form: RowForm, data: Mapping[str, Any], instance: Any) -> RowForm:
    """The form with other data and another record: making one asks for all its choices again.

    The record's constraints are left to `_judge`: what a row means has to be known before. What
    was chosen exists, and is not asked for again.
    """
    chosen = {n for n, f in form.fields.items() if isinstance(f, forms.ModelChoiceField)}

    def full_clean(exclude: set[str], validate_unique: bool) -> None:
        type(instance).full_clean(
            instance, exclude | chosen, validate_unique, validate_constraints=False
        )

    instance.full_clean = full_clean
    form.data, form.is_bound, form.instance = data, True, instance
    form._errors = None  # type: ignore[attr-defined]
    form.notes = form.doubts = ()
    return form


def _remember_choices(form: RowForm) -> None:
    """Let each choice be fetched once: many rows name the same village."""
    for one in form.fields.values():
        if isinstance(one, forms.ModelChoiceField):
            one.to_python = cache(one.to_python)  # type: ignore[method-assign]


def model_of(field: Any) -> type[Model]:
    """What a choice of records chooses from."""
    model: type[Model] = field.queryset.model
    return model


def _cell(row: Row, name: str, field: Any, words: Mapping[str, str]) -> Any:
    """What the form is to be given for a cell; `words` are those of the field's choices."""
    if isinstance(field, DayField):
        day = row.date(name)
        return day.isoformat() if day else ""
    if isinstance(field, forms.BooleanField):
        return row.choice(name, WORDS_OF_TRUTH) == "yes"
    if isinstance(field, forms.MultipleChoiceField):
        names = {label: value for value, label in words.items()}
        written = row.text(name).replace("，", "、").replace(",", "、").split("、")
        return [names.get(word.strip(), word.strip()) for word in written if word.strip()]
    if isinstance(field, forms.ChoiceField):
        return row.choice(name, {v: (label, v) for v, label in words.items() if v})
    if isinstance(field, AmountField):
        return _amount(row, name)
    if name in (ID_NO, PHONE, CODE) or isinstance(field, CompactField | forms.IntegerField):
        return row.compact(name)
    return row.text(name)


def _chinese(field: Any) -> dict[str, str]:
    """The words of a field's choices by what they stand for; none where it chooses records."""
    if isinstance(field, forms.ModelChoiceField) or not hasattr(field, "choices"):
        return {}
    with translation.override(CHINESE):
        return {str(value): str(label) for value, label in field.choices}


def _amount(row: Row, name: str) -> str:
    """With the unit of the heading, where the cell names none."""
    written, heading = row.compact(name), row.heading(name)
    unit = next((unit for unit in ("万元", "千元", "元") if unit in heading), "")
    is_bare = written.replace(".", "").replace(",", "").isdigit()
    return f"{written}{unit}" if is_bare else written


def _violation(constraint: BaseConstraint, record: Any, exclude: set[str]) -> str:
    """What the record breaks of a constraint, in words; "" where it breaks nothing."""
    try:
        constraint.validate(type(record), record, exclude)
    except forms.ValidationError as error:
        return " ".join(error.messages)
    return ""


def _is_new(value: Any) -> bool:
    return isinstance(value, Model) and value._state.adding


def _key_value(record: Any, name: str) -> Any:
    value = getattr(record, name)
    if isinstance(value, Person):
        return bytes(value.id_no_hash or b"")
    if isinstance(value, Organization):
        return value.uscc or value.name
    return getattr(value, "pk", value)


def _in_words(record: Any, name: str) -> str:
    field = record._meta.get_field(name)
    if field.choices:
        return str(getattr(record, f"get_{name}_display")())
    value = getattr(record, name)
    if field.is_relation and value is not None and hasattr(value, "person_id"):
        return masked_name(vault.reveal(value.person, "name"))
    return "" if value in (None, "") else shown(value)
