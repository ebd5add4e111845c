"""Roles that a layer can play: one declarative entry each, in ``roles.yaml``.

The entry is the only place that knows a role. Checks, documentation and forms read it.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from contado.errors import BadInput, Problem
from contado.models import Record
from contado.numerals import readable
from contado.phrases import Phrases
from contado.shipped import read_yaml
from contado.terms import Text
from contado.units import UNITS

PAGE = Path(__file__).with_name("roles.yaml")
"""The file with one entry a role."""

_WORDS = Phrases.of("contado.territory")

Geometry = Literal["polygon", "line", "point"]
Colour = Annotated[str, Field(pattern=r"#[0-9a-f]{6}")]


class _Measured(Record):
    """Something with a unit and bounds."""

    unit: str | None = None
    min: float | None = None
    max: float | None = None
    meaning: Text

    @model_validator(mode="after")
    def _unit_is_known(self) -> Self:
        if self.unit is not None and self.unit not in UNITS:
            raise ValueError("unknown unit", self.unit)
        return self

    @property
    def bounds(self) -> Text:
        """The bounds with their unit, in words; empty where there are none."""
        return Text.by_language(self._bounds)

    def _bounds(self, language: str) -> str:
        ends = {"low": self.min, "high": self.max}
        shown = {name: readable(end, language) for name, end in ends.items() if end is not None}
        if not shown:
            return ""
        unit = UNITS[self.unit].label.say(language) if self.unit else ""
        return _WORDS(f"bounds.{'_'.join(shown)}", language, **shown, unit=unit).strip()


class RoleColumn(_Measured):
    """A column of a vector layer or of a table.

    A column that is ``required`` must be there with a value in every row; another may be absent
    or empty.
    """

    type: Literal["text", "integer", "number", "boolean", "date"]
    pattern: str | None = None
    allowed: tuple[str, ...] = ()
    required: bool = True


class CellContent(_Measured):
    """What the cells of a raster hold: a number with a unit, or the code of a class.

    Parameters
    ----------
    classes
        Class keys, with what they mean. A layer's own legend (``meta.legend``: code of the raster
        to key) uses these.
    codes
        Class key of each code, where the role itself fixes them; then no legend is needed.
    """

    content: Literal["number", "class"]
    classes: Mapping[str, Text] = Field(default_factory=dict)
    codes: Mapping[int, str] = Field(default_factory=dict)


class MetaField(Record):
    """Something that must be declared of a layer as a whole."""

    meaning: Text
    allowed: tuple[str, ...] = ()
    required: bool = True


class _Style(Record):
    """How a layer is drawn on a map: over those of a lower ``order``, at first or when asked."""

    order: int
    shown: bool = False


class ShapeStyle(_Style):
    """How a vector is drawn: ``simplify`` is in metres, ``name`` the column that names a row."""

    draw: Literal["fill", "line", "point"]
    colour: Colour
    opacity: float = Field(ge=0, le=1)
    simplify: float = Field(default=0, ge=0)
    name: str = "name"


class PictureStyle(_Style):
    """How a raster is drawn: a colour a class, or a ramp of colours for numbers."""

    classes: Mapping[str, Colour] = Field(default_factory=dict)
    ramp: tuple[Colour, ...] = ()


class Role(Record):
    """A role: what a layer that plays it must be.

    Parameters
    ----------
    key
        Columns that together are unique.
    source
        Usual official source.
    required
        Whether a territory is not a territory without it.
    divides
        Whether its rows divide the territory: none over another, and all of it covered.
    map
        How the page's map draws it; None where it does not.
    """

    role: str
    label: Text
    meaning: Text
    kind: Literal["vector", "table", "raster"]
    source: Text
    required: bool = False
    divides: bool = False
    geometry: tuple[Geometry, ...] = ()
    key: tuple[str, ...] = ()
    columns: Mapping[str, RoleColumn] = Field(default_factory=dict)
    cells: CellContent | None = None
    meta: Mapping[str, MetaField] = Field(default_factory=dict)
    map: ShapeStyle | PictureStyle | None = None

    @model_validator(mode="after")
    def _kind_has_its_parts(self) -> Self:
        if (self.kind == "raster") != (self.cells is not None):
            raise ValueError("a raster, and only a raster, says its cells")
        if (self.kind == "vector") != bool(self.geometry):
            raise ValueError("a vector, and only a vector, says its geometry")
        if self.divides and self.geometry != ("polygon",):
            raise ValueError("only polygons divide a territory")
        if unknown := set(self.key) - set(self.columns):
            raise ValueError("the key names unknown columns", sorted(unknown))
        return self

    @model_validator(mode="after")
    def _style_suits(self) -> Self:
        style, cells = self.map, self.cells
        if isinstance(style, ShapeStyle) and self.kind != "vector":
            raise ValueError("only a vector is drawn as shapes")
        if isinstance(style, PictureStyle):
            if cells is None:
                raise ValueError("only a raster is drawn as a picture")
            if (cells.content == "number") != bool(style.ramp):
                raise ValueError("numbers, and only numbers, have a ramp")
            if set(style.classes) != set(cells.classes):
                raise ValueError("every class, and no other, has a colour")
        return self


def read_roles(text: str) -> dict[str, Role]:
    """Return the roles that a YAML text declares, by name.

    Examples
    --------
    >>> read_roles('''
    ... quarries:
    ...   label: {it: Cave, en: Quarries}
    ...   meaning: {it: Ambiti estrattivi, en: Extraction areas}
    ...   kind: vector
    ...   geometry: [polygon]
    ...   source: {it: Piano cave, en: Quarry plan}
    ... ''')["quarries"].label.en
    'Quarries'
    """
    entries = read_yaml(text)
    return {name: Role.model_validate({"role": name, **entry}) for name, entry in entries.items()}


@cache
def roles() -> Mapping[str, Role]:
    """Return every role, by name."""
    return read_roles(PAGE.read_text(encoding="utf-8"))


def find_role(name: str) -> Role:
    """Return a role.

    Raises
    ------
    BadInput
        ``territory.role_unknown``.
    """
    if name not in roles():
        values = {"role": name, "known": ", ".join(roles())}
        raise BadInput(Problem("territory.role_unknown", name, values))
    return roles()[name]
