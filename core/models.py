"""The tables that belong to no subject: data version, audit, import runs."""

import pgtrigger
from django.db import models
from django.utils.translation import gettext_lazy as _
from pghistory.models import Context

from core.data_version import bump_on_write


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


class ImportRun(models.Model):
    """One file that came in: what it was, what became of it."""

    at = models.DateTimeField(_("at"), auto_now_add=True)
    actor_name = models.CharField(_("actor"), max_length=150)
    kind = models.CharField(_("kind"), max_length=40)
    file_name = models.CharField(_("file"), max_length=255)
    sha256 = models.CharField(max_length=64)
    counts = models.JSONField(_("counts"), default=dict)
    problems = models.JSONField(_("problems"), default=list)

    class Meta:
        verbose_name = _("import run")
        verbose_name_plural = _("import runs")
        ordering = ["-at"]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.kind} {self.file_name}"
