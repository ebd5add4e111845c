"""What ``storm vulnerability`` and ``warm vulnerability`` share."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from contado.cli import Exit, language
from contado.cli.common import day_of, display, open_territory, place, print_json, words
from contado.cli.progress import progress

if TYPE_CHECKING:
    from rich.table import Table

    from contado.atlas.judging import Judged
    from contado.atlas.subjects import Subject

Ground = Annotated[Path, typer.Option("--territory", help="Cartella del territorio.")]
By = Annotated[
    str,
    typer.Option(
        "--by",
        help="Di quali luoghi: landscape_units, municipalities, zones, districts, cells, o un "
        "file di poligoni.",
    ),
]
On = Annotated[
    str | None,
    typer.Option("--on", help="Giorno delle regole, AAAA-MM-GG; altrimenti i valori ultimi."),
]
Out = Annotated[
    Path | None, typer.Option("--out", parser=place, help="Cartella nuova in cui scrivere.")
]
Json = Annotated[bool, typer.Option("--json", help="Risposta per programmi.")]
Explain = Annotated[
    str | None,
    typer.Option("--explain", metavar="CODICE", help="Le motivazioni di un solo luogo."),
]

_MOST = 300  # rows of a table that a person reads at a terminal


@dataclass(frozen=True, slots=True)
class Asked:
    """What a command is asked for."""

    territory: Path
    by: str
    on: str | None
    out: Path | None
    explain: str | None
    as_json: bool


def run(subject: Subject, asked: Asked) -> None:
    """Judge the places asked for, write and tell.

    Raises
    ------
    BadInput
        ``vulnerability.cells_need_out``, ``vulnerability.explain_one``, and those of
        `contado.atlas.places.shown`.
    """
    from contado.atlas.places import shown
    from contado.files import must_be_new

    _check(asked)
    if asked.out is not None:
        must_be_new(asked.out)
    ground = open_territory(asked.territory)
    places = shown(ground, asked.by)
    if asked.explain is not None:
        _explain(_judged(subject, asked, ground, places.only(asked.explain)), asked)
        return
    judged = _judged(subject, asked, ground, places)
    if asked.out is not None:
        _write(judged, asked.out)
    _tell(judged, asked)
    if not (judged.verdicts.possible & (judged.verdicts.possible - 1) == 0).any():
        raise typer.Exit(Exit.CANNOT_TELL)


def _check(asked: Asked) -> None:
    from contado.atlas.places import CELLS
    from contado.errors import BadInput, Problem

    if asked.explain is not None and asked.out is not None:
        raise BadInput(Problem("vulnerability.explain_one", "--explain"))
    if asked.by == CELLS and asked.out is None and asked.explain is None:
        raise BadInput(Problem("vulnerability.cells_need_out", "--out"))


def _judged(subject: Subject, asked: Asked, ground: Any, places: Any) -> Judged:  # noqa: ANN401 - lazily imported
    from contado.atlas.judging import judge
    from contado.facts import specs
    from contado.norms import Rules

    day = day_of(asked.on, "--on") if asked.on else None
    rules = Rules.load(ground.profile, on=day, facts=specs())
    with progress() as told:
        return judge(subject, places, ground, rules, told)


def _write(judged: Judged, out: Path) -> None:
    from contado.atlas.writing import write_atlas
    from contado.files import folder_written

    with progress() as told, folder_written(out) as folder:
        told(words("tabelle e pagina", "tables and page"), 0.9)
        write_atlas(judged, folder, language())


def _tell(judged: Judged, asked: Asked) -> None:
    from contado.atlas.rows import record, rows

    said = record(judged)
    cells = judged.shown.raster is not None
    if asked.as_json:
        print_json(said if cells else {**said, "rows": rows(judged, language())})
        return
    _head(said)
    if not cells and len(judged) <= _MOST:
        display(_table(judged), whole=True)
    _counts(said)
    if asked.out is not None:
        typer.echo(str(asked.out))


def _head(said: dict[str, Any]) -> None:
    from contado.terms import term

    if said["disclaimer"]:
        typer.echo(said["disclaimer"][language()])
    told = [text[language()] for text in said["beware"].values()]
    for text in [*told, *(term(flag, language()) for flag in said["flags"])]:
        typer.echo(f"{words('Attenzione', 'Beware')}: {text}.")


def _counts(said: dict[str, Any]) -> None:
    from contado.terms import term

    told = [
        f"{said['class_labels'][name][language()]}: {count}"
        for name, count in said["classes"].items()
    ]
    told.append(f"{term('cannot_tell', language())}: {said['cannot_tell']}")
    told.append(f"{term('not_computable', language())}: {said['not_computable']}")
    typer.echo("; ".join(told))


def _table(judged: Judged) -> Table:
    from rich.box import SIMPLE_HEAD
    from rich.table import Table

    from contado.atlas.page import span
    from contado.atlas.rows import rows
    from contado.atlas.words import WORDS

    table = Table(box=SIMPLE_HEAD)
    numbers = (judged.subject.composite, *judged.subject.indices)
    keys = ("place", "class", *numbers, "residents", "coverage", "reason")
    for key in keys:
        table.add_column(WORDS[key].say(language()))
    for row in rows(judged, language()):
        coverage = "" if row["coverage"] is None else f"{row['coverage']:.0%}"
        residents = "" if row["residents"] is None else str(row["residents"])
        spans = (span(row, column, language()) for column in numbers)
        answer = row["class_label"] or _numbers_of(row, judged)
        table.add_row(row["name"], answer, *spans, residents, coverage, row["reason"] or "")
    return table


def _numbers_of(row: dict[str, Any], judged: Judged) -> str:
    """Return the first and the last class still possible, by number."""
    at = [judged.classes.index(name) + 1 for name in row["possible"].split()]
    return f"{at[0]}–{at[-1]}?" if len(at) < len(judged.classes) else "?"


def _explain(judged: Judged, asked: Asked) -> None:
    """Print the verdict on one place with every reason."""
    from contado.atlas.rows import flag_text, record

    reason = judged.verdicts.explain(0)
    if asked.as_json:
        print_json({**record(judged), "reasons": reason.model_dump(mode="json")})
    else:
        _head(record(judged))
        typer.echo(f"{judged.shown.names[0]} ({judged.shown.places.ids[0]})")
        typer.echo(reason.sentence.say(language()))
        for part in reason.parts:
            for criterion in part.criteria:
                typer.echo(
                    f"- {criterion.label.say(language())}. {criterion.sentence.say(language())}"
                )
            for lacking in part.answer.deciding:
                typer.echo(f"  {words('decide', 'decides')}: {lacking.text.say(language())}")
        for flag in judged.flags(0):
            typer.echo(f"  {flag_text(flag, language())}")
    if reason.outcome.state == "cannot_tell":
        raise typer.Exit(Exit.CANNOT_TELL)
