"""What a recipe says: which file plays which role, how it is read and on which terms.

A recipe is a YAML file beside this module. It is checked as a whole when it is read, and it holds
no code: a layer is made of the parts that the recipe lists and of the repairs that it names.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from importlib import resources
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import Discriminator, Field, JsonValue, Tag, model_validator

from contado.errors import Problem
from contado.models import Record
from contado.shipped import page
from contado.territory.licences import LICENCES
from contado.territory.recipes.repairs import REPAIRS
from contado.territory.roles import roles

BESIDE = "recipe:"
"""What the name of a file begins with when the file comes with the recipe itself."""


class Join(Record):
    """Columns taken from a table with the same key.

    Parameters
    ----------
    file, key
        The table and the column of the key, called the same on both sides.
    columns
        Our name and the table's name of each column taken.
    """

    file: str
    key: str
    columns: dict[str, str]


class Credit(Record):
    """On which terms a file comes; see `contado.territory.catalogue.Source`.

    ``note`` says what is not certain, such as the usual licence of the producer where the source
    states none.
    """

    producer: str
    licence: str
    date: date
    attribution: str
    source: str
    note: str = ""

    @model_validator(mode="after")
    def _licence_is_known(self) -> Self:
        if self.licence not in LICENCES:
            msg = f"unknown licence {self.licence!r}"
            raise ValueError(msg)
        return self


class SourcePart(Record):
    """One file of a vector layer or of a table, and how its rows become the role's.

    Parameters
    ----------
    file, layer
        Below the sources, or beside the recipe (`BESIDE`); the layer of a GeoPackage.
    credits
        Names of the recipe's credits: one file can owe several.
    crs
        What the file declares: another one is refused. Tables have none.
    where, where_not
        Rows kept: a column of the source and the values it may, or may not, have.
    columns
        Our name of each column, and the source's; with braces it is a template, ``{id}`` the
        source's value of ``id``.
    values
        Columns that are the same on every row.
    join
        Columns of another table.
    classes
        By our column: the source's values, each with ours; null leaves the value out.
    among
        A role made before: only rows of its municipalities stay.
    fills
        ISTAT code of the municipality whose outline the rows are made to fill exactly.
    repairs
        Names in `REPAIRS` with their options, in order.
    dissolve, weakest
        The column whose equal values become one row, rows without one being left out; columns of
        ordered values (best first) that keep the last value of the rows joined.
    numbered
        Where the source has no code: the word before the number that each row gets as its id.
    """

    file: str
    layer: str | None = None
    credits: list[str] = Field(min_length=1)
    crs: str | None = None
    where: dict[str, list[JsonValue]] = Field(default_factory=dict)
    where_not: dict[str, list[JsonValue]] = Field(default_factory=dict)
    columns: dict[str, str]
    values: dict[str, str] = Field(default_factory=dict)
    join: Join | None = None
    classes: dict[str, dict[str, str | None]] = Field(default_factory=dict)
    among: str | None = None
    fills: str | None = None
    repairs: dict[str, dict[str, JsonValue]] = Field(default_factory=dict)
    dissolve: str | None = None
    weakest: dict[str, list[str]] = Field(default_factory=dict)
    numbered: str | None = None

    @model_validator(mode="after")
    def _repairs_are_known(self) -> Self:
        if unknown := set(self.repairs) - set(REPAIRS):
            msg = f"{self.file}: unknown repairs {sorted(unknown)}"
            raise ValueError(msg)
        return self

    def files(self) -> Iterator[str]:
        """Yield the files it reads."""
        yield self.file
        if self.join:
            yield self.join.file


class _RecipeLayer(Record):
    """What every layer states."""

    role: str
    stand_in: bool = False
    meta: dict[str, JsonValue] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _role_is_known(self) -> Self:
        if self.role not in roles():
            msg = f"unknown role {self.role!r}"
            raise ValueError(msg)
        return self


class RowsLayer(_RecipeLayer):
    """A vector layer or a table, made of parts one below the other."""

    parts: tuple[SourcePart, ...] = Field(min_length=1)

    def files(self) -> Iterator[str]:
        """Yield the files it reads."""
        for part in self.parts:
            yield from part.files()

    @property
    def credits(self) -> list[str]:
        """Names of the credits of its parts, each once."""
        return list(dict.fromkeys(name for part in self.parts for name in part.credits))


class Spread(Record):
    """How totals of municipalities are spread by a grid of densities.

    Parameters
    ----------
    by
        Role of the table of totals.
    whole_from
        Share of a municipality that the grid must cover for its total to be spread.
    """

    by: Literal["population"]
    whole_from: float = Field(gt=0, le=1)


class RasterLayer(_RecipeLayer):
    """A raster layer, taken from one band of one file.

    Parameters
    ----------
    file, credits, crs
        As in `SourcePart`.
    band
        The description of the band: bands are never taken by number.
    cell, resampling
        Side of the cells it gets (m), a multiple of the territory's, and how they are filled.
    between
        Lowest and highest value that the source may hold: others mean the wrong band.
    spread
        For densities of residents.
    """

    file: str
    credits: list[str] = Field(min_length=1)
    crs: str
    band: str
    cell: float
    resampling: Literal["nearest", "average"]
    between: tuple[float, float] | None = None
    spread: Spread | None = None

    def files(self) -> Iterator[str]:
        """Yield the files it reads."""
        yield self.file


Layer = Annotated[
    Annotated[RowsLayer, Tag("rows")] | Annotated[RasterLayer, Tag("cells")],
    Discriminator(lambda entry: "rows" if "parts" in entry else "cells"),
]


class DeclaredRecipe(Record):
    """A territory, as its files say it.

    Parameters
    ----------
    recipe, name
        Name of the recipe and of the territory.
    crs, cell, origin
        The territory's CRS (metric), the side of its finest cell (m) and a corner of its grid.
    reach
        What lies farther from the territory than this (m) is left out of every layer.
    credits
        Terms of the files, by the name that parts call them.
    layers
        In the order in which they are made.
    """

    recipe: str
    name: str
    crs: str
    cell: float = Field(gt=0)
    origin: tuple[float, float]
    reach: float = Field(ge=0)
    credits: dict[str, Credit]
    layers: tuple[Layer, ...]

    @model_validator(mode="after")
    def _credits_are_given(self) -> Self:
        owed = {name for layer in self.layers for name in layer.credits}
        if odd := owed ^ set(self.credits):
            msg = f"credits given and not owed, or owed and not given: {sorted(odd)}"
            raise ValueError(msg)
        return self

    def without(self, given: Mapping[str, object]) -> DeclaredRecipe:
        """Return the recipe without the layers whose role a person supplies."""
        kept = tuple(layer for layer in self.layers if layer.role not in given)
        return self.model_copy(update={"layers": kept})


def read_recipe(name: str) -> DeclaredRecipe:
    """Return the recipe that ``name.yaml``, beside this module, says.

    Raises
    ------
    pydantic.ValidationError
        The recipe says something that nobody would understand: a mistake of who wrote it.

    Examples
    --------
    >>> read_recipe("milano").crs
    'EPSG:32632'
    """
    return DeclaredRecipe.model_validate(page(__package__, f"{name}.yaml"))


def locate(file: str, sources: Path) -> Path:
    """Return where a file that a recipe names lies."""
    if file.startswith(BESIDE):
        return Path(str(resources.files(__package__))) / file.removeprefix(BESIDE)
    return sources / file


def check_sources(recipe: DeclaredRecipe, sources: Path) -> list[Problem]:
    """Return one problem that names every file that is not there and the roles that need it."""
    needed: dict[str, list[str]] = {}
    for layer in recipe.layers:
        for file in dict.fromkeys(layer.files()):
            needed.setdefault(file, []).append(layer.role)
    missing = {f: users for f, users in needed.items() if not locate(f, sources).is_file()}
    if not missing:
        return []
    files = "; ".join(f"{file} ({', '.join(users)})" for file, users in missing.items())
    values = {"count": len(missing), "files": files, "recipe": recipe.recipe}
    return [Problem("recipes.missing_sources", str(sources), values)]
