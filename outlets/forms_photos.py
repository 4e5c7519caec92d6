"""The field that takes a photo, for every form that has one."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy

from core.forms import StyledForm
from outlets.photos import PreparedPhoto, UnreadablePhotoError, prepare

PREFIX = "photo_"


class PhotoInput(forms.FileInput):
    """Takes a picture with the phone's camera or from its album; shows which was chosen."""

    template_name = "outlets/widgets/photo.html"

    def __init__(self) -> None:
        # Phones turn their own formats into JPEG when a page asks for these alone.
        super().__init__(attrs={"accept": "image/jpeg,image/png,image/webp"})


class PhotoField(forms.FileField):
    """A photo, read and encoded anew: cleans to a `PreparedPhoto`, or null."""

    widget = PhotoInput

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, **kwargs)

    def clean(self, data: Any, initial: Any = None) -> PreparedPhoto | None:
        file = super().clean(data, initial)
        if not isinstance(file, UploadedFile):
            return None
        try:
            return prepare(file, file.size or 0)
        except UnreadablePhotoError as error:
            raise ValidationError(str(error.message), code=error.code) from error


def photos_of(cleaned: Mapping[str, Any]) -> list[tuple[str, PreparedPhoto]]:
    """The photos that a form took in its fields `photo_front`, `photo_indoor`, …, by kind."""
    return [
        (name.removeprefix(PREFIX), photo)
        for name, photo in cleaned.items()
        if name.startswith(PREFIX) and photo
    ]


class PhotosForm(StyledForm):
    """Photos of an outlet, one of each kind."""

    photo_front = PhotoField(label=gettext_lazy("Photo of the shop front"))
    photo_indoor = PhotoField(label=gettext_lazy("Photo indoors"))
    photo_ledger = PhotoField(label=gettext_lazy("Photo of the ledger"))

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not self.errors and not photos_of(data):
            raise ValidationError(gettext_lazy("Choose at least one photo."))
        return data
