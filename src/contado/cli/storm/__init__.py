"""``contado storm``: rain. Runoff, retention, rainfall and hydraulic invariance."""

from __future__ import annotations

import typer

from contado.cli.analysis import AnalysisGroup
from contado.cli.storm import design, invariance, rainfall

app = typer.Typer(
    cls=AnalysisGroup,
    help="STORM, la pioggia: deflusso, ritenzione, precipitazioni, invarianza idraulica.",
    no_args_is_help=True,
)
app.add_typer(invariance.app)
app.add_typer(rainfall.app, name="rainfall")
app.add_typer(design.app)
