"""``contado scenario``: with and without works, several side by side, frozen to be run again."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from contado.cli import language
from contado.cli.common import display, place, print_json, say, terminal_table, words
from contado.cli.progress import progress

if TYPE_CHECKING:
    from contado.scenarios.outcome import Outcome
    from contado.scenarios.session import Prepared, Session

app = typer.Typer(help="Scenari: con e senza opere, a confronto, congelati.", no_args_is_help=True)

_File = Annotated[Path, typer.Argument(metavar="FILE", help="Scenario, YAML o JSON.")]
_Territory = Annotated[Path, typer.Option("--territory", help="Cartella del territorio.")]
_Out = Annotated[Path, typer.Option("--out", parser=place, help="Cartella nuova in cui scrivere.")]
_Json = Annotated[bool, typer.Option("--json", help="Risposta per programmi.")]
_Profile = Annotated[
    str | None, typer.Option(help="Profilo del piano; altrimenti quello del territorio.")
]
_Lang = Annotated[Literal["it", "en"] | None, typer.Option("--lang", help="Lingua: it, en.")]
_COLUMNS = 5  # of the table of a page that a terminal shows


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
    from contado.cli.common import day_of
    from contado.files import must_be_new
    from contado.scenarios.template import template
    from contado.scenarios.writing import write_text

    day = day_of(on, "--on")
    must_be_new(out)
    write_text(out, template(out.stem, title, areas, day))
    typer.echo(str(out))


@app.command()
def check(
    file: _File, *, territory: _Territory, profile: _Profile = None, as_json: _Json = False
) -> None:
    """Controlla uno scenario; se è congelato, lo verifica come «contado verify»."""
    from contado.cli.documents import verified
    from contado.scenarios.reading import read_scenario
    from contado.scenarios.session import Session

    if read_scenario(file)[1] is not None:
        verified(file, territory, as_json=as_json)
        return
    say(Session(territory, profile).read(file).asked.notices)
    typer.echo(words("Lo scenario è in ordine.", "The scenario is in order."))


@app.command()
def run(
    file: _File,
    *,
    territory: _Territory,
    out: _Out,
    profile: _Profile = None,
    as_json: _Json = False,
    lang: _Lang = None,
) -> None:
    """Misura i luoghi prima e dopo le opere: tabelle, mappe delle differenze, pagina."""
    from contado.files import must_be_new
    from contado.scenarios.session import Session
    from contado.scenarios.writing import write_run

    must_be_new(out)
    session = Session(territory, profile)
    prepared = session.read(file)
    outcome = _outcome(session, prepared)
    write_run(session.run(prepared), outcome, out, lang or language())
    say(outcome.notices)
    if as_json:
        print_json(outcome.plain())
    else:
        _show(outcome, lang or language())
        typer.echo(words(f"Scritto in {out}", f"Written to {out}"))


@app.command()
def compare(
    files: Annotated[list[Path], typer.Argument(metavar="FILE...", help="Scenari.")],
    *,
    territory: _Territory,
    out: _Out,
    profile: _Profile = None,
    as_json: _Json = False,
    lang: _Lang = None,
) -> None:
    """Mette più scenari uno accanto all'altro."""
    from contado.files import must_be_new
    from contado.scenarios.compare import write_comparison
    from contado.scenarios.session import Session

    must_be_new(out)
    session = Session(territory, profile)
    prepared = [session.read(file) for file in files]
    outcomes = [_outcome(session, each) for each in prepared]
    runs = [session.run(each) for each in prepared]
    comparison = write_comparison(outcomes, runs, out, lang or language())
    if as_json:
        print_json(comparison.plain())
    else:
        typer.echo(words(f"Scritto in {out}", f"Written to {out}"))


@app.command()
def freeze(
    file: _File,
    *,
    territory: _Territory,
    out: Annotated[Path, typer.Option("--out", parser=place, help="File JSON da scrivere.")],
    profile: _Profile = None,
) -> None:
    """Congela uno scenario: aree, piano, stato del territorio, risultati e impronta in un file."""
    from contado.files import must_be_new
    from contado.scenarios.session import Session
    from contado.scenarios.writing import as_json, write_text

    must_be_new(out)
    with progress() as told:
        content = Session(territory, profile).freeze(file, told)
    write_text(out, as_json(content))
    typer.echo(f"{out} {content['frozen']['digest']}")


def _outcome(session: Session, prepared: Prepared) -> Outcome:
    from contado.scenarios.words import kind_of_place

    with progress() as told:
        told(prepared.asked.scenario.title, 0.0)
        return session.run(prepared).outcome(
            lambda kind, share: told(kind_of_place(kind, language()), share)
        )


def _show(outcome: Outcome, said: str) -> None:
    from contado.scenarios.telling import answer, own_tables

    disclaimer = outcome.head["disclaimer"]
    if disclaimer:
        typer.echo(disclaimer[said])
    for sentence in answer(outcome, said):
        typer.echo(sentence)
    for table in own_tables(outcome, said):
        display(terminal_table(table, columns=_COLUMNS), whole=True)
