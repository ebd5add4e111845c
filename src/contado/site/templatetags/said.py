"""Say a text that is written in both languages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import template

from contado.site.context import language

if TYPE_CHECKING:
    from contado.terms import Text

register = template.Library()


@register.filter
def said(text: Text) -> str:
    """Return a text in the language of the page."""
    return text.say(language())
