"""People: residents in and around a place, how densely they live, and of which ages."""

import lazy_loader

from contado.people.density import density  # the name of its module too

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
