"""Whether invented records stand beside the real ones: pages, sheets and files say so.

Each app's `demonstration` tells how its own are found.
"""

from collections.abc import Callable

_asked: list[Callable[[], bool]] = []


def ask(is_loaded: Callable[[], bool]) -> Callable[[], bool]:
    """Decorate the function that says whether an app's invented records are there."""
    _asked.append(is_loaded)
    return is_loaded


def is_loaded() -> bool:
    """Whether any app's invented records are there."""
    return any(is_there() for is_there in _asked)
