"""Reading that must not mix two versions of the data."""

from collections.abc import Callable
from typing import TypeVar

from django.utils.translation import gettext as _

from core import data_version
from core.errors import ConflictError

TRIES = 3

Answer = TypeVar("Answer")


def steadily(read: Callable[[], Answer]) -> Answer:
    """What `read` answers when nobody wrote meanwhile.

    Raises:
        ConflictError: the registry is being written to all the while.
    """
    for _again in range(TRIES):
        version = data_version.current()
        answer = read()
        if version == data_version.current():
            return answer
    raise ConflictError(_("The registry is being changed at this moment. Try again shortly."))
