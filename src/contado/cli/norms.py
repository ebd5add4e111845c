"""``contado norms``: read the plan, compare two of them, check one."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from contado.cli.common import display, print_json
from contado.cli.shell import language
from contado.days import day_of

if TYPE_CHECKING:
    from datetime import date

    from contado.norms import Rules

app = typer.Typer(
    help="Il piano come dati: leggerlo, confrontarlo, provarlo.", no_args_is_help=True
)

_Profile = Annotated[str, typer.Option("--profile", help="«contado» o la cartella di un profilo.")]
_Json = Annotated[bool, typer.Option("--json", help="Risposta per programmi.")]


@app.command(name="list")
def list_(*, profile: _Profile = "contado", as_json: _Json = False) -> None:
    """Elenca schede, parametri e misure del piano."""
    from contado.cli.norms_pages import listing, overview

    rules = _rules(profile, None)
    if as_json:
        print_json(overview(rules))
    else:
        display(_head(rules), *listing(rules, language()))


@app.command()
def show(
    name: Annotated[str, typer.Argument(metavar="ID", help="Parametro, scheda o misura.")],
    *,
    on: Annotated[
        str | None, typer.Option("--on", help="Giorno, AAAA-MM-GG; altrimenti tutti i valori.")
    ] = None,
    profile: _Profile = "contado",
    as_json: _Json = False,
) -> None:
    """Mostra un parametro, una scheda o una misura, con riferimento e attendibilità."""
    from contado.cli import norms_pages as pages

    rules = _rules(profile, None if on is None else day_of(on, "--on"))
    if name in rules.parameters:
        content, page = pages.parameter(rules, name, language(), dated=on is not None)
    elif name in rules.sheets:
        content, page = pages.sheet(rules, name, language(), dated=on is not None)
    elif name in rules.abacus:
        content, page = pages.measure(rules, name, language(), dated=on is not None)
    else:
        raise _unknown(rules, name)
    if as_json:
        print_json(content)
    else:
        display(_head(rules), *page)


@app.command()
def diff(
    before: Annotated[str, typer.Argument(metavar="A", help="Profilo, cartella o data.")],
    after: Annotated[str, typer.Argument(metavar="B", help="Profilo, cartella o data.")],
    *,
    on: Annotated[
        str | None, typer.Option("--on", help="Giorno dei profili; altrimenti i valori ultimi.")
    ] = None,
    profile: _Profile = "contado",
    as_json: _Json = False,
) -> None:
    """Confronta due profili, o lo stesso profilo in due giorni."""
    from contado.cli.norms_pages import differences
    from contado.norms import diff as compare

    day = None if on is None else day_of(on, "--on")
    one, two = (_side(text, profile, day) for text in (before, after))
    rows = compare(one, two)
    if as_json:
        print_json([difference.model_dump(mode="json") for difference in rows])
    else:
        display(*differences(rows, (before, after), language()))


@app.command()
def check(*, profile: _Profile = "contado", as_json: _Json = False) -> None:
    """Controlla tutto il piano e ne prova i casi."""
    from contado.cli.norms_pages import counts, counts_text
    from contado.errors import BadInput, Problem
    from contado.norms import read_cases, run

    problems: list[Problem] = []
    cases = read_cases(profile, problems)
    try:
        rules = _rules(profile, None, facts=True)
    except BadInput as refused:
        raise BadInput([*refused.problems, *problems]) from None
    for case in cases:
        problems.extend(run(case, rules))
    if problems:
        raise BadInput(problems)
    if as_json:
        print_json(counts(rules, len(cases)))
    else:
        typer.echo(counts_text(rules, len(cases), language()))


@app.command()
def register(
    folder: Annotated[Path, typer.Argument(help="Cartella di un profilo firmato.")],
    *,
    as_json: _Json = False,
) -> None:
    """Registra su questo computer un profilo firmato: la firma vale finché i file non cambiano."""
    from contado.norms import register as put

    made = put(folder)
    if as_json:
        print_json(made.model_dump(mode="json"))
    else:
        signed = made.signed
        typer.echo(f"{made.profile}: {signed.office}, {signed.act}, {signed.date} {made.sha256}")


def _rules(profile: str, on: date | None, *, facts: bool = False) -> Rules:
    """Return a plan on a day; without a day, with the last value of everything."""
    from contado.norms import Rules

    known = None
    if facts:
        from contado.facts import specs

        known = specs()
    return Rules.load(_profile(profile), on=on, facts=known)


def _profile(text: str) -> str | Path:
    return text if text == "contado" else Path(text)


def _side(text: str, profile: str, on: date | None) -> Rules:
    """Return the plan that one side of a comparison names: a profile, or a day."""
    looks_like_day = text[:4].isdigit() and text[4:5] == "-"
    return _rules(profile, day_of(text, text)) if looks_like_day else _rules(text, on)


def _unknown(rules: Rules, name: str) -> Exception:
    from difflib import get_close_matches

    from contado.errors import BadInput, Problem

    known = [*rules.parameters, *rules.sheets, *rules.abacus]
    near = get_close_matches(name, known, n=3) or ["-"]
    return BadInput(
        Problem("norms.unknown_id", name[:60], {"id": name[:60], "near": ", ".join(near)})
    )


def _head(rules: Rules) -> str:
    name = rules.profile.label.say(language())
    return f"{name}\n{rules.disclaimer.say(language())}" if rules.disclaimer else name
