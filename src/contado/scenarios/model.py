"""A scenario: what changes where, under which assumptions, as a file says it."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Field, model_validator
from pydantic_core import PydanticCustomError

from contado.norms import Number, PlanRecord, Range

FORMAT = "1"
"""Version of the file format."""

MOST_DRAWS = 20_000
MOST_AREAS = 2_000

_ID = r"^[A-Za-z0-9][A-Za-z0-9._-]{0,79}$"


def _bounds(value: Any) -> Any:  # noqa: ANN401 - before validation it is anything
    """Read a number as bounds that are equal."""
    plain = isinstance(value, int | float | str) and not isinstance(value, bool)
    return {"low": value, "high": value} if plain else value


def _at_most(highest: float) -> AfterValidator:
    def within(value: Range) -> Range:
        if value.low < 0 or value.high > highest:
            limits = {"lowest": 0, "highest": highest}
            raise PydanticCustomError("outside", "from {lowest} to {highest}", limits)
        return value

    return AfterValidator(within)


Share = Annotated[Range, BeforeValidator(_bounds), _at_most(1)]
Crop = Annotated[Range, BeforeValidator(_bounds), _at_most(2)]
Curve = Annotated[Range, BeforeValidator(_bounds), _at_most(100)]


class Attributes(PlanRecord):
    """What the ground becomes, given by its attributes: each a number or bounds.

    Parameters
    ----------
    shade, albedo
        Shares, 0 to 1.
    crop_coefficient
        Kc, 0 to 2.
    green
        Whether it counts as green area.
    curve_number
        CN II, 0 to 100; without it runoff stays what it was.
    draining
        Draining weight, 0 to 1; without it the draining index stays what it was.
    """

    shade: Share
    albedo: Share
    crop_coefficient: Crop
    green: bool
    curve_number: Curve | None = None
    draining: Share | None = None


class Change(PlanRecord):
    """What the ground of an area becomes where no measure takes it.

    Parameters
    ----------
    area
        Id of an intervention of the scenario.
    land_cover
        A class of the land cover.
    attributes
        Or its attributes.
    """

    area: Annotated[str, Field(min_length=1, max_length=200)]
    land_cover: str | None = None
    attributes: Attributes | None = None

    @model_validator(mode="after")
    def _one(self) -> Change:
        if (self.land_cover is None) == (self.attributes is None):
            raise PydanticCustomError("one_change", "land_cover or attributes, one of them")
        return self


class RainChoice(PlanRecord):
    """The rain of the scenario: its depth, or how rare and how long it is.

    Parameters
    ----------
    depth
        mm.
    return_period, duration, curve
        Years, hours, and the rainfall curve of the site as ``contado storm`` takes it
        (``a1=29.87,n=0.3006,…``): the depth follows from them.
    """

    depth: Annotated[Number, Field(ge=0, le=2000)] | None = None
    return_period: Annotated[Number, Field(gt=1, le=1000)] | None = None
    duration: Annotated[Number, Field(gt=0, le=240)] | None = None
    curve: Annotated[str, Field(max_length=500)] | None = None

    @model_validator(mode="after")
    def _one_form(self) -> RainChoice:
        by_curve = [each is not None for each in (self.return_period, self.duration, self.curve)]
        if by_curve != [self.depth is None] * len(by_curve):
            raise PydanticCustomError("one_rain", "depth, or return_period, duration and curve")
        return self


class Model(PlanRecord):
    """Parameters of the models that the scenario sets itself; the others are the plan's.

    Parameters
    ----------
    rain
        The event.
    t_ref, uhi_max
        °C.
    cooling_distance, mixing_radius
        m.
    """

    rain: RainChoice | None = None
    t_ref: Annotated[Number, Field(ge=-60, le=60)] | None = None
    uhi_max: Annotated[Number, Field(ge=0, le=30)] | None = None
    cooling_distance: Annotated[Number, Field(gt=0, le=5000)] | None = None
    mixing_radius: Annotated[Number, Field(gt=0, le=5000)] | None = None


class Draws(PlanRecord):
    """How uncertainty is drawn: how many times, and from which seed."""

    count: Annotated[int, Field(ge=2, le=MOST_DRAWS)] = 1000
    seed: Annotated[int, Field(ge=0, lt=2**63)] = 0


class Areas(PlanRecord):
    """Where works are: a file of interventions beside the scenario, or GeoJSON inside it.

    Parameters
    ----------
    file
        Relative to the scenario's folder.
    geojson
        A Feature or FeatureCollection as ``docs/intervention-files.md`` has it.
    crs
        System of the coordinates, where they do not say.
    """

    file: Annotated[str, Field(min_length=1, max_length=500)] | None = None
    geojson: dict[str, Any] | None = None
    crs: Annotated[str, Field(min_length=1, max_length=200)] | None = None

    @model_validator(mode="after")
    def _one(self) -> Areas:
        if (self.file is None) == (self.geojson is None):
            raise PydanticCustomError("one_source", "file or geojson, one of them")
        return self


Role = Annotated[str, Field(pattern=r"^[a-z_]{1,60}$")]


class Scenario(PlanRecord):
    """A scenario file. Its fields are documented in ``docs/scenarios.md``.

    Examples
    --------
    >>> made = Scenario.model_validate({"scenario": "1", "id": "piazza", "title": "Piazza",
    ...     "on": date(2026, 1, 1), "areas": {"file": "piazza.geojson"}})
    >>> made.draws.count, made.units
    (1000, ('landscape_units', 'municipalities'))
    """

    scenario: Literal["1"]
    id: Annotated[str, Field(pattern=_ID)]
    title: Annotated[str, Field(min_length=1, max_length=200)]
    description: Annotated[str, Field(max_length=5000)] = ""
    on: date
    snapshot: Annotated[str, Field(pattern=r"^[0-9a-f]{8,64}$")] | None = None
    areas: Areas
    changes: Annotated[tuple[Change, ...], Field(max_length=MOST_AREAS)] = ()
    model: Model = Model()
    units: Annotated[tuple[Role, ...], Field(max_length=5)] = ("landscape_units", "municipalities")
    draws: Draws = Draws()
