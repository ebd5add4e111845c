"""What is asked of the regulation: the works, where they are, and what their designer declares."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import inf

from contado.drainage.invariance.rules import CRITICALITIES
from contado.drainage.invariance.surfaces import WorksSurfaces
from contado.drainage.rainfall import Rainfall
from contado.errors import BadInput, Problem
from contado.terms import Text


@dataclass(frozen=True, slots=True)
class Question:
    """The works that the regulation is asked about.

    Parameters
    ----------
    surfaces
        Of the works, after completion.
    criticality
        Area A, B or C of the comune; None where it is not known.
    rain
        Of the site; None where it is not known.
    coefficient
        ``P`` of allegato C, above 0 and at most 1; None where it is not declared.
    receiver_limit
        A limit that the operator of the receiver imposes (art. 8 c. 2), l/s.
    infiltration_only
        Whether the works dispose of the rain by infiltration alone.
    permeability_tests
        Whether permeability tests are attached to the design.
    detailed
        Whether the designer chooses the detailed procedure where less would do: art. 9 c. 3
        instead of the rain-only method, art. 12 c. 2 instead of the minimum.
    monetised
        Whether the designer declares one of the cases of art. 16, where volumes are paid for.
    soil_group
        Hydrologic group: where given, the detailed procedure lets permeable ground lose rain by
        Horton's formula.
    remarks
        What the reader must know of how the rest came to be known.

    Raises
    ------
    BadInput
        ``invariance.criticality``, ``invariance.coefficient``, ``invariance.receiver_limit``,
        ``invariance.soil_group``: all that are wrong.
    """

    surfaces: WorksSurfaces
    criticality: str | None = None
    rain: Rainfall | None = None
    coefficient: float | None = None
    receiver_limit: float | None = None
    infiltration_only: bool = False
    permeability_tests: bool = False
    detailed: bool = False
    monetised: bool = False
    soil_group: str | None = None
    remarks: tuple[Text, ...] = ()

    def __post_init__(self) -> None:
        problems = list(
            declared_problems(
                self.criticality, self.coefficient, self.receiver_limit, self.soil_group
            )
        )
        if problems:
            raise BadInput(problems)


def declared_problems(
    criticality: str | None,
    coefficient: float | None,
    receiver_limit: float | None,
    soil_group: str | None = None,
) -> Iterator[Problem]:
    """Yield everything wrong with what is declared beside the surfaces and the rain."""
    if criticality is not None and criticality not in CRITICALITIES:
        yield Problem("invariance.criticality", "--criticality", {"value": criticality[:40]})
    if coefficient is not None and not 0.0 < coefficient <= 1.0:
        yield Problem("invariance.coefficient", "--p", {"value": coefficient})
    if receiver_limit is not None and not 0.0 < receiver_limit < inf:
        yield Problem("invariance.receiver_limit", "--receiver-limit", {"value": receiver_limit})
    if soil_group is not None and soil_group not in ("A", "B", "C", "D"):
        yield Problem("invariance.soil_group", "--soil-group", {"value": soil_group[:40]})
