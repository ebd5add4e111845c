"""Transport corridors between centres: roads, railways, underground lines."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt
from shapely.geometry.base import BaseGeometry

from contado.territory.recipes.demo.centres import Centres
from contado.territory.recipes.demo.curves import bend
from contado.territory.recipes.demo.noise import chance, salt

Rows = npt.NDArray[np.intp]
Edge = tuple[int, int]

_TERMINALS = 8
_APART = np.pi / 6
"""Angle seen from the capital that two railways must leave between their ends."""
_METRO_FROM = 400_000
"""Residents of a capital that has an underground."""
_A_LINE_EACH = 350_000
_MOST_LINES = 5


@dataclass(frozen=True)
class Network:
    """Corridors of an area.

    Parameters
    ----------
    main, minor
        Roads between big centres, and between all of them.
    rail
        Railway lines by name, as sequences of rows of `Centres` from the capital outwards.
    track
        The bent line of each piece of railway, by the rows it joins (the lower first).
    metro
        Underground lines by name.
    """

    main: tuple[BaseGeometry, ...]
    minor: tuple[BaseGeometry, ...]
    rail: dict[str, tuple[int, ...]]
    track: dict[Edge, BaseGeometry]
    metro: dict[str, BaseGeometry]


def draw_network(centres: Centres, seed: int) -> Network:
    """Draw the corridors: more centres joined, straighter between the larger ones."""
    stream = salt(seed, "network")
    big = centres.largest(int(np.clip(len(centres.x) // 5, 4, 30)))
    main = neighbours(centres, big)
    every = neighbours(centres, np.arange(len(centres.x)))
    rail = railways(centres, main)
    pieces = {_sorted(e) for way in rail.values() for e in pairwise(way)}
    return Network(
        main=tuple(_bent(centres, edge, 0.06, stream) for edge in main),
        minor=tuple(_bent(centres, edge, 0.12, stream) for edge in every if edge not in set(main)),
        rail=rail,
        track={edge: _bent(centres, edge, 0.04, salt(seed, "rail")) for edge in sorted(pieces)},
        metro=underground(centres, seed),
    )


def neighbours(centres: Centres, rows: Rows) -> list[Edge]:
    """Return the Gabriel graph of some centres: pairs whose circle holds no third centre.

    K. R. Gabriel and R. R. Sokal, A new statistical approach to geographic variation analysis,
    Systematic Zoology 18 (1969).
    """
    x, y = centres.x[rows], centres.y[rows]
    square = (x[:, None] - x) ** 2 + (y[:, None] - y) ** 2
    joined = np.triu(np.ones(square.shape, dtype=bool), 1)
    for k in range(len(rows)):
        through = square[:, k][:, None] + square[k][None, :]
        through[k, :] = through[:, k] = np.inf
        joined &= through >= square
    return sorted(_sorted((int(rows[i]), int(rows[j]))) for i, j in np.argwhere(joined))


def railways(centres: Centres, edges: list[Edge]) -> dict[str, tuple[int, ...]]:
    """Return lines from the capital to far centres in different directions, along ``edges``."""
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph import dijkstra

    count, capital = len(centres.x), centres.capital
    ends = np.array(edges).reshape(-1, 2)
    length = np.hypot(
        *(
            np.stack([centres.x, centres.y])[:, ends[:, 0]]
            - np.stack([centres.x, centres.y])[:, ends[:, 1]]
        )
    )
    graph = csr_array((length, (ends[:, 0], ends[:, 1])), shape=(count, count))
    far, before = dijkstra(graph, directed=False, indices=capital, return_predecessors=True)
    lines: dict[str, tuple[int, ...]] = {}
    for end in _terminals(centres, far):
        lines[f"S{len(lines) + 1}"] = _way(before, capital, end)
    return lines


def _terminals(centres: Centres, far: npt.NDArray[np.float64]) -> list[int]:
    angle = np.arctan2(
        centres.y - centres.y[centres.capital], centres.x - centres.x[centres.capital]
    )
    chosen: list[int] = []
    for row in np.argsort(-np.where(np.isfinite(far), far, 0.0), kind="stable"):
        if not np.isfinite(far[row]) or far[row] == 0 or len(chosen) == _TERMINALS:
            break
        turn = np.abs(np.angle(np.exp(1j * (angle[row] - angle[chosen]))))
        if not (turn < _APART).any():
            chosen.append(int(row))
    return chosen


def _way(before: npt.NDArray[np.int32], capital: int, end: int) -> tuple[int, ...]:
    way = [end]
    while way[-1] != capital:
        way.append(int(before[way[-1]]))
    return tuple(reversed(way))


def underground(centres: Centres, seed: int) -> dict[str, BaseGeometry]:
    """Return lines across the capital, where it is large enough to have them."""
    capital = centres.capital
    people = float(centres.residents[capital])
    count = min(_MOST_LINES, int(people // _A_LINE_EACH) + 1) if people >= _METRO_FROM else 0
    stream = salt(seed, "metro")
    reach = 1.15 * centres.radius[capital]
    lines = {}
    for k in range(count):
        turn = np.pi * (k + 0.6 * chance(k, 0, stream)[0]) / count
        aside = 0.2 * reach * (chance(k, 1, stream)[0] - 0.5)
        x = centres.x[capital] - aside * np.sin(turn)
        y = centres.y[capital] + aside * np.cos(turn)
        step = np.array([np.cos(turn), np.sin(turn)]) * reach
        line = bend(
            (x - step[0], y - step[1]), (x + step[0], y + step[1]), 0.12, stream + np.uint64(k)
        )
        lines[f"M{k + 1}"] = line
    return lines


def _bent(centres: Centres, edge: Edge, share: float, stream: np.uint64) -> BaseGeometry:
    a, b = edge
    start = (float(centres.x[a]), float(centres.y[a]))
    return bend(start, (float(centres.x[b]), float(centres.y[b])), share, stream)


def _sorted(edge: Edge) -> Edge:
    return (min(edge), max(edge))
