"""Background work of no particular subject."""

from django.core.management import call_command
from procrastinate.contrib.django import app


@app.periodic(cron="17 3 * * *")
@app.task(queueing_lock="clear_expired_sessions")
def clear_expired_sessions(timestamp: int) -> None:
    """Remove sign-ins that ran out, every night at 03:17."""
    call_command("clearsessions")
