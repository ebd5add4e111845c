"""A fact as it was measured: the values, how they came to be known, and what to beware of."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntFlag

import numpy as np
import numpy.typing as npt

from contado.norms import ParameterUse
from contado.values import Column, Floats, Labels, Numbers

Flags = npt.NDArray[np.uint8]


class Flag(IntFlag):
    """What a reader must know of a value.

    ``SIMULATED``: a layer that was used is made up. ``STAND_IN``: a layer stands in for the right
    one. ``COARSE``: the place is smaller than a few cells of a layer.
    """

    SIMULATED = 1
    STAND_IN = 2
    COARSE = 4

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the flags that are set, as the dossier writes them.

        Examples
        --------
        >>> Flag(5).names
        ('simulated', 'coarse')
        """
        return tuple(str(flag.name).lower() for flag in self)


@dataclass(frozen=True, slots=True)
class Measured:
    """A fact of ``n`` places.

    Parameters
    ----------
    values
        The values that judge.
    measured, declared
        Both are kept where a fact can be declared or measured; None where it cannot be so.
    from_declared
        Shape ``(n,)``: whether the value is the declared one.
    coverage
        Shape ``(n,)``: share of the place that the layers cover, NaN where none is read.
    flags
        Shape ``(n,)``: bits of `Flag`.
    layers
        Ids of the layer versions that were read.
    parameters
        Values of the plan that were used in measuring.
    method
        Name and version of the method, for example ``draining_index.v1``.
    basis
        What weighs the value (``residents`` or ``area``), where it is not always the same.
    references
        Ids of the reference distributions that were used.
    """

    values: Column
    measured: Column | None
    declared: Column | None
    from_declared: npt.NDArray[np.bool_]
    coverage: Floats
    flags: Flags
    layers: tuple[str, ...]
    parameters: tuple[ParameterUse, ...]
    method: str
    basis: Labels | None = None
    references: tuple[str, ...] = ()

    def __len__(self) -> int:
        return len(self.values)

    @property
    def numbers(self) -> Numbers:
        """The values of a fact that is a number."""
        if not isinstance(self.values, Numbers):
            raise TypeError("the fact is a label: " + self.method)
        return self.values

    def flags_of(self, row: int) -> tuple[str, ...]:
        """Return the names of the flags of one place."""
        return Flag(int(self.flags[row])).names
