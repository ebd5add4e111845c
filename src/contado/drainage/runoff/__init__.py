"""Runoff of an event by curve number: equations, cells, facts, runs on files or territories."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
