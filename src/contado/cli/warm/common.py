"""What the commands about heat share: the plan of a day, the folder to write, words for options."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from contado.cli import language
from contado.cli.common import day_of, place, words

if TYPE_CHECKING:
    from contado.norms import Rules

Ground = Annotated[Path, typer.Option("--territory", help="Cartella del territorio.")]
On = Annotated[
    str | None,
    typer.Option("--on", help="Giorno delle regole, AAAA-MM-GG; altrimenti i valori ultimi."),
]
Out = Annotated[
    Path | None,
    typer.Option("--out", parser=place, help="Cartella nuova in cui scrivere."),
]
Json = Annotated[bool, typer.Option("--json", help="Risposta per programmi.")]
Profile = Annotated[str, typer.Option("--profile", help="«contado» o la cartella di un profilo.")]


def plan(profile: str | Path, on: str | None) -> Rules:
    """Return the plan on a day, or as it was last written."""
    from contado.norms import Rules

    return Rules.load(profile, on=None if on is None else day_of(on, "--on"))


def head(said: Mapping[str, Any]) -> None:
    """Tell what holds for a whole answer: what is proposed, simulated, or stands in."""
    from contado.terms import term

    if said["disclaimer"]:
        typer.echo(said["disclaimer"][language()])
    for flag in said.get("flags", ()):
        typer.echo(f"{words('Attenzione', 'Beware')}: {term(flag, language())}.")


@contextmanager
def new_folder(path: Path) -> Iterator[Path]:
    """Give a folder to fill that becomes ``path`` when the block ends well.

    Raises
    ------
    BadInput
        ``files.exists``, ``files.write_failed``.
    """
    from contado.files import folder_written, must_be_new

    must_be_new(path)
    with folder_written(path) as draft:
        yield draft
