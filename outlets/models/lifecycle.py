"""How an outlet came to be: its steps from draft to registration, and doubts about twins."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from core.history import tracked
from core.models import RegistryModel
from outlets.kinds import Stage, Step
from outlets.models.outlets import Outlet


@tracked()
class OutletTransition(RegistryModel):
    """One step of an outlet's registration: who took it, when, from where to where, and why.

    The actor's name is copied in, so that removing an account loses nothing. `field` names what a
    returned submission has to mend.
    """

    outlet = models.ForeignKey(Outlet, models.CASCADE, related_name="transitions")
    step = models.CharField(_("step"), max_length=12, choices=Step)
    from_stage = models.CharField(max_length=14, choices=Stage)
    to_stage = models.CharField(max_length=14, choices=Stage)
    at = models.DateTimeField(_("at"), auto_now_add=True)
    actor_id = models.CharField(max_length=40, blank=True)
    actor_name = models.CharField(_("actor"), max_length=150)
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    field = models.CharField(_("field"), max_length=40, blank=True)
    document_no = models.CharField(_("document number"), max_length=60, blank=True)

    class Meta(RegistryModel.Meta):
        verbose_name = _("step of registration")
        verbose_name_plural = _("steps of registration")
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.outlet} {self.get_step_display()}"


@tracked()
class DuplicateDecision(RegistryModel):
    """What somebody decided of two outlets that look like one; never asked again."""

    first = models.ForeignKey(Outlet, models.CASCADE, related_name="+")
    second = models.ForeignKey(Outlet, models.CASCADE, related_name="+")
    is_same = models.BooleanField(_("is the same outlet"))
    reason = models.CharField(_("reason"), max_length=500)
    actor_name = models.CharField(_("actor"), max_length=150)
    at = models.DateTimeField(_("at"), auto_now_add=True)

    class Meta(RegistryModel.Meta):
        verbose_name = _("decision on a duplicate")
        verbose_name_plural = _("decisions on duplicates")
        constraints = [
            models.UniqueConstraint("first", "second", name="duplicate_decided_once"),
            models.CheckConstraint(
                condition=Q(first__lt=F("second")), name="duplicate_pair_in_order"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.first} / {self.second}"
