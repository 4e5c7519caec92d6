"""Icons of `core/_sprite.html`, and addresses that keep a page's question."""

from django import template
from django.http import QueryDict
from django.template.context import RequestContext
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = template.Library()


@register.simple_tag
def icon(name: str, css: str = "") -> SafeString:
    """One icon, hidden from screen readers: a word always stands beside it."""
    return format_html(
        '<svg class="icon {}" aria-hidden="true" focusable="false"><use href="#i-{}"/></svg>',
        css,
        name,
    )


@register.simple_tag(takes_context=True)
def query(context: RequestContext, **changes: object) -> str:
    """The page's own `?…` with `changes`; an empty value drops its key."""
    question: QueryDict = context["request"].GET.copy()
    for key, value in changes.items():
        question.pop(key, None)
        if value not in (None, ""):
            question[key] = str(value)
    return "?" + question.urlencode()
