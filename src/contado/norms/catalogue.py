"""What the engine must know of a fact: the only thing it ever learns about measuring."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from contado.models import Record
from contado.terms import Text

State = Literal["before", "after"]


class FactSpec(Record):
    """A fact that sheets may read.

    Parameters
    ----------
    label
        What it is called.
    of
        The kind of place that has it: ``intervention``, ``measure``.
    unit
        Code of its unit; None for a fact that is a label.
    decimals
        Decimals it is written with; None for those of its unit.
    names
        The names a label may take, each with its text; empty where any name may come.
    states
        ``before`` and ``after`` where the works change it; empty where they do not.
    change
        The fact that tells by how much the works change it; None where none does.

    Examples
    --------
    >>> FactSpec(label=Text(it="area", en="area"), of="intervention", unit="m2").is_number
    True
    """

    label: Text
    of: str
    unit: str | None = None
    decimals: int | None = None
    names: Mapping[str, Text] = {}
    states: tuple[State, ...] = ()
    change: str | None = None

    @property
    def is_number(self) -> bool:
        """Whether the fact is a number in a unit."""
        return self.unit is not None


def column_name(fact: str, state: State) -> str:
    """Return the column of `contado.values.Table` that holds a fact in a state.

    Examples
    --------
    >>> column_name("drainage.draining_index", "after")
    'drainage.draining_index@after'
    """
    return f"{fact}@after" if state == "after" else fact
