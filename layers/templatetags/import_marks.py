"""How imports look: states and outcomes as badges, the way as numbered steps."""

from django import template
from django.utils.functional import Promise
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from core.import_kinds import UnknownKindError, kind
from core.importing import Outcome
from core.models import ImportRun, ImportState
from core.templatetags.marks import icon
from core.templatetags.measures import count

register = template.Library()

STATES = {
    ImportState.UPLOADED: ("badge-run", "clock"),
    ImportState.PREVIEWED: ("badge-gap", "warn"),
    ImportState.RUNNING: ("badge-run", "clock"),
    ImportState.DONE: ("badge-ok", "check"),
    ImportState.FAILED: ("badge-err", "warn"),
    ImportState.REJECTED: ("badge-err", "cross"),
    ImportState.CANCELLED: ("badge-none", "cross"),
    ImportState.UNDONE: ("badge-none", "cross"),
}
OUTCOMES = {
    Outcome.NEW: ("badge-ok", "plus"),
    Outcome.CHANGED: ("badge-ok", "edit"),
    Outcome.UNCHANGED: ("badge-none", "check"),
    Outcome.BAD: ("badge-err", "cross"),
    Outcome.DUPLICATE: ("badge-gap", "warn"),
}


@register.simple_tag
def kind_label(run: ImportRun) -> str | Promise:
    """What the file holds; a kind that was withdrawn since keeps its name."""
    try:
        return capfirst(str(kind(run.kind).label))
    except UnknownKindError:
        return run.kind


@register.simple_tag
def run_badge(run: ImportRun) -> SafeString:
    state = ImportState(run.state)
    css, name = STATES[state]
    return format_html('<span class="badge {}">{}{}</span>', css, icon(name), state.label)


@register.simple_tag
def outcome_badge(value: str) -> SafeString:
    outcome = Outcome(value)
    css, name = OUTCOMES[outcome]
    return format_html('<span class="badge {}">{}{}</span>', css, icon(name), outcome.label)


@register.simple_tag
def run_counts(run: ImportRun) -> SafeString:
    """`486 new · 91 changed · 27 refused`, without noughts."""
    told = [(count(n), one.label) for one in Outcome if (n := run.counts.get(one.value, 0))]
    if not told:
        return format_html('<span class="muted">{}</span>', "—")
    return format_html_join(" · ", '<span class="nowrap">{} {}</span>', told)


@register.simple_tag
def step_mark(number: int, present: int, label: str) -> SafeString:
    """A numbered step: done ones ticked, the present one marked for screen readers too."""
    if number < present:
        words = _("done")
        return format_html(
            '<li class="is-past"><span>{}</span>{} <span class="vh">{}</span></li>',
            icon("check"),
            label,
            words,
        )
    present_mark = SafeString(' aria-current="step"') if number == present else ""
    return format_html("<li{}><span>{}</span>{}</li>", present_mark, number, label)
