"""``contado territory``: make a territory, look at it, add to it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from contado.cli.common import display, open_territory, phrase, print_json, say
from contado.cli.shell import Exit, language
from contado.days import day_of

if TYPE_CHECKING:
    from contado.errors import Problem
    from contado.territory import Layer, Source, Territory

app = typer.Typer(help="Territori: crearli, guardarli, aggiungervi strati.", no_args_is_help=True)

Folder = Annotated[Path, typer.Argument(help="Cartella del territorio.")]
Json = Annotated[bool, typer.Option("--json", help="Risposta per programmi.")]
On = Annotated[str | None, typer.Option("--on", help="Giorno dell'atto, AAAA-MM-GG.")]
Note = Annotated[str, typer.Option("--note", help="Atto o motivo.")]


@app.command()
def new(
    path: Annotated[Path, typer.Argument(metavar="DIR", help="Cartella da creare.")],
    *,
    recipe: Annotated[str, typer.Option(help="Ricetta: demo, milano.")],
    sources: Annotated[
        Path | None, typer.Option(help="Cartella dei file da cui la ricetta legge.")
    ] = None,
    layer: Annotated[
        list[str] | None, typer.Option("--layer", help="RUOLO=FILE; si può ripetere.")
    ] = None,
    area: Annotated[
        str | None, typer.Option(help="Codice della provincia, per esempio 015.")
    ] = None,
    cell: Annotated[
        float | None, typer.Option(min=1, max=1000, help="Lato della cella, m.")
    ] = None,
    seed: Annotated[int, typer.Option(min=0, help="Seme dei dati simulati.")] = 0,
) -> None:
    """Crea un territorio con una ricetta."""
    from contado.cli.progress import progress
    from contado.errors import BadInput, Problem
    from contado.facts import prepare
    from contado.territory.recipes import RECIPES, RecipeOptions
    from contado.territory.recipes import recipe as find

    if recipe not in RECIPES:
        values = {"recipe": recipe, "known": ", ".join(RECIPES)}
        raise BadInput(Problem("territory.recipe_unknown", "--recipe", values))
    if path.exists():
        raise BadInput(Problem("territory.exists", str(path)))
    layers = {role: Path(file) for role, file in _pairs(layer or [], "--layer", "RUOLO=FILE")}
    options = RecipeOptions(sources, layers, area, cell, seed)
    with progress() as report:
        notices = find(recipe)(path, options, lambda what, share: report(what, 0.8 * share))
        report(phrase("territory.distributions"), 0.8)
        territory = open_territory(path)
        prepare(territory)
    say(notices)
    typer.echo(f"{path}: {_short(territory.snapshot)}")


@app.command()
def check(path: Folder, as_json: Json = False) -> None:
    """Controlla file, impronte e contenuto di ogni strato."""
    from contado.territory import check as check_territory

    territory = open_territory(path, incomplete=True)
    problems = check_territory(territory)
    if as_json:
        print_json([_plain(problem) for problem in problems])
    else:
        say(problems)
    if problems:
        raise typer.Exit(Exit.BAD_INPUT)
    if not as_json:
        typer.echo(phrase("territory.no_problem", path=path))


@app.command()
def info(
    path: Folder,
    snapshot: Annotated[str | None, typer.Option(help="Uno stato precedente.")] = None,
    as_json: Json = False,
) -> None:
    """Mostra gli strati in vigore e quelli in verifica."""
    territory = open_territory(path, snapshot)
    if as_json:
        print_json(_summary(territory))
    else:
        _table(territory)


@app.command()
def add(
    path: Folder,
    role: Annotated[str, typer.Argument(metavar="RUOLO", help="Ruolo dello strato.")],
    file: Annotated[Path, typer.Argument(metavar="FILE", help="File dello strato.")],
    *,
    producer: Annotated[str, typer.Option(help="Ente che ha prodotto il dato.")],
    licence: Annotated[str, typer.Option(help="Licenza, per esempio CC-BY-4.0 o unstated.")],
    date: Annotated[str, typer.Option(help="Giorno descritto dal dato, AAAA-MM-GG.")],
    attribution: Annotated[str, typer.Option(help="Frase da riportare.")] = "",
    source: Annotated[str, typer.Option(help="Titolo e indirizzo della fonte.")] = "",
    simulated: Annotated[bool, typer.Option("--simulated", help="Dato simulato.")] = False,
    stand_in: Annotated[bool, typer.Option("--stand-in", help="Dato sostitutivo.")] = False,
    meta: Annotated[
        list[str] | None, typer.Option("--meta", help="CAMPO=VALORE (anche JSON); si può ripetere.")
    ] = None,
    layer_name: Annotated[str | None, typer.Option(help="Quale strato del file.")] = None,
    crs: Annotated[
        str | None, typer.Option(help="CRS delle coordinate, al posto di quello del file.")
    ] = None,
    align: Annotated[
        Literal["nearest", "bilinear", "cubic", "average", "mode"] | None,
        typer.Option(help="Porta il raster sulla griglia con questo ricampionamento."),
    ] = None,
    cell: Annotated[float | None, typer.Option(help="Lato delle celle allora, m.")] = None,
    band: Annotated[
        int | None, typer.Option(min=1, help="Banda del raster, dove ne ha più d'una.")
    ] = None,
) -> None:
    """Aggiunge uno strato, in verifica finché non è accettato."""
    from contado.territory import ReadOptions
    from contado.territory import add as add_layer

    origin = _source(
        producer=producer,
        licence=licence,
        date=date,
        attribution=attribution,
        source=source,
        simulated=simulated,
        stand_in=stand_in,
    )
    about = {name: _value(text) for name, text in _pairs(meta or [], "--meta", "CAMPO=VALORE")}
    reading = ReadOptions(layer_name, crs, align, cell, band)
    added = add_layer(open_territory(path), role, file, source=origin, meta=about, reading=reading)
    say(added.notices)
    typer.echo(f"{added.layer_id}: {phrase('territory.in_review')}")


@app.command()
def accept(
    path: Folder,
    layer: Annotated[list[str], typer.Argument(metavar="STRATO…", help="Per esempio stops@2.")],
    on: On = None,
    note: Note = "",
) -> None:
    """Accetta uno o più strati: il territorio passa a un nuovo stato."""
    from contado.territory import accept as accept_layers

    day = None if on is None else day_of(on, "--on")
    territory = accept_layers(open_territory(path), layer, on=day, note=note)
    typer.echo(_short(territory.snapshot))


@app.command()
def history(path: Folder, as_json: Json = False) -> None:
    """Elenca gli stati del territorio, dal primo."""
    states = [state.model_dump(mode="json") for state in open_territory(path).history]
    if as_json:
        print_json(states)
        return
    before: set[str] = set()
    for state in states:
        changed = ", ".join(name for name in state["layers"] if name not in before)
        act = " ".join(part for part in (state["on"], state["note"]) if part)
        typer.echo(f"{_short(state['snapshot'])}  {act}  {changed}")
        before = set(state["layers"])


@app.command()
def roles(
    role: Annotated[str | None, typer.Argument(metavar="RUOLO", help="Un ruolo solo.")] = None,
) -> None:
    """Descrive i ruoli degli strati: colonne, unità, valori, fonti (in Markdown)."""
    from contado.territory import describe_roles, find_role

    chosen = None if role is None else [find_role(role)]
    typer.echo(describe_roles(language(), chosen), nl=False)


def _short(snapshot: str) -> str:
    return snapshot[:12] or phrase("territory.no_layer")


def _plain(problem: Problem) -> dict[str, str]:
    from dataclasses import asdict

    return {
        "code": problem.code, "where": problem.where, **asdict(problem.say(language()))
    }  # fmt: skip


def _pairs(texts: list[str], where: str, form: str) -> list[tuple[str, str]]:
    from contado.errors import BadInput, Problem

    pairs = [text.partition("=") for text in texts]
    wrong = ["".join(pair) for pair in pairs if not (pair[0] and pair[2])]
    if wrong:
        raise BadInput(
            Problem("territory.option_invalid", where, {"value": text, "form": form})
            for text in wrong
        )
    return [(name, value) for name, _, value in pairs]


def _value(text: str) -> Any:  # noqa: ANN401 - whatever JSON holds
    """Return the JSON that a text holds, or the text itself."""
    try:
        return json.loads(text)
    except ValueError:
        return text


def _source(**fields: object) -> Source:
    from pydantic import ValidationError

    from contado.errors import BadInput
    from contado.territory import Source, invalid

    try:
        return Source.model_validate(fields)
    except ValidationError as error:
        raise BadInput(invalid("territory.source_invalid", "add", error)) from None


def _summary(territory: Territory) -> dict[str, Any]:
    pending = [row for row in territory.catalogue.layers if row.state == "in_review"]
    return {
        "name": territory.name,
        "crs": territory.crs,
        "grid": territory.settings.model_dump(mode="json")["grid"],
        "profile": territory.profile,
        "snapshot": territory.snapshot,
        "layers": [layer.row.model_dump(mode="json") for layer in territory.layers.values()],
        "in_review": [row.model_dump(mode="json") for row in pending],
    }


def _table(territory: Territory) -> None:
    from rich.box import SIMPLE_HEAD
    from rich.table import Table

    from contado.territory import Layer

    title = f"{territory.name}  {territory.crs}  {territory.grid.cell:g} m"
    table = Table(title=title, caption=_short(territory.snapshot), box=SIMPLE_HEAD)
    for heading, whole in (
        ("layer", True),  # what one copies is never cut nor folded
        ("size", False),
        ("date", True),
        ("licence", False),
        ("flags", False),
        ("producer", False),
    ):
        table.add_column(phrase(f"territory.{heading}"), no_wrap=whole, overflow="fold")
    pending = [row for row in territory.catalogue.layers if row.state == "in_review"]
    for layer in [*territory.layers.values(), *(Layer(territory.root, row) for row in pending)]:
        about = (layer.date.isoformat(), layer.licence, ", ".join(_flags(layer)), layer.producer)
        table.add_row(layer.id, _size(layer), *about)
    display(table, whole=True)


def _size(layer: Layer) -> str:
    return f"{layer.cell:g} m" if layer.rows is None else str(layer.rows)


def _flags(layer: Layer) -> list[str]:
    from contado.terms import term

    flags = []
    if layer.simulated:
        flags.append(term("simulated", language()))
    if layer.stand_in:
        flags.append(term("stand_in", language()))
    if layer.state == "in_review":
        flags.append(phrase("territory.in_review"))
    return flags
