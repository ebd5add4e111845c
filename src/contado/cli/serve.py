"""``contado serve`` and ``contado demo``: the page, on a territory or on a simulated one."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from contado.cli.common import display, phrase
from contado.cli.shell import language

if TYPE_CHECKING:
    from contado.dossier import Dossier
    from contado.territory import Territory

app = typer.Typer()

_Port = Annotated[int, typer.Option(min=0, max=65535, help="Porta; 0 ne prende una libera.")]
_Host = Annotated[str, typer.Option(help="Indirizzo su cui ascoltare.")]


@app.command()
def serve(
    *,
    territory: Annotated[Path, typer.Option("--territory", help="Cartella del territorio.")],
    port: _Port = 8000,
    host: _Host = "127.0.0.1",
    state: Annotated[
        Path | None, typer.Option("--state", help="Cartella di bozze e chiavi del servizio.")
    ] = None,
) -> None:
    """Apre la pagina su un territorio."""
    from contado.site import server

    server.set_up(territory, state, host)
    server.serve(host, port, _say_address)


@app.command()
def demo(
    *,
    folder: Annotated[Path, typer.Option("--dir", help="Cartella di ciò che si crea.")] = Path(
        "build/demo"
    ),
    port: _Port = 8000,
    no_serve: Annotated[bool, typer.Option("--no-serve", help="Non apre la pagina.")] = False,
    area: Annotated[str, typer.Option(help="Codice della provincia.")] = "015",
    cell: Annotated[float, typer.Option(min=1, max=1000, help="Lato della cella, m.")] = 10.0,
) -> None:
    """Crea un territorio simulato, valuta un intervento di esempio e apre la pagina."""
    from contado.cli.example import write_example
    from contado.territory import Territory

    place = folder / "territorio"
    if not place.exists():
        _build(place, area, cell)
    ground = Territory.open(place)
    example = write_example(ground, folder / "intervento.geojson")
    # What an earlier version judged of the example is not kept: the demo makes it anew.
    shutil.rmtree(folder / "fascicoli", ignore_errors=True)
    dossier, written = _judge(ground, example, folder / "fascicoli")
    _tell(dossier, written, place)
    if not no_serve:
        serve(territory=place, port=port, state=folder / "servizio")


def _build(place: Path, area: str, cell: float) -> None:
    from contado.cli.progress import progress
    from contado.facts import prepare
    from contado.territory import Territory
    from contado.territory.recipes import RecipeOptions, recipe

    options = RecipeOptions(area=area, cell=cell)
    with progress() as report:
        recipe("demo")(place, options, lambda what, share: report(what, 0.9 * share))
        report(phrase("serve.references"), 0.9)
        prepare(Territory.open(place))


def _judge(ground: Territory, example: Path, out: Path) -> tuple[Dossier, Path]:
    from contado.cli.progress import progress
    from contado.dossier import write_all
    from contado.dossier.assess import assess
    from contado.facts import specs
    from contado.interventions import read_interventions
    from contado.norms import Rules

    with progress() as report:
        abacus = Rules.load(ground.profile, on=None).abacus
        read = read_interventions(
            example, territory_crs=ground.crs, boundary=ground.boundary, measures=tuple(abacus)
        )
        day = read.interventions[0].filed_on
        rules = Rules.load(ground.profile, on=day, facts=specs())
        sheets = [name for name, sheet in rules.sheets.items() if sheet.of == "intervention"]
        dossiers = assess(read.interventions, sheets, ground, rules, progress=report)
        folders = write_all(dossiers, out, language=language())
    return dossiers[0], folders[0]


def _tell(dossier: Dossier, folder: Path, place: Path) -> None:
    from contado.dossier import outcome_table

    if dossier.disclaimer:
        typer.echo(dossier.disclaimer.say(language()))
    display(outcome_table([dossier], language()))
    typer.echo(phrase("serve.territory", place=place))
    for file in sorted(folder.iterdir()):
        typer.echo(f"  {file}")


def _say_address(page: str, entry: str) -> None:
    typer.echo(phrase("serve.page", page=page))
    typer.echo(phrase("serve.entry", entry=entry))
    typer.echo(phrase("serve.stop"))
