"""The dossier: assess, freeze, verify, compare and render a verdict with every reason."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
