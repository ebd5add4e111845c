"""The rows of the GeoPackage's layers: words in Italian, the codes of the plan beside them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from contado.dossier.model import Dossier, FactReading, Interval, Value, WorksEffect
from contado.dossier.pages import say
from contado.dossier.pages.effects import sentence
from contado.dossier.pages.front import municipality, title
from contado.dossier.words import word
from contado.interventions import DeclaredMeasure
from contado.norms import CriterionReason, PartReason, SheetReason

if TYPE_CHECKING:
    import pandas as pd

_IT = "it"


def layers(dossier: Dossier) -> Iterator[tuple[str, pd.DataFrame]]:
    """Return the layers by name: polygons for the intervention and each sheet, else tables."""
    import geopandas as gpd
    import pandas as pd
    import shapely

    geometry = shapely.from_wkb(dossier.intervention.geometry)
    crs = dossier.territory.crs
    area = float(shapely.area(geometry))
    yield (
        "intervention",
        gpd.GeoDataFrame([_intervention(dossier, area)], geometry=[geometry], crs=crs),
    )
    sheets = [_sheet(sheet) for sheet in dossier.verdicts]
    yield "verdicts", gpd.GeoDataFrame(sheets, geometry=[geometry] * len(sheets), crs=crs)
    yield "criteria", pd.DataFrame(list(_criteria(dossier)))
    works = dossier.intervention.measures
    if works:
        yield "measures", pd.DataFrame([_measure(dossier, *each) for each in enumerate(works)])
    yield "facts", pd.DataFrame([_fact(reading) for reading in dossier.facts])
    if dossier.effects:
        yield "effects", pd.DataFrame([_of_works(effect, dossier) for effect in dossier.effects])


def _intervention(dossier: Dossier, area: float) -> dict[str, Any]:
    work = dossier.intervention
    outcomes: dict[str, Any] = {}
    for sheet in dossier.verdicts:
        name = sheet.sheet.replace("-", "_")
        outcomes[name] = say.answer(sheet.outcome, _IT)
        outcomes[f"{name}_code"] = sheet.outcome.value or sheet.outcome.state
    return {
        "id": work.id,
        "name": title(dossier, _IT),
        "municipality": municipality(dossier, _IT),
        "area_m2": round(area, 2),
        "cadastral": "; ".join(work.cadastral),
        "filed_on": dossier.filed_on.isoformat() if dossier.filed_on else None,
        "on_date": dossier.on.isoformat(),
        "state": word(f"state_{dossier.state}", _IT),
        **outcomes,
        "disclaimer": dossier.disclaimer.it if dossier.disclaimer else None,
        "snapshot": dossier.snapshot,
        "digest": dossier.digest,
    }


def _sheet(sheet: SheetReason) -> dict[str, Any]:
    parts = {
        f"part_{part.part}": say.answer(part.answer, _IT) for part in sheet.parts if part.criteria
    }
    return {
        "sheet": sheet.sheet,
        "label": sheet.label.it,
        "answer": say.answer(sheet.outcome, _IT),
        "code": sheet.outcome.value,
        "state": sheet.outcome.state,
        **parts,
        "sentence": sheet.sentence.it,
    }


def _criteria(dossier: Dossier) -> Iterator[dict[str, Any]]:
    for sheet in dossier.verdicts:
        for part in sheet.parts:
            yield _answer(sheet, part, part, "")
            for criterion in part.criteria:
                yield _answer(sheet, part, criterion, criterion.criterion)


def _answer(
    sheet: SheetReason, part: PartReason, reason: PartReason | CriterionReason, criterion: str
) -> dict[str, Any]:
    points = reason.points if isinstance(reason, CriterionReason) else reason.score
    return {
        "sheet": sheet.label.it,
        "part": part.part,
        "criterion": criterion,
        "label": reason.label.it,
        "answer": say.answer(reason.answer, _IT),
        "code": reason.answer.value,
        "state": reason.answer.state,
        "points_low": points.low if points else float("nan"),
        "points_high": points.high if points else float("nan"),
        "sentence": reason.sentence.it,
    }


def _measure(dossier: Dossier, row: int, measure: DeclaredMeasure) -> dict[str, Any]:
    label = dossier.plan.labels.get(measure.measure)
    return {
        "measure": measure.measure,
        "label": label.it if label else None,
        "area": measure.area,
        "share": measure.share,
        "overlapping": measure.overlapping,
        **_effect("runoff_reduction", row, dossier),
        **_effect("cooling", row, dossier),
    }


def _effect(name: str, row: int, dossier: Dossier) -> dict[str, Any]:
    """Return the effect that judged, and whether it was declared or taken from the abacus."""
    for reading in dossier.facts:
        if reading.fact == f"measure.{name}" and reading.child == row:
            bounds = _bounds(reading.value, f"{name}_")
            return {
                f"{name}_low": bounds[f"{name}_low"],
                f"{name}_high": bounds[f"{name}_high"],
                f"{name}_source": say.source(reading, _IT),
            }
    return {f"{name}_low": float("nan"), f"{name}_high": float("nan"), f"{name}_source": None}


def _fact(reading: FactReading) -> dict[str, Any]:
    return {
        "fact": reading.fact,
        "label": reading.label.it,
        "state": word(f"state_{reading.state}", _IT),
        "measure_row": -1 if reading.child is None else reading.child,
        "unit": reading.unit,
        **_bounds(reading.value, ""),
        **_bounds(reading.measured, "measured_"),
        **_bounds(reading.declared, "declared_"),
        "source": say.source(reading, _IT),
        "missing": reading.lacking.text.it if reading.lacking else None,
        "coverage": float("nan") if reading.coverage is None else reading.coverage,
        "flags": ", ".join(say.flags(reading.flags, _IT)),
        "layers": ", ".join(reading.layers),
        "method": reading.method,
    }


def _of_works(effect: WorksEffect, dossier: Dossier) -> dict[str, Any]:
    names = {sheet.sheet: sheet.label.it for sheet in dossier.verdicts}
    difference = effect.difference
    sides = {"before": effect.before, "after": effect.after, "difference": difference}
    bounds = {
        f"{side}_{end}": getattr(one.value, end) if one.value else float("nan")
        for side, one in sides.items()
        for end in ("low", "high")
    }
    return {
        "fact": effect.fact,
        "label": effect.label.it,
        "sheet": ", ".join(names[sheet] for sheet in effect.sheets),
        "unit": effect.unit,
        **bounds,
        "sentence": sentence(effect, _IT),
        "source": word(f"source_{difference.source}", _IT),
        "missing": difference.lacking.text.it if difference.lacking else None,
        "coverage": float("nan") if effect.coverage is None else effect.coverage,
        "flags": ", ".join(say.flags(effect.flags, _IT)),
        "layers": ", ".join(effect.layers),
        "method": effect.method,
    }


def _bounds(value: Value, prefix: str) -> dict[str, Any]:
    number = isinstance(value, Interval)
    return {
        f"{prefix}low": value.low if isinstance(value, Interval) else float("nan"),
        f"{prefix}high": value.high if isinstance(value, Interval) else float("nan"),
        f"{prefix}text": None if number else value,
    }
