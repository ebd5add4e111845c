"""``contado warm calibrate``: a model of temperature against what was observed."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from contado.cli import Exit, language
from contado.cli.common import open_territory, place, print_json
from contado.cli.warm.common import Json, On, Profile, head, new_folder, plan
from contado.layer_roles import NIGHT_TEMPERATURE

if TYPE_CHECKING:
    from contado.heat.calibration.agreement import Agreement, Pairs
    from contado.heat.calibration.rasters import Temperature
    from contado.norms import Rules
    from contado.territory import Layer

app = typer.Typer()

KindName = Literal["LST", "air"]
UnitName = Literal["C", "K"]


@app.command()
def calibrate(
    *,
    observed: Annotated[
        Path, typer.Option(help="Raster osservato, o CSV di stazioni (x, y, value, name).")
    ],
    out: Annotated[Path, typer.Option("--out", parser=place, help="Cartella nuova.")],
    model: Annotated[Path | None, typer.Option(help="Raster del modello (GeoTIFF).")] = None,
    territory: Annotated[
        Path | None,
        typer.Option(help="Invece di --model: la temperatura notturna di un territorio."),
    ] = None,
    model_kind: Annotated[
        KindName | None, typer.Option(help="Del modello: LST (superficie) o air (aria).")
    ] = None,
    observed_kind: Annotated[
        KindName | None, typer.Option(help="Delle osservazioni: LST o air.")
    ] = None,
    model_unit: Annotated[UnitName, typer.Option(help="Unità del modello.")] = "C",
    observed_unit: Annotated[UnitName, typer.Option(help="Unità delle osservazioni.")] = "C",
    model_band: Annotated[int, typer.Option(min=1, help="Banda del modello.")] = 1,
    observed_band: Annotated[int, typer.Option(min=1, help="Banda delle osservazioni.")] = 1,
    crs: Annotated[
        str | None, typer.Option(help="CRS delle stazioni; altrimenti quello del modello.")
    ] = None,
    different_kinds: Annotated[
        bool, typer.Option("--different-kinds", help="Confronta superficie e aria, e lo dice.")
    ] = False,
    profile: Profile = "contado",
    on: On = None,
    as_json: Json = False,
) -> None:
    """Confronta un modello di temperatura con ciò che si è osservato: scarti, R², grafico.

    Superficie e aria non si confrontano, i Kelvin non si convertono, se non lo si dice.
    """
    from contado.heat.calibration.agreement import agreement, check_kinds
    from contado.heat.calibration.record import record, side

    rules = plan(profile, on)
    one = _model(model, territory, model_kind, model_unit, model_band)
    other = _observed(observed, observed_kind, observed_unit, observed_band)
    check_kinds(one.kind, other.kind, different=different_kinds)
    pairs = _pairs(one, other, crs, rules)
    found = agreement(pairs, rules)
    said = record(pairs, found, rules, (side(one), side(other)))
    _write(out, said, pairs, found)
    if as_json:
        print_json(said)
    else:
        _show(said, found, out)
    if found is None:
        raise typer.Exit(Exit.CANNOT_TELL)


def _model(
    path: Path | None, territory: Path | None, kind: KindName | None, unit: UnitName, band: int
) -> Temperature:
    """Return the model: a file, or the night temperature of a territory."""
    from contado.errors import BadInput, Problem
    from contado.heat.calibration.rasters import Temperature
    from contado.heat.night.kinds import KINDS, kind_of
    from contado.heat.night.units import require

    if (path is None) == (territory is None):
        raise BadInput(Problem("night.one_model", "--model --territory"))
    if path is not None:
        return Temperature(path, _said(kind, path), unit, band)
    assert territory is not None
    layer = require(open_territory(territory), NIGHT_TEMPERATURE)
    own = kind_of(layer)
    if kind not in {None, own}:
        values = {"layer": layer.id, "kind": KINDS[own]}
        raise BadInput(Problem("night.kind_contradicted", "--model-kind", values))
    return Temperature(layer.path, own, unit, band, _credit(layer))


def _credit(layer: Layer) -> str:
    """Return what is to be printed wherever data of a layer are shown."""
    from contado.terms import term

    flags = [name for name in ("simulated", "stand_in") if getattr(layer, name)]
    return "; ".join([layer.attribution, *(term(flag, language()) for flag in flags)])


def _observed(path: Path, kind: KindName | None, unit: UnitName, band: int) -> Temperature:
    from contado.heat.calibration.rasters import Temperature

    return Temperature(path, _said(kind, path), unit, band)


def _said(kind: KindName | None, path: Path) -> KindName:
    from contado.errors import BadInput, Problem

    if kind is None:
        raise BadInput(Problem("night.kind_unknown", str(path), {"name": path.name}))
    return kind


def _pairs(model: Temperature, observed: Temperature, crs: str | None, rules: Rules) -> Pairs:
    from contado.heat.calibration.rasters import pair_rasters, pair_stations
    from contado.heat.calibration.stations import read_stations
    from contado.survey.plan import MINIMUM_COVERAGE

    if ".csv" in observed.path.suffixes:
        stations = read_stations(observed.path, crs=crs, unit=observed.unit)
        return pair_stations(model, stations)
    return pair_rasters(model, observed, rules.number(MINIMUM_COVERAGE))


def _write(out: Path, said: dict[str, Any], pairs: Pairs, found: Agreement | None) -> None:
    from contado.heat.calibration.page import page_of
    from contado.heat.calibration.record import rows
    from contado.territory.place_files import write_csv, write_json

    with new_folder(out) as folder:
        page = page_of(said, pairs, found, language())
        (folder / "page.html").write_text(page, encoding="utf-8")
        write_csv(folder / "pairs.csv", rows(pairs))
        write_json(folder / "run.json", said)


def _show(said: dict[str, Any], found: Agreement | None, out: Path) -> None:
    from contado.heat.calibration.page import lines

    head(said)
    for line in lines(said, found, language()):
        typer.echo(line)
    typer.echo(str(out / "page.html"))
