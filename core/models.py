"""The tables that belong to no subject: data version, audit, import runs."""

import re
import secrets
import uuid
from pathlib import Path
from typing import Any, Self

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from pghistory.models import Context

from core.data_version import bump_on_write

# Seeing the files that others of the jurisdiction sent.
SEE_IMPORTS = "core.see_imports"
# Taking back what they brought.
UNDO_IMPORTS = "core.undo_imports"
# Seeing, of files that speak of persons, what others sent: masked, as in the registers.
SEE_PERSONAL_IMPORTS = "core.see_personal_imports"
CITY_DIGITS = 4


class RegistryModel(models.Model):
    """A table whose every write raises the data version."""

    class Meta:
        abstract = True
        triggers = [bump_on_write()]


class DataVersion(models.Model):
    """One row; see `core.data_version`."""

    value = models.BigIntegerField(default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(pk=1), name="core_dataversion_one_row")
        ]

    def __str__(self) -> str:
        return str(self.value)


class AuditEntry(models.Model):
    """An act that changed no row: an export, a print, a look at personal data."""

    at = models.DateTimeField(_("at"), auto_now_add=True)
    actor_name = models.CharField(_("actor"), max_length=150)
    actor_id = models.CharField(max_length=40, blank=True)
    action = models.CharField(_("action"), max_length=60)
    subject = models.CharField(_("subject"), max_length=200, blank=True)
    detail = models.JSONField(_("detail"), default=dict, blank=True)

    class Meta:
        verbose_name = _("audit entry")
        verbose_name_plural = _("audit entries")
        ordering = ["-at"]
        indexes = [
            models.Index(fields=["-at"], name="audit_newest_first"),
            models.Index(fields=["subject", "-at"], name="audit_of_subject"),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="append_only",
                level=pgtrigger.Statement,
                when=pgtrigger.Before,
                operation=pgtrigger.Update | pgtrigger.Delete | pgtrigger.Truncate,
                func="RAISE EXCEPTION 'the audit may be added to, never changed';",
            )
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.actor_name} {self.action} {self.subject}"


class ChangeContext(Context):
    """Who changed rows in one act, in which act, and why; see `core.audit.acting`.

    pghistory writes it again with every row that the act changes, so that it may still be changed
    in the transaction that made it; afterwards nothing changes what it says.
    """

    class Meta:
        proxy = True
        verbose_name = _("act of change")
        verbose_name_plural = _("acts of change")
        triggers = [
            pgtrigger.Trigger(
                name="what_was_said_stays",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                func=(
                    "IF NEW.created_at <> OLD.created_at OR NEW.id <> OLD.id OR ("
                    "NEW.metadata IS DISTINCT FROM OLD.metadata AND OLD.created_at <> NOW()) "
                    "THEN RAISE EXCEPTION 'the history may be added to, never changed'; END IF; "
                    "RETURN NEW;"
                ),
            ),
            pgtrigger.Protect(name="never_removed", operation=pgtrigger.Delete),
        ]


class ImportState(models.TextChoices):
    """How far a file that came in has got."""

    UPLOADED = "uploaded", _("file received")
    PREVIEWED = "previewed", _("waits for confirmation")
    RUNNING = "running", _("being written")
    DONE = "done", _("written")
    FAILED = "failed", _("not written: something went wrong")
    REJECTED = "rejected", _("refused: it cannot be read")
    CANCELLED = "cancelled", _("cancelled")
    UNDONE = "undone", _("undone")


class ImportRunQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> Self:
        """The user's own, and with the permission those of their jurisdiction.

        Files that speak of persons are for those who see persons: to others they do not exist.
        """
        visible = Q(created_by_id=str(user.pk))
        if user.has_perm(SEE_IMPORTS):
            digits = _digits(user.jurisdiction_code)
            others = Q(scope__startswith=digits)
            if len(digits) <= CITY_DIGITS:  # what commands of the office wrote has no scope
                others |= Q(scope="")
            if not user.has_perm(SEE_PERSONAL_IMPORTS):
                others &= Q(is_personal=False)
            visible |= others
        return self.filter(visible)


def _digits(code: str) -> str:
    """What every code at or under a kept one begins with; `geo.codes` says more of codes."""
    return re.sub("(00)+$", "", code) if len(code) == 6 else code


def stored_as(run: "ImportRun", file_name: str) -> str:
    """A name that nobody can guess; only the ending is the sender's."""
    return f"imports/{secrets.token_hex(16)}{Path(file_name).suffix.lower()}"


class ImportRun(models.Model):
    """One file that came in: what it was, what it would do, what became of it.

    Pages and programs send a file and confirm it in a second step; see `core.import_runs`. What a
    command of the office writes at once is kept as well, with state `done` and without the file.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    at = models.DateTimeField(_("at"), auto_now_add=True)
    actor_name = models.CharField(_("actor"), max_length=150)
    created_by_id = models.CharField(max_length=40, blank=True, db_index=True)
    scope = models.CharField(_("jurisdiction of the sender"), max_length=12, blank=True)
    language = models.CharField(max_length=10, blank=True)  # that its problems are told in
    kind = models.CharField(_("kind"), max_length=40)
    file_name = models.CharField(_("file"), max_length=255)
    file = models.FileField(upload_to=stored_as, max_length=120, blank=True)
    sha256 = models.CharField(max_length=64)
    # Whether it speaks of persons: the file is then kept enciphered, and not for long.
    is_personal = models.BooleanField(default=False)
    options = models.JSONField(_("options"), default=dict, blank=True)
    state = models.CharField(
        _("state"), max_length=10, choices=ImportState, default=ImportState.UPLOADED
    )
    counts = models.JSONField(_("counts"), default=dict)
    problems = models.JSONField(_("problems"), default=list)
    notes = models.JSONField(_("remarks"), default=list, blank=True)
    # Outcomes of rows for the preview; at most `importing.MOST_OUTCOMES`, the bad ones first.
    rows = models.JSONField(default=list, blank=True)
    # Where the file's tables stand, for the error workbook: see `importing.Table`.
    tables = models.JSONField(default=list, blank=True)
    # What the sender has to choose or to agree to before the file is written.
    questions = models.JSONField(default=list, blank=True)
    progress = models.FloatField(_("share that is done"), default=0)
    message = models.CharField(_("message to the sender"), max_length=500, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    confirmed_at = models.DateTimeField(_("confirmed at"), null=True, blank=True)
    finished_at = models.DateTimeField(_("finished at"), null=True, blank=True)
    undone_at = models.DateTimeField(_("undone at"), null=True, blank=True)
    # What undoing brought back, and the records it left alone: see `undoing.Outcome`.
    undo = models.JSONField(default=dict, blank=True)

    objects = ImportRunQuerySet.as_manager()

    class Meta:
        verbose_name = _("import run")
        verbose_name_plural = _("import runs")
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["state", "at"], name="import_run_state_at")]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.kind} {self.file_name}"
