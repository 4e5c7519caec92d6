"""Files that take long to make: requested on a page, made by the worker, kept for a while.

A maker is registered by the kind of file it makes:

    @maker("atlas")
    def make_atlas(question: Question, actor: User, progress: Progress) -> Made: …

It writes into `progress.folder`, says how far it is with `progress(0.4, "…")`, and answers what it
made. It runs in the language of who asked, and may be run again from the start when its worker
died. What it may not do by the scope that its actor has *now* it refuses with a `DomainError`.
"""

import datetime as dt
import logging
import shutil
import uuid
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, NamedTuple, Protocol

from django.conf import settings
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from procrastinate.contrib.django import app

from accounts.models import User
from core import audit
from core.errors import ConflictError, DomainError, NotAllowedError
from layers.models import PreparedFile, folder

State = PreparedFile.State

TASK = "layers.tasks.prepare_file"
MOST_UNDER_WAY = 5
# A file whose making ends its worker again and again is given up.
MOST_RUNS = 3
UNFINISHED = "unfinished"

log = logging.getLogger(__name__)


class Made(NamedTuple):
    """What a maker made.

    Attributes:
        path: a file in `progress.folder`; it is moved from there.
        name: what it is called when it is taken away, with its ending.
        note: what the requester should know of it, as sheets that could not be drawn.
    """

    path: Path
    name: str
    note: str = ""


class CancelledError(Exception):
    """The request was withdrawn, or another worker took it over: the maker stops here."""


class Progress:
    """How far a maker is; and the folder that it works in."""

    def __init__(self, uid: uuid.UUID, run: int) -> None:
        self._of_run = PreparedFile.objects.filter(uid=uid, run=run, state=State.RUNNING)
        self.folder = folder() / UNFINISHED / f"{uid}-{run}"

    def __call__(self, share: float, message: str = "") -> None:
        """Note the share done, 0 to 1, and what is being done.

        Raises:
            CancelledError: nobody waits for this run any more.
        """
        share = min(max(share, 0.0), 1.0)
        if not self._of_run.update(progress=share, message=message[:500]):
            raise CancelledError


class Maker(Protocol):
    def __call__(self, question: Any, actor: User, progress: Progress, /) -> Made: ...


_makers: dict[str, Maker] = {}


def maker(kind: str) -> Callable[[Maker], Maker]:
    """Register the function that makes files of this kind."""

    def register(make: Maker) -> Maker:
        _makers[kind] = make
        return make

    return register


@transaction.atomic
def request(
    *, kind: str, question: Mapping[str, Any], actor: User, title: str = ""
) -> PreparedFile:
    """Ask for a file; the worker makes it. The same request under way is answered with that one.

    Args:
        question: what the maker is given; plain JSON.
        title: what the list of one's files calls it.

    Raises:
        ConflictError: as many requests of the actor are under way as there may be.
        KeyError: nobody makes files of this kind.
    """
    _makers[kind]
    User.objects.select_for_update(of=("self",)).get(pk=actor.pk)  # one request after the other
    mine = PreparedFile.objects.visible_to(actor).under_way()
    same = mine.filter(kind=kind, question=question, language=translation.get_language())
    if found := same.first():
        return found
    if mine.count() >= MOST_UNDER_WAY:
        text = _("%(n)s files are being made for you already. Wait for one, or cancel one.")
        raise ConflictError(text % {"n": MOST_UNDER_WAY})
    file = PreparedFile.objects.create(
        kind=kind,
        title=title or kind,
        question=dict(question),
        requester=actor,
        role=actor.role,
        jurisdiction_code=actor.jurisdiction_code,
        language=translation.get_language() or settings.LANGUAGE_CODE,
    )
    detail = {"kind": kind, "question": dict(question)}
    audit.record(actor, "file.requested", subject=str(file.uid), detail=detail)
    app.configure_task(TASK).defer(uid=str(file.uid))
    return file


@transaction.atomic
def cancel(*, file: PreparedFile, actor: User) -> PreparedFile:
    """Withdraw a request; a maker at work stops at its next word of progress.

    Raises:
        ConflictError: it has ended already.
    """
    under_way = PreparedFile.objects.visible_to(actor).under_way().filter(pk=file.pk)
    now = timezone.now()
    if not under_way.update(state=State.CANCELLED, finished_at=now, expires_at=_kept_until(now)):
        raise ConflictError(_("This file is no longer being made."))
    audit.record(actor, "file.cancelled", subject=str(file.uid), detail={"kind": file.kind})
    file.refresh_from_db()
    return file


@transaction.atomic
def remove(*, file: PreparedFile, actor: User) -> None:
    """Remove a file that has ended, before its time.

    Raises:
        ConflictError: it is still being made.
    """
    ended = PreparedFile.objects.visible_to(actor).select_for_update(of=("self",))
    if (found := ended.get(pk=file.pk)).is_under_way:
        raise ConflictError(_("This file is still being made. Cancel it first."))
    audit.record(actor, "file.removed", subject=str(file.uid), detail={"kind": file.kind})
    _remove(found)


def prepare(uid: uuid.UUID) -> None:
    """Make the file that was requested, unless that is done or nobody waits for it any more."""
    file = _begin(uid)
    if file is None:
        return
    progress = Progress(uid, file.run)
    try:
        with translation.override(file.language):
            _make(file, progress)
    except CancelledError:
        log.info("File %s was cancelled.", uid)
    finally:
        shutil.rmtree(progress.folder, ignore_errors=True)


def _begin(uid: uuid.UUID) -> PreparedFile | None:
    """The file, marked as being made by a new run; null when there is nothing to do."""
    with transaction.atomic():
        waiting = PreparedFile.objects.under_way().select_for_update(of=("self",))
        file = waiting.select_related("requester__jurisdiction").filter(pk=uid).first()
        if file is None:
            return None
        file.state, file.run = State.RUNNING, file.run + 1
        file.progress, file.message = 0, ""
        file.save(update_fields=["state", "run", "progress", "message"])
    return file


def _make(file: PreparedFile, progress: Progress) -> None:
    """Run the maker and keep what it made, or why it could not."""
    try:
        if file.run > MOST_RUNS:
            raise DomainError(_("The file could not be made: the work broke off several times."))
        if not PreparedFile.objects.visible_to(file.requester).filter(pk=file.pk).exists():
            raise NotAllowedError
        if not file.requester.is_active:
            raise NotAllowedError
        progress.folder.mkdir(parents=True, exist_ok=True)
        made = _makers[file.kind](file.question, file.requester, progress)
        _keep(file, made)
    except CancelledError:
        raise
    except DomainError as error:
        _fail(file, str(error.message))
    except Exception:
        log.exception("File %s (%s) could not be made.", file.uid, file.kind)
        _fail(file, _("The file could not be made. Request it again; tell the administrator."))


def _keep(file: PreparedFile, made: Made) -> None:
    """Move what was made to its place, and say so; removed again if nobody waits any more."""
    size_bytes = made.path.stat().st_size
    target = folder() / uuid.uuid4().hex
    shutil.move(made.path, target)
    now = timezone.now()
    try:
        kept = PreparedFile.objects.filter(pk=file.pk, run=file.run, state=State.RUNNING).update(
            state=State.DONE,
            progress=1,
            message=made.note[:500],
            file=f"{folder().name}/{target.name}",
            name=made.name[:200],
            size_bytes=size_bytes,
            finished_at=now,
            expires_at=_kept_until(now),
        )
    except BaseException:
        target.unlink()
        raise
    if not kept:
        target.unlink()
        raise CancelledError


def _fail(file: PreparedFile, message: str) -> None:
    now = timezone.now()
    PreparedFile.objects.filter(pk=file.pk, run=file.run, state=State.RUNNING).update(
        state=State.FAILED, message=message[:500], finished_at=now, expires_at=_kept_until(now)
    )


def _kept_until(now: dt.datetime) -> dt.datetime:
    return now + dt.timedelta(hours=settings.PREPARED_FILES_KEPT_HOURS)


def _remove(file: PreparedFile) -> None:
    """Remove the row, and the file once that is certain."""
    if file.file:
        transaction.on_commit(lambda: Path(file.file.path).unlink(missing_ok=True))
    file.delete()


def remove_expired() -> int:
    """Remove files that are kept no longer, and what dead workers left; how many rows went."""
    expired = list(PreparedFile.objects.expired_at(timezone.now()))
    for file in expired:
        with transaction.atomic():
            _remove(file)
    running = PreparedFile.objects.filter(state=State.RUNNING).values_list("uid", "run")
    at_work = {f"{uid}-{run}" for uid, run in running}
    for left in (folder() / UNFINISHED).glob("*"):
        if left.name not in at_work:
            shutil.rmtree(left, ignore_errors=True)
    return len(expired)
