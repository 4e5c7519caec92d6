"""What all forms share: controls that carry the stylesheet's classes."""

from typing import Any

from django import forms

from core import cells


class LineField(forms.CharField):
    """One line of text; signs that cannot be seen are taken out (`core.texts`)."""

    def to_python(self, value: Any) -> str:
        return cells.text(super().to_python(value) or "")


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


def style(widget: forms.Widget) -> None:
    """Give a control the class of its kind; boxes and dots keep their own look."""
    if isinstance(widget, forms.CheckboxInput | forms.RadioSelect | forms.CheckboxSelectMultiple):
        return
    if isinstance(widget, forms.Textarea):
        name = "textarea"
    else:
        name = "select" if isinstance(widget, forms.Select) else "input"
    widget.attrs["class"] = " ".join(filter(None, [widget.attrs.get("class", ""), name]))
