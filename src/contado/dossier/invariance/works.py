"""Works as they are declared without a design, and the question that they put to the regulation."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from contado.drainage.invariance import (
    Known,
    Question,
    WorksSurfaces,
    declared_problems,
    known_of,
)
from contado.drainage.rainfall import SHORT_EXPONENT, rainfall_of
from contado.errors import BadInput, Problem, tried

if TYPE_CHECKING:
    from contado.norms import Rules
    from contado.terms import Text
    from contado.territory import Territory


@dataclass(frozen=True, slots=True)
class DeclaredWorks:
    """What is declared of works; `Question` tells what each means. Areas are m², flows l/s."""

    area: float
    sealed: float = 0.0
    semi_permeable: float = 0.0
    permeable: float = 0.0
    agricultural: float = 0.0
    criticality: str | None = None
    rain: str | None = None  # parameters of the curve: a1=…,n=…,alpha=…,kappa=…,epsilon=…
    p: float | None = None
    receiver_limit: float | None = None
    soil_group: str | None = None
    infiltration_only: bool = False
    permeability_tests: bool = False
    detailed: bool = False
    monetised: bool = False

    def question(
        self, rules: Rules, place: tuple[Territory, str] | None = None,
        remarks: tuple[Text, ...] = (),
    ) -> Question:  # fmt: skip
        """Return the question, with what a territory knows of a comune.

        Parameters
        ----------
        place
            A territory and the ISTAT code of a comune, which add what is not declared.
        remarks
            What the reader must know besides.

        Raises
        ------
        BadInput
            Everything wrong at once: ``invariance.*``, ``rainfall.*``.
        """
        problems: list[Problem] = list(
            declared_problems(self.criticality, self.p, self.receiver_limit, self.soil_group)
        )
        surfaces = tried(problems, self._surfaces)
        known = tried(problems, lambda: self._known(rules, place))
        if surfaces is None or known is None or problems:
            raise BadInput(problems)
        return Question(
            surfaces, known.criticality, known.rain, known.coefficient, self.receiver_limit,
            infiltration_only=self.infiltration_only, permeability_tests=self.permeability_tests,
            detailed=self.detailed, monetised=self.monetised, soil_group=self.soil_group,
            remarks=(*known.remarks, *remarks),
        )  # fmt: skip

    def _surfaces(self) -> WorksSurfaces:
        return WorksSurfaces(
            self.area, self.sealed, self.semi_permeable, self.permeable, self.agricultural
        )

    def _known(self, rules: Rules, place: tuple[Territory, str] | None) -> Known:
        curve = None
        if self.rain is not None:
            curve = rainfall_of(self.rain, rules.number(SHORT_EXPONENT))
        declared = Known(self.criticality, self.p, curve)
        return declared if place is None else known_of(*place, rules, declared)
