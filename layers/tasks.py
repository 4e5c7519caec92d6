"""Background work of the maps: files that take long to make."""

import uuid

from procrastinate.contrib.django import app

from core.tasks import give_to_the_living
from layers import preparing


@app.task(name=preparing.TASK)
def prepare_file(uid: str) -> None:
    """Make one requested file."""
    preparing.prepare(uuid.UUID(uid))


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="resume_prepared_files")
def resume_prepared_files(timestamp: int) -> None:
    """Give the files of workers that died to one that lives."""
    give_to_the_living(preparing.TASK)


@app.periodic(cron="50 * * * *")
@app.task(queueing_lock="remove_expired_files")
def remove_expired_files(timestamp: int) -> None:
    """Remove files that are kept no longer."""
    preparing.remove_expired()
