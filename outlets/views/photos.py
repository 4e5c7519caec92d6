"""Photos: each is served to those who may see its outlet, and to nobody else."""

import uuid

import rules
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import ngettext

from accounts.http import SignedInRequest
from core import audit
from core.errors import DomainError
from outlets.forms_photos import PhotosForm, photos_of
from outlets.kinds import PhotoKind
from outlets.models import Outlet, Photo
from outlets.photos import add_photos
from outlets.rules import SEE_LEDGER, VISIT
from outlets.stages import VOID
from outlets.views.sending import sent

A_DAY_S = 86_400


def photo(request: SignedInRequest, pk: int) -> FileResponse:
    """The JPEG itself. Looking at a ledger, which names people, is recorded."""
    photos = Photo.objects.visible_to(request.user).select_related("outlet")
    found = get_object_or_404(photos, pk=pk)
    if found.kind == PhotoKind.LEDGER:
        if not rules.has_perm(SEE_LEDGER, request.user):
            raise PermissionDenied
        subject = found.outlet.outlet_no or str(found.outlet.pk)
        audit.record(request.user, "photo.ledger_seen", subject=subject, detail={"photo": pk})
    try:
        file = found.file.open("rb")
    except FileNotFoundError as error:
        raise Http404 from error
    response = FileResponse(file, content_type="image/jpeg", filename=f"{pk}.jpg")
    response.headers["X-Content-Type-Options"] = "nosniff"
    # A photo never changes, yet who may see it does.
    response.headers["Cache-Control"] = f"private, max-age={A_DAY_S}"
    return response


def photo_add(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    outlets = Outlet.objects.visible_to(request.user).exclude(stage__in=VOID)
    outlet = get_object_or_404(outlets.select_related("village__parent"), pk=pk)
    if not rules.has_perm(VISIT, request.user, outlet):
        raise PermissionDenied
    form = PhotosForm(*sent(request))
    if form.is_valid():
        chosen = photos_of(form.cleaned_data)
        try:
            added = add_photos(outlet=outlet, photos=chosen, actor=request.user)
        except DomainError as error:
            form.add_error(error.field if error.field in form.fields else None, str(error.message))
        else:
            text = ngettext("%(n)s photo was added.", "%(n)s photos were added.", len(added))
            messages.success(request, text % {"n": len(added)})
            return redirect("outlets:detail", pk=pk)
    context = {"outlet": outlet, "form": form, "lost_photo": bool(request.FILES)}
    return render(request, "outlets/photo_form.html", context)
