"""``contado warm night``: summer night temperature, its classes and the level of each unit."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from contado.cli import Exit, language
from contado.cli.common import display, open_territory, print_json, terminal_table, words
from contado.cli.progress import progress
from contado.cli.warm.common import Ground, Json, On, Out, head, new_folder, plan

if TYPE_CHECKING:
    from contado.heat.night.units import NightUnits
    from contado.norms import Rules
    from contado.territory import Territory

app = typer.Typer()

By = Literal["landscape_units", "municipalities", "zones", "districts", "cells"]


@app.command()
def night(
    *,
    territory: Ground,
    by: Annotated[By, typer.Option("--by", help="Di quali luoghi.")] = "landscape_units",
    on: On = None,
    out: Out = None,
    as_json: Json = False,
) -> None:
    """Temperatura notturna estiva di ogni luogo: anomalia, classe, residenti, livello dell'UPA.

    Con --by cells scrive i raster dell'anomalia e della classe (serve --out).
    """
    ground = open_territory(territory)
    rules = plan(ground.profile, on)
    if by == "cells":
        _cells(ground, rules, out, as_json=as_json)
    else:
        _units(ground, rules, by, out, as_json=as_json)


def _units(ground: Territory, rules: Rules, role: str, out: Path | None, *, as_json: bool) -> None:
    from contado.heat.night.page import answer, unit_table
    from contado.heat.night.rows import record, rows
    from contado.heat.night.units import night_by_unit

    with progress() as told:
        told(words("temperatura notturna", "night temperature"), 0.2)
        found = night_by_unit(ground, rules, role)
    said, table = record(found, ground, rules), rows(found, rules, language())
    if out is not None:
        _write(out, found, said, table, (ground, rules))
    if as_json:
        print_json({**said, "rows": table})
    else:
        _head(said)
        for sentence in answer(said, table, rules, language()):
            typer.echo(sentence)
        display(terminal_table(unit_table(table, language())), whole=True)
        _end(out)
    if said["not_computable"] == len(found):
        raise typer.Exit(Exit.CANNOT_TELL)


def _write(
    out: Path,
    found: NightUnits,
    said: dict[str, Any],
    table: list[dict[str, Any]],
    known: tuple[Territory, Rules],
) -> None:
    from contado.heat.night.page import page, unit_table
    from contado.heat.night.units import CLASSES
    from contado.terms import term
    from contado.territory import place_files as files
    from contado.territory.place_style import style_of

    ground, rules = known
    labels = {key: text.it for key, text in rules.categories[CLASSES].names.items()}
    style = style_of("class", labels, term("not_computable"))
    day = max(layer["date"] for layer in said["layers"])
    with new_folder(out) as folder:
        shapes = found.places.geometry
        files.write_csv(folder / "units.csv", table)
        files.write_geojson(folder / "units.geojson", table, shapes, ground.crs)
        files.write_geopackage(
            folder / "units.gpkg", table, shapes,
            crs=ground.crs, layer="night", style=style, day=day,
        )  # fmt: skip
        text = page(said, table, shapes, rules, language())
        (folder / "page.html").write_text(text, encoding="utf-8")
        unit_table(table, language()).write(folder / "table.csv", language())
        files.write_json(folder / "run.json", said)


def _cells(ground: Territory, rules: Rules, out: Path | None, *, as_json: bool) -> None:
    from contado.errors import BadInput, Problem
    from contado.heat.night.cells import night_by_cell
    from contado.heat.night.rows import record_of_cells
    from contado.territory.place_files import write_json

    if out is None:
        raise BadInput(Problem("night.cells_need_out", "--out"))
    with new_folder(out) as folder, progress() as told:
        told(words("celle", "cells"), 0.1)
        said = record_of_cells(night_by_cell(ground, rules, folder), ground, rules)
        write_json(folder / "run.json", said)
    if as_json:
        print_json(said)
    else:
        from contado.pages import plain

        _head(said)
        for name, share in said["area_shares"].items():
            part = plain(None if share is None else 100 * share, "%", language())
            typer.echo(f"{said['class_labels'][name][language()]}: {part or '–'}")
        _end(out)


def _head(said: dict[str, Any]) -> None:
    """Tell what holds for the whole answer: what is proposed, which temperature, from where."""
    head(said)
    from contado.pages import plain

    told = plain(said["reference_c"], "degC", language()) or "–"
    typer.echo(f"{said['kind_label'][language()]}; {words('riferimento', 'reference')}: {told}")


def _end(out: Path | None) -> None:
    if out is not None:
        typer.echo(str(out))
