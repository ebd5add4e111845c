"""Drainage: the draining index, and the runoff of a rainfall event, of places and units."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
