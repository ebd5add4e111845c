"""People: residents in and around a place, how densely they live, and of which ages."""

from contado.people.density import density, sensitive_share
from contado.people.residents import residents_around, residents_in

__all__ = ["density", "residents_around", "residents_in", "sensitive_share"]
