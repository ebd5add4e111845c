"""The parameters of the plan that scenarios read, by what they are."""

from __future__ import annotations

SHADE = "heat.shade"
ALBEDO = "heat.albedo"
CROP = "heat.crop_coefficient"
GREEN = "heat.green_area"
DRAINING = "idren.weights_by_land_cover"
MEASURE_COVER = "runoff.measure_cover"
MOISTURE = "runoff.moisture"
ABSTRACTION = "runoff.lambda"
DESIGN_RAIN = "runoff.design_rain"
GREEN_SHARE = "scenarios.green_share"
GREEN_MEASURES = "scenarios.green_measures"
HEAT_BREAKS = "scenarios.heat_breaks"
SLIVER = "scenarios.sliver"
