"""Urban cooling by day and by night: the equations, each cell by itself.

The equations are those of the Urban Cooling model of InVEST (users guide, "Urban Cooling Model");
where its program does otherwise, the program prevails. Values are rounded to single precision
where the program rounds them, so that the maps are equal to the last bit where no filter is
involved. Cells without data are NaN.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Singles = npt.NDArray[np.float32]
Reals = npt.NDArray[np.floating]
Counts = npt.NDArray[np.integer]
Truths = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Weights:
    """What shade, albedo and evapotranspiration count for in cooling by day.

    Examples
    --------
    >>> Weights(3.0, 1.0, 1.0).normalised()
    Weights(shade=0.6, albedo=0.2, evapotranspiration=0.2)
    """

    shade: float
    albedo: float
    evapotranspiration: float

    def normalised(self) -> Weights:
        """Return the weights divided by their sum."""
        total = self.shade + self.albedo + self.evapotranspiration
        return Weights(self.shade / total, self.albedo / total, self.evapotranspiration / total)


def evapotranspiration_index(crop_coefficient: Reals, reference: Reals, highest: float) -> Singles:
    """Return ETI = Kc · ETo / ETmax of each cell.

    Parameters
    ----------
    crop_coefficient
        Kc, of any shape.
    reference
        Reference evapotranspiration ETo, mm, of the same shape.
    highest
        Greatest ETo of the whole raster, mm; of a uniform raster it is ETo, and ETI is Kc.

    Returns
    -------
    array
        Single precision, of the same shape.

    Notes
    -----
    InVEST users guide, Urban Cooling, equation 1. The product is rounded to single precision
    before the division, as the program does.

    Examples
    --------
    >>> evapotranspiration_index(np.float32([0.5, 1.0]), np.float32([4.0, 5.0]), 5.0)
    array([0.4, 1. ], dtype=float32)
    """
    product = np.asarray(crop_coefficient, dtype=np.float32) * as_reals(reference)
    return np.asarray(product / np.float64(highest), dtype=np.float32)


def capacity_by_factors(shade: Reals, albedo: Reals, index: Reals, weights: Weights) -> Singles:
    """Return the cooling capacity by day, CC = w₁·shade + w₂·albedo + w₃·ETI.

    Parameters
    ----------
    shade, albedo, index
        Shares from 0 to 1 and the evapotranspiration index, of one shape.
    weights
        Divided by their sum before use.

    Notes
    -----
    InVEST users guide, Urban Cooling, equation 2.

    Examples
    --------
    >>> half, quarter = np.float32([0.5]), np.float32([0.25])
    >>> capacity_by_factors(half, quarter, quarter, Weights(2, 1, 1))
    array([0.375], dtype=float32)
    """
    by = weights.normalised()
    parts = (by.shade, shade), (by.albedo, albedo), (by.evapotranspiration, index)
    first, second, third = (np.float32(w) * np.asarray(p, dtype=np.float32) for w, p in parts)
    return np.asarray(first + second + third, dtype=np.float32)


def capacity_by_intensity(intensity: Reals) -> Singles:
    """Return the cooling capacity by night, CC = 1 − building intensity.

    Notes
    -----
    InVEST users guide, Urban Cooling, equation 2 for the night.

    Examples
    --------
    >>> capacity_by_intensity(np.float32([0.25]))
    array([0.75], dtype=float32)
    """
    return np.float32(1) - np.asarray(intensity, dtype=np.float32)


def green_area(green: Counts, known: Counts, disc: int, cell_area: float) -> Reals:
    """Return the green area within the cooling distance, m².

    Parameters
    ----------
    green
        Green cells whose centre is within the distance of each cell.
    known
        Cells with data within the distance.
    disc
        Cells of the whole disc.
    cell_area
        Area of a cell, m².

    Returns
    -------
    array
        Where part of the disc has no data, the share seen stands for the whole disc, as in the
        program. NaN where nothing is known.

    Examples
    --------
    >>> green_area(np.array([3, 3]), np.array([13, 6]), 13, 100.0)
    array([300., 650.])
    """
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray(green * float(disc) / known * cell_area)


def is_park(green: Counts, known: Counts, disc: int, cell_area: float, least: float) -> Truths:
    """Tell where the green area within the cooling distance is at least ``least`` m².

    It is asked of whole numbers of cells, so that ties are exact: a green area of exactly
    ``least`` is enough.

    Parameters
    ----------
    green, known, disc, cell_area
        As in `green_area`.
    least
        Least green area that cools around itself, m².

    Examples
    --------
    >>> is_park(np.array([50, 49]), np.array([1517, 1517]), 1517, 400.0, 20_000.0)
    array([ True, False])
    """
    cells = least / cell_area
    return np.asarray(green * float(disc) >= cells * known)


def heat_mitigation(capacity: Singles, park: Reals, large: Truths) -> Singles:
    """Return the heat mitigation index HM of each cell.

    Parameters
    ----------
    capacity
        Cooling capacity CC.
    park
        Park effect CC_park: mean capacity of the green around, weighted by distance.
    large
        Where there is enough green around: see `is_park`.

    Returns
    -------
    array
        CC_park where it is above CC and there is enough green around, else CC.

    Notes
    -----
    InVEST users guide, Urban Cooling, equation 5.

    Examples
    --------
    >>> mitigation = heat_mitigation(
    ...     np.float32([0.1, 0.1, 0.5]), np.array([0.3, 0.3, 0.3]), np.array([True, False, True])
    ... )
    >>> mitigation
    array([0.3, 0.1, 0.5], dtype=float32)
    """
    cooler = large & (park > capacity)
    return np.where(cooler, np.asarray(park, dtype=np.float32), capacity)


def unmixed_temperature(mitigation: Singles, reference: float, effect: float) -> Singles:
    """Return the air temperature before the air mixes, T = T_ref + (1 − HM) · UHI_max, °C.

    Parameters
    ----------
    mitigation
        Heat mitigation index.
    reference
        Temperature of the countryside, °C.
    effect
        Greatest effect of the heat island, °C.

    Notes
    -----
    InVEST users guide, Urban Cooling, equation 6.

    Examples
    --------
    >>> unmixed_temperature(np.float32([0.0, 0.5, 1.0]), 21.5, 3.5)
    array([25.  , 23.25, 21.5 ], dtype=float32)
    """
    left = np.float32(1) - np.asarray(mitigation, dtype=np.float32)
    return np.asarray(np.float32(reference) + left * np.float32(effect), dtype=np.float32)


def as_reals(values: npt.NDArray[np.generic]) -> Reals:
    """Return values as the program reads them: small whole numbers in single precision.

    Examples
    --------
    >>> as_reals(np.array([4], dtype=np.int16)).dtype, as_reals(np.array([4.0])).dtype
    (dtype('float32'), dtype('float64'))
    """
    return np.asarray(values, dtype=np.result_type(values.dtype, np.float32))
