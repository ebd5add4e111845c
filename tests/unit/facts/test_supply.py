"""Supply of ecosystem services on a territory small enough to reckon by hand (see conftest)."""

from collections.abc import Callable

import shapely
from pytest import approx  # noqa: PT013

from contado import nature
from contado.survey import Survey
from contado.survey.block_files import blocks_of
from contado.survey.measured import Measured
from contado.territory import Territory

X, Y = 500_000.0, 5_000_000.0
Look = Callable[..., Survey]


def box(west: float, south: float, east: float, north: float) -> shapely.Polygon:
    return shapely.box(X + west, Y + south, X + east, Y + north)


DENSE, FIELD = box(0, 0, 100, 200), box(100, 0, 200, 200)
UNKNOWN_SOIL = box(200, 0, 300, 100)
OUTSIDE = box(1000, 0, 1100, 100)


def bounds(fact: Measured, row: int = 0) -> tuple[float, float]:
    return fact.values.low[row], fact.values.high[row]  # type: ignore[union-attr]


# 60 mm of rain, λ 0.2. Kept: CN 30 all, 58 0.9567, 67 0.8726, 77 0.7225, 78 0.7036, 89 0.4349,
# 95 0.2252 (from Q = (P − λS)²/(P + (1−λ)S), S = 25400/CN − 254).


def test_runoff_regulation_is_the_share_of_the_rain_kept_on_the_soil_of_the_place(
    rich_survey: Look,
) -> None:
    fact = nature.runoff_regulation(rich_survey(DENSE, FIELD))
    # Dense fabric on A lies between CN 77 and 89.
    assert bounds(fact) == approx((0.4349, 0.7225), abs=1e-4)
    # Half the field is on A (CN 30 to 67), half on B (58 to 78).
    assert bounds(fact, 1) == approx(((0.8726 + 0.7036) / 2, (1 + 0.9567) / 2), abs=1e-4)
    assert fact.method == "runoff_retention.v2"
    assert "soil_groups" in " ".join(fact.layers)


def test_without_soils_it_is_known_within_the_bounds_of_all_four_groups(survey: Look) -> None:
    fact = nature.runoff_regulation(survey(DENSE, FIELD))
    assert bounds(fact) == approx((0.2252, 0.7225), abs=1e-4)
    assert bounds(fact, 1) == approx((0.4349, 1.0), abs=1e-4)


def test_ground_whose_soil_is_not_known_keeps_the_bounds_of_all_four(rich_survey: Look) -> None:
    assert bounds(nature.runoff_regulation(rich_survey(UNKNOWN_SOIL))) == approx(
        (0.4349, 1.0), abs=1e-4
    )


def test_microclimate_regulation_is_the_cooling_capacity(survey: Look) -> None:
    fact = nature.microclimate_regulation(survey(DENSE, FIELD))
    # 0.6 · shade + 0.2 · albedo + 0.2 · Kc, dense: 0–0.15, 0.08–0.35, 0–0.55.
    assert bounds(fact) == approx((0.016, 0.09 + 0.07 + 0.11))
    # Fields: 0–0.1, 0.16–0.26, 0.7–1.1.
    assert bounds(fact, 1) == approx((0.032 + 0.14, 0.06 + 0.052 + 0.22))
    assert fact.method == "cooling_capacity.v2"


def test_bounds_rank_in_the_distribution_of_the_middle_of_each_block(rich_survey: Look) -> None:
    fact = nature.runoff_regulation_rank(rich_survey(DENSE, FIELD, OUTSIDE))
    # Of five blocks with an index: 0.579 twice (dense), 0.717 (no soil), 0.830 (B), 0.936 (A).
    assert bounds(fact) == approx((0.0, 3 / 5))
    assert bounds(fact, 1) == approx((3 / 5, 1.0))
    assert fact.values.why(2).code == "outside_layer"


def test_the_rank_of_microclimate_regulation_tells_fields_from_dense_fabric(survey: Look) -> None:
    fact = nature.microclimate_regulation_rank(survey(DENSE, FIELD))
    # Two dense blocks at 0.143, one of water at 0.223, three of fields at 0.252.
    assert bounds(fact) == approx((0.0, 1.0))  # dense fabric may cool as a field does
    assert bounds(fact, 1) == approx((2 / 6, 1.0))


def test_blocks_hold_each_class_on_each_soil(rich_ground: Territory) -> None:
    blocks = blocks_of(rich_ground, "municipalities")
    assert blocks is not None
    assert blocks.soils == ("A", "B", "C", "D")
    by = {
        (name, soil): blocks.grounds[:, k, g].sum()
        for k, name in enumerate(blocks.names)
        for g, soil in enumerate((*blocks.soils, ""))
    }
    assert by["dense_urban", "A"] == approx(20_000)
    assert by["agricultural", "A"] == approx(10_000)
    assert by["agricultural", "B"] == approx(10_000)
    assert by["agricultural", ""] == approx(10_000)
    again = blocks_of(Territory.open(rich_ground.root), "municipalities")
    assert again is not None
    assert (again.grounds == blocks.grounds).all()
