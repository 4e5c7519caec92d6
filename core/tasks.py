"""Background work of no particular subject."""

import uuid

from asgiref.sync import async_to_sync
from django.core.management import call_command
from django.utils import timezone
from procrastinate.contrib.django import app

from core import import_runs


def give_to_the_living(task_name: str) -> None:
    """Give the jobs of workers that died, silent for half a minute, to one that lives."""
    manager = app.job_manager
    for job in async_to_sync(manager.get_stalled_jobs)(task_name=task_name):
        if job.id is not None:
            manager.retry_job_by_id(job.id, retry_at=timezone.now())


@app.periodic(cron="17 3 * * *")
@app.task(queueing_lock="clear_expired_sessions")
def clear_expired_sessions(timestamp: int) -> None:
    """Remove sign-ins that ran out, every night at 03:17."""
    call_command("clearsessions")


@app.task(name=import_runs.TASK)
def write_import(uid: str) -> None:
    """Write an import that somebody confirmed."""
    import_runs.carry_out(uid=uuid.UUID(uid))


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="recover_imports")
def recover_imports(timestamp: int) -> None:
    """Begin imports again whose worker died, or that have no job at all."""
    give_to_the_living(import_runs.TASK)
    import_runs.recover()


@app.periodic(cron="47 3 * * *")
@app.task(queueing_lock="remove_old_imported_files")
def remove_old_imported_files(timestamp: int) -> None:
    """Remove imported files that were kept long enough, every night at 03:47."""
    import_runs.remove_old_files()
