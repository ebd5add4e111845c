"""The analyses: a page of YAML declares each, and the module of its name computes it."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
