"""The declared data of a report, a row each."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from contado.dossier.invariance.words import said
from contado.dossier.pages.parameters import plain
from contado.drainage.invariance.declared import Design, Infiltrating, Tank
from contado.numerals import readable
from contado.units import format_number


def rows(declared: dict[str, Any], language: str) -> list[dict[str, str]]:
    """Return name and value of everything that a design declares; what it leaves out says so."""
    design = Design.model_validate(declared)
    return [{"name": name, "value": value} for name, value in _pairs(design, language)]


def _pairs(design: Design, language: str) -> Iterator[tuple[str, str]]:
    none = said("not_declared", language)
    yield said("field_criticality", language), design.criticality
    p = design.coefficient
    yield said("field_coefficient", language), none if p is None else plain(p, language)
    for kind, area in design.surfaces.model_dump().items():
        yield said(f"field_{kind}", language), f"{readable(area, language)} m²"
    yield said("field_soil_group", language), design.soil_group or none
    rain = "; ".join(f"{name} {plain(value, language)}" for name, value in design.rain.items())
    yield said("field_rain", language), rain
    yield said("field_receiver_limit", language), _measure(design.receiver_limit, "l/s", language)
    for tank in design.tanks:
        yield said("field_tank", language, name=tank.name), _tank(tank, language)
    if not design.tanks:
        yield said("available_volume", language), none
    ground = design.infiltration
    yield said("field_infiltration", language), _infiltration(ground, language) if ground else none
    yield said("field_reuse_volume", language), format_number(design.reuse_volume, "m3", language)
    ways = design.disposal.model_dump().items()
    order = "; ".join(
        f"{said(f'way_{way}', language)}: {said(f'use_{use}', language) if use else none}"
        for way, use in ways
    )
    yield said("field_disposal", language), order


def _tank(tank: Tank, language: str) -> str:
    return said(
        "tank",
        language,
        volume=_measure(tank.volume, "m3", language),
        depth=_measure(tank.depth, "m", language, 2),
        freeboard=_measure(tank.freeboard, "m3", language),
        outlet=_outlet(tank, language),
    )


def _outlet(tank: Tank, language: str) -> str:
    outlet = tank.outlet
    if outlet is None:
        return said("outlet_none", language)
    flow = _measure(outlet.flow, "l/s", language)
    size = _measure(outlet.diameter or outlet.width, "m", language, 3)
    return said(f"outlet_{outlet.kind}", language, flow=flow, size=size)


def _infiltration(ground: Infiltrating, language: str) -> str:
    return said(
        "infiltration",
        language,
        area=_measure(ground.area, "m2", language),
        permeability=_measure(ground.permeability, "m/s", language),
        tested=said("tested_yes" if ground.tested else "tested_no", language),
    )


def _measure(value: float | None, unit: str, language: str, decimals: int | None = None) -> str:
    if value is None:
        return said("not_declared", language)
    return format_number(value, unit, language, decimals=decimals)
