"""我的文件: the files that somebody asked for, how far they are, and the files themselves."""

import uuid

from django.contrib import messages
from django.db import transaction
from django.http import FileResponse, Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.http import SignedInRequest
from core import audit
from layers import preparing
from layers.models import PreparedFile

MOST_SHOWN = 100


@require_GET
def prepared(request: SignedInRequest) -> HttpResponse:
    """`/prepared/`: the user's own files, the newest first."""
    files = list(PreparedFile.objects.visible_to(request.user)[:MOST_SHOWN])
    under_way = any(file.is_under_way for file in files)
    return render(request, "layers/prepared.html", {"files": files, "under_way": under_way})


@require_GET
def states(request: SignedInRequest) -> HttpResponse:
    """`/prepared/states.json`: where the user's files stand, for pages that wait for one."""
    files = PreparedFile.objects.visible_to(request.user)[:MOST_SHOWN]
    response = JsonResponse({"files": [file.as_dict() for file in files]})
    response["Cache-Control"] = "private, no-store"
    return response


@require_GET
def download(request: SignedInRequest, pk: uuid.UUID) -> FileResponse:
    """The file itself, for who asked for it; recorded."""
    file = get_object_or_404(PreparedFile.objects.visible_to(request.user), pk=pk, state="done")
    detail = {"kind": file.kind, "name": file.name, "question": file.question}
    try:
        content = file.file.open("rb")
    except FileNotFoundError as error:
        raise Http404 from error
    audit.record(request.user, "file.taken", subject=str(file.uid), detail=detail)
    response = FileResponse(content, as_attachment=True, filename=file.name)
    response["Cache-Control"] = "private, no-store"
    return response


@require_POST
@transaction.atomic
def cancel(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    file = get_object_or_404(PreparedFile.objects.visible_to(request.user), pk=pk)
    preparing.cancel(file=file, actor=request.user)
    messages.success(request, _("The file is no longer being made."))
    return redirect("layers:prepared")


@require_POST
@transaction.atomic
def remove(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    file = get_object_or_404(PreparedFile.objects.visible_to(request.user), pk=pk)
    preparing.remove(file=file, actor=request.user)
    messages.success(request, _("The file was removed."))
    return redirect("layers:prepared")
