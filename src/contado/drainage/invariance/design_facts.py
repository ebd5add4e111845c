"""The facts of a design, as the catalogue of facts measures them: a place declares none.

`contado.drainage.invariance.design` works them out of a declared design; on a place alone they are
missing, with that reason.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from contado.values import Labels, Missing, Numbers

if TYPE_CHECKING:
    from contado.survey import Measured, Survey

METHOD = "design_check.v1"
_NO_DESIGN = Missing("not_declared", "tanks")


def number(survey: Survey) -> Measured:
    """Return a number of a design that no place declares."""
    return survey.measured(Numbers.absent(len(survey), _NO_DESIGN), METHOD)


def label(survey: Survey) -> Measured:
    """Return a label of a design that no place declares."""
    return survey.measured(Labels.absent(len(survey), _NO_DESIGN), METHOD)
