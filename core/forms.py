"""What all forms share: controls that carry the stylesheet's classes."""

from django import forms


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
