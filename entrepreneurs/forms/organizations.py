"""The part of a form that names an organization: known by its credit code, or registered anew."""

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.errors import DomainError
from core.forms import LineField, style
from entrepreneurs.forms.records import RowForm
from outlets.kinds import OrganizationKind
from outlets.models import Organization
from outlets.organizations import get_or_register_organization, read_code

NAME, CODE, KIND = "organization_name", "organization_uscc", "organization_kind"


class OrganizationForm(RowForm):
    """A form of a record that an organization stands behind, by its `organization_field`."""

    organization_field: ClassVar[str] = "organization"
    is_organization_required: ClassVar[bool] = False

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, user=user, **kwargs)
        present = self._present(self.instance)
        added = {
            NAME: LineField(
                label=_("organization name"),
                required=self.is_organization_required,
                max_length=100,
                initial=present.name if present else "",
            ),
            CODE: LineField(  # read by `read_code`, which says what it put right
                label=_("unified social credit code"),
                required=False,
                initial=(present.uscc or present.old_registration_no) if present else "",
            ),
            KIND: forms.ChoiceField(
                label=_("organization kind"),
                required=False,
                choices=[("", _("not stated")), *OrganizationKind.choices],
                initial=present.kind if present else "",
            ),
        }
        for field in added.values():
            style(field.widget)
        self.fields |= added
        self.titles |= dict.fromkeys(added, _("business entity"))

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        code = given.get(CODE, "")
        try:
            read_code(code)
        except DomainError as error:
            self.add_error(CODE, str(error.message))
        if code and not given.get(NAME) and NAME not in self.errors:
            self.add_error(NAME, _("Name the organization too."))
        return given

    def record(self, actor: User) -> Any:
        """The record, its organization found or registered. Call it in the saving transaction."""
        record = super().record(actor)
        if name := self.cleaned_data.get(NAME):
            registered = get_or_register_organization(
                name=name,
                uscc=self.cleaned_data.get(CODE, ""),
                kind=self.cleaned_data.get(KIND, ""),
                present=self._present(record),
                actor=actor,
            )
            setattr(record, self.organization_field, registered.organization)
            self.notes = (*self.notes, *registered.notes)
        else:
            setattr(record, self.organization_field, None)
        return record

    def _present(self, record: Any) -> Organization | None:
        """The record's organization so far; a new record has none, even where it needs one."""
        named = getattr(record, f"{self.organization_field}_id")
        return getattr(record, self.organization_field) if named else None
