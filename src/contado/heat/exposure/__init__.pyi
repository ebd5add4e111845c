from .classes import NightClasses as NightClasses
from .classes import RasterClasses as RasterClasses
from .residents import STEP as STEP
from .residents import Exposure as Exposure
from .residents import exposed as exposed
from .residents import rounded as rounded
