"""A model of temperature against what was observed."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from contado.analyses import Execution, Line, Result
from contado.errors import BadInput, Problem
from contado.heat.calibration import (
    LEAST_PAIRS,
    Agreement,
    Pairs,
    Temperature,
    check_kinds,
    pair_rasters,
    pair_stations,
    read_stations,
)
from contado.heat.calibration.agreement import agreement
from contado.heat.night import KINDS, UNITS, Kind, Unit, kind_of, require
from contado.layer_roles import NIGHT_TEMPERATURE
from contado.norms import Rules
from contado.numerals import fixed, readable
from contado.pages import both
from contado.survey import MINIMUM_COVERAGE
from contado.terms import Text
from contado.territory import Territory
from contado.values import Floats

_DIGITS = 6
_ENDS = 201  # of a line, from which it is cut to the frame


@dataclass(frozen=True)
class CalibrateRequest:
    """A model, a file or the night temperature of a territory, and what was observed."""

    observed: Path
    model: Path | None
    territory: Territory | None
    model_kind: Kind | None
    observed_kind: Kind | None
    model_unit: Unit
    observed_unit: Unit
    model_band: int | None
    observed_band: int | None
    crs: str | None
    different_kinds: bool
    rules: Rules


def calibrate(request: CalibrateRequest, execution: Execution) -> Result:
    """Return how the model agrees with what was observed, pair by pair."""
    model, kind = _model(request), _known(request.observed_kind, request.observed)
    observed = Temperature(request.observed, kind, request.observed_unit, request.observed_band)
    check_kinds(model.kind, kind, different=request.different_kinds)
    execution.step("pairing", 0.1)
    pairs, rules = _pairs(model, observed, request), request.rules
    agreed, sides = agreement(pairs, rules), {"model": model, "observed": observed}
    tables = {"agreement": _measures(agreed, execution)} if agreed else {}
    aside = pd.DataFrame([{"name": one.name, "why": one.why} for one in pairs.set_aside])
    return Result(
        tables={**tables, "pairs": _rows(pairs), **({"set_aside": aside} if len(aside) else {})},
        charts={"pairs": tuple(_lines(pairs, agreed, execution))},
        answer=(_answer(pairs, agreed, rules, execution),),
        about=tuple((execution.phrase(name), _side(one)) for name, one in sides.items()),
        notices=tuple(_notices(sides, execution)),
        summary={
            **{name: _summary(one) for name, one in sides.items()},
            "different_kinds": model.kind != kind,
            "pairs": len(pairs),
            "least_pairs": rules.number(LEAST_PAIRS),
            "agreement": asdict(agreed) if agreed else None,
            "set_aside": [{"name": o.name, "why": o.why.model_dump()} for o in pairs.set_aside],
        },
        cannot_tell=agreed is None,
    )


def _model(request: CalibrateRequest) -> Temperature:
    """Return the model: a file, or the night temperature of a territory."""
    path, ground, kind = request.model, request.territory, request.model_kind
    unit, band = request.model_unit, request.model_band
    if path is not None and ground is None:
        return Temperature(path, _known(kind, path), unit, band)
    if path is not None or ground is None:
        raise BadInput(Problem("night.one_model", "--model --territory"))
    layer = require(ground, NIGHT_TEMPERATURE)
    own = kind_of(layer)
    if kind not in {None, own}:
        values = {"layer": layer.id, "kind": KINDS[own]}
        raise BadInput(Problem("night.kind_contradicted", "--model-kind", values))
    return Temperature(layer.path, own, unit, band)


def _known(kind: Kind | None, path: Path) -> Kind:
    if kind is None:
        raise BadInput(Problem("night.kind_unknown", str(path), {"name": path.name}))
    return kind


def _pairs(model: Temperature, observed: Temperature, request: CalibrateRequest) -> Pairs:
    if ".csv" in observed.path.suffixes:
        stations = read_stations(observed.path, crs=request.crs, unit=observed.unit)
        return pair_stations(model, stations)
    return pair_rasters(model, observed, request.rules.number(MINIMUM_COVERAGE))


def _side(one: Temperature) -> Text:
    """Return what was compared on one side."""
    kind, more = KINDS[one.kind], f"{one.path.name}, {UNITS[one.unit]}"
    return Text(it=f"{kind.it} ({more})", en=f"{kind.en} ({more})")


def _summary(one: Temperature) -> dict[str, Any]:
    return {
        "file": one.path.name,
        "kind": one.kind,
        "kind_label": KINDS[one.kind].model_dump(),
        "unit": one.unit,
        "band": one.band or 1,
    }


def _notices(sides: dict[str, Temperature], execution: Execution) -> Iterator[Text]:
    kinds = {name: KINDS[one.kind] for name, one in sides.items()}
    if len({one.kind for one in sides.values()}) > 1:
        yield execution.phrase("different_kinds", **kinds)
    for name, one in sides.items():
        if one.unit == "K":
            yield execution.phrase("converted", side=execution.phrase(name))


def _answer(pairs: Pairs, agreed: Agreement | None, rules: Rules, execution: Execution) -> Text:
    count = both(readable, len(pairs))
    if agreed is None:
        least = both(readable, rules.number(LEAST_PAIRS))
        return execution.phrase("too_few", count=count, least=least)
    measures = {name: _number(getattr(agreed, name)) for name in ("bias", "rmse", "r2")}
    return execution.phrase("in_short", count=count, **measures)


def _number(value: float | None) -> Text | str:
    return "–" if value is None else both(fixed, value, 2)


def _measures(agreed: Agreement, execution: Execution) -> pd.DataFrame:
    rows = [
        {"measure": name, "label": execution.phrase(name), "value": value}
        for name, value in asdict(agreed).items()
        if name != "pairs"
    ]
    return pd.DataFrame(rows)


def _rows(pairs: Pairs) -> pd.DataFrame:
    """Return a row a pair, in the order of the cells or of the stations."""
    difference = pairs.model - pairs.observed
    columns = {
        "x": pairs.x, "y": pairs.y, "model_c": pairs.model, "observed_c": pairs.observed,
        "difference_c": difference,
    }  # fmt: skip
    rounded = {name: values.round(_DIGITS) for name, values in columns.items()}
    return pd.DataFrame({"name": pairs.names or "", **rounded, "_size": np.abs(difference)})


def _lines(pairs: Pairs, agreed: Agreement | None, execution: Execution) -> Iterator[Line]:
    """Yield the pairs, the line 1:1 and that of least squares, cut to what the pairs reach."""
    yield Line("", pairs.observed, pairs.model)
    every = np.r_[pairs.model, pairs.observed]
    ends: Floats = np.array([every.min(), every.max()])
    yield Line(execution.phrase("one_to_one"), ends, ends, "line")
    if agreed is not None and agreed.slope is not None and agreed.intercept is not None:
        x = np.linspace(ends[0], ends[1], _ENDS)
        y = agreed.slope * x + agreed.intercept
        kept = (y >= ends[0]) & (y <= ends[1])
        yield Line(execution.phrase("line"), x[kept], y[kept], "line")
