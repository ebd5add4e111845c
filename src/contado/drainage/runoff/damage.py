"""Buildings at risk: what stands in each unit, by type, and what its damage would cost.

InVEST's ``aff_bld`` and ``serv_blt`` (domain §2.9.2): affected area times damage a square metre,
and that times the volume the unit retains.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

import numpy as np
import numpy.typing as npt

from contado.errors import BadInput, Problem
from contado.survey import summed
from contado.territory import read_plain_table
from contado.values import Floats

Shapes = npt.NDArray[np.object_]

_CENT = Decimal("0.01")
_AREA_DIGITS = 6  # of a square metre: what is below is the rounding of coordinates
_SHOWN = 10


def read_damage(path: Path) -> dict[int, Decimal]:
    """Read a CSV with the columns ``Type`` and ``Damage``, money a square metre.

    Raises
    ------
    BadInput
        Everything wrong with the table, each with its line; see
        `contado.territory.plain_tables`.
    """
    table = read_plain_table(path, ["type", "damage"])
    kinds, damage = table.codes("type"), table.numbers("damage", 0)
    table.refuse_if_any()
    money = (Decimal(repr(each)) for each in damage.tolist())
    return dict(zip(kinds.tolist(), money, strict=True))


def check_types(kinds: Sequence[int], damage: Mapping[int, Decimal], where: str) -> None:
    """Refuse buildings whose type has no damage.

    Raises
    ------
    BadInput
        ``drainage.damage_missing``, with the types and how many buildings have them.
    """
    kind, count = np.unique(np.asarray(kinds, dtype=np.int64), return_counts=True)
    absent = [(int(k), int(n)) for k, n in zip(kind, count, strict=True) if int(k) not in damage]
    if absent:
        text = ", ".join(f"{k}: {n}" for k, n in absent[:_SHOWN])
        values = {"types": text if len(absent) <= _SHOWN else f"{text}, …"}
        raise BadInput(Problem("drainage.damage_missing", where, values))


def areas_by_type(
    units: Shapes, buildings: Shapes, kinds: npt.NDArray[np.int64]
) -> tuple[npt.NDArray[np.int64], Floats]:
    """Return the built area inside each unit, by type of building.

    Parameters
    ----------
    units, buildings
        Shapely polygons in one metric CRS, shapes ``(n,)`` and ``(m,)``; units may overlap, and
        each then counts in full. None and empty buildings count for nothing.
    kinds
        Type of each building, shape ``(m,)``.

    Returns
    -------
    types, areas
        The ``T`` types, ascending, and m², shape ``(n, T)``.

    Examples
    --------
    >>> import shapely
    >>> unit, house = shapely.box(0, 0, 10, 10), shapely.box(8, 0, 12, 5)
    >>> areas_by_type(np.array([unit]), np.array([house]), np.array([3]))
    (array([3]), array([[10.]]))
    """
    import shapely

    types, column = np.unique(kinds, return_inverse=True)
    shapely.prepare(units)
    tree = shapely.STRtree(buildings)
    # Most buildings lie wholly inside a unit: asking is quicker than cutting.
    unit, building = tree.query(units, predicate="intersects")
    inside = shapely.covers(units[unit], buildings[building])
    area = np.empty(len(unit))
    area[inside] = shapely.area(buildings[building[inside]])
    cut = ~inside
    area[cut] = shapely.area(shapely.intersection(units[unit[cut]], buildings[building[cut]]))
    flat = summed(unit * len(types) + column[building], area, len(units) * len(types))
    return types, flat.reshape(len(units), len(types))


def affected(
    types: npt.NDArray[np.int64], areas: Floats, damage: Mapping[int, Decimal]
) -> tuple[Decimal, ...]:
    """Return the damage in each unit, money to the cent.

    Parameters
    ----------
    types, areas
        As `areas_by_type` gives them.
    damage
        Money a square metre, by type.

    Examples
    --------
    >>> affected(np.array([1, 3]), np.array([[10.0, 0.5]]), {1: Decimal("0.1"), 3: Decimal("250")})
    (Decimal('126.00'),)
    """
    costs = [damage[int(kind)] for kind in types]
    return tuple(
        sum(
            (Decimal(repr(round(float(area), _AREA_DIGITS))) * cost
             for area, cost in zip(row, costs, strict=True)),
            Decimal(0),
        ).quantize(_CENT, ROUND_HALF_UP)
        for row in areas
    )  # fmt: skip


def service(damage: Sequence[Decimal], retained: Floats) -> Floats:
    """Return damage times the volume retained: a relative figure, without a physical unit.

    Parameters
    ----------
    damage
        Money, one a unit.
    retained
        m³, shape ``(n,)``; NaN where it is not known.
    """
    return np.array([float(money) for money in damage], dtype=np.float64) * retained
