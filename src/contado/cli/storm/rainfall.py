"""``contado storm rainfall``: depths of rain of a place, and the table of a territory's rain."""

from __future__ import annotations

from math import isfinite
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from contado.cli import language
from contado.cli.common import display, open_territory, place, print_json, say, words
from contado.errors import BadInput, Problem

if TYPE_CHECKING:
    from rich.table import Table

    from contado.drainage.rainfall import Rainfall
    from contado.norms import Rules

app = typer.Typer(help="Linee segnalatrici di probabilità pluviometrica.")

_PAIR = 2
_Territory = Annotated[Path | None, typer.Option(help="Cartella del territorio.")]
_Municipality = Annotated[str | None, typer.Option(help="Codice ISTAT del comune.")]


@app.callback(invoke_without_command=True)
def rainfall(
    context: typer.Context,
    *,
    rain: Annotated[str | None, typer.Option(help="a1=…,n=…,alpha=…,kappa=…,epsilon=…")] = None,
    territory: _Territory = None,
    municipality: _Municipality = None,
    at: Annotated[
        str | None, typer.Option("--at", help="Punto x,y nel sistema del territorio.")
    ] = None,
    return_period: Annotated[
        str, typer.Option(help="Tempi di ritorno, anni, separati da virgole.")
    ] = "50",
    durations: Annotated[str, typer.Option(help="Durate, ore, separate da virgole.")] = "1,3,24",
    svg: Annotated[
        Path | None, typer.Option(parser=place, help="File SVG in cui disegnare le curve.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Risposta per programmi.")] = False,
) -> None:
    """Altezze di pioggia di un luogo, per durata e tempo di ritorno."""
    if context.invoked_subcommand:
        return
    rules = _rules()
    years, hours = _numbers(return_period, "--return-period"), _numbers(durations, "--durations")
    found = _rain(rules, rain, territory, municipality, at)
    depths = [[found.depth(one, each) for one in hours] for each in years]
    notices = [*_of_layers(territory), *_notices(found, rules, hours)]
    if svg is not None:
        _draw(found, years, svg)
    if as_json:
        print_json(_plain(found, years, hours, depths, notices))
    else:
        say(notices)
        display(_table(found, years, hours, depths))


@app.command(name="import")
def import_(
    files: Annotated[
        list[Path],
        typer.Argument(metavar="FILE…", help="Tabelle di ARPA (CSV), oppure cinque griglie."),
    ],
    *,
    out: Annotated[Path, typer.Option(parser=place, help="Tabella CSV da scrivere.")],
    municipality: _Municipality = None,
    territory: Annotated[
        Path | None, typer.Option(help="Per le griglie: il territorio con i comuni.")
    ] = None,
    crs: Annotated[
        str | None,
        typer.Option("--crs", help="Sistema delle griglie ASCII: EPSG:32632, …"),
    ] = None,
) -> None:
    """Scrive la tabella del ruolo rainfall, pronta per contado territory add."""
    from contado.drainage.rainfall.importing import GRIDS, read_grids, read_sites, write_sites
    from contado.drainage.rainfall.territory import SHORT_EXPONENT

    short = _rules().number(SHORT_EXPONENT)
    grids = [path for path in files if path.suffix.casefold() in GRIDS]
    if grids:
        if territory is None or len(grids) < len(files):
            raise BadInput(Problem("rainfall.grids_alone", "--territory"))
        sites = read_grids(grids, open_territory(territory), crs or "", short)
    else:
        sites = [site for path in files for site in read_sites(path, municipality, short)]
    write_sites(out, sites)
    typer.echo(f"{out}: {len(sites)} " + words("comuni", "municipalities"))


def _rules() -> Rules:
    from contado.norms import Rules

    return Rules.load(on=None)


def _rain(
    rules: Rules,
    rain: str | None,
    territory: Path | None,
    municipality: str | None,
    at: str | None,
) -> Rainfall:
    from contado.drainage.rainfall import rainfall_at, rainfall_in, rainfall_of
    from contado.drainage.rainfall.territory import SHORT_EXPONENT

    if rain is not None and not any((territory, municipality, at)):
        return rainfall_of(rain, rules.number(SHORT_EXPONENT))
    if rain is not None or territory is None or (municipality is None) == (at is None):
        raise BadInput(Problem("rainfall.no_source"))
    ground = open_territory(territory)
    if at is None:
        return rainfall_in(ground, municipality or "", rules)
    point = _numbers(at, "--at", "rainfall.bad_point")
    if len(point) != _PAIR:
        raise BadInput(Problem("rainfall.bad_point", "--at", {"value": at[:40]}))
    return rainfall_at(ground, point[0], point[1], rules)


def _numbers(text: str, where: str, code: str = "rainfall.bad_list") -> list[float]:
    try:
        found = [float(one) for one in text.split(",")]
    except ValueError:
        found = []
    if not found or not all(map(isfinite, found)) or "_" in text:
        raise BadInput(Problem(code, where, {"value": text[:40]}))
    return found


def _of_layers(territory: Path | None) -> list[Problem]:
    from contado.drainage.rainfall.territory import notices_of

    return [] if territory is None else notices_of(open_territory(territory))


def _notices(rain: Rainfall, rules: Rules, hours: list[float]) -> list[Problem]:
    """Return what is to be told of the answer without refusing it."""
    from contado.drainage.rainfall import DURATIONS

    bounds = rules.interval(DURATIONS)
    found = [
        Problem("rainfall.beyond", "", {"hours": one, "low": bounds.low, "high": bounds.high})
        for one in hours
        if not bounds.low <= one <= bounds.high
    ]
    if rain.imputed:
        values = {"parameters": ", ".join(rain.imputed)}
        found.append(Problem("rainfall.imputed", rain.source, values))
    return found


def _plain(
    rain: Rainfall,
    years: list[float],
    hours: list[float],
    depths: list[list[float]],
    notices: list[Problem],
) -> dict[str, Any]:
    return {
        "parameters": rain.parameters,
        "imputed": list(rain.imputed),
        "source": rain.source,
        "growth": [{"return_period": year, "w_t": rain.growth(year)} for year in years],
        "heights": [
            {
                "return_period": year,
                "duration_h": hour,
                "growth_factor": rain.growth(year),
                "mm": mm,
            }
            for year, row in zip(years, depths, strict=True)
            for hour, mm in zip(hours, row, strict=True)
        ],
        "notices": [
            {"code": one.code, "it": str(one.say("it")), "en": str(one.say("en"))}
            for one in notices
        ],
    }


def _table(
    rain: Rainfall, years: list[float], hours: list[float], depths: list[list[float]]
) -> Table:
    from rich.table import Table
    from rich.text import Text

    from contado.numerals import readable
    from contado.units import format_number

    said = language()
    table = Table(
        title=words("Altezze di pioggia, mm", "Depths of rain, mm"), caption=Text(rain.source)
    )
    table.add_column(words("tempo di ritorno", "return period"))
    for hour in hours:
        table.add_column(f"{readable(hour, said)} h", justify="right")
    for year, row in zip(years, depths, strict=True):
        label = words("anni", "years")
        cells = [format_number(mm, "mm", said).partition(" ")[0] for mm in row]
        table.add_row(f"{readable(year, said)} {label}", *cells)
    return table


def _draw(rain: Rainfall, years: list[float], file: Path) -> None:
    from contado.drainage.rainfall.picture import picture
    from contado.files import written

    with written(file) as draft:
        draft.write_text(picture(rain, years, language()), encoding="utf-8")
