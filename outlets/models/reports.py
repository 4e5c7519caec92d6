"""What an outlet did in a month."""

from typing import Any

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.history import tracked
from core.models import RegistryModel
from outlets.kinds import NilReason
from outlets.models.outlets import Outlet
from outlets.querysets import OutletRowQuerySet


def _count(label: Any) -> models.PositiveIntegerField:
    return models.PositiveIntegerField(label, null=True, blank=True)


def _amount(label: Any) -> models.DecimalField:
    return models.DecimalField(
        label,
        max_digits=14,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
    )


@tracked()
class MonthlyReport(RegistryModel):
    """网点月报: one for each outlet and month. A blank is not a zero: it was not filled in.

    Counts are 笔 or 人次, amounts yuan. `month` is the first day of the month.
    """

    outlet = models.ForeignKey(Outlet, models.CASCADE, related_name="monthly_reports")
    month = models.DateField(_("month"))
    purchase_orders = _count(_("orders bought for villagers"))
    purchase_amount_yuan = _amount(_("amount bought"))
    sale_orders = _count(_("orders sold for villagers"))
    sale_amount_yuan = _amount(_("amount sold"))
    parcel_in = _count(_("parcels handed out"))
    parcel_out = _count(_("parcels sent"))
    bill_orders = _count(_("bills paid"))
    bill_amount_yuan = _amount(_("amount of bills"))
    down_amount_yuan = _amount(_("goods into the village"))
    up_amount_yuan = _amount(_("goods out of the village"))
    up_farm_amount_yuan = _amount(_("of these farm products"))
    people_served = _count(_("people served"))
    business_days = _count(_("days open"))
    staff = _count(_("staff"))
    income_yuan = _amount(_("income"))
    nil_reason = models.CharField(
        _("why nothing was done"), max_length=12, choices=NilReason, blank=True
    )
    is_late = models.BooleanField(_("late"), default=False)
    submitted_by_name = models.CharField(_("submitted by"), max_length=150)
    submitted_at = models.DateTimeField(_("submitted at"), auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = OutletRowQuerySet.as_manager()

    class Meta(RegistryModel.Meta):
        verbose_name = _("monthly report")
        verbose_name_plural = _("monthly reports")
        ordering = ["-month"]
        constraints = [
            models.UniqueConstraint(
                "outlet",
                "month",
                name="monthly_report_once_a_month",
                violation_error_message=_("This outlet has a report for the month already."),
            ),
            models.CheckConstraint(
                condition=Q(month__day=1), name="monthly_report_month_is_its_first_day"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.outlet} {self.month:%Y-%m}"
