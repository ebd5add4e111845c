"""``contado warm``: heat. Night temperature, cooling and who is exposed."""

from __future__ import annotations

import typer

from contado.cli.analysis import AnalysisGroup

app = typer.Typer(
    cls=AnalysisGroup,
    help="WARM, il calore: temperatura notturna, raffrescamento, persone esposte.",
    no_args_is_help=True,
)
