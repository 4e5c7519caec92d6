"""Monthly reports: who owes one, and the form of one."""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

import rules
from django.apps import apps
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Page
from django.db import transaction
from django.db.models import F, Q
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.http import SignedInRequest
from core.errors import ConflictError, DomainError, InvalidQuestionError
from core.paging import page_of
from geo.models import AdministrativeDivision
from outlets.figures import FIGURES
from outlets.forms_photos import photos_of
from outlets.forms_reports import SECTIONS, UNITS, ReportForm
from outlets.kinds import NilReason
from outlets.models import MonthlyReport, Outlet
from outlets.months import deadline, month_of, months_later
from outlets.photos import add_photos
from outlets.querysets import OutletQuerySet
from outlets.report_checks import Question, blanks, label, month_name, problems_of_month
from outlets.reporting import (
    Due,
    UnconfirmedError,
    asked_month,
    count_due,
    earlier_reports,
    file_report,
    total,
    with_report_of,
)
from outlets.rules import REPORT
from outlets.views.scopes import Scope, asked_scope
from outlets.views.sending import sent

MONTHS_OFFERED = 24
STATES: dict[str, tuple[str | Promise, Q]] = {
    "missing": (gettext_lazy("not received"), Q(report__pk=None)),
    "late": (gettext_lazy("received late"), Q(report__is_late=True)),
    "received": (gettext_lazy("received"), Q(report__isnull=False)),
    "all": (gettext_lazy("all due"), Q()),
}


@dataclass(frozen=True)
class UnitRow:
    """The reports of one division right below the one asked about."""

    division: AdministrativeDivision
    counts: Due


def report_list(request: SignedInRequest) -> HttpResponse:
    today = timezone.localdate()
    scope = asked_scope(request)
    month = _asked_month(request.GET.get("month", ""), today)
    state = request.GET.get("state", "") or "missing"
    if state not in STATES:
        raise InvalidQuestionError(field="state")
    outlets = Outlet.objects.visible_to(request.user).in_division(scope.division.code)
    counts = count_due(outlets, month, scope.digits_below)
    sums = total(counts.values())
    numbers = {
        "missing": sums.missing,
        "late": sums.late,
        "received": sums.received,
        "all": sums.due,
    }
    page = _page(outlets, month, state, numbers[state], request.GET.get("page", "1"))
    context = {
        "scope": scope,
        "month": month,
        "months": [months_later(today, -back) for back in range(MONTHS_OFFERED)],
        "earlier": months_later(month, -1),
        "later": months_later(month, 1) if months_later(month, 1) <= today else None,
        "deadline": deadline(month),
        "days_left": (deadline(month) - today).days,
        "sums": sums,
        "rows": _unit_rows(scope, counts),
        "states": [(name, label, numbers[name]) for name, (label, _q) in STATES.items()],
        "state": state,
        "page": page,
        "pages": page.paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1),
        "may_report": any(rules.has_perm(REPORT, request.user, o) for o in page.object_list[:1]),
    }
    return render(request, "outlets/report_list.html", context)


def _asked_month(text: str, today: dt.date) -> dt.date:
    """The month of `?month=2018-09`; the last that is over, if none is given."""
    if not text:
        return asked_month(today)
    try:
        month = dt.datetime.strptime(text, "%Y-%m").date()
    except ValueError as error:
        raise InvalidQuestionError(
            _("“%(value)s” is no month. Write it like 2018-09.") % {"value": text[:20]},
            field="month",
        ) from error
    if month > today:
        text = _("%(month)s is still to come: there is nothing to report yet.")
        raise InvalidQuestionError(text % {"month": month_name(month)}, field="month")
    return month


def _unit_rows(scope: Scope, counts: dict[str, Due]) -> list[UnitRow]:
    """Villages are too small to be counted one by one."""
    if scope.digits_below > 9:
        return []
    rows = [UnitRow(division, counts.get(division.code, Due(0, 0, 0))) for division in scope.below]
    return [row for row in rows if row.counts.due]


def _page(outlets: OutletQuerySet, month: dt.date, state: str, number: int, page: str) -> Page:
    rows = with_report_of(outlets.due_report_for(month), month).filter(STATES[state][1])
    rows = rows.annotate(
        reported_at=F("report__submitted_at"),
        report_is_late=F("report__is_late"),
        report_down=F("report__down_amount_yuan"),
        report_up=F("report__up_amount_yuan"),
    )
    ordered = rows.select_related("village__parent").order_by("village__code", "outlet_no")
    return page_of(ordered, number, page)


def report_edit(request: SignedInRequest, pk: uuid.UUID, year: int, month: int) -> HttpResponse:
    outlets = (
        Outlet.objects.visible_to(request.user).established().select_related("village__parent")
    )
    outlet = get_object_or_404(outlets, pk=pk)
    first = _first_day(year, month)
    for problem in problems_of_month(outlet, first, timezone.localdate()):
        raise InvalidQuestionError(problem.message, field=problem.field)
    report = outlet.monthly_reports.filter(month=first).first()
    if not rules.has_perm(REPORT, request.user, outlet):
        if request.method == "POST":
            raise PermissionDenied
        return _read_only(request, outlet, first, report)
    before = next(iter(earlier_reports(outlet, first)), None)
    form = ReportForm(*sent(request), month=first, report=report, before=before)
    questions: Sequence[Question] = ()
    if form.is_valid():
        try:
            report = _file(request, outlet, form)
        except UnconfirmedError as error:
            questions = error.questions
        except ConflictError:
            return _conflict(request, outlet, form)
        except DomainError as error:
            form.blame(error.field, str(error.message))
        else:
            _thank(request, outlet, report, form)
            return redirect(f"{reverse('outlets:report_list')}?month={first:%Y-%m}")
    return _form_page(request, outlet, form, report, questions=questions)


def _first_day(year: int, month: int) -> dt.date:
    try:
        return dt.date(year, month, 1)
    except ValueError as error:
        raise Http404 from error


@transaction.atomic
def _file(request: SignedInRequest, outlet: Outlet, form: ReportForm) -> MonthlyReport:
    report = file_report(
        outlet=outlet,
        month=form.month,
        figures=form.figures(),
        nil_reason=form.cleaned_data["nil_reason"],
        seen_at=form.read_at,
        confirmed=request.POST.getlist("confirmed"),
        actor=request.user,
    )
    photos = photos_of(form.cleaned_data)
    add_photos(outlet=outlet, photos=photos, report=report, actor=request.user)
    return report


def _thank(
    request: SignedInRequest, outlet: Outlet, report: MonthlyReport, form: ReportForm
) -> None:
    """Say what was taken, what it was taken for, and what is still unknown."""
    text = _("Received: %(name)s, report of %(month)s.")
    if report.is_late:
        text = _("Received late: %(name)s, report of %(month)s.")
    messages.success(request, text % {"name": outlet.name, "month": month_name(report.month)})
    if full := form.shown_back():
        text = _("Typed in 万, taken as yuan or pieces: %(figures)s.")
        messages.info(request, text % {"figures": "；".join(full)})
    if empty := blanks(form.figures()):
        text = _("Not filled in, and not counted as 0: %(fields)s.")
        messages.info(request, text % {"fields": "、".join(label(name) for name in empty)})


def _form_page(
    request: SignedInRequest,
    outlet: Outlet,
    form: ReportForm,
    report: MonthlyReport | None,
    *,
    status: int = 200,
    **more: object,
) -> HttpResponse:
    today = timezone.localdate()
    context = {
        "outlet": outlet,
        "form": form,
        "report": report,
        "month": form.month,
        "deadline": deadline(form.month),
        "is_late": report.is_late if report else today > deadline(form.month),
        "is_this_month": form.month == month_of(today),
        "photos": report.photos.all() if report else (),
        "lost_photo": bool(request.FILES),
        "confirmed": request.POST.getlist("confirmed"),
        **more,
    }
    return render(request, "outlets/report_form.html", context, status=status)


@dataclass(frozen=True)
class Comparison:
    """A figure as it is kept now and as it was typed; empty where it is not known."""

    label: str
    kept: str
    typed: str


def _conflict(request: SignedInRequest, outlet: Outlet, form: ReportForm) -> HttpResponse:
    """Show what is kept beside what was typed; sending the form again is then meant."""
    report = outlet.monthly_reports.filter(month=form.month).first()
    values = ReportForm(month=form.month, report=report).initial
    names = [*FIGURES, "nil_reason"]
    rows = [
        Comparison(str(form.fields[name].label), _shown(name, values.get(name)), typed)
        for name in names
        if (typed := _shown(name, form.data.get(name))) != _shown(name, values.get(name))
    ]
    sent_again = request.POST.copy()
    sent_again["seen_at"] = values.get("seen_at", "")
    form.data = sent_again
    return _form_page(
        request,
        outlet,
        form,
        report,
        status=ConflictError.status,
        comparisons=rows,
        last_change=_last_change(report) if report else None,
    )


def _shown(name: str, value: str | None) -> str:
    if name == "nil_reason":
        return str(dict(NilReason.choices).get(value or "", ""))
    return (value or "").strip()


def _last_change(report: MonthlyReport) -> dict[str, object] | None:
    """When the report was last changed, and by which account."""
    events = apps.get_model("outlets", "MonthlyReportEvent").objects.filter(pgh_obj_id=report.pk)
    event = events.select_related("pgh_context").order_by("-pgh_id").first()
    if event is None:
        return None
    context = event.pgh_context.metadata if event.pgh_context else {}
    return {"at": event.pgh_created_at, "actor": context.get("actor", "")}


def _read_only(
    request: SignedInRequest, outlet: Outlet, month: dt.date, report: MonthlyReport | None
) -> HttpResponse:
    sections = [
        (head, [(label(name), getattr(report, name, None), UNITS[name]) for name in names])
        for head, names in SECTIONS
    ]
    context = {
        "outlet": outlet,
        "month": month,
        "report": report,
        "sections": sections,
        "deadline": deadline(month),
        "photos": report.photos.all() if report else (),
    }
    return render(request, "outlets/report_detail.html", context)
