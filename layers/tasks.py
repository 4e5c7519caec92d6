"""Background work of the maps: files that take long to make."""

import uuid

from procrastinate import JobContext
from procrastinate.contrib.django import app

from layers import preparing


@app.task(name=preparing.TASK)
def prepare_file(uid: str) -> None:
    """Make one requested file."""
    preparing.prepare(uuid.UUID(uid))


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="resume_prepared_files", pass_context=True)
async def resume_prepared_files(context: JobContext, timestamp: int) -> None:
    """Give the files of workers that died to one that lives."""
    manager = context.app.job_manager
    for job in await manager.get_stalled_jobs(task_name=preparing.TASK):
        await manager.retry_job(job)


@app.periodic(cron="50 * * * *")
@app.task(queueing_lock="remove_expired_files")
def remove_expired_files(timestamp: int) -> None:
    """Remove files that are kept no longer."""
    preparing.remove_expired()
