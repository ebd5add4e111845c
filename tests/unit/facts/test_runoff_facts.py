"""Runoff of places on a territory small enough to reckon by hand; the reference rain is 60 mm.

On the columns of `conftest` (dense urban, agricultural, water over agricultural, nothing) the soil
is of group B under the first, D under the others, and unknown under the agricultural south of the
third. By hand, λ 0.2: Q is 27.171 at CN 85, 39.776 at 92, 17.781 at 78, 33.907 at 89, 54.198 at 98,
1.502 at 55, 3.494 at 60.
"""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import rasterio
import shapely
from affine import Affine
from pytest import approx  # noqa: PT013

from contado import drainage
from contado.facts import measure
from contado.interventions.model import DeclaredMeasure, Intervention
from contado.norms.rules import Rules
from contado.survey import Declared, Survey
from contado.survey.measured import Measured
from contado.survey.pairs import pairs
from contado.territory import Lattice, Places, Settings, Source, Territory, building
from contado.values import Missing

X, Y = 500_000.0, 5_000_000.0
CRS = "EPSG:32632"
B, D, NO_SOIL = 2, 4, 255
Look = Callable[..., Survey]


def box(west: float, south: float, east: float, north: float) -> shapely.Polygon:
    return shapely.box(X + west, Y + south, X + east, Y + north)


DENSE = box(0, 0, 100, 200)
AGRICULTURAL = box(100, 0, 200, 200)
WATER = box(210, 110, 290, 190)
HALF_WATER = box(200, 50, 300, 150)
OUTSIDE = box(1000, 0, 1100, 100)


@pytest.fixture(scope="module")
def soiled(ground: Territory, tmp_path_factory: pytest.TempPathFactory) -> Territory:
    folder = tmp_path_factory.mktemp("soiled")
    from_date = ground.layers["land_cover"].date
    source = Source(producer="Prova", licence="CC0-1.0", date=from_date, simulated=True)
    with building(
        folder / "prova", Settings(name="Prova", crs=CRS, grid=Lattice(X, Y, 10.0))
    ) as made:
        cover = ground.layers["land_cover"]
        units = ground.layers["municipalities"].frame()
        made.add_vector("municipalities", units, source=source)
        made.add_raster("land_cover", cover.path, source=source, meta=dict(cover.meta))
        soil = made.work / "soil.tif"
        values = np.array([[B, D, D, D], [B, D, NO_SOIL, D]], dtype=np.uint8)
        with rasterio.open(
            soil, "w", driver="GTiff", height=2, width=4, count=1, dtype="uint8", nodata=NO_SOIL,
            crs=CRS, transform=Affine(100, 0, X, 0, -100, Y + 200),
        ) as file:  # fmt: skip
            file.write(values, 1)
        made.add_raster("soil_groups", Path(soil), source=source)
    return Territory.open(folder / "prova")


@pytest.fixture
def look(soiled: Territory, rules: Rules) -> Look:
    def of(*shapes: shapely.Polygon, declared: Declared | None = None) -> Survey:
        ids = [str(i) for i in range(len(shapes))]
        return Survey(soiled, rules, Places("intervention", ids, np.array(shapes)), declared)

    return of


def declared(*measures: tuple[str, float], overlapping: bool = False) -> Declared:
    rows = tuple(
        DeclaredMeasure(measure=code, area=share * 20_000, share=share, overlapping=overlapping)
        for code, share in measures
    )
    return Declared.of([Intervention(id="a", name="a", geometry="", measures=rows)])


def bounds(fact: Measured, row: int = 0) -> tuple[float, float]:
    return fact.values.low[row], fact.values.high[row]  # type: ignore[union-attr]


def test_runoff_lies_between_the_rows_of_the_class_on_its_soil(look: Look) -> None:
    fact = drainage.event_runoff(look(DENSE, AGRICULTURAL))
    assert bounds(fact, 0) == approx((27.1712, 39.7765), abs=1e-3)
    assert bounds(fact, 1) == approx((17.7808, 33.9070), abs=1e-3)


def test_runoff_of_two_classes_is_their_mean_by_area(look: Look) -> None:
    both = drainage.event_runoff(look(box(50, 0, 150, 100)))
    assert bounds(both) == approx(((27.1712 + 17.7808) / 2, (39.7765 + 33.9070) / 2), abs=1e-3)


def test_unknown_soil_leaves_bounds_over_the_four_groups_and_water_does_not_count(look: Look):
    # meadow on A is CN 30, which keeps all; row crops on D are CN 89
    assert bounds(drainage.event_runoff(look(HALF_WATER))) == approx((0.0, 33.9070), abs=1e-3)


def test_a_territory_without_soils_has_bounds_not_a_measure(survey: Look) -> None:
    fact = drainage.event_runoff(survey(DENSE))
    # residential 65 % on A is CN 77 (16.648), commercial 85 % on D is 95 (46.486)
    assert bounds(fact) == approx((16.6482, 46.4859), abs=1e-3)
    assert not any(layer.startswith("soil") for layer in fact.layers)


def test_volume_and_index_follow_from_the_depth(look: Look) -> None:
    survey = look(DENSE, HALF_WATER)
    volume = drainage.event_runoff_volume(survey)
    assert bounds(volume, 0) == approx((27.1712 * 20, 39.7765 * 20), abs=0.05)
    assert bounds(volume, 1) == approx((0.0, 33.9070 * 5), abs=0.05)  # half of it is water
    kept = drainage.event_retention_index(survey)
    assert bounds(kept, 0) == approx((1 - 39.7765 / 60, 1 - 27.1712 / 60), abs=1e-4)


@pytest.mark.parametrize(
    ("shape", "reason"),
    [
        (WATER, Missing("not_applicable", "land_cover")),
        (OUTSIDE, Missing("outside_layer", "land_cover")),
        (box(200, 0, 390, 100), Missing("low_coverage", "land_cover")),
    ],
)
def test_what_cannot_be_measured_says_why(look: Look, shape, reason: Missing) -> None:
    survey = look(shape)
    for function in (
        drainage.event_runoff, drainage.event_runoff_volume, drainage.event_retention_index
    ):  # fmt: skip
        assert function(survey).values.why(0) == reason


def test_without_a_land_cover_there_is_no_runoff(bare_ground: Territory, rules: Rules) -> None:
    places = Places("intervention", ["a"], np.array([DENSE]))
    survey = Survey(bare_ground, rules, places, declared(("NBS07", 0.5)))
    for function in (drainage.event_runoff, drainage.event_runoff_volume_after):
        assert function(survey).values.why(0) == Missing("no_layer", "land_cover")


def test_pairs_add_up_to_the_classes(look: Look) -> None:
    survey = look(DENSE, HALF_WATER, box(33, 21, 277, 188))
    found, classes = pairs(survey, "land_cover", "soil_groups"), survey.classes("land_cover")
    assert found is not None
    assert classes is not None
    assert found.names == classes.names
    assert found.on == ("A", "B", "C", "D")
    assert found.areas.sum(axis=2) == approx(classes.areas)
    assert found.areas[0, classes.names.index("dense_urban"), 1] == approx(20_000)


@pytest.mark.parametrize(
    ("measures", "expected"),
    [
        # permeable paving is a gravel road on B, CN 85, and stores more than it sheds
        ([("NBS07", 0.5)], (0.5 * 27.1712, 0.5 * 39.7765)),
        # a cool roof is sealed ground: CN 98, no storage
        ([("NBS17", 0.5)], (0.5 * 27.1712 + 0.5 * 54.1984, 0.5 * 39.7765 + 0.5 * 54.1984)),
        # an extensive green roof is a roof that stores 20 to 40 mm
        ([("NBS08", 1.0)], (14.1984, 34.1984)),
        # a wood on B lies between CN 55 and 60; the soil is its storage
        ([("NBS12", 1.0)], (1.5024, 3.4936)),
        # of a pond nothing is known but the rain
        ([("NBS06", 1.0)], (0.0, 60.0)),
        # a green wall and a tank leave the ground as it is
        ([("NBS10", 0.8), ("NBS16", 0.1)], (27.1712, 39.7765)),
        # more than the whole is shared in proportion
        ([("NBS17", 1.0), ("NBS07", 1.0)], (0.5 * 54.1984, 0.5 * 54.1984)),
    ],
)
def test_measures_change_the_runoff_of_their_share(
    look: Look, measures: list[tuple[str, float]], expected: tuple[float, float]
) -> None:
    survey = look(DENSE, declared=declared(*measures))
    fact = drainage.event_runoff_after(survey)
    assert bounds(fact) == approx(expected, abs=1e-3)
    assert "runoff.measure_cover" in [used.parameter for used in fact.parameters]
    volume = drainage.event_runoff_volume_after(survey)
    assert bounds(volume) == approx(tuple(20 * depth for depth in expected), abs=0.05)
    kept = drainage.event_retention_index_after(survey)
    assert bounds(kept) == approx((1 - expected[1] / 60, 1 - expected[0] / 60), abs=1e-4)


def test_a_measure_over_counted_ground_adds_nothing(look: Look) -> None:
    survey = look(DENSE, declared=declared(("NBS11", 1.0), overlapping=True))
    assert bounds(drainage.event_runoff_after(survey)) == approx((27.1712, 39.7765), abs=1e-3)


def test_nothing_declared_has_no_state_after(look: Look) -> None:
    fact = drainage.event_runoff_after(look(DENSE))
    assert fact.values.why(0) == Missing("not_declared", "measures")


def test_the_catalogue_measures_them(soiled: Territory, rules: Rules) -> None:
    names = ["drainage.event_runoff", "drainage.event_runoff_volume@after"]
    places = Places("intervention", ["a"], np.array([DENSE]))
    found = measure(places, names, soiled, rules, declared=declared(("NBS17", 0.5)))
    assert bounds(found[names[0]]) == approx((27.1712, 39.7765), abs=1e-3)
    assert found[names[1]].method == "event_runoff.v2"
