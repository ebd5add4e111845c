"""Which volume governs: the one of the method, the one with the design's flows, the minimum."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from contado.drainage.invariance.steps import WORDS
from contado.terms import Text

RAIN_ONLY = "rain_only"
DETAILED = "detailed"
CHOSEN = "chosen"
AS_DESIGNED = "as_designed"
MINIMUM = "minimum"


@dataclass(frozen=True, slots=True)
class Governing:
    """The volume required, m³, and the name of the one that governs.

    Parameters
    ----------
    volume
        The greatest, m³.
    name
        ``rain_only``, ``detailed``, ``chosen`` (the detailed procedure where the rain-only method
        would do), ``as_designed`` or ``minimum``.
    alone
        Whether there was nothing to compare it with.
    """

    volume: float
    name: str
    alone: bool = False

    @property
    def why(self) -> Text:
        """Why it governs, in words."""
        return WORDS["governing.alone"] if self.alone else WORDS[f"governing.{self.name}"]


def governing(volumes: Mapping[str, float]) -> Governing:
    """Return the greatest of several volumes; of equal ones, the first.

    Examples
    --------
    >>> governing({"rain_only": 452.9, "minimum": 417.6}).name
    'rain_only'
    """
    name = max(volumes, key=volumes.__getitem__)
    return Governing(volumes[name], name, len(volumes) == 1)
