"""What is known of the ground: layers, their roles, their catalogue and its snapshots."""

import lazy_loader

from contado.territory.building import building  # the name of its module too
from contado.territory.roles import roles  # the name of its module too

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
