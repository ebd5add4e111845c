"""Night heat of units as rows for people and programs: words of the plan, shares, and reasons."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from contado.heat.night.cells import ANOMALY_FILE, CLASS_FILE, NightCells
from contado.heat.night.kinds import KINDS
from contado.heat.night.units import CLASSES, LEVELS, NightUnits
from contado.norms.sentences import missing_text
from contado.pages.record import of_ground, of_plan
from contado.units import RESOLUTION

if TYPE_CHECKING:
    from contado.norms import Rules
    from contado.territory import Territory
    from contado.values import Labels, Numbers

_DIGITS = round(-np.log10(RESOLUTION))


def rows(units: NightUnits, rules: Rules, language: str = "it") -> list[dict[str, Any]]:
    """Return a row a unit; a value that is missing is None, and ``missing`` says why."""
    return [_row(units, row, rules, language) for row in range(len(units))]


def _row(units: NightUnits, row: int, rules: Rules, language: str) -> dict[str, Any]:
    heat, levels = (rules.categories[name].names for name in (CLASSES, LEVELS))
    found: dict[str, Any] = {
        "code": units.places.ids[row],
        "name": units.names[row],
        "kind": units.kind,
        "temperature_c": _number(units.mean, row),
        "anomaly_c": _number(units.anomaly, row),
        "class": _name(units.classes, row),
        "class_label": _said(heat, units.classes.name(row), language),
        "hot_share": _number(units.hot_share, row),
        "weighed_by": units.basis[row] if units.basis else None,
        "level": _name(units.level, row),
        "level_label": _said(levels, units.level.name(row), language),
    }
    for at, name in enumerate(heat):
        found[f"area_share_{name}"] = _plain(units.area_shares[row, at])
    for at, name in enumerate(heat):
        found[f"resident_share_{name}"] = _plain(units.resident_shares[row, at])
    why = units.anomaly.why(row) or units.hot_share.why(row)
    return found | {
        "coverage": _plain(units.coverage[row]),
        "flags": " ".join(units.flags[row]),
        "missing": missing_text(why, rules).say(language) if why else None,
    }


def record(units: NightUnits, territory: Territory, rules: Rules) -> dict[str, Any]:
    """Return what the run says of itself."""
    untold = int((units.anomaly.missing != 0).sum())
    return {
        "command": "warm night",
        "by": units.role,
        "kind": units.kind,
        "kind_label": KINDS[units.kind].model_dump(),
        "reference_c": units.reference,
        "units": len(units),
        "not_computable": untold,
        "levels": _counts(units.level),
        "classes": _counts(units.classes),
        **of_ground(territory, units.layers),
        **of_plan(rules, units.parameters),
    }


def _counts(labels: Labels) -> dict[str, int]:
    return {name: int((labels.codes == at).sum()) for at, name in enumerate(labels.names)}


def _number(numbers: Numbers, row: int) -> float | None:
    return _plain(numbers.low[row])


def _plain(value: float) -> float | None:
    return None if np.isnan(value) else round(float(value), _DIGITS)


def _name(labels: Labels, row: int) -> str | None:
    return labels.name(row)


def _said(names: Any, key: str | None, language: str) -> str | None:  # noqa: ANN401 - texts by name
    return None if key is None else str(names[key].say(language))


def record_of_cells(cells: NightCells, territory: Territory, rules: Rules) -> dict[str, Any]:
    """Return what a run over the cells says of itself; shares are of the area that has data."""
    whole = sum(cells.counts)
    texts = rules.categories[CLASSES].names
    return {
        "command": "warm night",
        "by": "cells",
        "kind": cells.kind,
        "kind_label": KINDS[cells.kind].model_dump(),
        "reference_c": cells.reference,
        "cell_m": cells.cell,
        "legend": {str(at): name for at, name in enumerate(cells.names, 1)},
        "class_labels": {name: texts[name].model_dump() for name in cells.names},
        "cells": dict(zip(cells.names, cells.counts, strict=True)),
        "area_shares": {
            name: count / whole if whole else None
            for name, count in zip(cells.names, cells.counts, strict=True)
        },
        "cells_without_data": cells.untold,
        "files": [ANOMALY_FILE, CLASS_FILE],
        **of_ground(territory, cells.layers),
        **of_plan(rules, [rules.use(name) for name in cells.parameters]),
    }
