"""What invented outlets did: monthly reports and visits of the last months.

The same day gives the same rows. Two shares are seen to on purpose: some reports are missing, so
that the lists of those who owe one have something to show, and visits found the door closed only
where the outlet has stopped.
"""

import datetime as dt
from collections.abc import Iterator, Sequence
from decimal import Decimal
from random import Random

from django.conf import settings
from django.db.models import Case, DateTimeField, F, Value, When
from django.db.models.functions import Cast

from outlets.kinds import InspectionKind, InspectionResult, ServiceKind, Status
from outlets.models import Inspection, MonthlyReport, Outlet
from outlets.months import days_in, deadline, months_later

MONTHS = 8
MISSING_RATE, LATE_RATE, BLANK_RATE = 0.10, 0.08, 0.15
# Of those due before their deadline.
EARLY_RATE = 0.45
GROWTH_A_MONTH = 1.025
VISITED_RATE, MENDING_RATE, PLANNED_RATE, FOUND_CLOSED_RATE = 0.3, 0.2, 0.06, 0.6
REPORTER = "演示"
INSPECTORS = ("王巡查", "李巡查", "赵巡查", "刘巡查")
MENDING_NOTES = ("台账未按日登记", "价格公示牌缺失", "包裹存放杂乱", "消防器材过期")
BATCH = 1000


def invent_activity(day: dt.date) -> None:
    """Add reports and visits to the invented outlets, which count as recorded when they opened."""
    outlets = Outlet.objects.demonstration()
    outlets.update(created_at=Cast("opened_on", DateTimeField()))
    draw = Random(f"{settings.CITY_CODE}-activity")
    MonthlyReport.objects.bulk_create(_reports(day, draw), batch_size=BATCH)
    _date_reports()
    states = outlets.with_status_on(day).order_by("outlet_no")
    Inspection.objects.bulk_create(_visits(list(states), day, draw), batch_size=BATCH)
    Inspection.objects.bulk_create(_revisits(day), batch_size=BATCH)


def _reports(day: dt.date, draw: Random) -> Iterator[MonthlyReport]:
    pace: dict[object, float] = {}
    for back in range(MONTHS, 0, -1):
        month = months_later(day, -back)
        is_closed = day > deadline(month)
        due = Outlet.objects.demonstration().due_report_for(month).order_by("outlet_no")
        for outlet in due:
            usual = pace.setdefault(outlet.pk, draw.lognormvariate(0, 0.5))
            came = 1 - MISSING_RATE if is_closed else EARLY_RATE
            if draw.random() < came:
                grown = usual * GROWTH_A_MONTH ** (MONTHS - back) * draw.uniform(0.85, 1.15)
                is_late = is_closed and draw.random() < LATE_RATE
                yield _report(outlet, month, grown, is_late, draw)


def _report(
    outlet: Outlet, month: dt.date, pace: float, is_late: bool, draw: Random
) -> MonthlyReport:
    def count(usual: float) -> int:
        return round(usual * pace * draw.uniform(0.8, 1.2))

    def yuan(orders: int, each: float) -> Decimal:
        return Decimal(round(orders * each * draw.uniform(0.8, 1.2)))

    services = set(outlet.service_kinds)
    bought = count(45) if ServiceKind.PURCHASE in services else 0
    sold = count(18) if ServiceKind.SALE in services else 0
    bills = count(35) if ServiceKind.BILLS in services else 0
    bought_yuan, sold_yuan = yuan(bought, 85), yuan(sold, 60)
    up_yuan = sold_yuan + yuan(count(12), 55)
    return MonthlyReport(
        outlet=outlet,
        month=month,
        purchase_orders=bought,
        purchase_amount_yuan=bought_yuan,
        sale_orders=sold,
        sale_amount_yuan=sold_yuan,
        parcel_in=count(320),
        parcel_out=count(40) if ServiceKind.PARCEL_OUT in services else 0,
        bill_orders=bills,
        bill_amount_yuan=yuan(bills, 75),
        down_amount_yuan=bought_yuan + yuan(count(60), 70),
        up_amount_yuan=up_yuan,
        up_farm_amount_yuan=round(up_yuan * Decimal("0.8")),
        people_served=count(400),
        business_days=min(draw.randint(24, 31), days_in(month)),
        staff=draw.choice((1, 1, 1, 2, 2, 3)),
        income_yuan=None if draw.random() < BLANK_RATE else yuan(count(30), 60),
        is_late=is_late,
        submitted_by_name=REPORTER,
    )


def _date_reports() -> None:
    """Reports came on the third of the following month, late ones on the ninth or so."""
    reports = MonthlyReport.objects.filter(outlet__in=Outlet.objects.demonstration())
    after = Case(
        When(is_late=True, then=Value(dt.timedelta(days=40))), default=Value(dt.timedelta(days=33))
    )
    reports.update(submitted_at=Cast(F("month"), DateTimeField()) + after)


def _visits(outlets: Sequence[Outlet], day: dt.date, draw: Random) -> Iterator[Inspection]:
    for outlet in outlets:
        status = getattr(outlet, "status_on_day")  # noqa: B009 – annotated
        chance, ago = draw.random(), draw.randint(3, 110)
        if status == Status.DORMANT and chance < FOUND_CLOSED_RATE:
            yield _visit(outlet, day - dt.timedelta(min(ago, 9)), draw, is_open=False)
        elif status == Status.OPERATING and chance < VISITED_RATE:
            visited_on = day - dt.timedelta(ago)
            if outlet.opened_on and outlet.opened_on < visited_on:
                yield _visit(outlet, visited_on, draw, is_open=True)
        elif status == Status.OPERATING and chance > 1 - PLANNED_RATE:
            yield Inspection(
                outlet=outlet,
                kind=InspectionKind.RANDOM,
                sample=f"{day}-0",
                due_on=day + dt.timedelta(draw.randint(-6, 25)),
                inspector_name=draw.choice(INSPECTORS),
            )


def _visit(outlet: Outlet, visited_on: dt.date, draw: Random, *, is_open: bool) -> Inspection:
    is_to_mend = is_open and draw.random() < MENDING_RATE
    result = InspectionResult.TO_MEND if is_to_mend else InspectionResult.PASSED
    return Inspection(
        outlet=outlet,
        kind=InspectionKind.ROUTINE,
        visited_on=visited_on,
        inspector_name=draw.choice(INSPECTORS),
        found_open=is_open,
        is_staff_present=is_open,
        is_ledger_kept=is_open and not is_to_mend,
        result=result if is_open else InspectionResult.FAILED,
        note=draw.choice(MENDING_NOTES) if is_to_mend else "" if is_open else "上锁，邻居称已停业",
        mend_by=visited_on + dt.timedelta(30) if is_to_mend else None,
        recorded_by_name=REPORTER,
    )


def _revisits(day: dt.date) -> Iterator[Inspection]:
    """Of the visits whose mending is not long over, the visit that looks again."""
    asked = Inspection.objects.filter(
        outlet__in=Outlet.objects.demonstration(), mend_by__gt=day - dt.timedelta(10)
    )
    for visit in asked.order_by("pk"):
        yield Inspection(
            outlet_id=visit.outlet_id,
            kind=InspectionKind.REVISIT,
            due_on=visit.mend_by,
            inspector_name=visit.inspector_name,
            revisit_of=visit,
        )
