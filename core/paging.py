"""Pages of a list whose length another question has already told."""

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet

PAGE_LENGTH = 50


class _Counted(Paginator):
    """A paginator that was told the count."""

    def __init__(self, rows: QuerySet, count: int) -> None:
        super().__init__(rows, PAGE_LENGTH)
        self._count = count

    @property
    def count(self) -> int:
        return self._count


def page_of(rows: QuerySet, count: int, number: str) -> Page:
    """The page with this number as the address names it; an odd number means the nearest page.

    Args:
        rows: ordered.
        count: how many rows there are.
    """
    return _Counted(rows, count).get_page(number)
