"""A declaration that stays beside the form while one types: sealed, so that it comes back as read.

The form holds what a person fills in; monitored values, areas and outlines to the millimetre and
the reader's remarks have no field of their own.
"""

from __future__ import annotations

import json

from django.core import signing

from contado.errors import BadInput, Problem
from contado.interventions import Intervention
from contado.site.assessing import on_map
from contado.site.declared import NOTHING, fields_of

_SALT = "contado.site.held"


def sealed(work: Intervention) -> str:
    """Return a declaration as the text of a hidden field; empty where there is none."""
    if work == NOTHING:
        return ""
    return signing.dumps(work.model_dump(mode="json"), salt=_SALT, compress=True)


def opened(text: str) -> Intervention:
    """Return the declaration that was sealed; `NOTHING` where the field is empty.

    Raises
    ------
    BadInput
        ``site.not_ours``: another service sealed it, or somebody rewrote it.
    """
    if not text:
        return NOTHING
    try:
        return Intervention.model_validate(signing.loads(text, salt=_SALT))
    except (signing.BadSignature, ValueError):
        raise BadInput(Problem("site.not_ours", "declaration")) from None


def with_outline(base: Intervention, other: Intervention) -> Intervention:
    """Return a declaration on the outline of another, with what its reader remarked of that."""
    return base.model_copy(update={"geometry": other.geometry, "remarks": other.remarks})


def filled(work: Intervention, base: Intervention) -> dict[str, str]:
    """Return all the fields that an intervention fills, its area and what lies under it too."""
    geometry = json.dumps(on_map(work), separators=(",", ":"))
    return {**fields_of(work), "geometry": geometry, "declaration": sealed(base)}
