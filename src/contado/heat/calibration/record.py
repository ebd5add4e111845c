"""What a calibration writes of itself, and its pairs as rows."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from contado.files import sha256_of
from contado.heat.calibration.agreement import LEAST_PAIRS, Agreement, Pairs
from contado.heat.night.kinds import KINDS
from contado.pages.record import of_plan
from contado.survey.plan import MINIMUM_COVERAGE

if TYPE_CHECKING:
    from contado.heat.calibration.rasters import Temperature
    from contado.norms import Rules

_DIGITS = 6


def side(about: Temperature) -> dict[str, Any]:
    """Return what was compared on one side."""
    return {
        "file": about.path.name,
        "sha256": sha256_of(about.path),
        "kind": about.kind,
        "kind_label": KINDS[about.kind].model_dump(),
        "unit": about.unit,
        "band": about.band,
        "credit": about.credit,
    }


def record(
    pairs: Pairs,
    found: Agreement | None,
    rules: Rules,
    sides: tuple[dict[str, Any], dict[str, Any]],
) -> dict[str, Any]:
    """Return what the run says of itself; ``agreement`` is None where the pairs are too few."""
    model, observed = sides
    return {
        "command": "warm calibrate",
        "model": model,
        "observed": observed,
        "different_kinds": model["kind"] != observed["kind"],
        "pairs": len(pairs),
        "least_pairs": rules.number(LEAST_PAIRS),
        "agreement": asdict(found) if found else None,
        "set_aside": [{"name": one.name, "why": one.why.model_dump()} for one in pairs.set_aside],
        **of_plan(rules, [rules.use(LEAST_PAIRS), rules.use(MINIMUM_COVERAGE)]),
    }


def rows(pairs: Pairs) -> list[dict[str, Any]]:
    """Return a row a pair, in the order of the cells or of the stations."""
    names = pairs.names or ("",) * len(pairs)
    numbers = zip(pairs.x, pairs.y, pairs.model, pairs.observed, strict=True)
    return [
        {
            "name": name,
            "x": round(float(x), _DIGITS),
            "y": round(float(y), _DIGITS),
            "model_c": round(float(model), _DIGITS),
            "observed_c": round(float(observed), _DIGITS),
            "difference_c": round(float(model - observed), _DIGITS),
        }
        for name, (x, y, model, observed) in zip(names, numbers, strict=True)
    ]
