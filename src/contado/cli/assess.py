"""``contado assess``, ``verify``, ``review``, ``compare``, ``checklist``: documents' lives."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from contado.cli.common import display, open_territory, place, print_json
from contado.cli.documents import verified
from contado.cli.progress import progress
from contado.cli.shell import Exit, language
from contado.days import day_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from contado.dossier import Act, Dossier, ScenarioAnnex
    from contado.errors import Problem
    from contado.interventions import Intervention
    from contado.norms import Rules
    from contado.territory import Territory

app = typer.Typer(help="Fascicoli: valutare, verificare, confrontare.")

_Territory = Annotated[Path, typer.Option("--territory", help="Cartella del territorio.")]
_Out = Annotated[Path, typer.Option("--out", parser=place, help="Cartella in cui scrivere.")]
_Json = Annotated[bool, typer.Option("--json", help="Risposta per programmi.")]
_Formats = Annotated[str, typer.Option("--format", help="Formati: json,html,pdf,gpkg.")]
_Lang = Annotated[Literal["it", "en"] | None, typer.Option("--lang", help="Lingua: it, en.")]
_Dossier = Annotated[Path, typer.Argument(metavar="FASCICOLO", help="File dossier.json.")]
_ALL = "json,html,pdf,gpkg"
_AT_ONCE = ("municipality_differs", "not_in_force")


@app.command()
def assess(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Interventi (GeoJSON, GPKG, …).")],
    *,
    territory: _Territory,
    sheet: Annotated[list[str], typer.Option("--sheet", help="Scheda; si può ripetere.")],
    out: _Out,
    on: Annotated[
        str | None,
        typer.Option("--on", help="Data delle regole, AAAA-MM-GG; altrimenti filed_on."),
    ] = None,
    crs: Annotated[
        str | None, typer.Option(help="CRS delle coordinate, al posto di quello del file.")
    ] = None,
    swap_axes: Annotated[
        bool, typer.Option("--swap-axes", help="Nel file y viene prima di x.")
    ] = False,
    office: Annotated[
        str | None, typer.Option(help="Autovalutazione: ufficio del Comune che la fa propria.")
    ] = None,
    role: Annotated[
        str | None, typer.Option(help="Autovalutazione: ruolo di chi la fa propria, non il nome.")
    ] = None,
    date: Annotated[
        str | None, typer.Option(help="Autovalutazione: giorno dell'atto, AAAA-MM-GG.")
    ] = None,
    scenario: Annotated[
        list[Path] | None,
        typer.Option("--scenario", help="Scenario congelato da allegare; si può ripetere."),
    ] = None,
    formats: _Formats = _ALL,
    as_json: _Json = False,
    lang: _Lang = None,
) -> None:
    """Valuta gli interventi di un file e scrive un fascicolo per ciascuno.

    Il fascicolo nasce come bozza; con --office, --role e --date è l'autovalutazione del Comune.
    """
    from contado.dossier import known, write_all
    from contado.errors import BadInput
    from contado.facts import specs
    from contado.norms import Rules

    wanted = known(_split(formats))
    act = _self_assessment(office, role, date)
    ground = open_territory(territory)
    day = day_of(on, "--on") if on else None
    lang = lang or language()
    with progress() as report:
        rules = Rules.load(ground.profile, on=day, facts=specs())
        works = _read(file, ground, rules, crs=crs, swap_axes=swap_axes)
        annexes = _annexes(scenario or (), ground)
        dossiers, undated = _assessed(
            works, sheet, ground, rules, act=act, annexes=annexes, progress=report
        )
        folders = write_all(dossiers, out, wanted, lang)
        if len(works) > 1:
            from contado.dossier import write_tables

            write_tables(dossiers, out, lang)
    _warn(dossiers, _AT_ONCE, lang)
    if as_json:
        print_json(_verdicts(dossiers))
    else:
        _show(dossiers, folders, lang)
    if undated:  # told last, below the verdicts of the others, with its own exit code
        raise BadInput(undated)
    if any(v.outcome.state == "cannot_tell" for each in dossiers for v in each.verdicts):
        raise typer.Exit(Exit.CANNOT_TELL)


@app.command()
def verify(
    file: Annotated[
        Path,
        typer.Argument(
            metavar="DOCUMENTO", help="File JSON, o cartella del documento e delle sue pagine."
        ),
    ],
    *,
    territory: Annotated[
        Path | None,
        typer.Option("--territory", help="Cartella del territorio, dove il documento ne ha uno."),
    ] = None,
    today: Annotated[
        bool, typer.Option("--today", help="Dice anche che cosa cambierebbe oggi.")
    ] = False,
    on: Annotated[
        str | None, typer.Option("--on", help="Con --today: data delle regole, AAAA-MM-GG.")
    ] = None,
    as_json: _Json = False,
) -> None:
    """Controlla che un documento sia intatto e si ripeta: fascicolo, relazione, scenario."""
    verified(file, territory, today=today, on=on, as_json=as_json)


@app.command()
def review(
    dossier: _Dossier,
    *,
    territory: _Territory,
    out: _Out,
    office: Annotated[str, typer.Option(help="Ufficio che verifica.")],
    role: Annotated[str, typer.Option(help="Ruolo di chi verifica, non il nome.")],
    date: Annotated[str, typer.Option(help="Giorno dell'atto, AAAA-MM-GG.")],
    state: Annotated[
        Literal["in_verifica", "verificata", "rinviata"], typer.Option(help="Stato che ne segue.")
    ] = "in_verifica",
    corrections: Annotated[
        Path | None,
        typer.Option(help="YAML: elenco di {field, value, reason}."),
    ] = None,
    formats: _Formats = _ALL,
    lang: _Lang = None,
) -> None:
    """Verifica un fascicolo ricevuto: ne scrive uno nuovo, senza toccare il primo."""
    from contado.dossier import Act, begin, load, read_proposals, write_all
    from contado.norms import Rules
    from contado.territory import Territory

    received = load(dossier)
    proposals = read_proposals(corrections) if corrections else ()
    act = Act(kind="verification", office=office, role=role, date=day_of(date, "--date"))
    ground = Territory.open(territory, received.snapshot)
    rules = Rules.of(received.plan.embedded)
    with progress() as tell:
        tell(received.intervention.name, 0.0)
        made = begin(received, proposals, act, state, territory=ground, rules=rules)
        folders = write_all([made], out, _split(formats), lang or language())
    _warn([made], {*_AT_ONCE, "surfaces_differ"}, lang or language())
    _show([made], folders, lang or language())


@app.command()
def compare(
    first: Annotated[Path, typer.Argument(metavar="A", help="File JSON del primo documento.")],
    second: Annotated[Path, typer.Argument(metavar="B", help="File JSON del secondo.")],
    *,
    differing: Annotated[
        bool, typer.Option("--differing", help="Solo ciò che differisce, sezione per sezione.")
    ] = False,
    as_json: _Json = False,
) -> None:
    """Confronta due documenti di un tipo, voce per voce: valore, fonte, motivazione."""
    from contado.documents import compare as pair
    from contado.documents import comparison_plain, comparison_table, read
    from contado.documents import differing as only_differing

    one, two = read(first), read(second)
    rows = pair(one, two, language())
    chosen = only_differing(rows) if differing else rows
    if as_json:
        print_json(comparison_plain(chosen, one.kind))
    else:
        display(comparison_table(chosen, (first.parent.name, second.parent.name), language()))


@app.command()
def checklist(
    *,
    out: Annotated[Path, typer.Option("--out", parser=place, help="File da scrivere.")] = Path(
        "parte-c.pdf"
    ),
    form: Annotated[Literal["pdf", "html"] | None, typer.Option("--format")] = None,
    lang: _Lang = None,
) -> None:
    """Scrive la scheda in bianco della parte C, da stampare."""
    from contado.dossier import write_checklist

    write_checklist(out, form, lang or language())
    typer.echo(str(out))


def _read(
    file: Path, ground: Territory, rules: Rules, *, crs: str | None, swap_axes: bool
) -> tuple[Intervention, ...]:
    from contado.interventions import read_interventions

    read = read_interventions(
        file,
        territory_crs=ground.crs,
        boundary=ground.boundary,
        measures=tuple(rules.abacus),
        crs=crs,
        swap_axes=swap_axes,
    )
    for notice in read.notices:
        typer.echo(notice.line(language()), err=True)
    return read.interventions


def _annexes(files: Sequence[Path], ground: Territory) -> list[ScenarioAnnex]:
    """Return frozen scenarios to attach; their models are loaded only where there are some."""
    if not files:
        return []
    from contado.dossier import attached

    return [attached(file, ground) for file in files]


def _assessed(
    works: Sequence[Intervention],
    sheets: Sequence[str],
    ground: Territory,
    rules: Rules,
    *,
    act: Act | None,
    annexes: Sequence[ScenarioAnnex],
    progress: Callable[[str, float], None],
) -> tuple[list[Dossier], list[Problem]]:
    """Assess works of one day together, each in its place; name those that have no day."""
    from contado.dossier import by_day
    from contado.dossier.assess import assess as judge
    from contado.errors import BadInput

    days, undated = by_day(works, rules.day)
    if undated and not days:
        raise BadInput(undated)
    made: dict[int, Dossier] = {}
    for day, rows in days.items():
        own = [works[row] for row in rows]
        some = judge(
            own, sheets, ground, rules.at(day), progress=progress, act=act, annexes=annexes
        )
        made.update(zip(rows, some, strict=True))
    return [made[row] for row in sorted(made)], undated


def _self_assessment(office: str | None, role: str | None, date: str | None) -> Act | None:
    """Return the municipality's act, None where the dossier stays a draft."""
    from contado.dossier import Act
    from contado.errors import BadInput, Problem

    given = {"--office": office, "--role": role, "--date": date}
    missing = [name for name, value in given.items() if not value]
    if len(missing) == len(given):
        return None
    if missing or not (office and role and date):
        raise BadInput(Problem("dossier.half_an_act", "", {"missing": ", ".join(missing)}))
    return Act(kind="self_assessment", office=office, role=role, date=day_of(date, "--date"))


def _split(formats: str) -> list[str]:
    return [name.strip() for name in formats.split(",") if name.strip()]


def _verdicts(dossiers: Iterable[Dossier]) -> list[dict[str, object]]:
    return [
        {
            "disclaimer": each.disclaimer.model_dump() if each.disclaimer else None,
            "id": each.intervention.id,
            "on": each.on.isoformat(),
            "snapshot": each.snapshot,
            "digest": each.digest,
            "verdicts": [verdict.model_dump(mode="json") for verdict in each.verdicts],
            "effects": [effect.model_dump(mode="json") for effect in each.effects],
        }
        for each in dossiers
    ]


def _warn(dossiers: Iterable[Dossier], codes: Collection[str], lang: str) -> None:
    """Tell at once, on the error stream, what would otherwise be found on the first page."""
    lines = (
        f"{each.intervention.id}: {notice.text.say(lang)}"
        for each in dossiers
        for notice in each.warnings
        if notice.code in codes
    )
    for line in lines:
        typer.echo(line, err=True)


def _show(dossiers: Sequence[Dossier], folders: Sequence[Path], lang: str) -> None:
    from contado.dossier import effects_table, outcome_table

    if dossiers and dossiers[0].disclaimer:
        typer.echo(dossiers[0].disclaimer.say(lang))
    display(outcome_table(dossiers, lang))
    if effects := effects_table(dossiers, lang):
        display(effects)
    for folder in folders:
        typer.echo(str(folder))
