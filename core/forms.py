"""What all forms share: controls that carry the stylesheet's classes."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from core import cells
from core.errors import DomainError, IdentifyingTextError
from core.masking import tells_number


class LineField(forms.CharField):
    """One line of text; signs that cannot be seen are taken out (`core.texts`)."""

    def to_python(self, value: Any) -> str:
        return cells.text(super().to_python(value) or "")


def no_numbers(text: str) -> None:
    """Refuse what looks like somebody's ID number or telephone."""
    if tells_number(text):
        raise ValidationError(IdentifyingTextError.message, code=IdentifyingTextError.code)


class KeptLineField(LineField):
    """A line that is kept for good, such as a reason: nobody's number stands in it."""

    default_validators = [no_numbers]


class Segmented(forms.RadioSelect):
    """One of a few, side by side."""

    template_name = "core/widgets/segmented.html"


class Chips(forms.CheckboxSelectMultiple):
    """Any number of a few, as boxes with their words."""

    template_name = "core/widgets/chips.html"


class RadioChips(forms.RadioSelect):
    """One of a few, as boxes with their words, where a row has no room for all."""

    template_name = "core/widgets/chips.html"


class StyledForm(forms.Form):
    """A form whose controls look like the rest; `core/_field.html` places each."""

    use_required_attribute = False  # our own messages name the remedy

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        for field in self.fields.values():
            style(field.widget)


class ReasonForm(StyledForm):
    """Why something is done, where a page has one control for it."""

    def __init__(
        self, *args: object, longest: int, is_asked: bool = False, **kwargs: object
    ) -> None:
        """`is_asked`: a service demands it, and says so itself."""
        super().__init__(*args, **kwargs)
        self.asked = {"reason"} if is_asked else set()
        self.fields["reason"] = KeptLineField(label=_("Reason"), required=False, max_length=longest)
        style(self.fields["reason"].widget)

    def blame(self, error: DomainError) -> None:
        """Tell what a service refuses beside the reason, or else above it."""
        self.add_error(error.field if error.field in self.fields else None, str(error.message))


def style(widget: forms.Widget) -> None:
    """Give a control the class of its kind; boxes and dots keep their own look."""
    if isinstance(widget, forms.CheckboxInput | forms.RadioSelect | forms.CheckboxSelectMultiple):
        return
    if isinstance(widget, forms.Textarea):
        name = "textarea"
    else:
        name = "select" if isinstance(widget, forms.Select) else "input"
    widget.attrs["class"] = " ".join(filter(None, [widget.attrs.get("class", ""), name]))
