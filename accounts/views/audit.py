"""The audit: who did what and when. To be read by auditors and administrators, never changed."""

from typing import Any

import rules
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render

from accounts.acts import AuditLog, ask
from accounts.http import SignedInRequest
from accounts.rules import SEE_AUDIT
from core.audit import named_actions

PER_PAGE = 100


def audit_log(request: SignedInRequest) -> HttpResponse:
    if not rules.has_perm(SEE_AUDIT, request.user):
        raise PermissionDenied
    question = ask(request.GET.dict())
    log: Any = AuditLog(question, request.user)
    page = Paginator(log, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "question": question,
        "page": page,
        "pages": page.paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1),
        "actions": sorted(named_actions().items(), key=lambda item: str(item[1])),
    }
    return render(request, "accounts/audit.html", context)
