"""What every page says: where one is, on which data, and how far to trust it."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import translate_url
from django.utils.translation import get_language

from contado.site.ground import territory
from contado.site.permissions import is_local_user
from contado.terms import TERMS, Text


def language() -> str:
    """Return the language of the request, ``it`` or ``en``."""
    return "en" if (get_language() or "it").startswith("en") else "it"


def everywhere(request: HttpRequest) -> dict[str, Any]:
    """Return what the frame of every page shows."""
    ground, own = territory(), language()
    other = "it" if own == "en" else "en"
    return {
        "territory_name": ground.name,
        "snapshot": ground.snapshot,
        "disclaimer": TERMS["proposed_values"].say(own),
        "simulated": _labels(
            [each.spec.label for each in ground.layers.values() if each.simulated]
        ),
        "stand_ins": _labels([each.spec.label for each in ground.layers.values() if each.stand_in]),
        "attributions": sorted({each.attribution for each in ground.layers.values()}),
        "local_user": is_local_user(request),
        "other_language": other,
        "other_url": translate_url(request.get_full_path(), other),
        "csp_nonce": getattr(request, "csp_nonce", ""),
    }


def _labels(texts: list[Text]) -> list[str]:
    return [text.say(language()) for text in texts]
