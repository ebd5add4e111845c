"""What is declared of places, as arrays: interventions, and places of any other kind.

What is declared of a kind of place is a `Declared` of interventions, a table or a frame with a row
a place (`field`), or one document a place (`documents`): a design, say.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from typing import TYPE_CHECKING, TypeVar

import numpy as np
import numpy.typing as npt

from contado.interventions import REALISATION_ITEMS, DeclaredMeasure, Intervention, Surfaces
from contado.survey.sums import summed
from contado.values import Floats, Labels, Missing, Rows

if TYPE_CHECKING:
    pass

DeclaredByKind = Mapping[str, object]
"""What is declared, by kind of place: a `Declared`, a `Table`, a frame indexed by the ids of the
places, or a sequence of documents in their order."""

T = TypeVar("T")

SURFACES = ("sealed", "semi_permeable", "permeable")
"""Kinds of surface that are declared, in the order of the columns of `Declared.before`."""


@dataclass(frozen=True, slots=True)
class Measures:
    """Declared measures, ``m`` rows.

    Parameters
    ----------
    parent
        Row of the intervention, ascending.
    names, kind
        Codes of the abacus, and the one of each row.
    area, share, adds
        m², share of the intervention, and share that no drawn measure before it treats; NaN where
        it is not drawn.
    runoff_reduction, cooling
        % and °C; NaN where not declared.
    overlapping
        Whether the measure stands over ground that is counted otherwise.
    """

    parent: Rows
    names: tuple[str, ...]
    kind: npt.NDArray[np.int16]
    area: Floats
    share: Floats
    adds: Floats
    runoff_reduction: Floats
    cooling: Floats
    overlapping: npt.NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.parent)

    @classmethod
    def of(cls, declared: Sequence[Sequence[DeclaredMeasure]]) -> Measures:
        """Return the measures of interventions, in order."""
        rows = [measure for measures in declared for measure in measures]
        names = tuple(dict.fromkeys(measure.measure for measure in rows))
        index = {name: code for code, name in enumerate(names)}
        return cls(
            np.repeat(np.arange(len(declared)), [len(measures) for measures in declared]),
            names,
            np.array([index[measure.measure] for measure in rows], dtype=np.int16),
            np.array([measure.area for measure in rows], dtype=np.float64),
            np.array([measure.share for measure in rows], dtype=np.float64),
            _floats([measure.adds for measure in rows]),
            _floats([measure.runoff_reduction for measure in rows]),
            _floats([measure.cooling for measure in rows]),
            np.array([measure.overlapping for measure in rows], dtype=np.bool_),
        )

    def total(self, values: Floats, size: int) -> Floats:
        """Return the sum of ``values`` over the measures of each of ``size`` interventions."""
        return summed(self.parent, values, size)

    def treated(self, size: int) -> tuple[Floats, Floats]:
        """Return the share of each of ``size`` interventions that its measures treat, in bounds.

        The bounds are the union of the measures, untreated area counted. Drawn measures have one;
        others overlap none but those that are declared to, by as little or as much as can be.
        """
        drawn = ~np.isnan(self.adds)
        alone = np.where(drawn, self.adds, self.share)
        most = np.minimum(self.total(alone, size), 1.0)
        least = np.maximum(
            self.total(np.where(self.overlapping, 0.0, alone), size),
            self.total(np.where(drawn, alone, 0.0), size),
        )
        np.maximum.at(least, self.parent, self.share)
        return np.minimum(least, most), most


@dataclass(frozen=True, slots=True)
class Declared:
    """What is declared of ``size`` interventions.

    Parameters
    ----------
    before, after
        Surfaces in the order of `SURFACES`, m², shape ``(size, 3)``; NaN where not declared.
    measures
        The measures of all interventions.
    realisation
        Answers by item; an item that is not here is unanswered everywhere.

    Examples
    --------
    >>> one = Intervention(id="a", name="Piazza", geometry="", realisation={"visibility": "yes"})
    >>> declared = Declared.of([one])
    >>> declared.answers("visibility").name(0), declared.answers("monitoring").name(0)
    ('yes', None)
    """

    size: int
    before: Floats
    after: Floats
    measures: Measures
    realisation: Mapping[str, Labels] = dataclass_field(default_factory=dict)

    @classmethod
    def of(cls, interventions: Sequence[Intervention]) -> Declared:
        """Return what the interventions declare, in order."""
        return cls(
            len(interventions),
            _surfaces([one.surfaces.before for one in interventions]),
            _surfaces([one.surfaces.after for one in interventions]),
            Measures.of([one.measures for one in interventions]),
            {item: _answers(interventions, item) for item in REALISATION_ITEMS},
        )

    @classmethod
    def nothing(cls, size: int) -> Declared:
        """Return that nothing is declared of ``size`` places."""
        return cls(
            size, _surfaces([None] * size), _surfaces([None] * size), Measures.of([[]] * size)
        )

    @classmethod
    def same(cls, areas: Floats, template: Intervention) -> Declared:
        """Return the same declaration for many places: what a screening of parcels supposes.

        Parameters
        ----------
        areas
            Area of each place, m², shape ``(n,)``.
        template
            The intervention supposed everywhere. Its measures count by their share; surfaces are
            not supposed.

        Examples
        --------
        >>> depave = DeclaredMeasure(measure="NBS01", area=0, share=0.6)
        >>> supposed = Intervention(id="x", name="x", geometry="", measures=(depave,))
        >>> Declared.same(np.array([100.0, 50.0]), supposed).measures.area
        array([60., 30.])
        """
        size, count = len(areas), len(template.measures)
        one = Measures.of([template.measures])
        share = np.tile(one.share, size)
        measures = Measures(
            np.repeat(np.arange(size), count),
            one.names,
            np.tile(one.kind, size),
            share * np.repeat(areas, count),
            share,
            np.tile(one.adds, size),
            np.tile(one.runoff_reduction, size),
            np.tile(one.cooling, size),
            np.tile(one.overlapping, size),
        )
        answers = {
            item: _answers([template], item).take(np.zeros(size, dtype=np.intp))
            for item in REALISATION_ITEMS
        }
        unknown = np.full((size, len(SURFACES)), np.nan)
        return cls(size, unknown, unknown, measures, answers)

    def answers(self, item: str) -> Labels:
        """Return the answers to an item of the realisation checklist."""
        answers = self.realisation.get(item)
        return Labels.absent(self.size, Missing("unanswered", item)) if answers is None else answers


def _surfaces(declared: Sequence[Surfaces | None]) -> Floats:
    rows = [
        [np.nan] * 3 if s is None else [getattr(s, kind) for kind in SURFACES] for s in declared
    ]
    return np.array(rows, dtype=np.float64).reshape(-1, len(SURFACES))


def _answers(interventions: Sequence[Intervention], item: str) -> Labels:
    given = [one.realisation.get(item) for one in interventions]
    return Labels.of(given, Missing("unanswered", item))


def _floats(values: Sequence[float | None]) -> Floats:
    return np.array([np.nan if value is None else value for value in values], dtype=np.float64)
