"""``contado warm``: heat. Night temperature, cooling and who is exposed."""

from __future__ import annotations

import typer

from contado.cli.analysis import AnalysisGroup

app = typer.Typer(
    cls=AnalysisGroup,
    help="WARM, il calore: temperatura notturna, raffrescamento, persone esposte.",
    no_args_is_help=True,
)


def _register() -> None:
    """Add the commands, a module each."""
    from contado.cli.warm import calibrate, cooling, tropical

    app.add_typer(calibrate.app)
    app.add_typer(cooling.app)
    app.add_typer(tropical.app)


_register()
