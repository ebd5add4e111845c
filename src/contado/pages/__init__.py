"""How an answer is shown on a page: one skeleton, one look, tables, maps; nothing from outside."""

import lazy_loader

from contado.pages.trailer import trailer  # the name of its module too

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
