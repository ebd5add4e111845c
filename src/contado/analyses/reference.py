"""The reference of an analysis as a page, written from its declaration."""

from __future__ import annotations

from collections.abc import Iterator

from contado.analyses.declaration import ENDS, Analysis, Input, OutputColumn, OutputTable
from contado.analyses.request import option_of
from contado.phrases import Phrases, filled
from contado.units import UNITS

_WORDS = Phrases.of("contado.analyses")


def describe(analysis: Analysis, language: str = "en") -> str:
    """Return the reference of an analysis as Markdown.

    Examples
    --------
    >>> from contado.analyses import analysis
    >>> describe(analysis("warm-night")).splitlines()[0]
    '# `contado warm night`: Summer night temperature'
    """
    return "\n".join(_lines(analysis, language)) + "\n"


def _word(key: str, language: str, **values: object) -> str:
    return _WORDS(f"reference.{key}", language, **values)


def _lines(what: Analysis, language: str) -> Iterator[str]:
    yield f"# `contado {what.command}`: {what.label.say(language)}"
    yield ""
    more = f" {what.terminal.say(language)}" if what.terminal else ""
    yield f"{what.purpose.say(language)}{more}"
    yield ""
    yield _word("guide", language, reference=what.reference, guide=what.guide)
    yield ""
    yield f"## {_word('asks', language)}"
    yield from _head("inputs", language)
    for name, spec in what.inputs.items():
        yield _input(name, spec, language)
    yield ""
    yield f"## {_word('gives', language)}"
    yield ""
    yield _word("always", language)
    for name, table in what.tables.items():
        yield from _table(name, table, language)
    if what.rasters:
        yield from _head("rasters", language)
    for name, raster in what.rasters.items():
        if not name.startswith("_"):  # in a file
            label = raster.label.say(language)
            yield f"| `{name}.tif` | {_unit(raster.unit, language)} | {label} |"
    if what.charts:
        labels = "; ".join(chart.label.say(language) for chart in what.charts.values())
        yield ""
        yield _word("charts", language, labels=labels)
    if what.reading:
        yield ""
        yield what.reading.say(language)


def _input(name: str, spec: Input, language: str) -> str:
    option = ", ".join(f"`{each}`" for each in (option_of(name, spec), *spec.also))
    default = "" if spec.default is None else f"`{spec.default}`"
    if spec.required:
        default = _word("required", language)
    elif spec.parameter:
        default = _word("plan", language, name=spec.parameter)
    choices = [f"`{each}`" for each in spec.choices]
    kind = " \\| ".join(choices) if spec.kind == "choice" else spec.kind
    more = f" {', '.join(choices)}" if spec.kind == "places" else ""
    return f"| {option} | {kind} | {default} | {spec.label.say(language)}{more} |"


def _table(name: str, table: OutputTable, language: str) -> Iterator[str]:
    yield ""
    yield f"### `{name}.csv`: {table.label.say(language)}"
    yield ""
    if table.attributes:
        yield _word("attributes", language)
    if table.layer:
        yield _word("shapes", language, name=name)
    yield from _head("columns", language)
    for column, spec in table.columns.items():
        if not column.startswith("_"):
            yield from _column(column, spec, language)


def _column(name: str, spec: OutputColumn, language: str) -> Iterator[str]:
    unit = _unit(spec.unit, language)
    if spec.bounds != "only":
        yield f"| `{name}` | {unit} | {spec.label.say(language)} |"
    for end, text in ENDS.items() if spec.bounds else ():
        yield f"| `{name}{end}` | {unit} | {filled(text, label=spec.label).say(language)} |"
    if spec.category or spec.names:
        yield f"| `{name}_label` | | {_WORDS('columns.name', language, label=spec.label)} |"


def _unit(unit: str | None, language: str) -> str:
    """Return the unit of the numbers in a file."""
    if unit is None:
        return ""
    return UNITS[unit].label.say(language) if UNITS[unit].scale == 1 else "0–1"


def _head(key: str, language: str) -> Iterator[str]:
    heading = _word(key, language)
    yield ""
    yield f"| {heading} |"
    yield "|" + " --- |" * (heading.count("|") + 1)
