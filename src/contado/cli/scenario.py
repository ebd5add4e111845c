"""``contado scenario``: with and without works, several side by side, frozen to be run again."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from contado.cli.analysis import AnalysisGroup
from contado.cli.common import AsJson, phrase, place, say
from contado.cli.progress import progress
from contado.cli.shell import language

app = typer.Typer(
    cls=AnalysisGroup,
    help="Scenari: con e senza opere, a confronto, congelati.",
    no_args_is_help=True,
)

_File = Annotated[Path, typer.Argument(metavar="FILE", help="Scenario, YAML o JSON.")]
_Territory = Annotated[Path, typer.Option("--territory", help="Cartella del territorio.")]
_Profile = Annotated[
    str | None, typer.Option(help="Profilo del piano; altrimenti quello del territorio.")
]


@app.command()
def new(
    out: Annotated[
        Path, typer.Argument(metavar="FILE", parser=place, help="File YAML da scrivere.")
    ],
    *,
    areas: Annotated[
        str, typer.Option(help="File degli interventi, accanto allo scenario.")
    ] = "interventi.geojson",
    title: Annotated[str, typer.Option(help="Titolo.")] = "Scenario",
    on: Annotated[str, typer.Option("--on", help="Data delle regole, AAAA-MM-GG.")],
) -> None:
    """Scrive uno scenario da compilare."""
    from contado.days import day_of
    from contado.files import must_be_new, write_text
    from contado.scenarios.template import template

    day = day_of(on, "--on")
    must_be_new(out)
    write_text(out, template(out.stem, title, areas, day))
    typer.echo(str(out))


@app.command()
def check(
    file: _File, *, territory: _Territory, profile: _Profile = None, as_json: AsJson = False
) -> None:
    """Controlla uno scenario; se è congelato, lo verifica come «contado verify»."""
    from contado.cli.documents import verified
    from contado.scenarios import Session, read_scenario

    if read_scenario(file)[1] is not None:
        verified(file, territory, as_json=as_json)
        return
    say(Session(territory, profile).read(file).asked.notices)
    typer.echo(phrase("answers.scenario_well"))


@app.command()
def freeze(
    file: _File,
    *,
    territory: _Territory,
    out: Annotated[Path, typer.Option("--out", parser=place, help="File JSON da scrivere.")],
    profile: _Profile = None,
) -> None:
    """Congela uno scenario: aree, piano, stato del territorio, risultati e impronta in un file."""
    from contado.files import json_text, must_be_new, write_text
    from contado.scenarios import Session

    must_be_new(out)
    with _bar(file.name) as tell:
        content = Session(territory, profile).freeze(file, tell)
    write_text(out, json_text(content))
    typer.echo(f"{out} {content['frozen']['digest']}")


@contextmanager
def _bar(title: str) -> Iterator[Callable[[str, float], None]]:
    """Show how far a run is, by the kinds of place."""
    from contado.scenarios import kind_of

    with progress() as bar:
        bar(title, 0.0)
        yield lambda kind, share: bar(kind_of(kind).say(language()), share)
