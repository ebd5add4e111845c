"""Which volume governs: the one of the method, the one with the design's flows, the minimum."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

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
        return _ALONE if self.alone else _WHY[self.name]


def governing(volumes: Mapping[str, float]) -> Governing:
    """Return the greatest of several volumes; of equal ones, the first.

    Examples
    --------
    >>> governing({"rain_only": 452.9, "minimum": 417.6}).name
    'rain_only'
    """
    name = max(volumes, key=volumes.__getitem__)
    return Governing(volumes[name], name, len(volumes) == 1)


_ALONE = Text(
    it="Per questa classe e quest'area il regolamento chiede il solo volume minimo.",
    en="For this class and area the regulation asks for the minimum volume alone.",
)
_WHY = {
    RAIN_ONLY: Text(
        it="Prevale il volume del metodo delle sole piogge, che la tabella 1 dell'art. 9 chiede "
        "per questa classe.",
        en="The volume of the rain-only method governs, which table 1 of art. 9 asks for this "
        "class.",
    ),
    DETAILED: Text(
        it="Prevale il volume della procedura dettagliata, che la tabella 1 dell'art. 9 chiede per "
        "questa classe.",
        en="The volume of the detailed procedure governs, which table 1 of art. 9 asks this class.",
    ),
    CHOSEN: Text(
        it="Prevale il volume della procedura dettagliata, che il progettista sceglie al posto del "
        "metodo delle sole piogge (art. 9 c. 3).",
        en="The volume of the detailed procedure governs, which the designer chooses instead of "
        "the rain-only method (art. 9 c. 3).",
    ),
    AS_DESIGNED: Text(
        it="Prevale il volume che serve con le portate di progetto: il metodo delle sole piogge "
        "suppone scaricata di continuo la portata limite, e il progetto ne scarica meno.",
        en="The volume needed with the flows of the design governs: the rain-only method supposes "
        "that the limit is discharged all the time, and the design discharges less.",
    ),
    MINIMUM: Text(
        it="Prevale il volume minimo: quello calcolato è inferiore (art. 12 c. 3).",
        en="The minimum volume governs: the one worked out is less (art. 12 c. 3).",
    ),
}
