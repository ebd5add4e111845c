"""``contado warm exposed``: residents by age in each class of night heat."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, Literal

import typer

from contado.cli import Exit, language
from contado.cli.common import display, open_territory, print_json, terminal_table, words
from contado.cli.progress import progress
from contado.cli.warm.common import Ground, Json, On, Out, head, new_folder, plan

app = typer.Typer()

By = Literal["landscape_units", "municipalities", "zones", "districts"]


@app.command()
def exposed(
    *,
    territory: Ground,
    classes: Annotated[
        str,
        typer.Option(help="«night», il calore notturno del territorio, o un raster di classi."),
    ] = "night",
    by: Annotated[By, typer.Option("--by", help="Di quali luoghi.")] = "municipalities",
    on: On = None,
    out: Out = None,
    as_json: Json = False,
) -> None:
    """Residenti per età in ogni classe di calore notturno, o di un altro raster di classi.

    Sono stime, arrotondate. I comuni che la griglia dei residenti non copre non sono calcolabili.
    """
    from contado.heat.exposure.classes import NightClasses, RasterClasses
    from contado.heat.exposure.residents import exposed as measure
    from contado.heat.exposure.rows import record, rows

    ground = open_territory(territory)
    rules = plan(ground.profile, on)
    source = NightClasses(rules) if classes == "night" else RasterClasses(Path(classes))
    with progress() as told:
        told(words("residenti per classe", "residents by class"), 0.2)
        found = measure(ground, rules, by, source)
    said, table = record(found, ground, rules), rows(found, rules, language())
    if out is not None:
        _write(out, said, table)
    if as_json:
        print_json({**said, "rows": table})
    else:
        _show(said, out)
    if said["not_computable"] == len(found):
        raise typer.Exit(Exit.CANNOT_TELL)


def _write(out: Path, said: dict[str, Any], table: list[dict[str, Any]]) -> None:
    from contado.heat.exposure.page import page, unit_table
    from contado.territory.place_files import write_csv, write_json

    with new_folder(out) as folder:
        write_csv(folder / "exposed.csv", table)
        write_csv(folder / "totals.csv", said["totals"])
        text = page(said, table, language())
        (folder / "page.html").write_text(text, encoding="utf-8")
        unit_table(said, table, language()).write(folder / "table.csv", language())
        write_json(folder / "run.json", said)


def _show(said: dict[str, Any], out: Path | None) -> None:
    from contado.heat.exposure.page import answer, totals_table

    head(said)
    typer.echo(said["note"][language()])
    typer.echo(answer(said, language()))
    display(terminal_table(totals_table(said, language())), whole=True)
    left = said["not_computable"]
    if left:
        typer.echo(words(
            f"Luoghi non calcolabili: {left} su {said['units']}.",
            f"Places not computable: {left} of {said['units']}.",
        ))  # fmt: skip
    if out is not None:
        typer.echo(str(out))
