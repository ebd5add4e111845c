"""The checklist of the way of realisation (part C of the sheets): data of the plan."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from contado.models import Record
from contado.shipped import page
from contado.terms import Text


class ChecklistItem(Record):
    """An item: what it is called, what it asks, and the document that proves it."""

    label: Text
    asks: Text
    proof: Text


@cache
def checklist() -> Mapping[str, ChecklistItem]:
    """Return the items, in order.

    Examples
    --------
    >>> checklist()["monitoring"].label.it
    'Monitoraggio'
    """
    entries = page("contado.plan", "checklist.yaml")
    return MappingProxyType(
        {name: ChecklistItem.model_validate(entry) for name, entry in entries.items()}
    )
