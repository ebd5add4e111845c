"""What a proponent declares of an intervention."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal, get_args

from pydantic import Field

from contado.interventions.checklist import checklist
from contado.models import Record
from contado.terms import Text

Answer = Literal["yes", "partly", "no", "not_applicable"]
State = Literal["bozza", "autovalutata", "in_verifica", "verificata", "rinviata"]
ANSWERS: tuple[Answer, ...] = get_args(Answer)
REALISATION_ITEMS = tuple(checklist())
"""The items of the checklist, in order."""

SquareMetres = Annotated[float, Field(ge=0, le=1e10, allow_inf_nan=False)]


class Surfaces(Record):
    """Surfaces of the lot, m². Their sum is the area they describe."""

    sealed: SquareMetres = 0.0
    semi_permeable: SquareMetres = 0.0
    permeable: SquareMetres = 0.0


class SurfaceChange(Record):
    """Surfaces before and after the works; either may be left out."""

    before: Surfaces | None = None
    after: Surfaces | None = None


class DeclaredMeasure(Record):
    """One measure of the abacus on part of the intervention.

    The reader resolves ``share``, ``area`` or a geometry into both ``area`` (m²) and ``share``.
    Of a drawn measure ``adds`` is the share that no drawn measure before it treats already, those
    that overlap no other coming first: over all of them it sums to the share of their union.
    """

    measure: str
    area: SquareMetres
    share: Annotated[float, Field(ge=0, le=1)]
    adds: Annotated[float, Field(ge=0, le=1)] | None = None
    overlapping: bool = False
    runoff_reduction: Annotated[float, Field(ge=0, le=100)] | None = None
    cooling: Annotated[float, Field(ge=0, le=20)] | None = None


class Intervention(Record):
    """An intervention as declared: geometry in the territory's CRS, WKB in hexadecimal.

    ``remarks`` is what its reader noticed without refusing it, and bears on the result.
    """

    id: str
    name: str
    geometry: str
    municipality: str | None = None
    filed_on: date | None = None
    measures: tuple[DeclaredMeasure, ...] = ()
    surfaces: SurfaceChange = SurfaceChange()
    realisation: dict[str, Answer] = Field(default_factory=dict)
    cadastral: tuple[str, ...] = ()
    state: State = "bozza"
    remarks: tuple[Text, ...] = ()
