"""``contado storm invariance``: what the regulation of invariance asks of works."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from contado.cli.common import (
    AsJson,
    PlanProfile,
    ReportDay,
    display,
    open_territory,
    phrase,
    place,
    print_json,
)
from contado.cli.shell import Exit, language
from contado.days import day_of
from contado.errors import BadInput, Problem, tried

if TYPE_CHECKING:
    from contado.dossier.invariance import Named
    from contado.drainage.invariance import Question
    from contado.norms import Rules
    from contado.terms import Text
    from contado.territory import Territory

app = typer.Typer()


@app.command()
def invariance(
    *,
    area: Annotated[float, typer.Option(help="Superficie dell'intero intervento, m².")],
    sealed: Annotated[float, typer.Option(help="Impermeabile dopo le opere, m².")] = 0.0,
    semi_permeable: Annotated[float, typer.Option(help="Semipermeabile, tetti verdi, m².")] = 0.0,
    permeable: Annotated[float, typer.Option(help="Permeabile, a verde, m².")] = 0.0,
    agricultural: Annotated[
        float, typer.Option(help="Agricola o incolta, m²: non si conta.")
    ] = 0.0,
    criticality: Annotated[
        str | None, typer.Option(help="Area di criticità idraulica: A, B, C.")
    ] = None,
    rain: Annotated[str | None, typer.Option(help="a1=…,n=…,alpha=…,kappa=…,epsilon=…")] = None,
    territory: Annotated[
        Path | None, typer.Option(help="Territorio da cui leggere criticità e pioggia.")
    ] = None,
    municipality: Annotated[
        str | None, typer.Option(help="Codice ISTAT del comune, con --territory.")
    ] = None,
    p: Annotated[float | None, typer.Option("--p", help="Coefficiente P dell'allegato C.")] = None,
    receiver_limit: Annotated[
        float | None, typer.Option(help="Limite del gestore del ricettore, l/s.")
    ] = None,
    infiltration_only: Annotated[
        bool, typer.Option("--infiltration-only", help="Solo infiltrazione, nessuno scarico.")
    ] = False,
    permeability_tests: Annotated[
        bool, typer.Option("--permeability-tests", help="Prove di permeabilità allegate.")
    ] = False,
    detailed: Annotated[
        bool, typer.Option("--detailed", help="Procedura dettagliata anche dove basta meno.")
    ] = False,
    hyetograph: Annotated[
        Literal["chicago", "constant"] | None, typer.Option(help="Ietogramma della procedura.")
    ] = None,
    routing: Annotated[
        Literal["none", "linear_reservoir", "time_area"] | None,
        typer.Option(help="Trasformazione della pioggia netta in portata."),
    ] = None,
    soil_group: Annotated[
        str | None, typer.Option(help="Gruppo idrologico, A–D: infiltrazione di Horton.")
    ] = None,
    monetisation: Annotated[
        bool, typer.Option("--monetisation", help="Dichiara un caso dell'art. 16.")
    ] = False,
    on: Annotated[str | None, typer.Option("--on", help="Giorno della norma, AAAA-MM-GG.")] = None,
    profile: PlanProfile = "contado",
    name: Annotated[
        str | None, typer.Option("--object", help="Nome dell'intervento, per la relazione.")
    ] = None,
    date: ReportDay = None,
    out: Annotated[
        Path | None,
        typer.Option(parser=place, help="Cartella nuova: relazione da firmare, invarianza.json."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Invarianza idraulica (r.r. 7/2017): classe, modalità, limiti, volumi, ogni passo."""
    from contado.dossier.invariance import DeclaredWorks
    from contado.drainage.invariance import Method, answer

    rules = _rules(profile, on)
    declared = DeclaredWorks(
        area, sealed, semi_permeable, permeable, agricultural, criticality, rain, p,
        receiver_limit, soil_group, infiltration_only=infiltration_only,
        permeability_tests=permeability_tests, detailed=detailed, monetised=monetisation,
    )  # fmt: skip
    lost: list[Problem] = []
    where = tried(lost, lambda: _place(territory, municipality))
    problems: list[Problem] = []
    question = tried(problems, lambda: declared.question(rules, where, _of_day(on)))
    if question is None or lost:
        raise BadInput([*problems, *lost])
    dated = None if date is None else day_of(date, "--date")
    method = Method.of(rules, hyetograph, routing)
    result = answer(question, rules, method)
    if out is not None:
        from contado.dossier.invariance import report_on, write

        named = _named(name, question, territory, municipality)
        write(report_on(question, method, rules, named, dated), out, language(), result)
    if as_json:
        print_json(result.as_plain())
    else:
        from contado.cli.storm.invariance_pages import pages

        display(*pages(result, language()))
    if result.required_volume is None:
        raise typer.Exit(Exit.CANNOT_TELL)


def _rules(profile: str, on: str | None) -> Rules:
    """Return the plan on a day; without a day, with the last value of everything."""
    from contado.facts import specs
    from contado.norms import Rules

    day = None if on is None else day_of(on, "--on")
    return Rules.load(profile if profile == "contado" else Path(profile), on=day, facts=specs())


def _place(territory: Path | None, municipality: str | None) -> tuple[Territory, str] | None:
    if (territory is None) != (municipality is None):
        lacking = "--territory" if territory is None else "--municipality"
        raise BadInput(Problem("invariance.place", lacking))
    if territory is None or municipality is None:
        return None
    return open_territory(territory), municipality


def _of_day(on: str | None) -> tuple[Text, ...]:
    from contado.phrases import Phrases

    return () if on is not None else (Phrases.of("contado.cli")["invariance.no_day"],)


def _named(
    name: str | None, question: Question, territory: Path | None, municipality: str | None
) -> Named:
    """Return what a report calls the works, and their municipality by name."""
    from contado.archives import printable
    from contado.dossier.invariance import Named
    from contado.units import format_number

    area = format_number(question.surfaces.area, "m2", language())
    title = printable((name or "").strip()) or phrase("invariance.works", area=area)
    if territory is None or municipality is None:
        return Named(title)
    layer = open_territory(territory).layer("municipalities")
    rows = None if layer is None else layer.frame(["istat_code", "name"])
    names = [] if rows is None else list(rows.loc[rows["istat_code"] == municipality, "name"])
    return Named(title, str(names[0]) if names else municipality)
