"""Reading what the regional agency publishes into the table of the role ``rainfall``.

The agency gives a point sheet with headings such as «A1 - Coefficiente pluviometrico orario»,
«N - Coefficiente di scala», «GEV - parametro alpha», and grids of the five parameters. A table is
read by those headings, in rows or in columns; grids are read at one point of each comune.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import isnan
from pathlib import Path
from typing import TYPE_CHECKING

from contado.drainage.rainfall.curves import SITE_PARAMETERS, Rainfall
from contado.drainage.rainfall.options import SHORT, rainfall_from
from contado.errors import BadInput, Problem
from contado.territory import PlainTable, read_plain_table, write_plain_table
from contado.values import Floats

if TYPE_CHECKING:
    from contado.territory import Territory

CODE = "istat_code"
IMPUTED = "imputed"
GRIDS = (".asc", ".tif", ".tiff")
"""Endings of a grid; anything else is a table."""

_CODES = {CODE, "istat", "codice_istat", "cod_istat", "pro_com", "pro_com_t"}
_CODE = re.compile(r"\d{6}")
_NAMES = re.compile(r"[^\s,;]+")
_WORDS = re.compile(r"[a-z0-9]+")
_MOST_PROBLEMS = 50
_SHEET_COLUMNS = 2
_GEV = "gev"
_NEEDED = (CODE, *SITE_PARAMETERS)


@dataclass(frozen=True, slots=True)
class SiteRain:
    """The rain of a comune, as a row of the table.

    Parameters
    ----------
    istat_code
        Six digits.
    rain
        Its parameters; ``n_short`` is written only where ``short_given``.
    short_given
        Whether the exponent of short rain came with the rest.
    """

    istat_code: str
    rain: Rainfall
    short_given: bool = False


def parameter_named(heading: str) -> str | None:
    """Return the column of the role that a heading means, or None.

    Examples
    --------
    >>> parameter_named("A1 - Coefficiente pluviometrico orario"), parameter_named("Codice ISTAT")
    ('a1', 'istat_code')
    >>> parameter_named("GEV - parametro kappa"), parameter_named("Comune")
    ('kappa', None)
    """
    words: list[str] = _WORDS.findall(heading.casefold())
    whole = "_".join(words)
    if whole in _CODES:
        return CODE
    if whole in (*SITE_PARAMETERS, SHORT, IMPUTED):
        return whole
    if words[:1] == [_GEV] and words[-1] in ("alpha", "kappa", "epsilon"):
        return words[-1]
    return words[0] if words and words[0] in ("a1", "n") else None


def read_sites(path: Path, municipality: str | None, short: float) -> list[SiteRain]:
    """Return the rows of a table of the agency.

    Parameters
    ----------
    path
        A CSV with a row a comune, or a sheet of one site: a parameter a line, with its value.
    municipality
        ISTAT code of the site, where the file has none.
    short
        Exponent of short rain to check with where the file gives none; it is not written.

    Raises
    ------
    BadInput
        Those of `contado.territory.plain_tables.read_plain_table`; ``rainfall.no_column``,
        ``rainfall.bad_code``, ``rainfall.code_twice``, ``rainfall.outside``.
    """
    table = _renamed(_upright(read_plain_table(path, ())), municipality)
    lacking = [name for name in _NEEDED if not table.has(name)]
    if lacking:
        headings = ", ".join(lacking)
        raise BadInput(Problem("rainfall.no_column", path.name, {"columns": headings}))
    columns = {name: table.numbers(name) for name in (*SITE_PARAMETERS, SHORT) if table.has(name)}
    table.refuse_if_any()
    problems = list(_code_problems(table))
    sites = [_site(table, row, columns, short, problems) for row in range(len(table))]
    if problems:
        raise BadInput(problems[:_MOST_PROBLEMS])
    return [site for site in sites if site is not None]


def _site(
    table: PlainTable,
    row: int,
    columns: Mapping[str, Floats],
    short: float,
    problems: list[Problem],
) -> SiteRain | None:
    """Return a row; what is wrong with it is kept with the rest."""
    values = {SHORT: short} | {name: float(column[row]) for name, column in columns.items()}
    names = table.columns[IMPUTED][row] if table.has(IMPUTED) else ""
    where = f"{table.name}:{table.lines[row]}"
    try:
        rain = rainfall_from(values, where, imputed=tuple(_NAMES.findall(names)))
    except BadInput as refused:
        problems.extend(refused.problems)
        return None
    return SiteRain(table.columns[CODE][row].strip(), rain, SHORT in columns)


def _upright(table: PlainTable) -> PlainTable:
    """Turn a sheet of one site, a parameter a line, into a table of one row."""
    headings = list(table.columns)
    labels = [*headings[:1], *table.columns[headings[0]]]
    if len(headings) != _SHEET_COLUMNS or not set(SITE_PARAMETERS) & set(
        map(parameter_named, labels[1:])
    ):
        return table
    values = [headings[1], *table.columns[headings[1]]]
    columns: dict[str, tuple[str, ...]] = {
        name: (value,) for name, value in zip(labels, values, strict=True)
    }
    return PlainTable(table.name, (1,), columns, table.marks)


def _renamed(table: PlainTable, municipality: str | None) -> PlainTable:
    columns: dict[str, tuple[str, ...]] = {}
    for heading, cells in table.columns.items():
        name = parameter_named(heading)
        if name is not None:
            columns.setdefault(name, cells)
    if municipality is not None:
        columns.setdefault(CODE, (municipality,) * len(table))
    return PlainTable(table.name, table.lines, columns, table.marks)


def _code_problems(table: PlainTable) -> Iterator[Problem]:
    seen: dict[str, int] = {}
    for code, line in zip((c.strip() for c in table.columns[CODE]), table.lines, strict=True):
        where = f"{table.name}:{line}"
        if not _CODE.fullmatch(code):
            yield Problem("rainfall.bad_code", where, {"code": code[:40]})
        elif seen.setdefault(code, line) != line:
            yield Problem("rainfall.code_twice", where, {"code": code, "first": seen[code]})


def read_grids(
    paths: Sequence[Path], territory: Territory, crs: str, short: float
) -> list[SiteRain]:
    """Return the rain of every comune from five grids, at a point inside it.

    Parameters
    ----------
    paths
        Five grids (ESRI ASCII or GeoTIFF), each named by its parameter: ``a1.asc``, …
    territory
        Whose municipalities are read.
    crs
        Code of the system of the grids; an ESRI ASCII grid does not say its own.
    short
        As in `read_sites`.

    Raises
    ------
    BadInput
        ``rainfall.grid_lacks``, ``rainfall.no_layer``, ``rainfall.grid_empty`` for every comune
        without a value, and those of `contado.territory.open_raster`.
    """
    from contado.drainage.rainfall.grids import sampled

    by_name = _grids(paths)
    codes, columns = sampled(by_name, territory, crs)
    problems: list[Problem] = []
    sites: list[SiteRain] = []
    for row, code in enumerate(codes):
        values = {name: float(columns[name][row]) for name in SITE_PARAMETERS}
        empty = [name for name, value in values.items() if isnan(value)]
        if empty:
            lacking = {"code": code, "parameters": ", ".join(empty)}
            problems.append(Problem("rainfall.grid_empty", code, lacking))
            continue
        try:
            sites.append(SiteRain(code, rainfall_from({SHORT: short} | values, code)))
        except BadInput as refused:
            problems.extend(refused.problems)
    if problems:
        raise BadInput(problems[:_MOST_PROBLEMS])
    return sites


def _grids(paths: Sequence[Path]) -> Mapping[str, Path]:
    """Return the grid of each parameter, known by a word of its name."""
    grids: dict[str, Path] = {}
    for path in paths:
        for word in re.findall(r"[a-z]+\d?", path.stem.casefold()):
            if word in SITE_PARAMETERS:
                grids.setdefault(word, path)
                break
    lacking = [name for name in SITE_PARAMETERS if name not in grids]
    if lacking:
        names = ", ".join(path.name for path in paths)[:200]
        values = {"parameters": ", ".join(lacking), "files": names}
        raise BadInput(Problem("rainfall.grid_lacks", names, values))
    return grids


def write_sites(path: Path, sites: Sequence[SiteRain]) -> None:
    """Write the table of the role ``rainfall``, ready for ``contado territory add``.

    Raises
    ------
    BadInput
        ``rainfall.code_twice``, ``files.write_failed``.
    """
    codes = [site.istat_code for site in sites]
    twice = sorted({code for code in codes if codes.count(code) > 1})
    if twice:
        raise BadInput(
            Problem("rainfall.code_twice", path.name, {"code": code, "first": "-"})
            for code in twice
        )
    columns: dict[str, list[object]] = {CODE: list(codes)}
    for name in SITE_PARAMETERS:
        columns[name] = [getattr(site.rain, name) for site in sites]
    if any(site.short_given for site in sites):
        columns[SHORT] = [site.rain.n_short if site.short_given else None for site in sites]
    if any(site.rain.imputed for site in sites):
        columns[IMPUTED] = [" ".join(site.rain.imputed) or None for site in sites]
    write_plain_table(path, columns)
