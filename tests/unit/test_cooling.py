"""The equations of urban cooling against figures worked out by hand."""

import math

import numpy as np
import pytest

from contado.heat.cooling.equations import (
    Weights,
    capacity_by_factors,
    capacity_by_intensity,
    evapotranspiration_index,
    green_area,
    heat_mitigation,
    is_park,
    unmixed_temperature,
)
from contado.heat.cooling.valuation import energy_saving, wet_bulb_globe_temperature, work_loss

USUAL = Weights(0.6, 0.2, 0.2)


def single(*values: float) -> np.ndarray:
    return np.array(values, dtype=np.float32)


def test_evapotranspiration_index_is_kc_times_the_share_of_the_greatest():
    assert evapotranspiration_index(single(0.9), single(4.0), 6.0).item() == pytest.approx(0.6)


def test_a_uniform_reference_leaves_kc_as_the_index():
    kc = single(0.0, 0.3, 1.05)
    assert evapotranspiration_index(kc, np.full(3, 5.5, np.float32), 5.5) == pytest.approx(kc)


def test_capacity_of_a_park_by_hand():
    # 0.6*0.7 + 0.2*0.19 + 0.2*0.9
    found = capacity_by_factors(single(0.7), single(0.19), single(0.9), USUAL)
    assert found.item() == pytest.approx(0.638)


def test_only_the_proportions_of_the_weights_count():
    parts = single(0.7), single(0.19), single(0.9)
    assert capacity_by_factors(*parts, Weights(6, 2, 2)) == pytest.approx(
        capacity_by_factors(*parts, USUAL)
    )


def test_capacity_by_night_is_what_buildings_leave():
    assert capacity_by_intensity(single(0.85)).item() == pytest.approx(0.15)


def test_green_area_stands_for_the_part_of_the_disc_without_data():
    # 40 green of 1000 known in a disc of 1517 cells of 400 m²
    found = green_area(np.array([40]), np.array([1000]), 1517, 400.0)
    assert found.item() == pytest.approx(40 * 1517 / 1000 * 400)


def test_exactly_two_hectares_are_a_park_and_a_cell_less_is_not():
    green, known = np.array([50, 49, 25, 25]), np.array([1517, 1517, 1517, 758])
    assert is_park(green, known, 1517, 400.0, 20_000.0).tolist() == [True, False, False, True]


def test_mitigation_is_the_park_effect_only_where_it_is_higher_and_there_is_green_enough():
    capacity, park = single(0.2, 0.2, 0.5, 0.3), single(0.4, 0.4, 0.4, 0.3)
    large = np.array([True, False, True, True])
    assert heat_mitigation(capacity, park, large).tolist() == single(0.4, 0.2, 0.5, 0.3).tolist()


def test_temperature_without_mixing_by_hand():
    assert unmixed_temperature(single(0.4), 21.5, 3.5).item() == pytest.approx(21.5 + 0.6 * 3.5)


def test_wet_bulb_globe_temperature_by_hand():
    vapour = 30 / 100 * 6.105 * math.exp(17.27 * 24 / (237.7 + 24))
    assert vapour == pytest.approx(8.926, abs=1e-3)
    expected = 0.567 * 24 + 0.393 * vapour + 3.94
    assert wet_bulb_globe_temperature(np.array([24.0]), 30).item() == pytest.approx(expected)


def test_work_is_lost_from_each_break_on():
    stress = np.array([27.4, 27.5, 29.4, 29.5, 31.5, 40.0])
    assert work_loss(stress, [27.5, 29.5, 31.5], [25, 50, 75]).tolist() == [0, 25, 25, 50, 75, 75]


def test_no_temperature_is_no_loss_told():
    assert np.isnan(work_loss(np.array([np.nan]), [27.5], [25])).all()


def test_energy_of_a_building_by_hand():
    # 8.6 kWh/(m²·°C) * 100 m² * (25 - 24) °C * 0.22
    spared = energy_saving(np.array([100.0]), np.array([24.0]), np.array([8.6]), 0.22, 25.0)
    assert spared.item() == pytest.approx(189.2)
