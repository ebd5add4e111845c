"""The rain of an event as people ask for it: millimetres, or a curve with years and hours."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from contado.drainage.rainfall import Rainfall, notices_of, rainfall_in, rainfall_of
from contado.drainage.rainfall.territory import SHORT_EXPONENT
from contado.drainage.runoff.curve_numbers import RAIN
from contado.errors import BadInput, Problem

if TYPE_CHECKING:
    from contado.norms import Rules
    from contado.territory import Territory

_LONGEST_SHOWN = 40


@dataclass(frozen=True, slots=True)
class Rain:
    """A depth of rain, mm, where it comes from, and what is to be told of it."""

    depth: float
    source: str = ""
    notices: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class RainAsked:
    """What is asked of the rain; None where nothing is said.

    Parameters
    ----------
    text
        Millimetres, or the parameters of a curve as `contado.drainage.rainfall.rainfall_of` reads
        them.
    return_period, hours
        Years and duration, on a curve.
    municipality
        ISTAT code of the comune of a territory whose curve holds for the whole map.
    """

    text: str | None = None
    return_period: float | None = None
    hours: float | None = None
    municipality: str | None = None

    def rain(self, rules: Rules, territory: Territory | None = None) -> Rain:
        """Return the rain: as it is given, else of the comune's curve, else the plan's.

        Raises
        ------
        BadInput
            ``drainage.rain_unreadable``, ``drainage.curve_needs``, ``drainage.depth_given``,
            ``drainage.whose_rain``, and those of `contado.drainage.rainfall`.

        Examples
        --------
        >>> RainAsked("60").rain(rules=None)
        Rain(depth=60.0, source='', notices=())
        """
        if self.text is not None and "=" in self.text:
            return self._on(rainfall_of(self.text, rules.number(SHORT_EXPONENT)), rules)
        if self.text is None and self.municipality is not None and territory is not None:
            return self._on(rainfall_in(territory, self.municipality, rules), rules)
        if self.return_period is not None or self.hours is not None:
            raise BadInput(self._without_curve())
        if self.text is None:
            return Rain(rules.number(RAIN), RAIN)
        return Rain(self._depth(self.text))

    def _on(self, curve: Rainfall, rules: Rules) -> Rain:
        if self.return_period is None or self.hours is None:
            raise BadInput(Problem("drainage.curve_needs", "--rain"))
        depth = curve.depth(self.hours, self.return_period)
        source = f"{curve.source}: T {self.return_period:g}, D {self.hours:g} h"
        return Rain(depth, source, tuple(notices_of(curve, [self.hours], rules)))

    def _without_curve(self) -> Problem:
        if self.text is None:
            return Problem("drainage.whose_rain", "--return-period")
        return Problem("drainage.depth_given", "--rain", {"value": self.text[:_LONGEST_SHOWN]})

    @staticmethod
    def _depth(text: str) -> float:
        try:
            # Python groups digits by a low line, people do not
            return float(text.replace("_", "?"))
        except ValueError:
            values = {"value": text[:_LONGEST_SHOWN]}
            raise BadInput(Problem("drainage.rain_unreadable", "--rain", values)) from None
