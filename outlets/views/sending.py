"""What a form was sent with."""

from typing import Any

from django.http import HttpRequest


def sent(request: HttpRequest) -> tuple[Any, Any]:
    """The fields and files of a form that was sent, empty ones too; nulls when it was only asked
    for."""
    return (request.POST, request.FILES) if request.method == "POST" else (None, None)
