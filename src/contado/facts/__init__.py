"""Facts: the catalogue of what can be known of a place, and the one way to measure it."""

from contado.facts.catalogue import Fact, catalogue, catalogue_of, specs
from contado.facts.judge import judge
from contado.facts.measure import Facts, measure, prepare

__all__ = ["Fact", "Facts", "catalogue", "catalogue_of", "judge", "measure", "prepare", "specs"]
