"""The reference of an analysis as a page, written from its declaration."""

from __future__ import annotations

from collections.abc import Iterator

from contado.analyses.declaration import Analysis, Column, Input, Table
from contado.analyses.request import option_of
from contado.terms import Text
from contado.units import UNITS

_WORDS = {
    "asks": Text(it="Che cosa chiede", en="What it asks for"),
    "gives": Text(it="Che cosa dà", en="What it gives"),
    "inputs": Text(
        it="opzione | tipo | se manca | significato",
        en="option | kind | by default | meaning",
    ),
    "columns": Text(it="colonna | unità | significato", en="column | unit | meaning"),
    "rasters": Text(it="raster | unità | significato", en="raster | unit | meaning"),
    "required": Text(it="obbligatorio", en="required"),
    "plan": Text(it="dal piano: `{name}`", en="from the plan: `{name}`"),
    "guide": Text(it="Guida", en="Guide"),
    "attributes": Text(
        it="Prima delle colonne, gli attributi dei luoghi dati.",
        en="Before the columns, the attributes of the places that were given.",
    ),
    "shapes": Text(
        it="Anche come `{name}.geojson` e `{name}.gpkg`.",
        en="Also as `{name}.geojson` and `{name}.gpkg`.",
    ),
    "always": Text(
        it="Sempre: `page.html`, `run.json`, `table.csv` (la prima tabella, per fogli di "
        "calcolo), `tables.xlsx`; con `--format`: `page.pdf`, GeoParquet.",
        en="Always: `page.html`, `run.json`, `table.csv` (the first table, for spreadsheets), "
        "`tables.xlsx`; with `--format`: `page.pdf`, GeoParquet.",
    ),
    "low": Text(it="minimo", en="lowest"),
    "high": Text(it="massimo", en="highest"),
    "name": Text(it="in parole", en="in words"),
    "charts": Text(it="Grafici", en="Charts"),
}


def describe(analysis: Analysis, language: str = "en") -> str:
    """Return the reference of an analysis as Markdown.

    Examples
    --------
    >>> from contado.analyses import analysis
    >>> describe(analysis("warm-night")).splitlines()[0]
    '# `contado warm night`: Summer night temperature'
    """
    return "\n".join(_lines(analysis, language)) + "\n"


def _word(key: str, language: str, **values: str) -> str:
    return _WORDS[key].say(language).format(**values)


def _lines(what: Analysis, language: str) -> Iterator[str]:
    yield f"# `contado {what.command}`: {what.label.say(language)}"
    yield ""
    yield what.purpose.say(language)
    yield ""
    guide = f"{_word('guide', language)}: [{what.guide}](../../{what.guide})"
    yield f"{what.reference.say(language)}. {guide}."
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
            if name.startswith("_"):  # in no file
                continue
            label = raster.label.say(language)
            yield f"| `{name}.tif` | {_unit(raster.unit, language)} | {label} |"
    if what.charts:
        drawn = "; ".join(chart.label.say(language) for chart in what.charts.values())
        yield ""
        yield f"{_word('charts', language)}: {drawn}."
    if what.reading:
        yield ""
        yield what.reading.say(language)


def _input(name: str, spec: Input, language: str) -> str:
    option = ", ".join(f"`{each}`" for each in (option_of(name, spec), *spec.also))
    if spec.required:
        default = _word("required", language)
    elif spec.parameter:
        default = _word("plan", language, name=spec.parameter)
    else:
        default = "" if spec.default is None else f"`{spec.default}`"
    kind = (
        " \\| ".join(f"`{each}`" for each in spec.choices) if spec.kind == "choice" else spec.kind
    )
    more = "" if spec.kind != "places" else " " + ", ".join(f"`{each}`" for each in spec.choices)
    return f"| {option} | {kind} | {default} | {spec.label.say(language)}{more} |"


def _table(name: str, table: Table, language: str) -> Iterator[str]:
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


def _column(name: str, spec: Column, language: str) -> Iterator[str]:
    unit, label = _unit(spec.unit, language), spec.label.say(language)
    if spec.bounds != "only":
        yield f"| `{name}` | {unit} | {label} |"
    for end in ("low", "high") if spec.bounds else ():
        yield f"| `{name}_{end}` | {unit} | {label} ({_word(end, language)}) |"
    if spec.category or spec.names:
        yield f"| `{name}_label` | | {label} ({_word('name', language)}) |"


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
