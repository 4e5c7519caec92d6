"""Several records of a list at once: handed in by those who enter them, verified by the county."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from accounts.http import SignedInRequest
from entrepreneurs import approval
from entrepreneurs.batches import Outcome, take_each
from entrepreneurs.forms.steps import SUBMIT, BatchForm
from entrepreneurs.registers.base import Register
from entrepreneurs.views.common import open_register

MOST_TOLD = 5


@require_POST
def record_batch(request: SignedInRequest, register: str) -> HttpResponse:
    """Take the step for each record that was ticked; the list that was left comes again."""
    kept = open_register(request, register)
    form = BatchForm(request.POST)
    if form.is_valid():
        picks = {pick.pk: pick.seen_at for pick in form.cleaned_data["chosen"]}
        found = kept.rows_for(request.user).filter(pk__in=picks)
        is_handed_in = form.cleaned_data["step"] == SUBMIT
        step = approval.submit if is_handed_in else approval.verify
        outcome = take_each(
            step, ((record, picks[record.pk]) for record in found), actor=request.user
        )
        _tell(request, kept, outcome, is_handed_in=is_handed_in)
    else:
        messages.error(request, " ".join(str(e) for errors in form.errors.values() for e in errors))
    back = reverse(f"entrepreneurs:{kept.slug}_list")
    question = request.GET.urlencode()
    return redirect(f"{back}?{question}" if question else back)


def _tell(
    request: SignedInRequest, register: Register, outcome: Outcome, *, is_handed_in: bool
) -> None:
    if outcome.done:
        told = {"number": outcome.done}
        if is_handed_in:
            sentence = ngettext(
                "%(number)s record was handed in. The county's department verifies it next.",
                "%(number)s records were handed in. The county's department verifies them next.",
                outcome.done,
            )
        else:
            sentence = ngettext(
                "%(number)s record was verified and counts from now on.",
                "%(number)s records were verified and count from now on.",
                outcome.done,
            )
        messages.success(request, sentence % told)
    for refused in outcome.refused[:MOST_TOLD]:
        sentence = _("%(record)s stays as it is: %(why)s")
        named = {"record": register.title(refused.record), "why": refused.why}
        messages.warning(request, sentence % named)
    if (more := len(outcome.refused) - MOST_TOLD) > 0:
        sentence = _("%(number)s further records stay as they are. Open them to see why.")
        messages.warning(request, sentence % {"number": more})
