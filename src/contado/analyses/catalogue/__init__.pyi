from .scenario_run import OWN as OWN
from .scenario_run import place_tables as place_tables
from .scenario_run import shown_maps as shown_maps
