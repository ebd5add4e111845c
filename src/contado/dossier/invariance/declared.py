"""The declared data of a report, a row each."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from contado.dossier.invariance.words import word
from contado.drainage.invariance import KINDS, Design, Infiltrating, Tank
from contado.numerals import readable, written
from contado.terms import term
from contado.units import format_number, shown

_DIGITS = 4
_RAIN = (
    ("a1", "a1", " mm/hⁿ"),
    ("n", "n", ""),
    ("n_short", "n (< 1 h)", ""),
    ("alpha", "α", ""),
    ("kappa", "κ", ""),
    ("epsilon", "ε", ""),
)


def rows(
    asked: dict[str, Any], declared: dict[str, Any] | None, language: str
) -> list[dict[str, str]]:
    """Return name and value of what is declared of the works and, where there is one, the design.

    What is left out says so.
    """
    pairs = [*_works(asked, language)]
    if declared is not None:
        pairs += _design(Design.model_validate(declared), language)
    else:
        pairs += _choices(asked, language)
    return [{"name": name, "value": value} for name, value in pairs]


def _works(asked: dict[str, Any], language: str) -> Iterator[tuple[str, str]]:
    none = word("not_declared", language)
    surfaces = asked["surfaces"]
    yield word("field_area", language), _area(surfaces["area"], language)
    for kind in KINDS:
        yield word(f"field_{kind}", language), _area(surfaces[kind], language)
    area = asked["criticality"]
    yield word("field_criticality", language), area_name(area, language) if area else none
    p = asked["coefficient"]
    yield word("field_coefficient", language), none if p is None else readable(p, language)
    yield word("field_rain", language), _rain(asked["rain"], language) if asked["rain"] else none
    limit = asked["receiver_limit"]
    yield word("field_receiver_limit", language), _measure(limit, "l/s", language)
    yield word("field_soil_group", language), asked["soil_group"] or none


def area_name(area: str, language: str) -> str:
    """Return an area of criticality with its meaning: ``A (alta)``."""
    from contado.facts import catalogue

    return catalogue()["invariance.criticality"].names[area].say(language)


def _area(value: float, language: str) -> str:
    return f"{readable(value, language)} m²"


def _rain(rain: dict[str, Any], language: str) -> str:
    numbers = "; ".join(
        f"{sign} = {_coefficient(rain[name], language)}{unit}"
        for name, sign, unit in _RAIN
        if rain[name] is not None
    )
    imputed = ", ".join(rain["imputed"])
    return f"{numbers} ({word('imputed', language, names=imputed)})" if imputed else numbers


def _coefficient(value: float, language: str) -> str:
    return written(shown(value, "1", _DIGITS), language, trimmed=True)


def _choices(asked: dict[str, Any], language: str) -> Iterator[tuple[str, str]]:
    """Yield what is chosen of a volume that is asked for without a design."""
    for name in ("detailed", "infiltration_only", "permeability_tests", "monetised"):
        yield word(f"field_{name}", language), term("yes" if asked[name] else "no", language)


def _design(design: Design, language: str) -> Iterator[tuple[str, str]]:
    none = word("not_declared", language)
    chosen = "yes" if design.calculation.detailed else "no"
    yield word("field_detailed", language), term(chosen, language)
    for tank in design.tanks:
        yield word("field_tank", language, name=tank.name), _tank(tank, language)
    if not design.tanks:
        yield word("available_volume", language), none
    ground = design.infiltration
    yield word("field_infiltration", language), _infiltration(ground, language) if ground else none
    yield word("field_reuse_volume", language), format_number(design.reuse_volume, "m3", language)
    ways = design.disposal.model_dump().items()
    order = "; ".join(
        f"{word(f'way_{way}', language)}: {word(f'use_{use}', language) if use else none}"
        for way, use in ways
    )
    yield word("field_disposal", language), order


def _tank(tank: Tank, language: str) -> str:
    return word(
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
        return word("outlet_none", language)
    flow = _measure(outlet.flow, "l/s", language)
    size = _measure(outlet.diameter or outlet.width, "m", language, 3)
    return word(f"outlet_{outlet.kind}", language, flow=flow, size=size)


def _infiltration(ground: Infiltrating, language: str) -> str:
    return word(
        "infiltration",
        language,
        area=_measure(ground.area, "m2", language),
        permeability=_permeability(ground.permeability, language),
        tested=word("tested_yes" if ground.tested else "tested_no", language),
    )


def _measure(value: float | None, unit: str, language: str, decimals: int | None = None) -> str:
    if value is None:
        return word("not_declared", language)
    return format_number(value, unit, language, decimals=decimals)


def _permeability(value: float | None, language: str) -> str:
    return word("not_declared", language) if value is None else f"{readable(value, language)} m/s"
