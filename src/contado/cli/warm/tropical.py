"""``contado warm tropical``: the tropical nights of a station, year by year."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from contado.cli import Exit
from contado.cli.common import display, print_json, words
from contado.cli.warm.common import Json, On, Out, Profile, head, new_folder, plan

if TYPE_CHECKING:
    from rich.table import Table

    from contado.norms import Rules

app = typer.Typer()

_File = Annotated[
    Path, typer.Argument(metavar="FILE", help="CSV: giorno e minima, oppure ora e temperatura.")
]


@app.command()
def tropical(
    file: _File,
    *,
    time: Annotated[str | None, typer.Option(help="Colonna del giorno o dell'ora.")] = None,
    value: Annotated[str | None, typer.Option(help="Colonna della temperatura.")] = None,
    missing: Annotated[
        list[str] | None,
        typer.Option(help="Valore che sta per il dato mancante; si può ripetere."),
    ] = None,
    unit: Annotated[Literal["C", "K"], typer.Option(help="Unità: °C o Kelvin.")] = "C",
    profile: Profile = "contado",
    on: On = None,
    out: Out = None,
    as_json: Json = False,
) -> None:
    """Conta le notti tropicali di una stazione, per anno e per estate.

    Le ore sono lette come stanno, nell'ora solare della stazione. Un giorno mancante non è mai
    contato come fresco: se ne mancano troppi l'anno non è calcolabile.
    """
    from contado.heat.tropical.rows import record
    from contado.heat.tropical.series import read_series

    rules = plan(profile, on)
    columns = _columns(time, value)
    series = read_series(file, columns=columns, missing=tuple(missing or ()), unit=unit)
    said = record(series, rules, file)
    if out is not None:
        _write(out, said)
    if as_json:
        print_json(said)
    else:
        _show(said, rules, out)
    if not any(row["computable"] for row in said["rows"]):
        raise typer.Exit(Exit.CANNOT_TELL)


def _columns(time: str | None, value: str | None) -> tuple[str, str] | None:
    from contado.errors import BadInput, Problem

    if time is None and value is None:
        return None
    if time is None or value is None:
        raise BadInput(Problem("night.half_the_columns", "--time --value"))
    return time, value


def _write(out: Path, said: dict[str, Any]) -> None:
    from contado.territory.place_files import write_csv, write_json

    with new_folder(out) as folder:
        write_csv(folder / "tropical.csv", said["rows"])
        write_json(folder / "run.json", said)


def _show(said: dict[str, Any], rules: Rules, out: Path | None) -> None:
    from contado.cli import language
    from contado.heat.tropical.nights import THRESHOLD
    from contado.units import format_number

    head(said)
    threshold = format_number(rules.number(THRESHOLD), "degC", language())
    typer.echo(f"{words('minima oltre', 'minimum above')} {threshold}")
    display(_table(said["rows"]), whole=True)
    if out is not None:
        typer.echo(str(out))


def _table(rows: list[dict[str, Any]]) -> Table:
    from rich.box import SIMPLE_HEAD
    from rich.table import Table

    from contado.cli import language
    from contado.terms import term

    table = Table(box=SIMPLE_HEAD)
    for heading in (
        ("anno", "year"), ("periodo", "period"), ("notti tropicali", "tropical nights"),
        ("giorni mancanti", "missing days"), ("di", "of"),
    ):  # fmt: skip
        table.add_column(words(*heading))
    periods = {"year": words("anno", "year"), "summer": words("estate", "summer")}
    for row in rows:
        least, most = row["at_least"], row["at_most"]
        told = str(least) if least == most else f"{least}–{most}"
        nights = told if row["computable"] else term("not_computable", language())
        about = (str(row["missing_days"]), str(row["days"]))
        table.add_row(str(row["year"]), periods[row["period"]], nights, *about)
    return table
