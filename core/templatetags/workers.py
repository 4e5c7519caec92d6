"""The notice on pages that wait for background work that nobody does."""

from typing import Any

from django import template

from core.workers import is_anybody_working

register = template.Library()


@register.inclusion_tag("core/_nobody_works.html")
def nobody_works() -> dict[str, Any]:
    """Says that no job worker runs; nothing when one does."""
    return {"is_anybody_working": is_anybody_working()}
