"""Importing in two steps: a file is received and previewed, then confirmed and written.

    run = receive(kind="outlets", file=upload, actor=user, options={})   # checked and stored
    run = preview(run=run)          # previewed, or rejected with `message`; nothing is written
    run = choose(run=run, options={"crs": "gcj02"}, actor=user)          # previewed again
    run = confirm(run=run, actor=user)      # running: a background task writes it
    run = cancel(run=run, actor=user)
    run = undo(run=run, actor=user)         # within settings.IMPORT_UNDO_DAYS

The task reads and checks the file once more and writes it in one transaction, while an advisory
lock keeps other imports waiting: of six copies confirmed at once, five find nothing left to do.
Progress goes over a connection of its own, so that it is seen before that transaction ends. When
a worker dies, its transaction is gone, and `recover` runs the import again.
"""

import datetime as dt
import hashlib
import logging
import uuid
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from functools import partial
from pathlib import PurePath
from time import monotonic
from typing import Any, BinaryIO, cast

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.files.base import File
from django.db import OperationalError, connection, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Q
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from core import import_files, texts, undoing, uploads
from core.audit import actor_name, part_of_import, record
from core.errors import ConflictError, DomainError, NotAllowedError
from core.import_kinds import Sender, SentFile, kind_for
from core.importing import Plan, Tell
from core.masking import without_numbers
from core.models import UNDO_IMPORTS, ImportRun, ImportState

logger = logging.getLogger(__name__)

TASK = "core.tasks.write_import"
# How often an import is begun whose worker dies every time.
MOST_ATTEMPTS = 3
TELL_EVERY_S = 0.5
# So many rows written of one table change how it is best read.
MANY_ROWS = 1000
# The first key of advisory locks: one for each run, and one that all runs share.
LOCK_OF_RUN, LOCK_OF_ALL = 418_201, 418_202


def receive(
    *, kind: str, file: File, actor: Sender | None, options: Mapping[str, str] | None = None
) -> ImportRun:
    """Check a file's size and ending and keep it, to be previewed.

    Args:
        kind: the name of one of `import_kinds.kinds_for(actor)`.
        file: with the name that the sender gave it.
        actor: null for a command of the office.

    Raises:
        UnknownKindError: there is no such kind for this account.
        UnreadableFileError: too large, empty, or of another kind of file.
        DomainError: an option that the kind does not know.
    """
    found = kind_for(kind, actor)
    written = PurePath(str(file.name or "").replace("\\", "/")).name
    name = without_numbers(texts.cleaned(written))[:255]
    chosen = found.checked(options or {})
    most = settings.IMPORT_MAX_MB * uploads.MEGABYTE
    uploads.check_size(file.size, most=most, shown=name)
    uploads.check(cast(BinaryIO, file), found.suffixes, name=name)
    digest = hashlib.sha256()
    for chunk in file.chunks():
        digest.update(chunk)
    run = ImportRun(
        actor_name=actor_name(actor),
        created_by_id=str(actor.pk) if actor else "",
        scope=actor.jurisdiction_code if actor else "",
        language=translation.get_language() or settings.LANGUAGE_CODE,
        kind=found.name,
        file_name=name,
        sha256=digest.hexdigest(),
        options=chosen,
        is_personal=found.is_personal,
    )
    import_files.keep(run, file)
    run.save()
    return run


def preview(*, run: ImportRun, tell: Tell = lambda share: None) -> ImportRun:
    """Read and check the file; nothing but the run is written.

    A file that cannot be read ends as `rejected`, with the reason as the run's `message`.

    Args:
        tell: called with how much is done, from 0 to 1; the run's own `progress` is kept as well.

    Raises:
        ConflictError: it was confirmed or cancelled already, or meanwhile.
    """
    if run.state not in (ImportState.UPLOADED, ImportState.PREVIEWED, ImportState.FAILED):
        raise _already(run)
    before = run.state
    try:
        with translation.override(run.language or None), _progress(run, tell) as told:
            report = _plan(run, told).report
    except DomainError as error:
        run.state, run.message = ImportState.REJECTED, without_numbers(str(error.message))[:500]
        run.finished_at = timezone.now()
        if run.is_personal:  # there is nothing to be done with it
            import_files.forget(run)
    else:
        for name, value in report.kept().items():
            setattr(run, name, value)
        run.state, run.message = ImportState.PREVIEWED, ""
    run.progress = 0
    with transaction.atomic():
        present = _held(run)
        if present.state != before:
            raise _already(present)
        run.save()
    return run


def choose(*, run: ImportRun, options: Mapping[str, str], actor: Sender | None) -> ImportRun:
    """Answer a question, such as which coordinate system the file is in, and preview again.

    Raises:
        NotAllowedError: somebody else sent the file.
        DomainError: an option that the kind does not know.
        ConflictError: it was confirmed or cancelled already.
    """
    _demand_own(run, actor)
    run.options |= kind_for(run.kind, actor).checked(options)
    return preview(run=run)


@transaction.atomic
def confirm(*, run: ImportRun, actor: Sender | None) -> ImportRun:
    """Let the previewed file be written in the background; the run is `running` from now on.

    Raises:
        NotAllowedError: somebody else sent the file.
        DomainError: a question is still open.
        ConflictError: it is not waiting for confirmation (any more).
    """
    run = _ready(run, actor)
    _defer(run)
    return run


@transaction.atomic
def cancel(*, run: ImportRun, actor: Sender | None) -> ImportRun:
    """Give a file up that was not confirmed. The file itself is removed.

    Raises:
        NotAllowedError: somebody else sent the file.
        ConflictError: it was confirmed or cancelled already.
    """
    run = _held(run)
    _demand_own(run, actor)
    if run.state not in (ImportState.UPLOADED, ImportState.PREVIEWED):
        raise _already(run)
    run.state, run.finished_at = ImportState.CANCELLED, timezone.now()
    _forget(run)
    run.save()
    return run


def may_undo(run: ImportRun, user: Sender | None) -> bool:
    """Whether the user may take it back now: the sender, or who may undo imports of others."""
    is_own = user is None or run.created_by_id == str(user.pk)
    is_in_time = run.finished_at and run.finished_at > timezone.now() - dt.timedelta(
        settings.IMPORT_UNDO_DAYS
    )
    if run.state != ImportState.DONE or not is_in_time:
        return False
    return is_own or bool(user and user.has_perm(UNDO_IMPORTS))


def undo_plan(run: ImportRun) -> undoing.Plan:
    """What undoing would take back, and the records that it would leave alone."""
    return undoing.plan(run.uid)


@transaction.atomic
def undo(*, run: ImportRun, actor: Sender | None) -> ImportRun:
    """Take back what the import wrote, except what somebody edited or built on since.

    What was left alone is listed in the run's `undo`.

    Raises:
        NotAllowedError: neither the sender nor somebody who may undo what others sent.
        ConflictError: nothing was written, it is too late, it was undone already, or everything
            was edited since.
    """
    run = _held(run)
    if run.state != ImportState.DONE:
        raise _already(run)
    if not may_undo(run, actor):
        if actor and run.created_by_id != str(actor.pk) and not actor.has_perm(UNDO_IMPORTS):
            raise NotAllowedError
        raise ConflictError(
            _("An import can be undone for %(days)s days; this one is older.")
            % {"days": settings.IMPORT_UNDO_DAYS}
        )
    _wait_for_others()
    outcome = undoing.undo(run.uid, actor=actor, reason=_called(run))
    run.state, run.undone_at = ImportState.UNDONE, timezone.now()
    run.undo = outcome.as_dict()
    if run.is_personal:
        _forget(run)
    run.save()
    record(actor, "import.undone", subject=_called(run)[:200], detail=_about(run))
    return run


def carry_out(*, uid: uuid.UUID, tell: Tell = lambda share: None) -> None:
    """Write a confirmed run. For the background task; called twice, it writes once.

    What is wrong ends as the state `failed`; when the database goes away the run stays `running`,
    and `recover` begins it again.
    """
    run = ImportRun.objects.get(uid=uid)
    try:
        with translation.override(run.language or None), transaction.atomic():
            if not _is_ours(run):  # another worker writes it now
                return
            _wait_for_others()
            run.refresh_from_db()
            if run.state == ImportState.RUNNING:
                _write(run, tell)
    except OperationalError:
        raise
    except DomainError as error:
        _fail(run, str(error.message))
    except Exception:
        _fail(run, _("Something went wrong that is not your file's fault. Nothing was written."))
        raise


def confirm_and_write(*, run: ImportRun, actor: Sender | None, tell: Tell) -> ImportRun:
    """Confirm and write at once, without the background task: for the command line."""
    with transaction.atomic():
        run = _ready(run, actor)
    carry_out(uid=run.uid, tell=tell)
    run.refresh_from_db()
    return run


def recover() -> int:
    """Begin confirmed runs again that nobody is working on any more; how many there were."""
    found = 0
    for run in ImportRun.objects.filter(state=ImportState.RUNNING):
        waiting = ProcrastinateJob.objects.filter(
            queueing_lock=_queueing_lock(run), status__in=("todo", "doing")
        )
        with transaction.atomic():
            if _is_ours(run) and not waiting.exists():
                _defer(run)
                found += 1
    return found


def remove_old_files() -> int:
    """Remove files after settings.IMPORT_FILE_DAYS, and what is kept of persons after
    settings.IMPORT_PERSONAL_DAYS; what was never confirmed is cancelled."""
    now = timezone.now()
    is_old = ~Q(file="") & Q(at__lt=now - dt.timedelta(settings.IMPORT_FILE_DAYS))
    is_over = Q(is_personal=True, at__lt=now - dt.timedelta(settings.IMPORT_PERSONAL_DAYS))
    is_over &= ~Q(file="") | ~Q(rows=[]) | ~Q(problems=[])
    old = ImportRun.objects.filter(is_old | is_over).exclude(state=ImportState.RUNNING)
    for run in old:
        if run.state in (ImportState.UPLOADED, ImportState.PREVIEWED):
            run.state, run.finished_at = ImportState.CANCELLED, now
        _forget(run)
        run.save()
    return len(old)


def _plan(run: ImportRun, tell: Tell) -> Plan:
    sender = _sender(run)
    found = kind_for(run.kind, sender)
    sent = SentFile(
        path=import_files.path_of(run),
        name=run.file_name,
        sha256=run.sha256,
        sender=sender,
        scope=sender.jurisdiction_code if sender else None,
        options=run.options,
        tell=tell,
        opened=partial(import_files.opened, run),
    )
    return found.read(sent)


def _sender(run: ImportRun) -> Sender | None:
    if not run.created_by_id:
        return None
    users = get_user_model()._default_manager
    sender: Any = users.filter(pk=run.created_by_id, is_active=True).first()
    if sender is None:
        raise NotAllowedError(_("The account that sent the file is no longer in use."))
    return sender


def _write(run: ImportRun, tell: Tell) -> None:
    with _progress(run, tell) as told:
        _count_attempt(run, told)
        planned = _plan(run, told)
        planned.report.uid = run.uid
        reason = _called(run) if run.is_personal else planned.report.reason
        with part_of_import(run.uid):
            planned.write(_sender(run), reason)
        _count_rows_anew()
    for name, value in planned.report.kept().items():
        setattr(run, name, value)
    run.state, run.progress, run.message = ImportState.DONE, 1, ""
    run.finished_at = timezone.now()
    if run.is_personal and not run.problems:  # nothing is left to be corrected
        import_files.forget(run)
    run.save()


def _count_rows_anew() -> None:
    """Tell the database's planner of what this transaction wrote: until its own round it would
    take the tables for as small as they were, and answer lists of thousands in minutes."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relid::regclass FROM pg_stat_xact_user_tables"
            " WHERE n_tup_ins + n_tup_upd >= %s",
            [MANY_ROWS],
        )
        for (table,) in cursor.fetchall():
            cursor.execute(f"ANALYZE {table}")


def _ready(run: ImportRun, actor: Sender | None) -> ImportRun:
    """The run, held and set to `running`."""
    run = _held(run)
    _demand_own(run, actor)
    kind_for(run.kind, actor)
    if run.state != ImportState.PREVIEWED:
        raise _already(run)
    open_ = [q for q in run.questions if q["is_open"] and q["option"] not in run.options]
    if open_:
        raise DomainError(open_[0]["message"], field=open_[0]["option"])
    run.state, run.progress, run.attempts = ImportState.RUNNING, 0, 0
    run.message, run.confirmed_at = "", timezone.now()
    run.save()
    record(actor, "import.confirmed", subject=_called(run)[:200], detail=_about(run))
    return run


def _called(run: ImportRun) -> str:
    """How history and audit, which are kept for ever, call the file: people name files after
    persons too."""
    return f"{run.kind} (sha256 {run.sha256[:12]})" if run.is_personal else run.file_name


def _about(run: ImportRun) -> dict[str, object]:
    return {"import_run": str(run.uid), "kind": run.kind, "counts": run.counts}


def _held(run: ImportRun) -> ImportRun:
    return ImportRun.objects.select_for_update().get(pk=run.pk)


def _demand_own(run: ImportRun, actor: Sender | None) -> None:
    if actor is not None and run.created_by_id != str(actor.pk):
        raise NotAllowedError(_("Only whoever sent the file may do this."))


def _already(run: ImportRun) -> ConflictError:
    text = _("This cannot be done any more; the import is at the state “%(state)s”.")
    return ConflictError(text % {"state": run.get_state_display()})


def _defer(run: ImportRun) -> None:
    app.configure_task(TASK, queueing_lock=_queueing_lock(run)).defer(uid=str(run.uid))


def _queueing_lock(run: ImportRun) -> str:
    return f"import:{run.uid}"


def _is_ours(run: ImportRun) -> bool:
    """Whether nobody else writes this run; held until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s, %s)", [LOCK_OF_RUN, run.pk])
        return cursor.fetchone()[0]


def _wait_for_others() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, 0)", [LOCK_OF_ALL])


def _fail(run: ImportRun, message: str) -> None:
    running = ImportRun.objects.filter(pk=run.pk, state=ImportState.RUNNING)
    told = without_numbers(message)[:500]
    running.update(state=ImportState.FAILED, message=told, finished_at=timezone.now())


def _forget(run: ImportRun) -> None:
    """What is not needed any more: the file, and of persons what its rows say."""
    import_files.forget(run)
    if run.is_personal:
        import_files.forget_rows(run)


class _Told:
    """Passes progress on, and writes it to the run over a connection of its own."""

    def __init__(self, run: ImportRun, tell: Tell, own: BaseDatabaseWrapper) -> None:
        self._run, self._tell, self._own = run, tell, own
        self._last = 0.0

    def __call__(self, share: float) -> None:
        self._tell(share)
        if monotonic() - self._last > TELL_EVERY_S:
            self._last = monotonic()
            self.write("progress = %s", min(max(share, 0.0), 1.0))

    def write(self, assignment: str, *values: float) -> None:
        with self._own.cursor() as cursor:
            cursor.execute(
                f"UPDATE {ImportRun._meta.db_table} SET {assignment} WHERE id = %s",
                [*values, self._run.pk],
            )


@contextmanager
def _progress(run: ImportRun, tell: Tell) -> Iterator[_Told]:
    with closing(connection.copy()) as own:
        yield _Told(run, tell, own)


def _count_attempt(run: ImportRun, told: _Told) -> None:
    if run.attempts >= MOST_ATTEMPTS:
        raise DomainError(
            _(
                "Writing was interrupted %(times)s times, and nothing was written. Split the file, "
                "or tell whoever looks after the server."
            )
            % {"times": MOST_ATTEMPTS}
        )
    told.write("attempts = attempts + 1")
    run.attempts += 1
