"""A design of hydraulic invariance as its designer declares it, and its file."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal, Self

from pydantic import Field, ValidationError, model_validator
from pydantic_core import PydanticCustomError

from contado.archives import printable
from contado.drainage.invariance.detailed import HyetographKind
from contado.drainage.invariance.routing import RoutingKind
from contado.errors import BadInput, Problem
from contado.faults import fault
from contado.models import Record
from contado.norms import Document, read_document

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

_MOST_TANKS = 50
_MOST_PROBLEMS = 50

# strict: a truth or a quoted text is no number
_Number = Annotated[float, Field(strict=True, allow_inf_nan=False)]
Metres = Annotated[_Number, Field(gt=0, le=100)]
SquareMetres = Annotated[_Number, Field(ge=0, le=1e8)]
CubicMetres = Annotated[_Number, Field(ge=0, le=1e7)]
LitresASecond = Annotated[_Number, Field(gt=0, le=1e6)]
Words = Annotated[str, Field(min_length=1, max_length=200)]
Way = Literal["used", "not_feasible", "not_used"]


_LACKING = "outlet_lacks"


def _lacking(kind: str, field: str) -> PydanticCustomError:
    return PydanticCustomError(_LACKING, "{kind}: {field}", {"kind": kind, "field": field})


class SurfacesAfter(Record):
    """Surfaces of the intervention after the works, m²."""

    sealed: SquareMetres = 0.0
    semi_permeable: SquareMetres = 0.0
    permeable: SquareMetres = 0.0
    agricultural: SquareMetres = 0.0


class Outlet(Record):
    """How a tank discharges.

    Parameters
    ----------
    kind
        ``pump``: ``flow`` at any depth, also a regulating valve. ``orifice``: a round hole of
        ``diameter`` at the bottom. ``weir``: a crest of ``width`` at the bottom.
    flow
        l/s: what a pump gives, and what the regulator of an orifice or a weir never lets through
        more than.
    diameter, width
        m.
    """

    kind: Literal["pump", "orifice", "weir"]
    flow: LitresASecond | None = None
    diameter: Metres | None = None
    width: Metres | None = None

    @model_validator(mode="after")
    def _dimensioned(self) -> Self:
        needed = {"pump": "flow", "orifice": "diameter", "weir": "width"}[self.kind]
        if getattr(self, needed) is None:
            raise _lacking(self.kind, needed)
        return self


class Tank(Record):
    """A tank of the design.

    Parameters
    ----------
    volume
        m³ that serve detention, up to the highest level.
    depth
        m, of that volume: the head that an orifice or a weir sees.
    freeboard
        m³ above that level before water spills.
    outlet
        How it discharges; None where it only infiltrates.
    """

    name: Words = "vasca"
    volume: Annotated[_Number, Field(gt=0, le=1e7)]
    depth: Metres | None = None
    freeboard: CubicMetres | None = None
    outlet: Outlet | None = None

    @model_validator(mode="after")
    def _deep(self) -> Self:
        if self.depth is None and self.outlet is not None and self.outlet.kind != "pump":
            raise _lacking(self.outlet.kind, "depth")
        return self


class Infiltrating(Record):
    """An area that infiltrates.

    Parameters
    ----------
    area
        m².
    permeability
        m/s.
    tested
        Whether a permeability test is attached to the design.
    """

    area: SquareMetres
    permeability: Annotated[_Number, Field(gt=0, le=1)] | None = None
    tested: bool = False


class Disposal(Record):
    """How the water is disposed of, in the order of art. 5; what is left out is not answered."""

    reuse: Way | None = None
    infiltration: Way | None = None
    water_body: Way | None = None
    sewer: Way | None = None


class Calculation(Record):
    """How the designer works the volume out; what is left out is the plan's default.

    Parameters
    ----------
    detailed
        Whether the designer chooses the detailed procedure where the rain-only method would do
        (art. 9 c. 3); otherwise the volume is worked out by the method of the class.
    hyetograph, peak_position, routing, routing_minutes
        How the detailed procedure is run.
    """

    detailed: bool = False
    hyetograph: HyetographKind | None = None
    peak_position: Annotated[_Number, Field(ge=0, le=1)] | None = None
    routing: RoutingKind | None = None
    routing_minutes: Annotated[_Number, Field(ge=0, le=1440)] | None = None


class Design(Record):
    """A design of hydraulic invariance.

    Parameters
    ----------
    object, municipality
        What it is and where.
    filed_on
        The day whose law holds.
    criticality
        Hydraulic criticality of the municipality.
    coefficient
        P of allegato C; 1 where it is left out.
    surfaces
        After the works.
    soil_group
        Hydrologic group: where it is given, permeable ground loses rain by Horton's formula.
    rain
        Parameters of the rain of the site, by name.
    rain_imputed
        Names of those that were filled in, not estimated for the site.
    receiver_limit
        A limit of the operator of the receiver, stricter than the regulation's, l/s.
    tanks, infiltration, reuse_volume, disposal
        What the design does with the water.
    calculation
        How the volume is worked out.
    """

    object: Words
    municipality: Words
    filed_on: date | None = None
    criticality: Literal["A", "B", "C"]
    coefficient: Annotated[_Number, Field(gt=0, le=1)] | None = None
    surfaces: SurfacesAfter
    soil_group: Literal["A", "B", "C", "D"] | None = None
    rain: dict[str, _Number] = Field(min_length=1)
    rain_imputed: tuple[Literal["a1", "n", "alpha", "kappa", "epsilon"], ...] = ()
    receiver_limit: LitresASecond | None = None
    tanks: Annotated[tuple[Tank, ...], Field(max_length=_MOST_TANKS)] = ()
    infiltration: Infiltrating | None = None
    reuse_volume: CubicMetres = 0.0
    disposal: Disposal = Disposal()
    calculation: Calculation = Calculation()


def read_design(path: Path) -> Design:
    """Read a design from a YAML or JSON file.

    Raises
    ------
    BadInput
        ``detailed.no_file``, ``detailed.unreadable``, ``norms.duplicate_key``, ``norms.too_large``;
        ``detailed.wrong_value`` and ``detailed.outlet_lacks``, one problem a field.

    Examples
    --------
    >>> import tempfile
    >>> text = '''
    ... object: Parcheggio
    ... municipality: Esempio
    ... criticality: A
    ... surfaces: {sealed: 4400, permeable: 1100}
    ... rain: {a1: 29.87, n: 0.3006, alpha: 0.2958, kappa: -0.0358, epsilon: 0.8179}
    ... '''
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     page = Path(folder) / "progetto.yaml"
    ...     _ = page.write_text(text)
    ...     read_design(page).surfaces.sealed
    4400.0
    """
    if not path.is_file():
        raise BadInput(Problem("detailed.no_file", printable(path.name)))
    problems: list[Problem] = []
    document = read_document(path, path.name, problems)
    if document is None or problems:
        raise BadInput(_of_design(problem) for problem in problems)
    try:
        return Design.model_validate(document.data)
    except ValidationError as error:
        errors = error.errors(include_url=False)[:_MOST_PROBLEMS]
        raise BadInput(_problem(document, detail) for detail in errors) from None


def _of_design(problem: Problem) -> Problem:
    """Return a problem of the reader of the plan's files, restated for a design."""
    if problem.code == "norms.unreadable":
        return Problem("detailed.unreadable", problem.where, problem.values)
    return problem


def _problem(document: Document, detail: ErrorDetails) -> Problem:
    place = tuple(detail["loc"])
    if detail["type"] == _LACKING:
        return Problem("detailed.outlet_lacks", document.where(place), detail["ctx"])
    field = printable(".".join(str(part) for part in place) or document.name)
    values = {"field": field, "fault": fault(detail)}
    return Problem("detailed.wrong_value", document.where(place), values)
