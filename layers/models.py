"""Files that are made in the background: who asked for what, how far it is, where it lies."""

import uuid
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from accounts.models import Role
from layers.querysets import PreparedFileQuerySet

FOLDER = "prepared"


def _place(_file: "PreparedFile", _name: str) -> str:
    """A name that cannot be guessed and says nothing of the content."""
    return f"{FOLDER}/{uuid.uuid4().hex}"


class PreparedFile(models.Model):
    """One file that somebody asked for: an atlas, a large export.

    It belongs to who asked, in the role and for the jurisdiction they then had; whoever has less
    since no longer has the file. No data of the registry: the data version does not follow it.

    Attributes:
        question: what the maker of this kind is given, as it was asked.
        run: how many times it was begun. A run that finds another number here was given up.
        message: where the work stands, or why it failed, in the language of who asked.
        name: what the file is called when it is taken away.
    """

    class State(models.TextChoices):
        WAITING = "waiting", pgettext_lazy("file", "waiting")
        RUNNING = "running", pgettext_lazy("file", "being made")
        DONE = "done", pgettext_lazy("file", "ready")
        FAILED = "failed", pgettext_lazy("file", "failed")
        CANCELLED = "cancelled", pgettext_lazy("file", "cancelled")

    uid = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(_("kind"), max_length=40)
    title = models.CharField(_("title"), max_length=200)
    question = models.JSONField(default=dict)
    requester = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name=_("requested by")
    )
    role = models.CharField(max_length=20, choices=Role)
    jurisdiction_code = models.CharField(max_length=12)
    language = models.CharField(max_length=10, default=get_language)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.WAITING)
    run = models.PositiveSmallIntegerField(default=0)
    progress = models.FloatField(_("share done"), default=0)
    message = models.CharField(_("message"), max_length=500, blank=True)
    file = models.FileField(upload_to=_place, max_length=100, blank=True)
    name = models.CharField(_("file name"), max_length=200, blank=True)
    size_bytes = models.PositiveBigIntegerField(null=True)
    requested_at = models.DateTimeField(_("requested at"), default=timezone.now)
    finished_at = models.DateTimeField(_("finished at"), null=True)
    expires_at = models.DateTimeField(_("kept until"), null=True)

    objects = PreparedFileQuerySet.as_manager()

    class Meta:
        verbose_name = _("prepared file")
        verbose_name_plural = _("prepared files")
        ordering = ["-requested_at"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(progress__gte=0, progress__lte=1),
                name="layers_preparedfile_progress_is_a_share",
            ),
            models.CheckConstraint(
                condition=models.Q(state="done") | models.Q(file=""),
                name="layers_preparedfile_only_a_finished_one_has_a_file",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.get_state_display()})"

    @property
    def is_under_way(self) -> bool:
        return self.state in (self.State.WAITING, self.State.RUNNING)

    @property
    def is_done(self) -> bool:
        return self.state == self.State.DONE

    @property
    def state_words(self) -> str | Promise:
        return self.State(self.state).label

    def as_dict(self) -> dict[str, Any]:
        """What a page that waits for the file needs to know."""
        return {
            "uid": str(self.uid),
            "title": self.title,
            "state": self.state,
            "state_words": str(self.state_words),
            "progress": round(self.progress, 3),
            "message": self.message,
        }


def folder() -> Path:
    """Where prepared files lie; never served directly."""
    return Path(settings.MEDIA_ROOT) / FOLDER
