"""Hydraulic and hydrological invariance (Lombardy r.r. 7/2017): class, volumes, design check."""

import lazy_loader

from contado.drainage.invariance.answer import answer  # the name of its module too

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
