"""What the library of the command line says of itself (help, wrong usage), in our language.

The library writes its words in English in many places, most of them without a catalogue of
translations: what it has written is read again by the templates of ``usage.yaml``.
"""

from __future__ import annotations

import re
import sys
from functools import cache
from typing import TYPE_CHECKING, Any

import typer
from typer._click.core import Context
from typer._click.exceptions import ClickException
from typer._click.formatting import HelpFormatter
from typer._click.globals import get_current_context

from contado.cli.shell import Exit, language

if TYPE_CHECKING:
    from typer._click.core import Command

_PANELS = (
    "DEPRECATED_STRING",
    "DEFAULT_STRING",
    "ENVVAR_STRING",
    "REQUIRED_LONG_STRING",
    "ARGUMENTS_PANEL_TITLE",
    "OPTIONS_PANEL_TITLE",
    "COMMANDS_PANEL_TITLE",
    "ERRORS_PANEL_TITLE",
    "ABORTED_TEXT",
    "RICH_HELP",
)

_METAVAR = re.compile("[A-Z]{3,}…?")


def translated(text: str) -> str:
    """Return what the library says, in the language of messages; as it is where none knows it.

    Examples
    --------
    >>> translated("Invalid value for '--port': Input should be a valid integer, not text")
    "Valore non valido per '--port': serve un numero intero"
    """
    if language() == "en":
        return text
    for template, own in _templates():
        if match := template.fullmatch(text):
            return own.format_map({k: translated(v) for k, v in match.groupdict().items()})
    return text


def run(app: typer.Typer) -> None:
    """Run the commands and leave with their exit code; wrong usage is told in our language."""
    Context.formatter_class = _Formatter
    try:
        code = app(standalone_mode=False)
    except ClickException as error:
        from typer import rich_utils

        _panels(None, None)  # where the message has no line of usage
        message = translated(error.format_message())
        error.format_message = lambda: message  # type: ignore[method-assign]
        rich_utils.rich_format_error(error)
        sys.exit(error.exit_code)
    except typer.Abort:
        typer.echo(translated("Aborted."), err=True)
        sys.exit(Exit.INTERNAL)
    sys.exit(code if isinstance(code, int) else Exit.DONE)


class _Formatter(HelpFormatter):
    """Every help and every message on usage begins with this line."""

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        context = get_current_context(silent=True)
        _panels(context.command if context else None, context)
        words = re.sub(r"\[OPTIONS\]|COMMAND \[ARGS\]\.\.\.", lambda m: translated(m[0]), args)
        words = _METAVAR.sub(lambda m: own_help(m[0]) or m[0], words)
        super().write_usage(prog, words, translated("Usage: ") if prefix is None else prefix)


def _panels(command: Command | None, context: Context | None) -> None:
    """Name the panels of the page of help, and the option that asks for it."""
    from typer import rich_utils

    for name, text in _library_words().items():
        setattr(rich_utils, name, translated(text))
    if command is None or context is None:
        return
    _speak(command)
    for below in getattr(command, "commands", {}).values():
        _speak(below)
    option = command.get_help_option(context)
    if option is not None:
        option.help = translated(option.help or "")


def _speak(command: Command) -> None:
    """Put the help of a command written by hand, and of its options, in our language."""
    command.help = own_help(command.help)
    for parameter in command.params:
        said: Any = parameter  # arguments have help too, though the library does not say so
        said.help, said.metavar = own_help(getattr(said, "help", None)), own_help(said.metavar)


def own_help(text: str | None) -> str | None:
    """Return a help written by hand, in the language of messages; another one as it is.

    Examples
    --------
    >>> own_help("File to write.")
    'File da scrivere.'
    """
    return _own_help().get(text or "", {}).get(language(), text)


@cache
def _own_help() -> dict[str, dict[str, str]]:
    """Return each help in both languages, by either of them."""
    from contado.shipped import page

    pairs = [{"it": it, "en": en} for it, en in page("contado.cli", "help.yaml").items()]
    return {text: pair for pair in pairs for text in pair.values()}


@cache
def _library_words() -> dict[str, str]:
    """Return the words of the panels as the library has them."""
    from typer import rich_utils

    return {name: getattr(rich_utils, name) for name in _PANELS}


@cache
def _templates() -> tuple[tuple[re.Pattern[str], str], ...]:
    """Return the templates of the library, as patterns, each with ours."""
    from contado.shipped import page

    return tuple((_pattern(text), own) for text, own in page("contado.cli", "usage.yaml").items())


def _pattern(template: str) -> re.Pattern[str]:
    """Return a template with a name in angle brackets where anything may stand, as a pattern."""
    parts = re.split(r"<(\w+)>", template)
    signs = (f"(?P<{part}>.*?)" if at % 2 else re.escape(part) for at, part in enumerate(parts))
    return re.compile("".join(signs), re.DOTALL)
