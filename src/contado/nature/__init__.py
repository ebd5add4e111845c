"""Nature: the potential supply of ecosystem services, and how indices are made into composites."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
