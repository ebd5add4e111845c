"""What the ground of each area becomes: shares of kinds of ground, apart for each model.

An area is made of *parts*: measures of the abacus on the shares declared, and what the rest
becomes (a class of land cover, or attributes), or stays. A measure declared ``overlapping`` (trees
over a lawn) shades what lies under it and leaves its runoff as it is, as in
`contado.drainage.draining_index_after`.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from contado.values import Floats

if TYPE_CHECKING:
    from contado.interventions import DeclaredMeasure, Intervention
    from contado.scenarios.model import Attributes, Change

Subject = tuple[str, str]
"""``("measure", "NBS01")``, ``("land_cover", "woodland")`` or ``("attributes", area id)``."""


@dataclass(frozen=True, slots=True)
class Mixes:
    """Shares of ``n`` areas that each of ``k`` kinds of ground takes; the rest stays as it was.

    Parameters
    ----------
    subjects
        The kinds of ground.
    attributes
        What is declared of those that a scenario describes itself.
    heat, rain, draining
        Shape ``(n, k)``, 0 to 1, for cooling, runoff and the draining index; rows add up to 1 at
        most.
    """

    subjects: tuple[Subject, ...]
    attributes: dict[str, Attributes]
    heat: Floats
    rain: Floats
    draining: Floats


def mixes_of(
    works: Sequence[Intervention],
    changes: Sequence[Change | None],
    on_ground: Collection[str],
) -> Mixes:
    """Return what the ground of each area becomes.

    Parameters
    ----------
    works
        The areas, ``n`` of them, with the measures declared.
    changes
        What the rest of each becomes; None where it stays.
    on_ground
        Measures that take ground; the others (walls, tanks) leave it as it is.

    Examples
    --------
    >>> from contado.interventions import DeclaredMeasure, Intervention
    >>> lawn = DeclaredMeasure(measure="NBS01", area=60, share=0.6)
    >>> trees = DeclaredMeasure(measure="NBS11", area=25, share=0.25, overlapping=True)
    >>> square = Intervention(id="a", name="a", geometry="", measures=(lawn, trees))
    >>> mixes = mixes_of([square], [None], {"NBS01", "NBS11"})
    >>> mixes.heat.round(3).tolist(), mixes.rain.tolist()
    ([[0.45, 0.25]], [[0.6, 0.0]])
    """
    parts = [_parts(work, change, on_ground) for work, change in zip(works, changes, strict=True)]
    subjects = tuple(dict.fromkeys(subject for part in parts for subject in part))
    index = {subject: column for column, subject in enumerate(subjects)}
    shares = np.zeros((3, len(parts), len(subjects)))
    for row, part in enumerate(parts):
        for subject, by_model in part.items():
            shares[:, row, index[subject]] += by_model
    attributes = {
        c.area: c.attributes for c in changes if c is not None and c.attributes is not None
    }
    return Mixes(subjects, attributes, *shares)


_Parts = dict[Subject, Floats]


def _parts(work: Intervention, change: Change | None, on_ground: Collection[str]) -> _Parts:
    """Return the shares of one area by kind of ground: for heat, rain and draining."""
    counted = [measure for measure in work.measures if measure.measure in on_ground]
    under = [measure for measure in counted if not measure.overlapping]
    over = [measure for measure in counted if measure.overlapping]
    below, above = _shares(under), _shares(over)
    shaded = sum(above.values())
    parts: _Parts = {}
    for code, share in below.items():
        parts["measure", code] = np.array([share * (1 - shaded), share, share])
    for code, share in above.items():
        parts.setdefault(("measure", code), np.zeros(3))[0] += share
    if change is not None:
        rest = max(1 - sum(below.values()), 0.0)
        parts[_subject(change)] = rest * _reach(change) * np.array([1 - shaded, 1, 1])
    return parts


def _shares(measures: Sequence[DeclaredMeasure]) -> dict[str, float]:
    """Return the share of each measure; where they add up to more than the whole, in proportion."""
    total = max(sum(measure.share for measure in measures), 1.0)
    shares: dict[str, float] = {}
    for measure in measures:
        shares[measure.measure] = shares.get(measure.measure, 0.0) + measure.share / total
    return shares


def _subject(change: Change) -> Subject:
    if change.land_cover is not None:
        return "land_cover", change.land_cover
    return "attributes", change.area


def _reach(change: Change) -> Floats:
    """Return for which models a change says anything: heat, rain, draining."""
    attributes = change.attributes
    if attributes is None:
        return np.ones(3)
    return np.array([1.0, attributes.curve_number is not None, attributes.draining is not None])
