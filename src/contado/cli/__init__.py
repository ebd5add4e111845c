"""The command line: one module a capability, heavy imports only inside the commands."""

from __future__ import annotations

import gc
import sys

import typer

from contado.cli.shell import Exit, language

app = typer.Typer(
    name="contado",
    help="Piani metropolitani come dati datati: territorio, fatti, norme, esito, fascicolo.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


_GARBAGE = 50_000  # a command makes few cycles: loading modules would look for them all the time


def _version(asked: bool) -> None:
    if asked:
        from contado import __version__

        typer.echo(f"contado {__version__}")
        raise typer.Exit


@app.callback()
def _root(
    version: bool = typer.Option(
        False, "--version", callback=_version, is_eager=True, help="Mostra la versione ed esce."
    ),
) -> None:
    pass


def _register() -> None:
    """Add the capabilities. A new one is one import and one line."""
    from contado.cli import assess, norms, scenario, serve, storm, territory, warm

    app.add_typer(territory.app, name="territory")
    app.add_typer(norms.app, name="norms")
    app.add_typer(assess.app)
    app.add_typer(serve.app)
    app.add_typer(scenario.app, name="scenario")
    app.add_typer(storm.app, name="storm")
    app.add_typer(warm.app, name="warm")


_register()


_UNTOLD = ("invariance.earlier_text",)
"""What is no fault of the input: the plan does not know the law of that day."""


def main() -> None:
    """Run the command line; turn an error into one clear message and an exit code."""
    from contado.cli.usage import run
    from contado.errors import BadInput, ContadoError

    gc.set_threshold(_GARBAGE)
    try:
        run(app)
    except BadInput as error:
        for problem in error.problems:
            typer.echo(problem.line(language()), err=True)
        untold = all(problem.code in _UNTOLD for problem in error.problems)
        sys.exit(Exit.CANNOT_TELL if untold else Exit.BAD_INPUT)
    except ContadoError as error:
        typer.echo(str(error), err=True)
        sys.exit(Exit.INTERNAL)
