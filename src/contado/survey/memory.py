"""What was worked out of a whole territory under a plan, kept while both are in use.

A service measures one place after another on the same ground: what does not depend on the places
is worked out at the first, and recalled at the next.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from threading import RLock
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

if TYPE_CHECKING:
    from contado.norms import Rules
    from contado.territory import Territory

Reference = dict[str, object]


@dataclass
class Memory:
    """Values by key, and the references that were frozen while they were worked out."""

    values: dict[str, object] = field(default_factory=dict)
    references: dict[str, dict[str, Reference]] = field(default_factory=dict)
    making: RLock = field(default_factory=RLock, repr=False)  # those who want the same wait for it

    def recall(self, key: str, make: Callable[[], Any], frozen: dict[str, Reference]) -> Any:  # noqa: ANN401 - whatever ``make`` gives
        """Return what ``make`` gave the first time, and freeze again what it froze.

        Parameters
        ----------
        frozen
            The references of the survey that asks, added to.

        Examples
        --------
        >>> memory, first, second = Memory(), {}, {}
        >>> memory.recall("answer", lambda: first.update(how={"by": "hand"}) or 42, first)
        42
        >>> memory.recall("answer", lambda: 0, second), second
        (42, {'how': {'by': 'hand'}})
        """
        if key not in self.values:
            with self.making:
                if key not in self.values:
                    before = set(frozen)
                    value = make()
                    self.references[key] = {name: frozen[name] for name in frozen.keys() - before}
                    self.values[key] = value
        frozen.update(self.references[key])
        return self.values[key]


_MEMORIES: WeakKeyDictionary[Territory, WeakKeyDictionary[Rules, Memory]] = WeakKeyDictionary()


def memory_of(territory: Territory, rules: Rules) -> Memory:
    """Return the memory of an open territory, in its snapshot, under a plan on a day."""
    under = _MEMORIES.setdefault(territory, WeakKeyDictionary())
    return under.setdefault(rules, Memory())
