"""What air temperature costs: heat stress at work and energy for cooling buildings.

The equations are those of the Urban Cooling model of InVEST (users guide, "Urban Cooling Model",
valuation).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from contado.heat.cooling.equations import Reals

# American College of Sports Medicine 1984, as simplified by the Australian Bureau of Meteorology:
# WBGT = 0.567 T + 0.393 e + 3.94, with the vapour pressure e in hPa by Magnus' formula.
_PER_DEGREE = 0.567
_PER_HECTOPASCAL = 0.393
_CONSTANT = 3.94
_VAPOUR_AT_ZERO = 6.105
_MAGNUS_SLOPE = 17.27
_MAGNUS_TEMPERATURE = 237.7


def wet_bulb_globe_temperature(air: Reals, humidity: float) -> Reals:
    """Return the wet-bulb globe temperature in the shade, °C.

    Parameters
    ----------
    air
        Air temperature, °C, of any shape; NaN where it is not known.
    humidity
        Relative humidity, from 0 to 100 %.

    Notes
    -----
    InVEST users guide, Urban Cooling: WBGT = 0.567·T + 0.393·e + 3.94 with
    e = RH/100 · 6.105 · exp(17.27·T / (237.7 + T)) hPa.

    Examples
    --------
    >>> wet_bulb_globe_temperature(np.array([0.0, 30.0]), 50.0).round(3)
    array([ 5.14 , 29.259])
    """
    magnus = np.exp(_MAGNUS_SLOPE * (air / (_MAGNUS_TEMPERATURE + air)))
    vapour = humidity / 100 * _VAPOUR_AT_ZERO * magnus
    return np.asarray(_PER_DEGREE * air + _PER_HECTOPASCAL * vapour + _CONSTANT)


def work_loss(
    stress: Reals, breaks: Sequence[float], losses: Sequence[float]
) -> npt.NDArray[np.float32]:
    """Return the share of work lost to heat, %.

    Parameters
    ----------
    stress
        Wet-bulb globe temperature, °C.
    breaks
        Temperatures from which each loss holds, °C, ascending; below the first none is lost.
    losses
        Work lost from each break on, %.

    Returns
    -------
    array
        NaN where the temperature is not known.

    Examples
    --------
    >>> work_loss(np.array([31.4, 31.5, 33.0, np.nan]), [31.5, 32.0, 32.5], [25, 50, 75])
    array([ 0., 25., 75., nan], dtype=float32)
    """
    steps = np.array([0.0, *losses, np.nan], dtype=np.float32)
    classes = np.searchsorted(np.asarray(breaks), stress, side="right")
    # NaN sorts after every break, but it is no temperature at all.
    return np.asarray(steps[np.where(np.isnan(stress), len(steps) - 1, classes)])


def energy_saving(
    area: Reals, air: Reals, consumption: Reals, cost: Reals | float, hottest: float
) -> Reals:
    """Return the energy for cooling that buildings are spared, against the hottest city.

    Parameters
    ----------
    area
        Footprint of each building, m².
    air
        Mean air temperature over each building, °C; NaN where it is not known.
    consumption
        Energy that each degree more takes from a square metre of footprint, kWh/(m²·°C).
    cost
        Price of energy, 1/kWh, and the saving is money; 1 leaves it in kWh.
    hottest
        Temperature where nothing mitigates the heat, T_ref + UHI_max, °C.

    Notes
    -----
    InVEST users guide, Urban Cooling, equations 8 and 9:
    saving = consumption · area · (T_max − T) · cost.

    Examples
    --------
    >>> energy_saving(np.array([100.0]), np.array([24.0]), np.array([8.0]), 0.25, 25.0)
    array([200.])
    """
    return np.asarray(consumption * area * (hottest - air) * cost)
