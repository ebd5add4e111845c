"""``contado warm cooling``: urban cooling, from people's own files or on a territory."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from contado.cli import Exit, language
from contado.cli.common import (
    display,
    open_territory,
    place,
    print_json,
    say_proposed,
    terminal_table,
    words,
)
from contado.cli.progress import progress
from contado.cli.unit_table import unit_table
from contado.cli.warm.common import Json, On, Profile, plan

if TYPE_CHECKING:
    from contado.heat.cooling.biophysical import Method
    from contado.heat.cooling.inputs import CoolingFiles, Extent
    from contado.heat.cooling.machine import Told
    from contado.heat.cooling.settings import CoolingSettings
    from contado.heat.cooling.tables import UnitTable
    from contado.norms import Rules
    from contado.tiles.kernels import Decay

app = typer.Typer()

_File = Path | None
# digits after the sign: index, degrees, per cent, energy or its price
_SHOWN = 20  # units of a territory that a terminal shows
_DECIMALS = {"avg_cc": 3, "avg_ltls": 1, "avg_hvls": 1, "avg": 2, "avd": 0}


@app.command()
def cooling(
    *,
    territory: Annotated[
        _File, typer.Option(help="Cartella del territorio, al posto dei propri file.")
    ] = None,
    land_cover: Annotated[_File, typer.Option(help="GeoTIFF dei codici di copertura.")] = None,
    reference_et: Annotated[
        _File,
        typer.Option(help="GeoTIFF dell'evapotraspirazione di riferimento, mm; uniforme se manca."),
    ] = None,
    units: Annotated[
        str | None, typer.Option(help="Poligoni di cui dare i valori, o uno strato.")
    ] = None,
    biophysical: Annotated[
        _File, typer.Option(help="CSV: lucode, shade, kc, albedo, green_area, …")
    ] = None,
    out: Annotated[Path, typer.Option(parser=place, help="Cartella nuova in cui scrivere.")],
    t_ref: Annotated[
        float | None, typer.Option(help="Temperatura dell'aria in campagna, °C.")
    ] = None,
    uhi_max: Annotated[
        float | None, typer.Option(help="Effetto massimo dell'isola di calore, °C.")
    ] = None,
    cooling_distance: Annotated[
        float | None, typer.Option(help="Distanza di raffrescamento del verde, m.")
    ] = None,
    mixing_radius: Annotated[
        float | None, typer.Option(help="Raggio di mescolamento dell'aria, m.")
    ] = None,
    method: Annotated[
        Literal["factors", "intensity"],
        typer.Option(help="factors: di giorno; intensity: di notte, dagli edifici."),
    ] = "factors",
    mixing: Annotated[
        Literal["exponential", "gaussian"],
        typer.Option(help="exponential: come il programma InVEST; gaussian: come la sua guida."),
    ] = "exponential",
    weights: Annotated[
        str | None, typer.Option(help="Pesi di ombra, albedo, evapotraspirazione: 0.6,0.2,0.2.")
    ] = None,
    buildings: Annotated[_File, typer.Option(help="Edifici con il campo «type».")] = None,
    energy: Annotated[_File, typer.Option(help="CSV: type, consumption, cost.")] = None,
    humidity: Annotated[
        float | None,
        typer.Option(help="Umidità relativa, %: calcola il lavoro perso per il caldo."),
    ] = None,
    extent: Annotated[
        Literal["units", "land-cover"],
        typer.Option(help="Che cosa si calcola: il rettangolo delle unità o tutta la mappa."),
    ] = "units",
    cluster: Annotated[
        str | None, typer.Option(help="Scheduler Dask che fa il lavoro: tcp://…")
    ] = None,
    tile: Annotated[
        int, typer.Option(help="Lato dei riquadri, in celle (multiplo di 256).")
    ] = 2048,
    profile: Profile = "contado",
    on: On = None,
    as_json: Json = False,
) -> None:
    """Raffrescamento urbano di giorno o di notte: mappe, medie delle unità, energia, lavoro.

    Legge i file di InVEST Urban Cooling come sono. I valori non indicati sono quelli del piano.
    """
    given = _Given(t_ref, uhi_max, cooling_distance, mixing_radius, method, mixing, weights)
    machine = (cluster, tile)
    if territory is not None:
        _alone(
            {
                "--land-cover": land_cover, "--reference-et": reference_et,
                "--biophysical": biophysical, "--buildings": buildings, "--energy": energy,
                "--humidity": humidity,
            }
        )  # fmt: skip
        table = _of_territory(territory, units, given, (on, out), machine)
    else:
        from contado.heat.cooling.inputs import CoolingFiles

        files = CoolingFiles(
            *_required(land_cover, units, biophysical), reference_et, buildings, energy
        )
        more = (humidity, extent)
        table = _of_files(files, given, more, (plan(profile, on), out), machine)
    rows = table.rows()
    if as_json:
        print_json({"units": rows})
    else:
        if territory is not None:
            _tell(rows)
        else:
            display(unit_table(rows, list(table.columns), _DECIMALS), whole=True)
        typer.echo(words(f"Scritto in {out}", f"Written to {out}"))
    if rows and all(row["avg_tmp_v"] is None for row in rows):
        raise typer.Exit(Exit.CANNOT_TELL)


@dataclass(frozen=True)
class _Given:
    """Numbers of the model given in place of the plan's."""

    reference: float | None
    effect: float | None
    cooling_distance: float | None
    mixing_radius: float | None
    method: Method
    mixing: Decay
    weights: str | None

    def settings(self, rules: Rules) -> CoolingSettings:
        from contado.heat.cooling.settings import CoolingSettings, read_weights

        return CoolingSettings.of(
            rules, self.method, self.mixing,
            reference=self.reference, effect=self.effect,
            cooling_distance=self.cooling_distance, mixing_radius=self.mixing_radius,
            weights=None if self.weights is None else read_weights(self.weights),
        )  # fmt: skip


def _of_files(
    files: CoolingFiles,
    given: _Given,
    more: tuple[float | None, Extent],
    how: tuple[Rules, Path],
    machine: tuple[str | None, int],
) -> UnitTable:
    from contado.heat.cooling.machine import Machine
    from contado.heat.cooling.run import CoolingRun, run_cooling

    rules, out = how
    run = CoolingRun(files, given.settings(rules), rules, *more)
    with progress() as told:
        return run_cooling(run, out, Machine(_said(told), *machine))


def _of_territory(
    territory: Path,
    units: str | None,
    given: _Given,
    how: tuple[str | None, Path],
    machine: tuple[str | None, int],
) -> UnitTable:
    from contado.heat.cooling.machine import Machine
    from contado.heat.cooling.territory import TerritoryRun, run_territory

    ground, (on, out) = open_territory(territory), how
    rules = plan(ground.profile, on)
    say_proposed(rules)
    run = TerritoryRun(ground, rules, given.settings(rules), units or "landscape_units")
    with progress() as told:
        return run_territory(run, out, Machine(_said(told), *machine), language())


def _tell(rows: Sequence[Mapping[str, Any]]) -> None:
    """Tell the units of a territory as its page does: the answer, then the warmest."""
    from contado.heat.cooling.page import answer
    from contado.heat.cooling.page import unit_table as table_of_page

    for sentence in answer(rows, language()):
        typer.echo(sentence)
    display(terminal_table(table_of_page(rows, language()), rows=_SHOWN), whole=True)


_DOING = {
    "cells": ("capacità di raffrescamento", "cooling capacity"),
    "park": ("effetto dei parchi", "effect of parks"),
    "around": ("mitigazione", "heat mitigation"),
    "air": ("aria mescolata", "mixed air"),
}


def _said(told: Told) -> Told:
    """Return what tells a stage in the reader's words."""
    return lambda stage, share: told(words(*_DOING[stage]), share)


def _alone(options: dict[str, object]) -> None:
    """Refuse the options of people's own files where a territory is named."""
    from contado.errors import BadInput, Problem

    given = [name for name, value in options.items() if value is not None]
    if given:
        values = {"options": ", ".join(given)}
        raise BadInput(Problem("heat.not_with_territory", "--territory", values))


def _required(
    land_cover: Path | None, units: str | None, biophysical: Path | None
) -> tuple[Path, Path, Path]:
    from contado.errors import BadInput, Problem

    if land_cover is None or units is None or biophysical is None:
        given = {
            "--land-cover": land_cover, "--units": units, "--biophysical": biophysical,
        }  # fmt: skip
        raise BadInput(
            Problem("heat.needs", "", {"option": option})
            for option, value in given.items()
            if value is None
        )
    return land_cover, Path(units), biophysical
