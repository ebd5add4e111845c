"""The plan as dated data, and the engine that applies it. It knows no geography."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
