"""What is sent with a step of one record, or of several that were ticked on a list."""

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _

from core.forms import LineField, StyledForm
from entrepreneurs.approval import LONGEST_REASON

SUBMIT, VERIFY, RETURN = "submit", "verify", "return"
STEPS = (
    (SUBMIT, _("Submit")),
    (VERIFY, _("Verify")),
    (RETURN, _("Return")),
)


class ScheduleForm(StyledForm):
    """After how many months each an instalment is due."""

    every_months = forms.IntegerField(label=_("Pay every … months"), min_value=1, initial=12)


class PaymentForm(StyledForm):
    """The instalment that was paid."""

    instalment = forms.IntegerField(min_value=1, widget=forms.HiddenInput)


@dataclass(frozen=True)
class Pick:
    """A record ticked on a list, in the version that the list showed."""

    pk: uuid.UUID
    seen_at: dt.datetime

    def __str__(self) -> str:
        return f"{self.pk}@{self.seen_at.isoformat()}"


class PicksField(forms.Field):
    """The boxes that were ticked, as `Pick`s."""

    widget = forms.MultipleHiddenInput

    def to_python(self, value: Any) -> list[Pick]:
        return [_pick(text) for text in value or ()]


class StepForm(StyledForm):
    """A step of a record from the version seen; `reason` says why it is returned."""

    asked = ("reason",)  # by one of the steps: not optional

    step = forms.ChoiceField(
        choices=STEPS, error_messages={"invalid_choice": _("There is no such step.")}
    )
    reason = LineField(
        label=_("Reason, when it is returned"), required=False, max_length=LONGEST_REASON
    )


class BatchForm(StyledForm):
    """A step of each record that was ticked."""

    step = forms.ChoiceField(choices=STEPS[:2])
    chosen = PicksField(error_messages={"required": _("Tick at least one record.")})


def _pick(text: str) -> Pick:
    pk, _at, seen_at = text.partition("@")
    try:
        moment = parse_datetime(seen_at)
        if moment is not None:
            return Pick(uuid.UUID(pk), moment)
    except ValueError:
        pass
    raise ValidationError(_("The list is out of date. Load it again."))
