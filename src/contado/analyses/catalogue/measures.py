"""Where each type of measure is worth most: the need of a place, and what the type gains there."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd

from contado.analyses import Execution, NamedPlaces, OutputColumn, OutputRaster, RasterCells, Result
from contado.analyses.tables import UNTOLD
from contado.errors import BadInput, Problem
from contado.facts import catalogue, judge
from contado.interventions import DeclaredMeasure, Intervention
from contado.norms import Rules, possible_classes
from contado.numerals import readable
from contado.pages import both
from contado.survey import BLOCK, Declared, Measured
from contado.terms import Text
from contado.territory import Territory
from contado.units import RESOLUTION
from contado.values import Numbers

Masks = npt.NDArray[np.uint16]

_NEED = "A"  # the part of the sheet that tells how much a place needs works
_BY_TYPE = "priorities.by_type"
_FIRST = 3  # places that are named
_DIGITS = round(-np.log10(RESOLUTION))


@dataclass(frozen=True)
class MeasuresRequest:
    """Of which places and which types of measure the priority is asked, under which plan."""

    territory: Territory
    by: NamedPlaces
    measures: Sequence[str]
    rules: Rules


@dataclass(frozen=True)
class _Screened:
    """Places with their need, and what each type of measure gains and how urgent it is there."""

    places: NamedPlaces
    types: tuple[str, ...]  # codes of the abacus, ``k`` of them
    need: Masks  # possible classes of the place, shape ``(n,)``
    gain: Numbers  # shape ``(n * k,)``, the types of a place together
    fact: Measured  # the gain as it was measured
    priority: Masks  # possible classes, shape ``(n, k)``; 0 where the gain is missing
    names: tuple[str, ...]  # classes of priority, the lowest first

    @property
    def top(self) -> np.uint16:
        """The mask of the highest class."""
        return np.uint16(1 << (len(self.names) - 1))

    @property
    def high(self) -> npt.NDArray[np.bool_]:
        """Where the priority is certainly the highest."""
        return np.equal(self.priority, self.top)

    @property
    def perhaps(self) -> npt.NDArray[np.bool_]:
        """Where it may be the highest, and another."""
        return ~self.high & (self.priority & self.top > 0)

    def bound(self, values: npt.NDArray[Any]) -> npt.NDArray[Any]:
        """Return a bound of the gain, a row a place and a column a type."""
        return values.reshape(len(self.places), len(self.types))


def measures(request: MeasuresRequest, execution: Execution) -> Result:
    """Return the priority of every place for every type of measure; of cells, their rasters."""
    types = _types(request, execution)
    screened = _screened(types, request, execution)
    labels = {code: request.rules.measures[code].label for code in types}
    frame = _by_type(screened, labels)
    tables: dict[str, pd.DataFrame] = {"types": frame}
    columns: dict[str, OutputColumn] = {}
    if request.by.cells is None:
        tables["units"] = _by_place(screened, labels, request, execution)
        columns = _columns(labels, execution)
    return Result(
        tables=tables,
        columns={"units": columns},
        rasters=_rasters(screened, request.territory.crs),
        maps=_specs(screened, labels, execution),
        answer=tuple(_answer(screened, frame, execution)),
        about=(
            (execution.phrase("sheet"), request.rules.sheet(str(execution.analysis.sheet)).label),
            (execution.phrase("places"), request.by.label),
        ),
        summary={"sheet": execution.analysis.sheet, "by": request.by.by, **_counts(screened)},
        cannot_tell=bool((screened.priority == 0).all()),
    )


def _types(request: MeasuresRequest, execution: Execution) -> tuple[str, ...]:
    """Return the types of the sheet that are asked for."""
    sheet = execution.analysis.sheet
    known = [code for code, one in request.rules.measures.items() if sheet in one.sizing.sheets]
    unknown = [code for code in request.measures if code not in known]
    if unknown:
        values = {"known": ", ".join(known)}
        raise BadInput(
            Problem("analyses.unknown_measure", "--measure", {"code": code[:40], **values})
            for code in unknown
        )
    return tuple(dict.fromkeys(request.measures or known))


def _screened(types: tuple[str, ...], request: MeasuresRequest, execution: Execution) -> _Screened:
    """Measure what each type gains, judge what each place needs, and put both together."""
    sheet, places = str(execution.analysis.sheet), request.by.places
    gain_fact = str(execution.analysis.tables["types"].columns["gain"].fact)
    each = tuple(DeclaredMeasure(measure=code, area=0, share=1.0) for code in types)
    supposed = Intervention(id="", name="", geometry="", measures=each)
    facts, verdicts = judge(
        places, [sheet], request.territory, request.rules,
        declared=Declared.same(places.area, supposed), more=[gain_fact],
        progress=lambda fact, share: execution.step(catalogue()[fact].label, 0.9 * share),
    )  # fmt: skip
    execution.use_facts(facts)
    fact, need = facts[gain_fact], verdicts[sheet].masks[_NEED]
    gain = fact.numbers
    gained = possible_classes(request.rules, f"priorities.{gain_fact.partition('.')[2]}", gain)
    priority = _joined(np.repeat(need, len(types)), gained, request.rules)
    priority = np.where(gain.missing == 0, priority, np.uint16(0))
    names = tuple(request.rules.categories["priority"].names)
    return _Screened(
        request.by, types, need, gain, fact, priority.reshape(len(places), len(types)), names
    )


def _joined(need: Masks, gained: Masks, rules: Rules) -> Masks:
    """Return the classes of priority still possible, by those of need and of gain."""
    table, axes = rules.lookup(_BY_TYPE), rules.parameter(_BY_TYPE).by
    needs, gains = (tuple(rules.categories[axis].names) for axis in axes.values())
    names = tuple(rules.categories["priority"].names)
    possible = np.zeros(len(need), dtype=np.uint16)
    for (one, other), name in table.items():
        both_may = (need >> needs.index(one) & 1 > 0) & (gained >> gains.index(other) & 1 > 0)
        possible |= np.where(both_may, np.uint16(1 << names.index(name)), np.uint16(0))
    return possible


def _by_type(screened: _Screened, labels: dict[str, Text]) -> pd.DataFrame:
    """Return how many places are of high priority for each type, and which come first."""
    low, high = (screened.bound(end) for end in (screened.gain.low, screened.gain.high))
    known = ~np.isnan(low)
    area = np.where(known, screened.places.places.area[:, None], 0.0)
    with np.errstate(invalid="ignore"):
        means = [np.nansum(end * area, axis=0) / area.sum(axis=0) for end in (low, high)]
    return pd.DataFrame({
        "measure": screened.types,
        "label": [labels[code] for code in screened.types],
        "high": screened.high.sum(axis=0),
        "perhaps": screened.perhaps.sum(axis=0),
        "not_computable": (screened.priority == 0).sum(axis=0),
        "gain_low": means[0].round(_DIGITS),
        "gain_high": means[1].round(_DIGITS),
        "first": [", ".join(_first(screened, column)) for column in range(len(screened.types))],
    })  # fmt: skip


def _first(screened: _Screened, column: int) -> Iterator[str]:
    """Yield the places of certain high priority for a type that gain most, by the middle."""
    middle = screened.bound(screened.gain.low + screened.gain.high)[:, column]
    high = np.flatnonzero(screened.high[:, column])
    for row in high[np.argsort(-middle[high], kind="stable")][:_FIRST]:
        yield screened.places.names[row]


def _by_place(
    screened: _Screened, labels: dict[str, Text], request: MeasuresRequest, execution: Execution
) -> gpd.GeoDataFrame:
    """Return the priority of every place for every type."""
    low, high = (screened.bound(end) for end in (screened.gain.low, screened.gain.high))
    first = range(0, len(screened.gain), len(screened.types))
    best = [
        ", ".join(code for code, one in zip(screened.types, row, strict=True) if one)
        for row in screened.high
    ]
    columns: dict[str, Any] = {
        "code": screened.places.places.ids,
        "name": screened.places.names,
        "place": _named(screened.need, screened.names),
        "_place": _drawn(screened.need, screened.names),
        "high": screened.high.sum(axis=1),
        "best": best,
        "coverage": screened.fact.coverage[:: len(screened.types)].round(_DIGITS),
        "flags": [" ".join(screened.fact.flags_of(row)) for row in first],
        "missing": [execution.why(screened.gain.why(row)) for row in first],
    }
    for at, code in enumerate(labels):
        masks = screened.priority[:, at]
        columns[f"priority_{code}"] = _named(masks, screened.names)
        columns[f"_priority_{code}"] = _drawn(masks, screened.names)
        columns[f"gain_{code}_low"] = low[:, at].round(_DIGITS)
        columns[f"gain_{code}_high"] = high[:, at].round(_DIGITS)
    shapes = screened.places.places.geometry
    return gpd.GeoDataFrame(columns, geometry=shapes, crs=request.territory.crs)


def _columns(labels: dict[str, Text], execution: Execution) -> dict[str, OutputColumn]:
    """Return the columns that each type adds to those of the places."""
    gain = execution.analysis.tables["types"].columns["gain"]
    columns: dict[str, OutputColumn] = {}
    for code, label in labels.items():
        words = execution.phrase("priority", label=label)
        columns[f"priority_{code}"] = OutputColumn(label=words, category="priority", page=False)
        columns[f"gain_{code}"] = OutputColumn(
            label=execution.phrase("gain", label=label), unit=gain.unit, bounds="only", page=False
        )
    return columns


def _named(masks: Masks, names: Sequence[str]) -> list[str | None]:
    """Return the possible classes of each place, parted by blanks; None where there are none."""
    texts = [
        " ".join(name for at, name in enumerate(names) if mask >> at & 1) or None
        for mask in range(1 << len(names))
    ]
    return [texts[mask] for mask in masks.tolist()]


def _drawn(masks: Masks, names: Sequence[str]) -> list[str | None]:
    """Return the class of each place as a map shows it."""
    return [UNTOLD if text and " " in text else text for text in _named(masks, names)]


def _rasters(screened: _Screened, crs: str) -> dict[str, RasterCells]:
    """Return the priority of cells for each type: 1 the lowest, one past the last several."""
    grid = screened.places.cells
    if grid is None:
        return {}
    count = len(screened.names)
    codes = np.full(1 << count, count + 1, dtype=np.uint8)
    codes[0], codes[1 << np.arange(count)] = 0, np.arange(1, count + 1)
    return {
        f"priority_{code}": RasterCells(
            grid.array(codes[screened.priority[:, at]], 0), grid.left, grid.top, BLOCK, crs
        )
        for at, code in enumerate(screened.types)
    }


def _specs(
    screened: _Screened, labels: dict[str, Text], execution: Execution
) -> dict[str, OutputRaster]:
    """Return what is declared of the raster of each type."""
    spec = execution.analysis.rasters["priority_*"]
    return {
        f"priority_{code}": spec.model_copy(
            update={"label": execution.phrase("priority", label=label)}
        )
        for code, label in labels.items()
        if screened.places.cells is not None
    }


def _counts(screened: _Screened) -> dict[str, int]:
    high = np.atleast_1d(screened.high.any(axis=1))
    return {
        "units": len(high),
        "high": int(high.sum()),
        "perhaps": int((~high & screened.perhaps.any(axis=1)).sum()),
        "missing": int((screened.priority == 0).all(axis=1).sum()),
    }


def _answer(screened: _Screened, types: pd.DataFrame, execution: Execution) -> Iterator[Text]:
    """Yield how many places are of high priority, and of the type with most of them which."""
    counts = {name: both(readable, count) for name, count in _counts(screened).items()}
    yield execution.phrase("answer", **counts)
    best = types.sort_values("high", ascending=False, kind="stable").iloc[0]
    if best["high"]:
        high = both(readable, best["high"])
        yield execution.phrase("best", label=best["label"], high=high, first=best["first"])
