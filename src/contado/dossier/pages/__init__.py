"""What the pages say: a dossier as strings in one language, laid out by HTML and PDF alike."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
