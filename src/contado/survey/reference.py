"""What depends on the whole territory: indices of its units, shares, distributions.

A reference is computed from the blocks of the territory (`contado.survey.blocks`) and kept as
plain values in the survey, so that a dossier can freeze what it was judged by.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from contado.layer_roles import POPULATION_GRID
from contado.survey.block_files import blocks_of
from contado.survey.blocks import Blocks
from contado.survey.columns import Bools, without
from contado.survey.measured import Measured
from contado.survey.plan import CELL_COVERAGE, MINIMUM_COVERAGE
from contado.units import RESOLUTION
from contado.values import Floats, Labels, Missing, Numbers

if TYPE_CHECKING:
    from contado.survey.survey import Survey

PERSONS = 1e-6
"""Persons a square metre for one person a square kilometre."""


@dataclass(frozen=True, slots=True)
class UnitValues:
    """A value of every unit of a layer.

    Parameters
    ----------
    codes
        Codes of the units, ``u`` of them.
    low, high
        Bounds, NaN where there are no data; shape ``(u,)``.
    coverage
        Share of the unit with data, shape ``(u,)``.
    basis
        ``residents`` or ``area``, a text a unit; empty where the basis is always the same.
    """

    codes: tuple[str, ...]
    low: Floats
    high: Floats
    coverage: Floats
    basis: tuple[str, ...] = ()

    def content(self) -> dict[str, Any]:
        """Return the values as plain values, units in the order of their codes."""
        rows = {}
        for row in np.argsort(np.array(self.codes)):
            low, high = (_plain(bound[row]) for bound in (self.low, self.high))
            rows[self.codes[row]] = {
                "low": low,
                "high": high,
                "coverage": float(self.coverage[row]),
            }
            if self.basis:
                rows[self.codes[row]]["basis"] = self.basis[row]
        return rows


def blocks(survey: Survey, role: str) -> Blocks | None:
    """Return the blocks of the units of a layer, made once."""
    return survey.of_territory(f"blocks {role}", lambda: blocks_of(survey.territory, role))


def freeze(
    survey: Survey,
    reference: str,
    method: str,
    *,
    roles: Sequence[str],
    content: Mapping[str, Any],
    seen: float,
) -> None:
    """Keep a reference in the survey as plain values, under its id.

    Parameters
    ----------
    seen
        Share of the territory that had data.
    """
    layers = {role: layer.id for role in roles if (layer := survey.layer(role)) is not None}
    survey.references[reference] = {
        "method": method, "layers": layers, "seen": round(seen, 9), **content
    }  # fmt: skip


def share_seen(parts: Blocks, data: Floats) -> float:
    """Return the share of the area of all units that has data."""
    return float(data.sum() / parts.area.sum()) if len(parts.area) else 0.0


def share_where(
    survey: Survey, parts: Blocks, sure: Bools, possible: Bools, data: Bools
) -> UnitValues:
    """Return the share of each unit's residents, or area, on parts where something holds.

    Residents weigh where cells with residents cover enough of the unit (``people.cell_coverage``)
    and somebody lives there; else area does.

    Parameters
    ----------
    sure, possible
        Whether it holds on a part surely, or possibly; shape ``(m,)``.
    data
        Whether the part has data.
    """
    area = parts.by_unit(parts.area)
    inhabited = _inhabited(survey, parts, data, area)
    people = parts.products.get(POPULATION_GRID, parts.area) * PERSONS
    weight = np.where(inhabited[parts.unit], people, parts.area) * data
    whole = parts.by_unit(weight)
    with np.errstate(invalid="ignore", divide="ignore"):
        low, high = (
            np.where(whole > 0, parts.by_unit(weight * holds) / whole, np.nan)
            for holds in (sure, possible)
        )
        coverage = np.where(area > 0, parts.by_unit(parts.area * data) / area, 0.0)
    basis = tuple("residents" if lived else "area" for lived in inhabited)
    return UnitValues(parts.units, low, high, coverage, basis)


def _inhabited(survey: Survey, parts: Blocks, data: Bools, area: Floats) -> Bools:
    if POPULATION_GRID not in parts.products:
        return np.zeros(len(parts.units), dtype=bool)
    enough = survey.rules.number(CELL_COVERAGE) * area
    people = parts.by_unit(parts.products[POPULATION_GRID] * data)
    return np.asarray(
        (parts.by_unit(parts.known[POPULATION_GRID]) >= enough - RESOLUTION) & (people > 0)
    )


def enough_data(survey: Survey, parts: Blocks, data: Floats) -> Bools:
    """Tell which parts have data on enough of their area."""
    least = survey.rules.number(MINIMUM_COVERAGE) - RESOLUTION
    return np.asarray((data > 0) & (data >= least * parts.area))


def of_unit(
    survey: Survey,
    role: str,
    values: UnitValues | None,
    method: str,
    *,
    roles: Sequence[str],
    parameters: Sequence[str],
    reference: str,
) -> Measured:
    """Return, for each place, the value of the unit that it lies in.

    Parameters
    ----------
    role
        Layer of the units.
    values
        Values of the units, None where no layer gives them: missing ``no_layer``, the first of
        ``roles`` that no layer plays.
    """
    units = survey.units(role)
    lacking = next((name for name in (role, *roles) if survey.layer(name) is None), None)
    if units is None or values is None:
        absent = survey.absent(lacking or role)
        return survey.measured(
            absent, method, layers=[role, *roles], parameters=parameters, sized=False
        )
    row_of = {code: row for row, code in enumerate(values.codes)}
    row = np.array([row_of.get(code, -1) for code in units.codes], dtype=np.intp)
    numbers, coverage = _looked_up(survey, values, row, role, roles[0])
    basis = None
    if values.basis:
        named = [values.basis[r] if r >= 0 else None for r in row]
        basis = Labels.of(named, Missing("outside_layer", role))
    return survey.measured(
        numbers, method, layers=[role, *roles], parameters=parameters,
        coverage=coverage, basis=basis, references=[reference], sized=False,
    )  # fmt: skip


def _looked_up(
    survey: Survey,
    values: UnitValues,
    row: np.ndarray[Any, np.dtype[np.intp]],
    role: str,
    data: str,
) -> tuple[Numbers, Floats]:
    outside = row < 0
    low, high = (np.r_[bound, np.nan][row] for bound in (values.low, values.high))
    exact = np.array_equal(low, high, equal_nan=True)
    coverage = np.r_[values.coverage, 0.0][row]
    numbers = Numbers(low, low if exact else high, np.zeros(len(row), dtype=np.int16))
    numbers = without(numbers, outside, Missing("outside_layer", role))
    numbers = without(numbers, (coverage <= 0) & ~outside, Missing("outside_layer", data))
    few = coverage < survey.rules.number(MINIMUM_COVERAGE) - RESOLUTION
    numbers = without(numbers, few, Missing("low_coverage", data))
    return without(numbers, np.isnan(numbers.low), Missing("not_applicable", data)), coverage


def _plain(value: float) -> float | None:
    return None if np.isnan(value) else float(value)
