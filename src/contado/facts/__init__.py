"""Facts: the catalogue of what can be known of a place, and the one way to measure it."""

import lazy_loader

from contado.facts.catalogue import catalogue  # the name of its module too
from contado.facts.judge import judge  # the name of its module too
from contado.facts.measure import measure  # the name of its module too

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
