"""Makes the sheets of an atlas ready to be drawn, in this process or in several.

Reading and placing labels takes most of an atlas's time.
"""

import logging
import multiprocessing
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass

from django.db import connection
from django.utils import translation
from django.utils.translation import gettext as _

from core.errors import DomainError
from layers.sheets import snapshots
from layers.sheets.atlas_plan import PlannedSheet
from layers.sheets.atlas_process import begin
from layers.sheets.document import Sheet, sheet_of

FEWEST_FOR_WORKERS = 12  # a process of its own takes seconds to begin

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class MadeSheet:
    """A sheet ready to be drawn, or why it is not."""

    planned: PlannedSheet
    sheet: Sheet | None = None
    problem: str = ""


def made_sheets(
    planned: Sequence[PlannedSheet], snapshot: str, *, workers: int
) -> Iterator[MadeSheet]:
    """Each sheet in its order, all of one state of the data. One that fails does not stop the rest.

    Args:
        snapshot: what to read; empty within a transaction, which other processes cannot see.
        workers: processes; the sheets do not depend on how many.
    """
    if workers == 1 or len(planned) < FEWEST_FOR_WORKERS or not snapshot:
        for sheet in planned:
            yield make(sheet, snapshot)
        return
    with _pool(workers) as pool:
        language = translation.get_language() or ""
        waiting = [pool.submit(_make_in, language, sheet, snapshot) for sheet in planned]
        for future in waiting:
            yield future.result()


def make(planned: PlannedSheet, snapshot: str) -> MadeSheet:
    """Make one sheet ready."""
    try:
        with snapshots.seen(snapshot):
            return MadeSheet(
                planned, sheet_of(planned.question, planned.options, address=planned.address)
            )
    except Exception as error:
        return failed(planned, error)


def failed(planned: PlannedSheet, error: Exception) -> MadeSheet:
    """Why there is no such sheet, in the words of a domain error or those that point to the log."""
    if isinstance(error, DomainError):
        return MadeSheet(planned, problem=str(error.message))
    log.error("The sheet of %s could not be made.", planned.code, exc_info=error)
    return MadeSheet(planned, problem=_("An error that the log describes."))


@contextmanager
def _pool(workers: int) -> Iterator[ProcessPoolExecutor]:
    """Processes that begin anew instead of forking one that may have threads and connections."""
    pool = ProcessPoolExecutor(
        workers,
        mp_context=multiprocessing.get_context("spawn"),
        initializer=begin,
        initargs=(connection.settings_dict["NAME"],),
    )
    try:
        yield pool
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _make_in(language: str, planned: PlannedSheet, snapshot: str) -> MadeSheet:
    with translation.override(language):
        return make(planned, snapshot)
