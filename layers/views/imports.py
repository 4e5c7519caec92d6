"""Importing in two steps: the list of files, sending, preview, waiting, report, undo."""

import datetime as dt
import uuid
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.db.models import Count
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from accounts.http import SignedInRequest
from accounts.models import User
from core import import_runs
from core.errors import DomainError, NotAllowedError
from core.import_errors import error_workbook, has_errors
from core.import_kinds import ImportKind, UnknownKindError, kind, kind_for, kinds_for
from core.importing import Outcome
from core.models import SEE_IMPORTS, ImportRun, ImportState
from core.paging import page_of
from core.tables import XLSX
from layers.import_previews import (
    ALL,
    GOOD,
    WRONG,
    heading,
    number_of,
    report_heading,
    sheet,
    tabs,
)
from layers.import_reasons import REASONS, reasons
from layers.import_records import kept_by_undo, outlets_of

OPTION = "option_"
MOST_FILES = 20
HEAVY = ("rows", "problems", "notes", "questions", "tables")
MOVING = (ImportState.UPLOADED, ImportState.RUNNING)
STOPPED = (ImportState.FAILED, ImportState.REJECTED, ImportState.CANCELLED)

STOPPED_HEADINGS = {
    ImportState.FAILED: gettext_lazy("%(file)s was not written"),
    ImportState.REJECTED: gettext_lazy("%(file)s cannot be read"),
    ImportState.CANCELLED: gettext_lazy("%(file)s was given up"),
}
REMEDIES = {
    ImportState.FAILED: gettext_lazy(
        "Nothing of it was written, not even in part. Send it once more; if that fails too, show "
        "this page to the administrator."
    ),
    ImportState.REJECTED: gettext_lazy(
        "Nothing was written. Open the file, mend what is said above, save it and send it again. "
        "A file saved as .xlsx, or as .csv, is read most surely."
    ),
    ImportState.CANCELLED: gettext_lazy(
        "Nothing was written, and the file was removed. It can be sent again at any time."
    ),
}


@require_GET
def import_list(request: SignedInRequest) -> HttpResponse:
    """`/imports/?state=`: the newest first."""
    user = request.user
    kinds = _demand_imports(user)
    runs = ImportRun.objects.visible_to(user)
    numbers = dict(runs.order_by().values_list("state").annotate(n=Count("pk")))
    state = request.GET.get("state", "")
    if state and state not in ImportState.values:
        raise Http404
    shown = runs.filter(state=state) if state else runs
    total = sum(numbers.values())
    length = numbers.get(state, 0) if state else total
    page = page_of(shown.defer(*HEAVY), length, request.GET.get("page", "1"))
    own = runs.filter(created_by_id=str(user.pk), state=ImportState.PREVIEWED)
    context = {
        "page": page,
        "pages": page.paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1),
        "total": total,
        "waiting": own.count() if numbers.get(ImportState.PREVIEWED) else 0,
        "state": state,
        "states": [(s.value, s.label, numbers[s.value]) for s in ImportState if s in numbers],
        "kinds": kinds,
        "sees_others": user.has_perm(SEE_IMPORTS),
    }
    return render(request, "layers/imports/list.html", context)


def import_new(request: SignedInRequest) -> HttpResponse:
    """`/imports/new/?kind=`: choose what a file holds, and send one or several."""
    if not kinds_for(request.user):
        raise PermissionDenied
    found = _asked_kind(request)
    if request.method != "POST":
        return _new_page(request, found)
    options = _options(request)
    files = request.FILES.getlist("file")
    if "application/json" in request.headers.get("Accept", ""):
        return _take_one(request, found, files, options)
    runs, refused = _take(request.user, found, files, options)
    if not runs:
        return _new_page(request, found, refused=refused, status=422)
    for name, reason in refused:
        messages.error(request, f"{name}：{reason}")
    if len(runs) == 1:
        return redirect("layers:import_run", runs[0].uid)
    return redirect(_address_of(runs))


def _asked_kind(request: SignedInRequest) -> ImportKind:
    """That of `kind=`, else the one that the user sent last, else the first."""
    if name := request.GET.get("kind"):
        return kind_for(name, request.user)
    offered = {one.name: one for one in kinds_for(request.user)}
    sent = ImportRun.objects.filter(created_by_id=str(request.user.pk), kind__in=offered)
    last = sent.order_by("-at").values_list("kind", flat=True).first()
    return offered[last] if last else next(iter(offered.values()))


def _new_page(
    request: SignedInRequest,
    chosen: ImportKind,
    *,
    refused: Sequence[tuple[str, str]] = (),
    status: int = 200,
) -> HttpResponse:
    context = {
        "kinds": kinds_for(request.user),
        "kind": chosen,
        "has_blank": chosen.blank is not None,
        "consequence": _consequence(chosen, request.user),
        "accept": ",".join(chosen.suffixes),
        "suffixes": "、".join(one.lstrip(".").upper() for one in chosen.suffixes),
        "most_mb": settings.IMPORT_MAX_MB,
        "refused": refused,
    }
    return render(request, "layers/imports/new.html", context, status=status)


def _options(request: SignedInRequest) -> dict[str, str]:
    return {
        name.removeprefix(OPTION): str(value)
        for name, value in request.POST.items()
        if name.startswith(OPTION) and value
    }


def _take(
    user: User, found: ImportKind, files: Sequence[UploadedFile], options: dict[str, str]
) -> tuple[list[ImportRun], list[tuple[str, str]]]:
    """A previewed run for each file, and those that were not taken with the reason."""
    runs, refused = [], []
    if not files:
        refused.append(("", _("Choose a file first.")))
    for file in files[:MOST_FILES]:
        try:
            run = import_runs.receive(kind=found.name, file=file, actor=user, options=options)
        except DomainError as error:
            refused.append((str(file.name), str(error.message)))
        else:
            runs.append(import_runs.preview(run=run))
    for file in files[MOST_FILES:]:
        reason = _("At most %(most)s files are taken at once.") % {"most": MOST_FILES}
        refused.append((str(file.name), reason))
    return runs, refused


def _take_one(
    request: SignedInRequest,
    found: ImportKind,
    files: Sequence[UploadedFile],
    options: dict[str, str],
) -> HttpResponse:
    """For the page's script, which sends one file at a time."""
    runs, refused = _take(request.user, found, files[:1], options)
    if not runs:
        return JsonResponse({"error": {"message": refused[0][1]}}, status=422)
    (run,) = runs
    address = reverse("layers:import_run", args=[run.uid])
    return JsonResponse({"run": str(run.uid), "url": address, "state": run.state})


@require_GET
def import_blank(request: SignedInRequest, name: str) -> HttpResponse:
    """`/imports/blank/<kind>.xlsx`: a workbook to fill in."""
    found = kind_for(name, request.user)
    if found.blank is None:
        raise Http404
    file_name = _("%(kind)s-blank.xlsx") % {"kind": found.label}
    disposition = content_disposition_header(True, file_name)
    return HttpResponse(
        found.blank(request.user),
        content_type=XLSX,
        headers={"Content-Disposition": disposition},
    )


@require_GET
def import_run(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """`/imports/<uid>/`: a preview, a progress bar or a report, as far as the run has come."""
    run = _run(request, pk)
    context = {"run": run, "is_own": run.created_by_id == str(request.user.pk)}
    if run.state in MOVING:
        context |= {"percent": round(100 * run.progress), "turn": _turn(run)}
        return render(request, "layers/imports/running.html", context)
    if run.state in STOPPED:
        return render(request, "layers/imports/stopped.html", context | _stopped(run))
    context |= _rows(request, run)
    if run.state == ImportState.PREVIEWED:
        return render(request, "layers/imports/preview.html", context | _decision(run, request))
    return render(request, "layers/imports/report.html", context | _report(run, request))


def _turn(run: ImportRun) -> str:
    """Why nothing is seen to move yet; "" as soon as something does."""
    return "" if run.progress else _("It waits for its turn.")


def _rows(request: SignedInRequest, run: ImportRun) -> dict[str, Any]:
    """The rows that are asked for: at first those with problems, where there are any."""
    wrong = [outcome.value for outcome in WRONG if run.counts.get(outcome.value)]
    outcome = request.GET.get("outcome") or (wrong[0] if wrong else ALL)
    if outcome not in (*Outcome.values, ALL):
        raise Http404
    code = request.GET.get("code", "")
    is_whole = request.GET.get("columns") == ALL
    shown = sheet(
        run, outcome=outcome, code=code, number=request.GET.get("page", "1"), is_whole=is_whole
    )
    found = reasons(run.problems)
    return {
        "tabs": tabs(run),
        "all_rows": number_of(run, *Outcome),
        "outcome": outcome,
        "code": code,
        "code_label": next((one.label for one in found if one.code == code), REASONS.get(code, "")),
        "columns": shown.columns,
        "rows": shown.rows,
        "page": shown.page,
        "pages": shown.pages,
        "hidden_columns": shown.hidden_columns,
        "shows_all_columns": is_whole,
        "left_out": shown.left_out,
        "reasons": found,
        "bad_rows": number_of(run, *WRONG),
        "wrong_rows": number_of(run, *WRONG) if has_errors(run, request.user) else 0,
    }


def _decision(run: ImportRun, request: SignedInRequest) -> dict[str, Any]:
    questions = [
        question
        | {
            "taken": run.options.get(question["option"]) or question["suggested"],
            "is_open": question["is_open"] and question["option"] not in run.options,
        }
        for question in run.questions
    ]
    return {
        "heading": heading(run),
        "questions": questions,
        "is_open": any(question["is_open"] for question in questions),
        "may_decide": run.created_by_id == str(request.user.pk),
        "good_rows": number_of(run, *GOOD),
        "consequence": _consequence(kind(run.kind), request.user),
        "undo_days": settings.IMPORT_UNDO_DAYS,
    }


def _report(run: ImportRun, request: SignedInRequest) -> dict[str, Any]:
    records, more = outlets_of(run, request.user)
    is_undone = run.state == ImportState.UNDONE
    return {
        "heading": _undone_heading(run) if is_undone else report_heading(run),
        "records": records,
        "more_records": more,
        "kept": kept_by_undo(run.undo.get("kept", ()), request.user),
        "may_undo": import_runs.may_undo(run, request.user),
        "undo_until": _undo_until(run),
    }


def _undone_heading(run: ImportRun) -> str:
    return _(
        "Undone: %(removed)s entries taken out, %(restored)s as they were before, "
        "what belongs to them included"
    ) % {
        "removed": run.undo.get("removed", 0),
        "restored": run.undo.get("restored", 0),
    }


def _undo_until(run: ImportRun) -> dt.datetime | None:
    if run.finished_at is None:
        return None
    return run.finished_at + dt.timedelta(days=settings.IMPORT_UNDO_DAYS)


def _stopped(run: ImportRun) -> dict[str, Any]:
    state = ImportState(run.state)
    return {
        "heading": str(STOPPED_HEADINGS[state]) % {"file": run.file_name},
        "remedy": REMEDIES[state],
        "has_blank": kind(run.kind).blank is not None,
    }


@require_GET
def import_state(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """`/imports/<uid>/state.json`: how far it has come, for the page that waits."""
    return _states([_run(request, pk)])


@require_GET
def import_states(request: SignedInRequest) -> HttpResponse:
    """`/imports/states.json?run=&run=`: the same for several together."""
    return _states(_several(request, request.GET.getlist("run")))


def _states(runs: Sequence[ImportRun]) -> JsonResponse:
    moving = [run for run in runs if run.state in MOVING]
    share = sum(run.progress if run.state in MOVING else 1 for run in runs) / max(len(runs), 1)
    return JsonResponse(
        {
            "is_over": not moving,
            "moving": len(moving),
            "percent": round(100 * share),
            "message": (moving[0].message or _turn(moving[0])) if moving else "",
        }
    )


@require_POST
def import_choose(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """Answer a question about the file; without an answer it is only checked again."""
    run = _run(request, pk)
    _attempt(
        request, lambda: import_runs.choose(run=run, options=_options(request), actor=request.user)
    )
    return redirect("layers:import_run", pk)


@require_POST
def import_confirm(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    run = _run(request, pk)
    _attempt(request, lambda: import_runs.confirm(run=run, actor=request.user))
    return redirect("layers:import_run", pk)


@require_POST
def import_cancel(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    run = _run(request, pk)
    _attempt(request, lambda: import_runs.cancel(run=run, actor=request.user))
    return redirect("layers:import_run", pk)


def import_undo(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """What would be taken back, and on sending, taking it back."""
    run = _run(request, pk)
    if request.method == "POST":
        _attempt(request, lambda: import_runs.undo(run=run, actor=request.user))
        return redirect("layers:import_run", pk)
    if not import_runs.may_undo(run, request.user):
        raise NotAllowedError(_("This import cannot be undone, or not any more, or not by you."))
    planned = import_runs.undo_plan(run).outcome
    context = {
        "run": run,
        "planned": planned,
        "kept": kept_by_undo([one.as_dict() for one in planned.kept], request.user),
        "undo_until": _undo_until(run),
    }
    return render(request, "layers/imports/undo.html", context)


@require_GET
def import_errors(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """`/imports/<uid>/errors.xlsx`: the sender's own sheet, telling what is wrong in each row."""
    run = _run(request, pk)
    if not has_errors(run, request.user):
        raise Http404
    stem = run.file_name.rsplit(".", 1)[0]
    name = _("%(file)s-errors.xlsx") % {"file": stem}
    disposition = content_disposition_header(True, name)
    return HttpResponse(
        error_workbook(run, user=request.user),
        content_type=XLSX,
        headers={"Content-Disposition": disposition},
    )


@require_GET
def import_problems(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """`/imports/<uid>/problems/`: all problems as a list to be printed and worked off."""
    run = _run(request, pk)
    return render(request, "layers/imports/problems.html", {"run": run, "problems": run.problems})


@require_GET
def import_several(request: SignedInRequest) -> HttpResponse:
    """`/imports/several/?run=&run=`: files that were sent together, each with its numbers."""
    runs = _several(request, request.GET.getlist("run"))
    if not runs:
        return redirect("layers:imports")
    for run in runs:
        numbers = [(one.label, run.counts.get(one.value, 0)) for one in Outcome]
        setattr(run, "numbers", numbers)  # noqa: B010 – for the template
    ready = [run for run in runs if _is_ready(run, request.user)]
    question = urlencode([("run", run.uid) for run in runs])
    context = {
        "runs": runs,
        "sums": {one.value: sum(run.counts.get(one.value, 0) for run in runs) for one in Outcome},
        "outcome_labels": [one.label for one in Outcome],
        "ready": ready,
        "ready_rows": sum(number_of(run, *GOOD) for run in ready),
        "is_moving": any(run.state in MOVING for run in runs),
        "state_address": f"{reverse('layers:import_states')}?{question}",
    }
    return render(request, "layers/imports/several.html", context)


def _is_ready(run: ImportRun, user: User) -> bool:
    is_open = any(q["is_open"] and q["option"] not in run.options for q in run.questions)
    is_own = run.created_by_id == str(user.pk)
    return (
        run.state == ImportState.PREVIEWED
        and is_own
        and not is_open
        and bool(number_of(run, *GOOD))
    )


@require_POST
def imports_confirm(request: SignedInRequest) -> HttpResponse:
    """Confirm several files; each is written by itself."""
    for run in _several(request, request.POST.getlist("run")):
        confirm = partial(import_runs.confirm, run=run, actor=request.user)
        _attempt(request, confirm, about=run.file_name)
    return redirect(_address_of(_several(request, request.POST.getlist("shown"))))


def _attempt(request: SignedInRequest, act: Callable[[], object], *, about: str = "") -> None:
    """Carry out; what the state of the run does not allow any more is told on the next page."""
    try:
        act()
    except (NotAllowedError, UnknownKindError):
        raise
    except DomainError as error:
        messages.error(request, f"{about}：{error.message}" if about else str(error.message))


def _address_of(runs: Iterable[ImportRun]) -> str:
    question = urlencode([("run", run.uid) for run in runs])
    return f"{reverse('layers:import_several')}?{question}"


def _run(request: SignedInRequest, pk: uuid.UUID) -> ImportRun:
    return get_object_or_404(ImportRun.objects.visible_to(request.user), uid=pk)


def _several(request: SignedInRequest, names: Sequence[str]) -> list[ImportRun]:
    """The runs in the order in which they were sent; what is no run of the viewer's is left out."""
    ids = []
    for name in names[:MOST_FILES]:
        try:
            ids.append(uuid.UUID(name))
        except ValueError:
            continue
    runs = ImportRun.objects.visible_to(request.user).filter(uid__in=ids)
    return list(runs.defer("rows", "problems").order_by("at", "pk"))


def _demand_imports(user: User) -> list[ImportKind]:
    """What the user may send; those who may neither send nor see files are turned away."""
    kinds = kinds_for(user)
    if not kinds and not user.has_perm(SEE_IMPORTS):
        raise PermissionDenied
    return kinds


def _consequence(found: ImportKind, user: User) -> str:
    return str(found.consequence(user))
