"""Services that take an outlet from its draft to the day it is established.

Every step is asked from the version that the person saw (`seen_at`, the record's `updated_at`):
of two people acting at once one wins, and the other gets a `ConflictError`.
"""

from outlets.registration.drafts import Submission, save_draft, submit, withdraw
from outlets.registration.review import (
    BatchResult,
    accept,
    approve,
    approve_batch,
    end_due_notices,
    end_notice,
    object_to,
    send_back,
)
from outlets.registration.steps import (
    RefusedRecordError,
    UnknownOutletError,
    approved_on,
    open_steps,
)

__all__ = [
    "BatchResult",
    "RefusedRecordError",
    "Submission",
    "UnknownOutletError",
    "accept",
    "approve",
    "approve_batch",
    "approved_on",
    "end_due_notices",
    "end_notice",
    "object_to",
    "open_steps",
    "save_draft",
    "send_back",
    "submit",
    "withdraw",
]
