"""Facts: the catalogue of what can be known of a place, and the one way to measure it."""

from contado.facts.catalogue import Fact, catalogue, specs
from contado.facts.judge import judge
from contado.facts.measure import Facts, measure, prepare

__all__ = ["Fact", "Facts", "catalogue", "judge", "measure", "prepare", "specs"]
