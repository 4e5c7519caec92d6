"""What becomes of outlets by the passing of time.

The jobs are due once a day and harmless when repeated; they run every hour, because an office's
machine may be switched off at night and a missed run is not made up for.
"""

from procrastinate.contrib.django import app

from outlets.dormancy import mark_dormant
from outlets.registration import end_due_notices


@app.periodic(cron="30 * * * *")
@app.task(queueing_lock="end_due_public_notices")
def end_due_public_notices(timestamp: int) -> None:
    """Send outlets whose public notice is over to acceptance."""
    end_due_notices()


@app.periodic(cron="35 * * * *")
@app.task(queueing_lock="mark_dormant_outlets")
def mark_dormant_outlets(timestamp: int) -> None:
    """Set outlets that fell silent, or were found closed, to dormant."""
    mark_dormant()
