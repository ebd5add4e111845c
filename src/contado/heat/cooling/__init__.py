"""Urban cooling: equations, model by stages, tables, runs from files and on territories."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
