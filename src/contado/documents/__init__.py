"""Documents: what is frozen and signed, of every kind, in one envelope; verified and compared."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
