"""``contado storm design``: does a design of hydraulic invariance comply, and its report."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from contado.cli.common import AsJson, PlanProfile, ReportDay, display, phrase, place, print_json
from contado.cli.shell import Exit, language
from contado.days import day_of

if TYPE_CHECKING:
    from contado.dossier.invariance import Report
    from contado.drainage.invariance import Design
    from contado.norms import Rules

app = typer.Typer()


@app.command()
def design(
    *,
    file: Annotated[
        Path,
        typer.Option(
            "--design",
            parser=place,
            help="Progetto (YAML o JSON): vasche, scarichi, infiltrazione, recapiti.",
        ),
    ],
    on: Annotated[
        str | None,
        typer.Option(help="Giorno della norma, AAAA-MM-GG; altrimenti quello del progetto."),
    ] = None,
    date: ReportDay = None,
    profile: PlanProfile = "contado",
    out: Annotated[
        Path | None, typer.Option(parser=place, help="Cartella nuova per la relazione.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Verifica un progetto d'invarianza idraulica e ne scrive la relazione da firmare."""
    from contado.dossier.invariance import report_of, write
    from contado.drainage.invariance import read_design

    asked = read_design(file)
    dated = None if date is None else day_of(date, "--date")
    report = report_of(asked, _rules(profile, on, asked), dated)
    if out is not None:
        write(report, out, language())
    if as_json:
        print_json(_plain(report))
    else:
        _show(report, out)
    if report.verdict is not None and report.verdict.outcome.state == "cannot_tell":
        raise typer.Exit(Exit.CANNOT_TELL)


def _rules(profile: str, on: str | None, asked: Design) -> Rules:
    from contado.errors import BadInput, Problem
    from contado.facts import specs
    from contado.norms import Rules

    day = asked.filed_on if on is None else day_of(on, "--on")
    if day is None:
        raise BadInput(Problem("detailed.no_day"))
    return Rules.load(profile if profile == "contado" else Path(profile), on=day, facts=specs())


def _plain(report: Report) -> dict[str, Any]:
    """Return the report for programs, without the courses over time, which are in the file."""
    return report.model_dump(
        mode="json",
        by_alias=True,
        exclude={"plan": True, "sizing": {"series"}, "check": {"series"}},
    )


def _show(report: Report, out: Path | None) -> None:
    from rich.table import Table

    from contado.dossier.invariance.content import content

    page = content(report, language())
    figures = Table(title=page["outcome"]["text"], show_header=False)
    for name, text in page["summary"]:
        figures.add_row(name, text)
    display(figures)
    if page["requirements"]:
        table = Table(show_lines=True)
        for title in (page["w"]["requirement"], page["w"]["answer"], page["w"]["reason"]):
            table.add_column(title)
        for row in page["requirements"]:
            table.add_row(f"{row['code']} {row['label']}", row["answer"], row["sentence"])
        display(table)
    for need in page["outcome"]["needed"]:
        display(f"{page['w']['needed']}: {need}")
    if page["disclaimer"]:
        display(page["disclaimer"])
    if out is not None:
        display(phrase("answers.report", out=out))
