"""The surfaces of the works: what is declared, the mean runoff coefficient, what contributes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import isfinite

from contado.drainage.invariance.rules import COEFFICIENTS, look_up
from contado.drainage.invariance.steps import WORDS, Step, StepValue
from contado.errors import BadInput, Problem
from contado.norms import Confidence, Rules
from contado.units import UNITS

KINDS = ("sealed", "semi_permeable", "permeable", "agricultural")
"""Kinds of surface, as the plan's table of runoff coefficients names them."""

HECTARE = 10_000.0
"""m² in a hectare."""

_SLACK = UNITS["m2"].tolerance
_SYMBOLS = dict(zip(KINDS, ("imp", "semi", "perm", "agr"), strict=True))


@dataclass(frozen=True, slots=True)
class WorksSurfaces:
    """The works after completion, m².

    Parameters
    ----------
    area
        Of the whole works, which cannot be split (art. 9 c. 1).
    sealed, semi_permeable, permeable, agricultural
        Its parts; they add up to ``area``.

    Raises
    ------
    BadInput
        Everything wrong at once: ``invariance.not_an_area``, ``invariance.no_area``,
        ``invariance.sum_differs``, ``invariance.nothing_counted``.

    Examples
    --------
    >>> WorksSurfaces(6200, sealed=4400, semi_permeable=700, permeable=1100).sealed
    4400
    """

    area: float
    sealed: float = 0.0
    semi_permeable: float = 0.0
    permeable: float = 0.0
    agricultural: float = 0.0

    def __post_init__(self) -> None:
        problems = list(self._problems())
        if problems:
            raise BadInput(problems)

    @property
    def by_kind(self) -> dict[str, float]:
        """Area of each kind, m²."""
        return {kind: getattr(self, kind) for kind in KINDS}

    def _problems(self) -> Iterator[Problem]:
        named = {"area": self.area} | self.by_kind
        bad = {name: value for name, value in named.items() if not (isfinite(value) and value >= 0)}
        for name, value in bad.items():
            yield Problem("invariance.not_an_area", _option(name), {"value": value})
        if bad:
            return
        total = sum(self.by_kind.values())
        if self.area == 0.0:
            yield Problem("invariance.no_area", _option("area"))
        if abs(total - self.area) > _SLACK:
            yield Problem(
                "invariance.sum_differs", _option("area"), {"area": self.area, "sum": total}
            )
        elif self.area and self.agricultural == total:
            yield Problem("invariance.nothing_counted", _option("agricultural"))


def _option(name: str) -> str:
    return f"--{name.replace('_', '-')}"


@dataclass(frozen=True, slots=True)
class Contributing:
    """What contributes to the runoff.

    Parameters
    ----------
    phi
        Mean runoff coefficient of the surfaces that count, at full precision.
    hectares
        Area of the surfaces that count, ha.
    steps
        How both were found.
    """

    phi: float
    hectares: float
    steps: tuple[Step, ...]

    @property
    def impermeable_hectares(self) -> float:
        """Impermeable contributing hectares: area times mean runoff coefficient (art. 2)."""
        return self.phi * self.hectares


def contributing(surfaces: WorksSurfaces, rules: Rules) -> Contributing:
    """Return the mean runoff coefficient and the contributing area: ``φ_m = Σ φ_i A_i / Σ A_i``.

    Examples
    --------
    >>> from datetime import date
    >>> rules = Rules.load(on=date(2026, 11, 21))
    >>> works = WorksSurfaces(6200, 4400, 700, 1100)  # (4400 + 490 + 330) / 6200
    >>> found = contributing(works, rules)
    >>> round(found.phi, 6), round(found.impermeable_hectares, 6)
    (0.841935, 0.522)
    """
    looked = {kind: look_up(rules, COEFFICIENTS, kind) for kind in KINDS}
    counted = {kind: one.value for kind, one in looked.items() if one.value is not None}
    areas = surfaces.by_kind
    whole = sum(areas[kind] for kind in counted)
    phi = sum(value * areas[kind] for kind, value in counted.items()) / whole
    hectares = whole / HECTARE
    mean = _phi(rules, surfaces, phi)
    return Contributing(phi, hectares, (mean, _hectares(phi, hectares, mean.confidence)))


def _phi(rules: Rules, surfaces: WorksSurfaces, phi: float) -> Step:
    use = rules.use(COEFFICIENTS)
    read: list[StepValue] = []
    for kind, area in surfaces.by_kind.items():
        if area:
            symbol, value = _SYMBOLS[kind], look_up(rules, COEFFICIENTS, kind).value
            read.append(StepValue(symbol=f"A_{symbol}", value=area, unit="m2"))
            read.append(StepValue(symbol=f"φ_{symbol}", value=value, unit="1"))
    return Step(
        code="phi",
        label=WORDS["labels.phi"],
        formula="φ_m = Σ φ_i · A_i / Σ A_i",
        inputs=tuple(read),
        result=StepValue(symbol="φ_m", value=phi, unit="1"),
        article=use.reference.title,
        confidence=use.confidence,
        parameters=(COEFFICIENTS,),
        note=WORDS["notes.not_counted"] if surfaces.agricultural else None,
    )


def _hectares(phi: float, hectares: float, sureness: Confidence) -> Step:
    return Step(
        code="impermeable_hectares",
        label=WORDS["labels.impermeable_hectares"],
        formula="S_imp = S · φ_m",
        inputs=(
            StepValue(symbol="S", value=hectares, unit="ha"),
            StepValue(symbol="φ_m", value=phi, unit="1"),
        ),
        result=StepValue(symbol="S_imp", value=phi * hectares, unit="ha"),
        article="r.r. Lombardia 7/2017, art. 2",
        confidence=sureness,
    )
