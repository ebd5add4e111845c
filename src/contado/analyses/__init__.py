"""Analyses: each declared once, asked for alike everywhere, with the same set of results.

Examples
--------
>>> from contado.analyses import analysis
>>> analysis("warm-night").label.say("en")
'Summer night temperature'
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
