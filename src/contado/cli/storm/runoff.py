"""``contado storm runoff``: runoff and retention of a rainfall event, from files or a territory."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from contado.cli import Exit, language
from contado.cli.common import (
    day_of,
    display,
    open_territory,
    place,
    print_json,
    say,
    say_proposed,
    terminal_table,
    words,
)
from contado.cli.progress import progress
from contado.cli.unit_table import unit_table

if TYPE_CHECKING:
    from contado.drainage.runoff.cells import Event
    from contado.drainage.runoff.files import RunoffFiles
    from contado.drainage.runoff.rain import RainAsked
    from contado.drainage.runoff.results import AtRisk, UnitTable
    from contado.drainage.runoff.territory import GroundOfTerritory
    from contado.norms import Rules
    from contado.territory import Territory
    from contado.tiles.processing import Processing

app = typer.Typer()

_SHOWN = 20  # units of a territory that a terminal shows

_File = Path | None
_INDEX = "rnf_rt_idx"
# digits after the sign: index, cubic metres, money
_DECIMALS = {_INDEX: 3, "rnf_rt_m3": 1, "flood_vol": 1, "aff_bld": 2, "serv_blt": 0}

_STAGES = {"tiles": ("celle", "cells"), "maps": ("mappe e unità", "maps and units")}


@app.command()
def runoff(
    *,
    land_cover: Annotated[_File, typer.Option(help="GeoTIFF dei codici di copertura.")] = None,
    soil: Annotated[
        _File, typer.Option(help="GeoTIFF dei gruppi idrologici, 1–4 (A–D), sulla stessa griglia.")
    ] = None,
    curve_numbers: Annotated[
        _File, typer.Option(help="CSV: lucode, CN_A, CN_B, CN_C, CN_D.")
    ] = None,
    territory: Annotated[_File, typer.Option(help="Invece dei tre file: un territorio.")] = None,
    rain: Annotated[
        str | None,
        typer.Option(
            help="Pioggia, mm; oppure la curva a1=…,n=…,alpha=…,kappa=…,epsilon=… "
            "con --return-period e --duration. Su un territorio, altrimenti quella del piano."
        ),
    ] = None,
    return_period: Annotated[
        float | None, typer.Option(help="Tempo di ritorno, anni, della curva.")
    ] = None,
    duration: Annotated[float | None, typer.Option(help="Durata, ore, sulla curva.")] = None,
    municipality: Annotated[
        str | None,
        typer.Option(help="Su un territorio con le piogge: il comune la cui curva vale ovunque."),
    ] = None,
    units: Annotated[
        str | None,
        typer.Option(
            help="Poligoni di cui dare i valori: un file; su un territorio anche "
            "landscape_units, municipalities, zones."
        ),
    ] = None,
    buildings: Annotated[_File, typer.Option(help="Edifici con il campo «type».")] = None,
    damage: Annotated[_File, typer.Option(help="CSV: Type, Damage (danno per m²).")] = None,
    ratio: Annotated[
        float | None,
        typer.Option(
            "--lambda", help="Perdite iniziali, quota λ di S; altrimenti quella del piano."
        ),
    ] = None,
    moisture: Annotated[
        Literal["I", "II", "III"] | None,
        typer.Option(help="Umidità del suolo prima della pioggia; altrimenti quella del piano."),
    ] = None,
    cluster: Annotated[
        str | None, typer.Option(help="Indirizzo di uno scheduler Dask, tcp://…")
    ] = None,
    out: Annotated[Path, typer.Option(parser=place, help="Cartella nuova in cui scrivere.")],
    profile: Annotated[
        str | None, typer.Option(help="«contado» o la cartella di un profilo.")
    ] = None,
    on: Annotated[
        str | None, typer.Option(help="Giorno del piano, AAAA-MM-GG; altrimenti i valori ultimi.")
    ] = None,
    strict: Annotated[
        bool,
        typer.Option("--strict", help="Su un territorio senza suoli: fermarsi, niente limiti."),
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Risposta per programmi.")] = False,
) -> None:
    """Deflusso e ritenzione di una pioggia (SCS-CN): mappe, unità, edifici a rischio.

    Legge i file di InVEST Urban Flood Risk Mitigation come sono, oppure un territorio.
    """
    from contado.drainage.runoff.rain import RainAsked
    from contado.drainage.runoff.results import AtRisk
    from contado.tiles.processing import Processing

    rained = RainAsked(rain, return_period, duration, municipality)
    storm = _Storm(rained, ratio, moisture)
    own = {"--land-cover": land_cover, "--soil": soil, "--curve-numbers": curve_numbers}
    at_risk = AtRisk(buildings, damage)
    with progress() as told:
        processing = Processing(lambda stage, share: told(words(*_STAGES[stage]), share), cluster)
        if territory is None:
            _refuse({"--municipality": municipality}, "--land-cover")
            files = _files({**own, "--rain": rain, "--units": units}, at_risk)
            table = _from_files(files, storm, _plan(profile or "contado", on), out, processing)
        else:
            _refuse(own, "--territory")
            ground = _ground(territory, units, profile, on)
            _tell(ground, strict=strict)
            table = _on_ground(ground, storm, out, processing, at_risk)
    _answer(table, out, of_territory=territory is not None, as_json=as_json)


@dataclass(frozen=True, slots=True)
class _Storm:
    """What the options say of the rain; None where it is the plan's to say."""

    rain: RainAsked
    ratio: float | None
    moisture: str | None

    def event(self, rules: Rules, territory: Territory | None = None) -> Event:
        """Return the event, with the plan's values where nothing is said."""
        from contado.drainage.runoff.cells import Event
        from contado.drainage.runoff.curve_numbers import ABSTRACTION, MOISTURE

        rain = self.rain.found(rules, territory)
        say(rain.notices)
        return Event(
            rain.depth,
            rules.number(ABSTRACTION) if self.ratio is None else self.ratio,
            rules.name(MOISTURE) if self.moisture is None else self.moisture,
            rain.source,
        )


def _files(options: dict[str, Any], at_risk: AtRisk) -> RunoffFiles:
    """Return the files that are given; refuse what lacks."""
    from contado.drainage.runoff.files import RunoffFiles
    from contado.errors import BadInput, Problem

    lacking = [name for name, value in options.items() if value is None]
    if lacking:
        raise BadInput(Problem("drainage.needs", "", {"option": name}) for name in lacking)
    cover, soil, numbers, _, units = options.values()
    return RunoffFiles(cover, soil, numbers, Path(units), at_risk)


def _refuse(options: dict[str, Any], other: str) -> None:
    from contado.errors import BadInput, Problem

    given = [name for name, value in options.items() if value is not None]
    if given:
        raise BadInput(
            Problem("drainage.not_with", "", {"option": name, "other": other}) for name in given
        )


def _from_files(
    files: RunoffFiles, storm: _Storm, rules: Rules, out: Path, processing: Processing
) -> UnitTable:
    from contado.drainage.runoff.files import run_runoff

    return run_runoff(files, storm.event(rules), rules, out, processing)


def _ground(
    path: Path, units: str | None, profile: str | None, on: str | None
) -> GroundOfTerritory:
    from contado.drainage.runoff.territory import UNIT_ROLES, GroundOfTerritory

    territory = open_territory(path)
    asked = units or UNIT_ROLES[0]
    rules = _plan(profile or territory.profile, on)
    say_proposed(rules)
    return GroundOfTerritory(territory, rules, asked if asked in UNIT_ROLES else Path(asked))


def _tell(ground: GroundOfTerritory, *, strict: bool) -> None:
    """Tell what is not known of the ground; stop there where nothing but values will do."""
    notices = ground.notices()
    say(notices)
    if notices and strict:
        raise typer.Exit(Exit.CANNOT_TELL)


def _on_ground(
    ground: GroundOfTerritory, storm: _Storm, out: Path, processing: Processing, at_risk: AtRisk
) -> UnitTable:
    from contado.drainage.runoff.territory import run_on_territory

    event = storm.event(ground.rules, ground.territory)
    return run_on_territory(ground, event, out, processing, at_risk, language=language())


def _plan(profile: str, on: str | None) -> Rules:
    from contado.norms import Rules

    day = None if on is None else day_of(on, "--on")
    return Rules.load(profile if profile == "contado" else Path(profile), on=day)


def _answer(table: UnitTable, out: Path, *, of_territory: bool, as_json: bool) -> None:
    rows = table.rows()
    if as_json:
        print_json({"units": rows})
    else:
        if of_territory:
            _tell_units(rows)
        else:
            display(unit_table(rows, list(table.columns), _DECIMALS), whole=True)
        typer.echo(words(f"Scritto in {out}", f"Written to {out}"))
    if all(row[known] is None for row in rows for known in row if known.startswith(_INDEX)):
        raise typer.Exit(Exit.CANNOT_TELL)


def _tell_units(rows: list[dict[str, Any]]) -> None:
    """Tell the units of a territory as its page does: the answer, then those that keep least."""
    from contado.drainage.runoff.page import answer
    from contado.drainage.runoff.page import unit_table as table_of_page

    for sentence in answer(rows, language()):
        typer.echo(sentence)
    display(terminal_table(table_of_page(rows, language()), rows=_SHOWN), whole=True)
