"""Read the declarations of analyses from the pages of the catalogue."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from copy import deepcopy
from functools import cache
from importlib import resources
from typing import Any

from pydantic import ValidationError

from contado.analyses.declaration import ENDS, Analysis
from contado.phrases import filled
from contado.shipped import page, read_yaml
from contado.terms import Text

CATALOGUE = resources.files("contado.analyses") / "catalogue"
_COMMON = "common.yaml"
_OF_FACT = ("label", "unit", "decimals")


def declared(text: str, id_: str) -> Analysis:
    """Return the analysis that a page of YAML declares.

    Inputs and columns that many analyses share are named alone: ``common.yaml`` tells the rest,
    and what is written beside them replaces it. ``like: NAME`` lays the page over that of
    ``_NAME.yaml``; ``colours`` is the scale of whatever has none of its own.

    Raises
    ------
    ValueError
        The page is no declaration; the message names each field.
    """
    content = read_yaml(text)
    if like := content.pop("like", None):
        content = _laid_over(_page(f"_{like}.yaml"), content)
    colours = content.pop("colours", None)
    content["inputs"] = _with_common(content["inputs"], _page(_COMMON)["inputs"])
    tables, rasters = content.get("tables", {}), content.get("rasters", {})
    for table in tables.values():
        columns = _with_common(table["columns"], _page(_COMMON)["columns"])
        table["columns"] = {name: _with_fact(column) for name, column in columns.items()}
    if of := rasters.pop("*", {}).get("of"):
        rasters |= _of_bounds(tables[of]["columns"])
    for part in (*tables.values(), *rasters.values()):
        for each in (part, *part.get("maps", ())) if colours else ():
            each.setdefault("colours", colours)
    try:
        return Analysis.model_validate({"id": id_, **content})
    except ValidationError as error:
        message = f"{id_}: {error}"
        raise ValueError(message) from error


def _with_common(given: Mapping[str, Any], common: Mapping[str, Any]) -> dict[str, Any]:
    return {name: {**common.get(name, {}), **(content or {})} for name, content in given.items()}


def _laid_over(under: Any, over: Any) -> Any:  # noqa: ANN401 - whatever YAML holds
    """Return one page with another over it, mappings within mappings; nothing is changed."""
    if not isinstance(under, dict) or not isinstance(over, dict):
        return deepcopy(under if over is None else over)
    both = {name: _laid_over(under.get(name), over.get(name)) for name in under}
    return both | {name: each for name, each in over.items() if name not in under}


def _with_fact(column: dict[str, Any]) -> dict[str, Any]:
    """Return a column with what the catalogue tells of its fact."""
    fact = _facts()[column["fact"]] if "fact" in column else {}
    return {**{key: fact[key] for key in _OF_FACT if key in fact}, **column}


@cache
def _facts() -> dict[str, Any]:
    """Return the catalogue of facts as it is written: what measures them need not be loaded."""
    facts: dict[str, Any] = page("contado", "facts/catalogue.yaml")
    return facts


def _of_bounds(columns: Mapping[str, Any]) -> dict[str, Any]:
    """Return the rasters of the bounds of columns."""
    return {
        name + end: {"label": filled(text, label=Text(**column["label"])), "unit": column["unit"]}
        for name, column in columns.items() if column.get("bounds") for end, text in ENDS.items()
    }  # fmt: skip


@cache
def _page(name: str) -> dict[str, Any]:
    shared: dict[str, Any] = read_yaml((CATALOGUE / name).read_text(encoding="utf-8"))
    return shared


@cache
def names() -> tuple[str, ...]:
    """Return the ids of all analyses, in alphabetical order.

    Examples
    --------
    >>> "warm-night" in names()
    True
    """
    pages = (page.name for page in CATALOGUE.iterdir())
    return tuple(sorted(
        name.removesuffix(".yaml").replace("_", "-")
        for name in pages if name.endswith(".yaml") and name != _COMMON and name[0] != "_"
    ))  # fmt: skip


@cache
def analysis(id_: str) -> Analysis:
    """Return the declaration of an analysis.

    Raises
    ------
    KeyError
        There is none of that name.

    Examples
    --------
    >>> analysis("warm-night").command
    'warm night'
    """
    if id_ not in names():
        raise KeyError(id_)
    file = f"{id_.replace('-', '_')}.yaml"
    return declared((CATALOGUE / file).read_text(encoding="utf-8"), id_)


def analyses() -> Iterator[Analysis]:
    """Yield the declaration of every analysis."""
    yield from map(analysis, names())
