"""Verify a document of any kind and tell what was found."""

from __future__ import annotations

from pathlib import Path

import typer

from contado.cli.common import open_territory, print_json
from contado.cli.progress import progress
from contado.cli.shell import Exit, language
from contado.days import day_of


def verified(
    file: Path,
    territory: Path | None,
    *,
    today: bool = False,
    on: str | None = None,
    as_json: bool = False,
) -> None:
    """Verify a document, tell what was found, and end with the exit code that says so."""
    from contado.documents import as_plain, lines, verify

    day = day_of(on, "--on") if on else None
    ground = None if territory is None else open_territory(territory, incomplete=True)
    with progress() as tell:
        tell(file.name, 0.0)
        verification = verify(file, ground, today=today, on=day, progress=tell)
    if as_json:
        print_json(as_plain(verification))
    else:
        for line in lines(verification, language()):
            typer.echo(line)
    if not verification.repeats:
        raise typer.Exit(Exit.DIFFERS)
