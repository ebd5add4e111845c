"""What a file holds before it is judged: features, their properties, what was found wrong."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from shapely.geometry.base import BaseGeometry

from contado.errors import BadInput, Problem

MAX_BYTES = 32 << 20
"""Bytes a file may have; a zip archive may unpack to eight times as many."""
MAX_FEATURES = 10_000
MAX_VERTICES = 20_000
"""Vertices one geometry may have."""
MAX_ALL_VERTICES = 500_000
"""Vertices all geometries of a file may have."""

_MOST_PROBLEMS = 200


@dataclass(frozen=True, slots=True)
class Feature:
    """One declared intervention as the file gives it.

    Parameters
    ----------
    where
        Its place in the file, for messages.
    geometry
        In the system of the file, x before y; None where it could not be read (and was reported).
    properties
        As GeoJSON would have them: see `contado.interventions.declared`.
    measure_shapes
        Geometries of measures, by their position in ``properties["measures"]``.
    """

    where: str
    geometry: BaseGeometry | None
    properties: Mapping[str, object]
    measure_shapes: Mapping[int, BaseGeometry] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SourceFile:
    """The content of a file.

    Parameters
    ----------
    name
        The file's name, for messages.
    features
        In the file's order.
    crs
        The system the file declares, or None.
    """

    name: str
    features: tuple[Feature, ...]
    crs: str | None


@dataclass(frozen=True, slots=True)
class Findings:
    """Problems that refuse the input, and notices that do not, gathered along the way."""

    problems: list[Problem] = field(default_factory=list)
    notices: list[Problem] = field(default_factory=list)

    def distinct_notices(self) -> tuple[Problem, ...]:
        """Return the notices; one that is the same everywhere only with its first place."""
        first: dict[tuple[str, str], Problem] = {}
        for notice in self.notices:
            first.setdefault((notice.code, repr(notice.values)), notice)
        return tuple(first.values())

    def refuse_if_flooded(self) -> None:
        """Raise `BadInput` where there are so many problems that looking for more is a waste."""
        if len(self.problems) > 5 * _MOST_PROBLEMS:
            self.refuse_if_any()

    def refuse_if_any(self) -> None:
        """Raise `BadInput` with all problems, if there is one; a flood of them is cut."""
        if len(self.problems) > _MOST_PROBLEMS:
            left = len(self.problems) - _MOST_PROBLEMS
            raise BadInput(
                [*self.problems[:_MOST_PROBLEMS], Problem("interventions.more", "", {"left": left})]
            )
        if self.problems:
            raise BadInput(self.problems)
