"""Legends of maps: classes told apart by people who see red and green alike, and in grey print.

A difference has blues below zero, oranges above it, hatched, and a class around zero that is
neither; a quantity runs from pale to dark in one hue.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from contado.numerals import readable
from contado.phrases import Phrases
from contado.units import UNITS

BLUE_TO_ORANGE = ("#08519c", "#4292c6", "#c6dbef", "#f4f4f4", "#fdd0a2", "#f16913", "#8c2d04")
WARM = ("#ffffcc", "#fed976", "#feb24c", "#fc7f3f", "#d7301f", "#800026")
WET = ("#f0f7fc", "#c6dbef", "#8fc1de", "#4f9bcb", "#1f6cb0", "#08306b")
NO_DATA = "#b9bec4"

_WORDS = Phrases.of("contado.pages")


@dataclass(frozen=True, slots=True)
class MapLegend:
    """Classes of a map, with their colours and words."""

    title: str  # the quantity and its unit
    colours: tuple[str, ...]  # one a class
    labels: tuple[str, ...]
    edges: tuple[float, ...] = ()  # between the classes, ascending, where they are of numbers
    hatched: int = 1000  # classes from this one on are hatched
    nothing: str = ""  # what stands for missing data

    @classmethod
    def difference(cls, largest: float, unit: str, title: str, language: str = "it") -> MapLegend:
        """Return seven classes, alike on both sides of zero, up to the ``largest`` difference.

        Examples
        --------
        >>> MapLegend.difference(0.9, "mm", "Deflusso").labels[2:5]
        ('da -0,25 mm a -0,05 mm', 'nessuna differenza apprezzabile', 'da 0,05 mm a 0,25 mm')
        """
        edges = edges_of(largest)
        labels = _labels(edges, unit, language)
        labels[len(labels) // 2] = _WORDS("still", language)
        return cls(
            title,
            BLUE_TO_ORANGE,
            tuple(labels),
            edges,
            len(edges) // 2 + 1,
            _WORDS("no_data", language),
        )

    @classmethod
    def steps(
        cls, bounds: tuple[float, float], unit: str, title: str, colours: Sequence[str],
        language: str = "it",
    ) -> MapLegend:  # fmt: skip
        """Return classes of equal width, with round edges, over the bounds of a quantity.

        Examples
        --------
        >>> MapLegend.steps((20.1, 24.8), "degC", "Aria", WARM).edges
        (21.0, 22.0, 23.0, 24.0)
        """
        low, high = bounds
        step = _round_up((high - low) / len(colours)) if high > low else 1.0
        first = np.ceil(low / step) * step
        first += step if first == low else 0.0
        edges = tuple(float(f"{first + at * step:.6g}") for at in range(len(colours) - 1))
        edges = tuple(edge for edge in edges if edge < high) or edges[:1]
        shown = _spread(colours, len(edges) + 1)
        return cls(
            title, shown, tuple(_labels(edges, unit, language)), edges,
            nothing=_WORDS("no_data", language),
        )  # fmt: skip

    def codes(self, values: npt.NDArray[np.floating]) -> npt.NDArray[np.uint8]:
        """Return the class of each number; the one past the last is missing data."""
        classes = np.digitize(np.nan_to_num(values), self.edges)
        return np.where(np.isfinite(values), classes, len(self.colours)).astype(np.uint8)

    def keys(self, *, missing: bool = True) -> tuple[tuple[str, str, bool], ...]:
        """Return colour, label and whether it is hatched, one a class; missing data last."""
        shown = [*zip(self.colours, self.labels, strict=True)]
        shown += [(NO_DATA, self.nothing)] if missing else []
        return tuple(
            (colour, label.replace("-", "−"), self.hatched <= at < len(self.colours))
            for at, (colour, label) in enumerate(shown)
        )

    def html(self, language: str, *, missing: bool = True) -> str:
        """Return the classes with what each stands for, as an HTML list."""
        items = "".join(
            f'<li><span class="key{" hatched" if hatched else ""}"'
            f' style="background-color:{colour}"></span>{escape(label)}</li>'
            for colour, label, hatched in self.keys(missing=missing)
        )
        name = f"{_WORDS('legend', language)}: {self.title}"
        return f'<ul class=legend aria-label="{escape(name)}">{items}</ul>'


def edges_of(largest: float) -> tuple[float, ...]:
    """Return edges the same on both sides of zero, at round shares of the largest difference.

    Examples
    --------
    >>> edges_of(0.9)
    (-0.5, -0.25, -0.05, 0.05, 0.25, 0.5)
    >>> edges_of(0.0)
    (-1.0, -0.5, -0.1, 0.1, 0.5, 1.0)
    """
    top = round_below(largest) if largest > 0 else 1.0
    return (-top, -top / 2, -top / 10, top / 10, top / 2, top)


def round_below(value: float) -> float:
    """Return the largest of 1, 2, 5 times a power of ten that is not above ``value``.

    Examples
    --------
    >>> round_below(7.3), round_below(0.0021)
    (5.0, 0.002)
    """
    power = 10.0 ** np.floor(np.log10(value))
    step = max(step for step in (0.5, 1.0, 2.0, 5.0) if step * power <= value)
    return float(f"{step * power:.6g}")


def _round_up(value: float) -> float:
    below = round_below(value)
    if below == value:
        return below
    lead = below / 10.0 ** np.floor(np.log10(below))
    return float(f"{below * (2.5 if round(lead) == 2 else 2):.6g}")  # noqa: PLR2004 - 2 to 5


def _spread(colours: Sequence[str], count: int) -> tuple[str, ...]:
    at = np.rint(np.linspace(0, len(colours) - 1, count)).astype(int)
    return tuple(colours[each] for each in at)


def _labels(edges: Sequence[float], unit: str, language: str) -> list[str]:
    label = UNITS[unit].label.say(language)
    scale = UNITS[unit].scale
    written = [f"{readable(edge * scale, language)} {label}".strip() for edge in edges]
    return [
        _WORDS("below", language, edge=written[0]),
        *(_WORDS("to", language, a=a, b=b) for a, b in pairwise(written)),
        _WORDS("above", language, edge=written[-1]),
    ]
