"""The forms with which reviewers decide: approve, send back, object, accept, change a status."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.errors import ConflictError
from core.forms import KeptLineField, RadioChips, Segmented, StyledForm
from outlets.forms import DayField
from outlets.kinds import Status, Step
from outlets.merging import DROP, KEEP, MERGED_FIELDS
from outlets.models import Outlet
from outlets.stages import CHOSEN_NEXT
from outlets.submissions import labels_of

# Why submissions are mostly sent back: the words, and the field that has to be mended.
CAUSES: Mapping[str, tuple[str | Promise, str]] = {
    "position": (gettext_lazy("Position inaccurate"), "location"),
    "photos": (gettext_lazy("Photos unclear"), "photos"),
    "twin": (gettext_lazy("Possible duplicate"), ""),
    "licence": (gettext_lazy("Licence does not match"), "organization"),
}
# The fields that officers see in their form, in its order.
FIELDS = (
    "village",
    "location",
    "photos",
    "kind",
    "operating_model",
    "platform",
    "service_kinds",
    "name",
    "keeper_name",
    "keeper_phone",
    "organization",
    "venue",
    "served_villages",
    "address",
    "is_funded",
    "funding_document",
)
UNNAMED: Mapping[str, str | Promise] = {
    "photos": gettext_lazy("Photos"),
    "served_villages": gettext_lazy("Other villages served"),
}
LONGEST_REASON, LONGEST_DOCUMENT_NO, LONGEST_STATUS_REASON = 500, 60, 200

ENDING_CAUSES: Mapping[str, str | Promise] = {
    "owner": gettext_lazy("Owner gave up"),
    "loss": gettext_lazy("Made losses"),
    "breach": gettext_lazy("Broke the rules"),
    "merger": gettext_lazy("Village was merged"),
    "moved": gettext_lazy("Moved elsewhere"),
    "other": gettext_lazy("Other"),
}


class VersionForm(StyledForm):
    """A decision about the version that its reader saw."""

    seen_at = forms.CharField(widget=forms.HiddenInput, required=False)

    @property
    def read_at(self) -> dt.datetime:
        """When the record had last been changed as its reader saw it.

        Raises:
            ConflictError: the form does not say.
        """
        return parsed_version(self.data.get("seen_at", ""))

    def blame(self, field: str | None, message: str) -> None:
        """Put what a service refuses beside the field it concerns."""
        self.add_error(field if field in self.fields else None, message)


def parsed_version(text: str) -> dt.datetime:
    """The version that a form names.

    Raises:
        ConflictError: it names none.
    """
    try:
        version = dt.datetime.fromisoformat(text)
    except ValueError as error:
        raise ConflictError from error
    if version.tzinfo is None:
        raise ConflictError
    return version


class DocumentField(KeptLineField):
    """The number of the document that a decision rests on."""

    def __init__(self) -> None:
        super().__init__(
            label=gettext_lazy("Document number"),
            required=False,
            max_length=LONGEST_DOCUMENT_NO,
            widget=forms.TextInput(attrs={"autocomplete": "off"}),
        )


class ApproveForm(VersionForm):
    document_no = DocumentField()


class BatchForm(StyledForm):
    """The document that every approval of a batch rests on."""

    document_no = DocumentField()


class ReturnForm(VersionForm):
    """Why a submission goes back, in a word or in one's own, and which field is to be mended."""

    cause = forms.ChoiceField(
        label=gettext_lazy("Why it goes back"),
        required=False,
        widget=RadioChips,
        choices=[(name, words) for name, (words, _field) in CAUSES.items()],
    )
    reason = KeptLineField(
        label=gettext_lazy("In your own words"),
        required=False,
        widget=forms.TextInput(
            attrs={
                "placeholder": gettext_lazy("Another reason, or more, for the officer to read"),
                "autocomplete": "off",
                "maxlength": LONGEST_REASON,
            }
        ),
    )
    field = forms.ChoiceField(label=gettext_lazy("Field concerned"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", _("whole record")), *field_labels().items()]
        self.fields["field"].choices = choices  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not self.errors and not (data["cause"] or data["reason"]):
            self.add_error("reason", _("Say what has to be mended: choose a reason or write one."))
        return data

    @property
    def whole_reason(self) -> str:
        """What the officer reads."""
        cause, reason = self.cleaned_data["cause"], self.cleaned_data["reason"]
        return _joined([str(CAUSES[cause][0]) if cause else "", reason])

    @property
    def field_concerned(self) -> str:
        cause = self.cleaned_data["cause"]
        return self.cleaned_data["field"] or (CAUSES[cause][1] if cause else "")


class ObjectForm(VersionForm):
    """An objection somebody raised during public notice."""

    reason = KeptLineField(
        label=gettext_lazy("Objection"),
        required=False,
        widget=forms.TextInput(
            attrs={
                "placeholder": gettext_lazy("Who objects, and what for"),
                "autocomplete": "off",
                "maxlength": LONGEST_REASON,
            }
        ),
    )
    document_no = DocumentField()


class EndNoticeForm(VersionForm):
    """Nothing to say but which version was seen."""


class AcceptForm(VersionForm):
    opened_on = DayField(label=gettext_lazy("Opened on"))
    document_no = DocumentField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        initial = {"opened_on": timezone.localdate()} | (kwargs.pop("initial", None) or {})
        super().__init__(*args, initial=initial, **kwargs)


FORMS: Mapping[Step, type[VersionForm]] = {
    Step.APPROVE: ApproveForm,
    Step.RETURN: ReturnForm,
    Step.OBJECT: ObjectForm,
    Step.END_NOTICE: EndNoticeForm,
    Step.ACCEPT: AcceptForm,
}


class StatusForm(StyledForm):
    """What an established outlet becomes, since when and why. `present` is its status today."""

    status = forms.ChoiceField(label=gettext_lazy("New status"), widget=Segmented)
    on = DayField(label=gettext_lazy("From"))
    cause = forms.ChoiceField(
        label=gettext_lazy("Cause"),
        required=False,
        widget=RadioChips,
        choices=list(ENDING_CAUSES.items()),
    )
    reason = KeptLineField(
        label=gettext_lazy("Reason"), required=False, max_length=LONGEST_STATUS_REASON
    )
    seen_status = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, present: str, **kwargs: Any) -> None:
        initial = {"on": timezone.localdate(), "seen_status": present}
        super().__init__(*args, initial=initial, prefix="status", **kwargs)
        offered = CHOSEN_NEXT.get(present, ())
        words = {Status.OPERATING: _("operate again")}
        self.fields["status"].choices = [  # type: ignore[attr-defined]
            (status, words.get(status, status.label)) for status in offered
        ]
        self.is_possible = bool(offered)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        is_ending = data.get("status") in (Status.SUSPENDED, Status.CLOSED)
        if is_ending and not (data.get("cause") or data.get("reason")):
            self.add_error("reason", _("Say why: choose a cause or write one."))
        return data

    @property
    def whole_reason(self) -> str:
        cause, reason = self.cleaned_data["cause"], self.cleaned_data["reason"]
        if self.cleaned_data["status"] == Status.OPERATING:
            return reason
        return _joined([str(ENDING_CAUSES[cause]) if cause else "", reason])

    def blame(self, field: str | None, message: str) -> None:
        """Put what a service refuses beside the field it concerns."""
        self.add_error(field if field in self.fields else None, message)


class MergeForm(StyledForm):
    """Which of two records stays, and whose value of each field; or why they are two."""

    keep = forms.ChoiceField(label=gettext_lazy("Record that stays"))
    reason = KeptLineField(
        label=gettext_lazy("Reason"),
        required=False,
        widget=forms.TextInput(attrs={"maxlength": LONGEST_REASON, "autocomplete": "off"}),
    )
    first_seen_at = forms.CharField(widget=forms.HiddenInput, required=False)
    second_seen_at = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, outlets: Sequence[Outlet], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._ids = [str(outlet.pk) for outlet in outlets]
        self.fields["keep"].choices = [(pk, pk) for pk in self._ids]  # type: ignore[attr-defined]

    def fields_taken(self) -> dict[str, str]:
        """For each field whose value was chosen: that of the record kept, or of the other."""
        kept = self.cleaned_data["keep"]
        chosen = {name: self.data.get(f"take_{name}", "") for name in MERGED_FIELDS}
        return {
            name: KEEP if pk == kept else DROP for name, pk in chosen.items() if pk in self._ids
        }

    def blame(self, field: str | None, message: str) -> None:
        """Put what a service refuses beside the field it concerns."""
        self.add_error(field if field in self.fields else None, message)


def field_labels(names: Iterable[str] = FIELDS) -> dict[str, str]:
    """What the fields of a record are called, in order."""
    names = list(names)
    known = labels_of(name for name in names if name not in UNNAMED)
    return {name: str(UNNAMED.get(name) or known[name]) for name in names}


def _joined(parts: Sequence[str]) -> str:
    return _(": ").join(part for part in parts if part)
