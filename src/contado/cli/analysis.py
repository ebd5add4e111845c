"""The command of an analysis, from its declaration: options, help, table, answer for programs."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer
from typer.core import TyperGroup

from contado.cli.common import display, phrase, place, print_json, say, terminal_table
from contado.cli.progress import progress
from contado.cli.shell import Exit, language, speaking

if TYPE_CHECKING:
    from typer._click import Command, Context

    from contado.analyses import Analysis, Input, Result

_TYPES = {"number": float, "whole": int, "flag": bool, "territory": Path}
_LONGEST = 1000  # signs of a sentence


class AnalysisGroup(TyperGroup):
    """A group whose commands are the analyses of its name, beside those written by hand.

    A declaration is read only when its command is asked for. A group written by hand may have the
    name of an analysis: its commands stand beneath that of the analysis.
    """

    def list_commands(self, ctx: Context) -> list[str]:
        """Return the names of the commands in alphabetical order."""
        return sorted({*super().list_commands(ctx), *self._declared()})

    def get_command(self, ctx: Context, cmd_name: str) -> Command | None:
        """Return the command of a name."""
        by_hand = super().get_command(ctx, cmd_name)
        beneath = by_hand.commands if isinstance(by_hand, TyperGroup) else {}
        if (by_hand is not None and not beneath) or cmd_name not in self._declared():
            return by_hand
        from contado.analyses import analysis

        return command(analysis(f"{self.name}-{cmd_name}"), beneath)

    def _declared(self) -> set[str]:
        from contado.analyses import names

        start = f"{self.name}-"
        return {name.removeprefix(start) for name in names() if name.startswith(start)}


def command(analysis: Analysis, beneath: Mapping[str, Command] | None = None) -> Command:
    """Return the command that runs an analysis, with commands beneath it where there are some."""
    app = typer.Typer(add_completion=False)
    name = analysis.id.partition("-")[2] or analysis.id
    first, _, rest = analysis.purpose.say(language()).partition(". ")
    more = analysis.terminal.say(language()) if analysis.terminal else ""
    rest = f"{rest} {more}".strip()
    text = f"{first.rstrip('.')}.\n\n{rest}" if rest else first
    if not beneath:
        app.command(name, help=text)(function_of(analysis))
        return typer.main.get_command(app)
    app.callback(invoke_without_command=True, help=text)(function_of(analysis))
    made = typer.main.get_group(app)
    made.name = name
    made.commands.update(beneath)
    return made


def function_of(analysis: Analysis) -> Callable[..., None]:
    """Return what the command calls; its signature is what is declared."""

    def asked(
        *,
        context: typer.Context,
        out: Path | None,
        as_json: bool,
        formats: str,
        lang: str | None,
        svg: Path | None = None,
        **values: Any,  # noqa: ANN401 - as declared
    ) -> None:
        if context.invoked_subcommand is not None:
            return
        with speaking(lang):
            result = _run(analysis, values, (out, formats, language()), as_json=as_json)
            if svg is not None:
                _draw(result, svg, language())
        if result.cannot_tell:
            raise typer.Exit(Exit.CANNOT_TELL)

    context = inspect.Parameter("context", inspect.Parameter.KEYWORD_ONLY, annotation=typer.Context)
    inputs = [_parameter(name, spec) for name, spec in analysis.inputs.items()]
    parameters = [context, *inputs, *_of_all(drawn=bool(analysis.charts))]
    asked.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    asked.__annotations__ = {each.name: each.annotation for each in parameters}
    return asked


def _parameter(name: str, spec: Input) -> inspect.Parameter:
    """Return an input as the command line takes it."""
    from contado.analyses import FILE_KINDS

    kind: Any = Literal[spec.choices] if spec.kind == "choice" else _TYPES.get(spec.kind, str)
    if spec.kind in FILE_KINDS and not spec.choices:
        kind = Path
    if spec.many:
        kind = list[kind]
    default: Any = inspect.Parameter.empty if spec.required else spec.default
    if spec.kind == "flag":
        default = False
    elif not spec.required:
        kind = kind | None
    help_ = _help(spec)
    if spec.argument is not None:
        about: Any = typer.Argument(metavar=spec.argument, help=help_)
    else:
        option = spec.option or f"--{name.replace('_', '-')}"
        about = typer.Option(option, *spec.also, help=help_, **_unjudged(spec))
    return inspect.Parameter(
        name, inspect.Parameter.KEYWORD_ONLY, default=default, annotation=Annotated[kind, about]
    )


def _unjudged(spec: Input) -> dict[str, Any]:
    """Return how a number or a choice is taken as it is: the request refuses it, with the rest."""
    if spec.kind == "choice":
        return {"parser": str, "metavar": f"<{'|'.join(spec.choices)}>"}
    return {"parser": str, "metavar": "<number>"} if spec.kind in {"number", "whole"} else {}


def _help(spec: Input) -> str:
    """Return the meaning of an input, with the choices of places."""
    text = spec.label.say(language())
    if spec.kind == "places" and spec.choices:
        text = f"{text} {', '.join(spec.choices)}."
    return text


def _of_all(*, drawn: bool) -> tuple[inspect.Parameter, ...]:
    """Return the options that every analysis has, and that of those with a chart."""
    kinds: dict[str, tuple[str, Any, Any]] = {
        "out": ("out", Path | None, None),
        "json": ("as_json", bool, False),
        "format": ("formats", str, ""),
        "lang": ("lang", Literal["it", "en"] | None, None),
        **({"svg": ("svg", Path | None, None)} if drawn else {}),
    }
    made, by_name = [], inspect.Parameter.KEYWORD_ONLY
    for option, (name, kind, default) in kinds.items():
        parser = place if kind == Path | None else None
        about = typer.Option(f"--{option}", parser=parser, help=phrase(f"answers.{option}"))
        made.append(
            inspect.Parameter(name, by_name, default=default, annotation=Annotated[kind, about])
        )
    return tuple(made)


def _run(
    analysis: Analysis, values: dict[str, Any], to: tuple[Path | None, str, str], *, as_json: bool
) -> Result:
    """Run an analysis, write its folder and tell the answer."""
    from contado.analyses import CELLS, CannotTell, check_formats, execute
    from contado.errors import BadInput, Problem

    out, formats, tongue = to
    asked = [name.strip() for name in formats.split(",") if name.strip()]
    check_formats(asked)
    if asked and out is None:
        raise BadInput(Problem("analyses.formats_need_out", "--format"))
    given = {name: value for name, value in values.items() if value is not None}
    cells = given.get("by") == CELLS and CELLS in analysis.inputs["by"].choices
    if cells and "explain" not in given and out is None:
        raise BadInput(Problem("analyses.cells_need_out", "--out"))
    try:
        with progress() as bar:
            result = execute(
                analysis, given, out=out, formats=asked, language=tongue,
                progress=lambda text, share: bar(text.say(tongue), share),
            )  # fmt: skip
    except CannotTell as stopped:
        say(stopped.problems)
        raise typer.Exit(Exit.CANNOT_TELL) from None
    if as_json:
        print_json(answer_of(result, tongue))
    else:
        _tell(result, out, tongue)
    return result


def _draw(result: Result, file: Path, tongue: str) -> None:
    """Write the first chart of a result."""
    from contado.analyses import charts
    from contado.files import written

    with written(file) as draft:
        draft.write_text(next(charts(result, tongue)).drawing, encoding="utf-8")


def answer_of(result: Result, tongue: str) -> dict[str, Any]:
    """Return a result for programs: the record, and the rows of each table."""
    from contado.analyses import TableRows
    from contado.analyses.record import record

    tables = {name: TableRows.of(result, name).rows(tongue) for name in result.tables}
    return {**record(result), "tables": tables}


def _tell(result: Result, out: Path | None, tongue: str) -> None:
    """Tell people: the standing of the plan, what to beware of, the answer, the first table."""
    from contado.analyses import TableRows, notice_text
    from contado.analyses.record import record
    from contado.archives import printable
    from contado.errors import Problem
    from contado.pages import beware

    own = record(result)
    if own["disclaimer"]:
        typer.echo(own["disclaimer"][tongue])
    for mark in beware(own["layers"], tongue):
        typer.echo(phrase("answers.beware", text=mark))
    for notice in result.notices:
        if isinstance(notice, Problem):
            say([notice])
        else:
            typer.echo(notice_text(notice).say(tongue))
    if result.about:
        about = (f"{label.say(tongue)}: {value.say(tongue)}" for label, value in result.about)
        typer.echo("; ".join(about))
    for text in result.answer:
        typer.echo(printable(text.say(tongue), _LONGEST))
    for name in result.tables:
        rows = TableRows.of(result, name)
        for table in rows.on_page(tongue):
            display(terminal_table(table, rows=rows.table.open), whole=True)
    if out is not None:
        typer.echo(phrase("answers.written", out=out))
