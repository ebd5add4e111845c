from .capacity import FACTORS as FACTORS
from .supply import measure_capacity_gained as measure_capacity_gained
from .supply import microclimate_regulation as microclimate_regulation
from .supply import microclimate_regulation_rank as microclimate_regulation_rank
from .supply import runoff_regulation as runoff_regulation
from .supply import runoff_regulation_rank as runoff_regulation_rank
