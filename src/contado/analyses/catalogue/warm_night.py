"""Summer night temperature of every place, or of every cell."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np

from contado.analyses import Execution, NamedPlaces, Result, highest
from contado.heat.night import CLASSES, KINDS, LEVELS, NightUnits, night_by_cell, night_by_unit
from contado.norms import Rules
from contado.pages import both, difference, plain
from contado.terms import Text
from contado.territory import Territory
from contado.units import RESOLUTION
from contado.values import Labels

_DIGITS = round(-np.log10(RESOLUTION))
_SHOWN = 1  # decimals of the anomaly in a sentence


@dataclass(frozen=True)
class NightRequest:
    """Of which places the night temperature is asked, under which plan."""

    territory: Territory
    by: NamedPlaces
    rules: Rules


def night(request: NightRequest, execution: Execution) -> Result:
    """Return anomaly, class, residents and level of every place; of cells, their rasters."""
    if request.by.cells is not None:
        return _by_cell(request, execution)
    execution.step("measuring", 0.2)
    units = night_by_unit(request.territory, request.rules, request.by.places, request.by.layer)
    execution.use(layers=units.layers, parameters=units.parameters)
    frame = _frame(units, request, execution)
    untold = int((units.anomaly.missing != 0).sum())
    return Result(
        tables={"units": frame},
        answer=tuple(_answer(units, frame, request.rules, execution)),
        about=_about(units.kind, units.reference, execution),
        summary={
            "by": request.by.by,
            "kind": units.kind,
            "kind_label": KINDS[units.kind].model_dump(),
            "reference_c": units.reference,
            "units": len(units),
            "not_computable": untold,
            "levels": _counts(units.level),
            "classes": _counts(units.classes),
        },
        cannot_tell=untold == len(units),
    )


def _frame(units: NightUnits, request: NightRequest, execution: Execution) -> gpd.GeoDataFrame:
    rows = range(len(units))
    classes = request.rules.categories[CLASSES].names
    reasons = [units.anomaly.why(row) or units.hot_share.why(row) for row in rows]
    columns: dict[str, Any] = {
        "code": units.places.ids,
        "name": request.by.names,
        "kind": units.kind,
        "temperature_c": units.mean.low.round(_DIGITS),
        "anomaly_c": units.anomaly.low.round(_DIGITS),
        "class": [units.classes.name(row) for row in rows],
        "hot_share": units.hot_share.low.round(_DIGITS),
        "weighed_by": units.basis or None,
        "level": [units.level.name(row) for row in rows],
        **{
            f"{of}_share_{name}": shares[:, at].round(_DIGITS)
            for of, shares in (("area", units.area_shares), ("resident", units.resident_shares))
            for at, name in enumerate(classes)
        },
        "coverage": units.coverage.round(_DIGITS),
        "flags": [" ".join(flags) for flags in units.flags],
        "missing": [execution.why(why) for why in reasons],
    }
    return gpd.GeoDataFrame(columns, geometry=units.places.geometry, crs=request.territory.crs)


def _counts(labels: Labels) -> dict[str, int]:
    return {name: int((labels.codes == at).sum()) for at, name in enumerate(labels.names)}


def _answer(
    units: NightUnits, frame: gpd.GeoDataFrame, rules: Rules, execution: Execution
) -> Iterator[Text]:
    """Yield how many places are at the worst level, the hottest, and how many cannot be told."""
    known = frame[frame["anomaly_c"].notna()]
    if not len(known):
        yield execution.phrase("nothing")
        return
    worst, label = list(rules.categories[LEVELS].names.items())[-1]
    high = int((known["level"] == worst).sum())
    yield execution.phrase("levels", known=len(known), high=high, label=label)
    coarse = np.array(["coarse" in str(flags).split() for flags in known["flags"]])
    at, too_coarse = highest(known["anomaly_c"].to_numpy(), coarse, _SHOWN)
    hottest = known.iloc[at]
    yield execution.phrase(
        "hottest_coarse" if too_coarse else "hottest",
        name=hottest["name"],
        label=rules.categories[CLASSES].names[hottest["class"]],
        anomaly=both(difference, hottest["anomaly_c"], "degC", decimals=_SHOWN),
        reference=both(plain, units.reference, "degC"),
    )
    if left := len(frame) - len(known):
        yield execution.phrase("untold", count=left, whole=len(frame))


def _about(
    kind: str, reference: float | None, execution: Execution
) -> tuple[tuple[Text, Text], ...]:
    return (
        (execution.phrase("kind"), KINDS[kind]),
        (execution.phrase("reference"), both(plain, reference, "degC")),
    )


def _by_cell(request: NightRequest, execution: Execution) -> Result:
    """Return the rasters of the cells, written a window at a time."""
    execution.step("cells", 0.1)
    cells = night_by_cell(request.territory, request.rules, execution.folder)
    execution.use(layers=cells.layers, parameters=map(request.rules.use, cells.parameters))
    texts, whole = request.rules.categories[CLASSES].names, sum(cells.counts)
    shares = {
        name: count / whole if whole else None
        for name, count in zip(cells.names, cells.counts, strict=True)
    }
    return Result(
        rasters=execution.written("anomaly", "class"),
        answer=tuple(
            execution.phrase("share", label=texts[name], share=both(plain, share, "share") or "–")
            for name, share in shares.items()
        ),
        about=_about(cells.kind, cells.reference, execution),
        summary={
            "by": "cells",
            "kind": cells.kind,
            "kind_label": KINDS[cells.kind].model_dump(),
            "reference_c": cells.reference,
            "cell_m": cells.cell,
            "legend": {str(at): name for at, name in enumerate(cells.names, 1)},
            "class_labels": {name: texts[name].model_dump() for name in cells.names},
            "cells": dict(zip(cells.names, cells.counts, strict=True)),
            "area_shares": shares,
            "cells_without_data": cells.untold,
        },
        cannot_tell=not whole,
    )
