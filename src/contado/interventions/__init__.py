"""What a proponent declares of an intervention, and the files it comes in."""

import lazy_loader

from contado.interventions.slug import slug  # the name of its module too

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
