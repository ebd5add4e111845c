"""Names of the roles that code asks for; what they are stands in `contado.territory.roles`."""

from typing import Final

LAND_COVER: Final = "land_cover"
LANDSCAPE_UNITS: Final = "landscape_units"
MUNICIPALITIES: Final = "municipalities"
NIGHT_TEMPERATURE: Final = "night_temperature"
POPULATION: Final = "population"
POPULATION_GRID: Final = "population_grid"
SOIL_GROUPS: Final = "soil_groups"
