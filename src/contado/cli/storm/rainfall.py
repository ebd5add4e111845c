"""``contado storm rainfall import``: the table of a territory's rain.

``storm rainfall`` itself is an analysis; see `contado.cli.analysis.AnalysisGroup`.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from contado.cli.common import open_territory, phrase, place
from contado.errors import BadInput, Problem

app = typer.Typer()


@app.callback()
def _beside() -> None:
    """Keep the command a command of its own, though it is the only one."""


@app.command(name="import")
def import_(
    files: Annotated[
        list[Path],
        typer.Argument(metavar="FILE…", help="Tabelle di ARPA (CSV), oppure cinque griglie."),
    ],
    *,
    out: Annotated[Path, typer.Option(parser=place, help="Tabella CSV da scrivere.")],
    municipality: Annotated[str | None, typer.Option(help="Codice ISTAT del comune.")] = None,
    territory: Annotated[
        Path | None, typer.Option(help="Per le griglie: il territorio con i comuni.")
    ] = None,
    crs: Annotated[
        str | None,
        typer.Option("--crs", help="Sistema delle griglie ASCII: EPSG:32632, …"),
    ] = None,
) -> None:
    """Scrive la tabella del ruolo rainfall, pronta per contado territory add."""
    from contado.drainage.rainfall import GRIDS, SHORT_EXPONENT, read_grids, read_sites, write_sites
    from contado.norms import Rules

    short = Rules.load(on=None).number(SHORT_EXPONENT)
    grids = [path for path in files if path.suffix.casefold() in GRIDS]
    if grids:
        if territory is None or len(grids) < len(files):
            raise BadInput(Problem("rainfall.grids_alone", "--territory"))
        sites = read_grids(grids, open_territory(territory), crs or "", short)
    else:
        sites = [site for path in files for site in read_sites(path, municipality, short)]
    write_sites(out, sites)
    typer.echo(phrase("answers.municipalities", out=out, count=len(sites)))
