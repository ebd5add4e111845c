"""People: residents in and around a place."""

from contado.people.residents import residents_around, residents_in

__all__ = ["residents_around", "residents_in"]
