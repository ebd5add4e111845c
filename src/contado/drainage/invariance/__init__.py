"""Hydraulic and hydrological invariance (Lombardy r.r. 7/2017): class, volumes, design check."""

from contado.drainage.invariance.answer import InvarianceAnswer, answer
from contado.drainage.invariance.question import Question
from contado.drainage.invariance.steps import Step, StepValue
from contado.drainage.invariance.surfaces import WorksSurfaces

__all__ = ["InvarianceAnswer", "Question", "Step", "StepValue", "WorksSurfaces", "answer"]
