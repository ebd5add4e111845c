"""What each kind of ground does to heat, runoff and drainage, within its bounds.

Bounds come from the plan: the abacus for measures (shade, albedo, crop coefficient, storage,
runoff coefficient), the tables by land-cover class for classes. Everything the models make of
them is monotone: more shade, albedo or crop coefficient never heats, a higher curve number never
retains, more storage never floods. So the bounds of the results are the results of the bounds.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from contado.drainage import draining_parameters, draining_weight
from contado.drainage.runoff import class_curves, moved
from contado.scenarios.plan import (
    ALBEDO,
    CROP,
    DRAINING,
    GREEN,
    GREEN_MEASURES,
    MEASURE_COVER,
    MOISTURE,
    SHADE,
)
from contado.values import Floats

if TYPE_CHECKING:
    from contado.norms import Range, Rules
    from contado.scenarios.mixes import Mixes, Subject
    from contado.scenarios.model import Attributes

GROUPS = 5
"""Soil groups A to D, and unknown: the mean of the four."""
UNKNOWN = GROUPS - 1

_MILLIMETRES = 1000.0


@dataclass(frozen=True, slots=True)
class Factors:
    """Bounds of what ``k`` kinds of ground are made of.

    Parameters
    ----------
    heat
        Shade, albedo and crop coefficient: shape ``(2, 3, k)``, low then high; NaN where unknown.
    green
        1 where it counts as green area, shape ``(k,)``.
    curves
        CN in the antecedent moisture of the plan, shape ``(2, k, 5)``, low then high; NaN where
        the ground does not count (water).
    storage
        What it holds of the rain besides, mm: shape ``(2, k)``; infinite where it is for the
        project to say.
    draining
        Draining weight, shape ``(2, k)``; NaN where it does not count.
    parameters
        Parameters of the plan that were used.
    """

    heat: Floats
    green: Floats
    curves: Floats
    storage: Floats
    draining: Floats
    parameters: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.green)

    @property
    def exact(self) -> bool:
        """Whether no kind of ground is known within bounds only."""
        pairs = (self.heat, self.curves, self.storage, self.draining)
        return all(np.array_equal(low, high, equal_nan=True) for low, high in pairs)


def of_classes(rules: Rules, names: Sequence[str]) -> Factors:
    """Return the factors of land-cover classes; NaN where the plan does not know the class.

    Examples
    --------
    >>> from datetime import date
    >>> from contado.norms import Rules
    >>> woods = of_classes(Rules.load(on=date(2026, 11, 21)), ["woodland", "moon"])
    >>> woods.heat[:, 0].tolist(), woods.green.tolist()
    ([[0.9, nan], [1.0, nan]], [1.0, 0.0])
    """
    tables = [rules.table(name) for name in (SHADE, ALBEDO, CROP)]
    heat = np.stack([_bounds([table.get(name) for name in names]) for table in tables], axis=1)
    green = _bounds([rules.table(GREEN).get(name) for name in names])[0]
    found = class_curves(rules, names)
    curves = np.stack([_with_unknown(found.low), _with_unknown(found.high)])
    weights = rules.table(DRAINING)
    draining = _bounds([weights.get(name) for name in names])
    return Factors(
        heat, np.nan_to_num(green), curves, np.zeros((2, len(names))), draining,
        (SHADE, ALBEDO, CROP, GREEN, "runoff.curve_numbers", "runoff.covers", MOISTURE, DRAINING),
    )  # fmt: skip


def of_mixes(rules: Rules, mixes: Mixes, *, draining: bool = True) -> Factors:
    """Return the factors of what the ground of areas becomes, in the order of its kinds.

    Parameters
    ----------
    draining
        Whether the draining weight of measures is asked for; else it is NaN.
    """
    parts = [_of_subject(rules, subject, mixes, draining=draining) for subject in mixes.subjects]
    used = dict.fromkeys(name for part in parts for name in part.parameters)
    if not parts:
        none = of_classes(rules, [])
        return Factors(none.heat, none.green, none.curves, none.storage, none.draining, ())
    return Factors(
        np.concatenate([part.heat for part in parts], axis=2),
        np.concatenate([part.green for part in parts]),
        np.concatenate([part.curves for part in parts], axis=1),
        np.concatenate([part.storage for part in parts], axis=1),
        np.concatenate([part.draining for part in parts], axis=1),
        tuple(used),
    )


def _of_subject(rules: Rules, subject: Subject, mixes: Mixes, *, draining: bool) -> Factors:
    kind, name = subject
    if kind == "land_cover":
        return of_classes(rules, [name])
    if kind == "measure":
        return _of_measure(rules, name, draining=draining)
    return _said(rules, mixes.attributes[name])


def on_ground(rules: Rules) -> tuple[str, ...]:
    """Return the measures that take ground; walls and tanks leave it as it is."""
    known = (key[0] for key in rules.rows(MEASURE_COVER))
    return tuple(code for code in known if code in rules.measures)


def _of_measure(rules: Rules, code: str, *, draining: bool) -> Factors:
    """Return the factors of a measure: its cover's curve numbers, and the abacus for the rest."""
    bounds = {
        column: _bounds([rules.measures[code].quantity(column).range])[:, 0]
        for column in ("shade", "albedo", "crop_coefficient")
    }
    heat = np.stack(list(bounds.values()), axis=1)
    cover = rules.rows(MEASURE_COVER)[code,]
    curves, storage = of_classes(rules, [str(cover)]).curves, _storage(rules, code)
    if np.isnan(curves).any():  # water: of what it keeps nothing is known but the rain
        curves, storage = np.full_like(curves, 100.0), np.array([0.0, np.inf])
    green = rules.table(GREEN_MEASURES)[code]
    used = [f"abacus.{code}.{column}" for column in (*bounds, "storage")]
    return Factors(
        heat[:, :, None],
        np.array([0.0 if green is None else green.midpoint]),
        curves,
        storage[:, None],
        np.array(draining_weight(rules, code) if draining else (np.nan, np.nan))[:, None],
        (
            *used,
            MEASURE_COVER,
            GREEN_MEASURES,
            *(draining_parameters(rules, code) if draining else ()),
            "runoff.curve_numbers",
            "runoff.covers",
            MOISTURE,
        ),
    )


def _storage(rules: Rules, code: str) -> Floats:
    """Return bounds of what a measure stores, mm, as `contado.drainage.runoff.measures` has it.

    Where the soil is the storage its curve number speaks of it already; where it is for the
    project to say it may be nothing or all.
    """
    storage = rules.measures[code].quantity("storage")
    if storage.range is not None:
        return _MILLIMETRES * np.array([storage.range.low, storage.range.high])
    return np.array([0.0, np.inf if storage.declare in ("site", "design", "tank") else 0.0])


def _said(rules: Rules, attributes: Attributes) -> Factors:
    rows = (attributes.shade, attributes.albedo, attributes.crop_coefficient)
    heat = np.stack([_bounds([row]) for row in rows], axis=1)
    curve = _bounds([attributes.curve_number])
    curves = moved(np.repeat(curve[:, :, None], GROUPS, axis=2), rules.name(MOISTURE))
    return Factors(
        heat, np.array([float(attributes.green)]), curves, np.zeros((2, 1)),
        _bounds([attributes.draining]), (MOISTURE,),
    )  # fmt: skip


def _bounds(ranges: Sequence[Range | None]) -> Floats:
    """Return low and high of each row, NaN where there is none; shape ``(2, n)``."""
    rows = [(np.nan, np.nan) if row is None else (row.low, row.high) for row in ranges]
    return np.array(rows, dtype=np.float64).reshape(-1, 2).T


def _with_unknown(curves: npt.NDArray[np.float64]) -> Floats:
    return np.concatenate([curves, curves.mean(axis=1, keepdims=True)], axis=1)
