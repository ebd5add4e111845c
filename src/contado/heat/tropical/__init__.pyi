from .nights import LEAST_HOURS as LEAST_HOURS
from .nights import THRESHOLD as THRESHOLD
from .nights import NightCount as NightCount
from .nights import tropical_nights as tropical_nights
from .series import StationSeries as StationSeries
from .series import read_series as read_series
