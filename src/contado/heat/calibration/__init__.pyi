from .agreement import LEAST_PAIRS as LEAST_PAIRS
from .agreement import Agreement as Agreement
from .agreement import Pairs as Pairs
from .agreement import check_kinds as check_kinds
from .rasters import Temperature as Temperature
from .rasters import pair_rasters as pair_rasters
from .rasters import pair_stations as pair_stations
from .stations import read_stations as read_stations
