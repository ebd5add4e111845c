"""A model against what was observed: pairs and measures reckoned by hand."""

import json
import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from affine import Affine

from contado.analyses import run as analyse
from contado.analyses.page import page
from contado.analyses.record import record
from contado.analyses.tables import TableRows
from contado.errors import BadInput
from contado.heat.calibration.agreement import Pairs, agreement, check_kinds
from contado.heat.calibration.rasters import Temperature, pair_rasters, pair_stations
from contado.heat.calibration.stations import read_stations

DATA = Path(__file__).parents[4] / "shared/data/climate"
X, Y = 500_000.0, 5_000_000.0


def pairs_of(model, observed, **more):
    model, observed = (np.array(values, dtype=float) for values in (model, observed))
    nowhere = np.zeros(len(model))
    return Pairs(model, observed, nowhere, nowhere, "EPSG:32632", **more)


def test_the_measures_are_those_reckoned_by_hand(rules):
    # Differences 1, -1, 3: bias 1, squares 1 + 1 + 9, sizes 1 + 1 + 3.
    found = agreement(pairs_of([19, 19, 25], [18, 20, 22]), rules)
    assert found.pairs == 3
    assert found.bias == pytest.approx(1)
    assert found.rmse == pytest.approx((11 / 3) ** 0.5)
    assert found.mae == pytest.approx(5 / 3)
    assert found.spread == pytest.approx((8 / 3) ** 0.5)
    # Around the means 21 and 20: sum xy = 12, sum xx = 8, sum yy = 24.
    assert found.slope == pytest.approx(1.5)
    assert found.intercept == pytest.approx(21 - 1.5 * 20)
    assert found.r2 == pytest.approx(144 / (8 * 24))


def test_too_few_pairs_have_no_agreement(rules):
    assert agreement(pairs_of([1, 2], [1, 2]), rules) is None


def test_what_does_not_vary_has_no_line_and_no_correlation(rules):
    flat = agreement(pairs_of([18, 19, 20], [20, 20, 20]), rules)
    assert (flat.slope, flat.intercept, flat.r2) == (None, None, None)
    model_flat = agreement(pairs_of([20, 20, 20], [18, 19, 20]), rules)
    assert (model_flat.slope, model_flat.r2) == (0.0, None)


def test_surface_and_air_are_not_compared_unless_told():
    with pytest.raises(BadInput) as caught:
        check_kinds("LST", "air", different=False)
    assert [problem.code for problem in caught.value.problems] == ["night.kinds_differ"]
    check_kinds("LST", "air", different=True)
    check_kinds("air", "air", different=False)


def test_the_finer_raster_is_averaged_over_the_cells_of_the_coarser(write_raster, tmp_path):
    coarse = write_raster(tmp_path / "coarse.tif", [[20, 21], [22, 23]])
    fine = write_raster(
        tmp_path / "fine.tif", np.kron([[18, 19], [20, 21]], [[1.1, 0.9], [0.9, 1.1]]), 50
    )
    found = pair_rasters(Temperature(coarse, "air"), Temperature(fine, "air"), 0.8)
    assert found.model.tolist() == [20, 21, 22, 23]
    assert found.observed == pytest.approx([18, 19, 20, 21], abs=1e-5)
    other = pair_rasters(Temperature(fine, "air"), Temperature(coarse, "air"), 0.8)
    assert (other.model.tolist(), other.observed.tolist()) == (
        found.observed.tolist(), found.model.tolist()
    )  # fmt: skip
    assert (found.x[0], found.y[0]) == (X + 50, Y + 150)


def test_a_coarse_cell_with_too_little_data_makes_no_pair(write_raster, tmp_path):
    coarse = write_raster(tmp_path / "coarse.tif", [[20, 21]])
    fine = np.full((2, 4), 19.0)
    fine[0, 0] = -9999
    file = write_raster(tmp_path / "fine.tif", fine, 50)
    found = pair_rasters(Temperature(coarse, "air"), Temperature(file, "air"), 0.8)
    assert found.model.tolist() == [21]
    all_of_it = pair_rasters(Temperature(coarse, "air"), Temperature(file, "air"), 0.75)
    assert all_of_it.model.tolist() == [20, 21]


def test_rasters_in_two_systems_meet(write_raster, tmp_path):
    import rasterio
    from rasterio.warp import Resampling, reproject, transform_bounds

    values = np.arange(400, dtype="float32").reshape(20, 20) / 100 + 20
    metric = write_raster(tmp_path / "metric.tif", values, 100)
    with rasterio.open(metric) as source:
        west, south, east, north = transform_bounds(source.crs, "EPSG:4326", *source.bounds)
        turn = Affine((east - west) / 5, 0, west, 0, -(north - south) / 5, north)
        degrees = np.full((5, 5), -9999, dtype="float32")
        reproject(
            source.read(1), degrees, src_transform=source.transform, src_crs=source.crs,
            dst_transform=turn, dst_crs="EPSG:4326", resampling=Resampling.average,
            src_nodata=-9999, dst_nodata=-9999,
        )  # fmt: skip
    file = write_raster(tmp_path / "degrees.tif", degrees, transform=turn, crs="EPSG:4326")
    found = pair_rasters(Temperature(file, "LST"), Temperature(metric, "LST"), 0.8)
    assert len(found) >= 20
    assert np.abs(found.model - found.observed).max() < 0.15


def test_kelvin_is_recognised_and_converted_only_when_told(write_raster, tmp_path):
    warm = write_raster(tmp_path / "kelvin.tif", [[293.15, 294.15], [295.15, 296.15]])
    cool = write_raster(tmp_path / "celsius.tif", [[20, 21], [22, 23]])
    said = pair_rasters(Temperature(warm, "air", "K"), Temperature(cool, "air"), 0.8)
    assert said.model == pytest.approx(said.observed, abs=1e-4)
    codes = []
    for one, other in (
        (Temperature(warm, "air"), Temperature(cool, "air")),
        (Temperature(warm, "air", "K"), Temperature(cool, "air", "K")),
    ):
        with pytest.raises(BadInput) as caught:
            pair_rasters(one, other, 0.8)
        codes += [problem.code for problem in caught.value.problems]
    assert codes == ["night.looks_kelvin", "night.looks_celsius"]


def stations_of(tmp_path, text, **more):
    file = tmp_path / "stations.csv"
    file.write_text(text, encoding="utf-8")
    return read_stations(file, **more)


def test_a_station_meets_the_cell_it_stands_in_and_the_others_are_said(write_raster, tmp_path):
    model = write_raster(tmp_path / "model.tif", [[20, 21], [-9999, 23]])
    text = (
        f"name,x,y,value\nA,{X + 150},{Y + 150},21.5\nlontana,{X + 900},{Y},20\n"
        f"buco,{X + 50},{Y + 50},20\nmuta,{X + 50},{Y + 150},\n"
    )
    found = pair_stations(Temperature(model, "air"), stations_of(tmp_path, text))
    assert (found.names, found.model.tolist(), found.observed.tolist()) == (("A",), [21], [21.5])
    assert [one.name for one in found.set_aside] == ["lontana", "buco"]
    assert found.set_aside[0].why != found.set_aside[1].why


def test_stations_in_degrees_are_brought_to_the_model(write_raster, tmp_path):
    from contado.crs import transformer

    model = write_raster(tmp_path / "model.tif", [[20, 21], [22, 23]])
    lon, lat = transformer("EPSG:32632", "EPSG:4326").transform(X + 150, Y + 50)
    stations = stations_of(tmp_path, f"x,y,value\n{lon},{lat},23.5\n", crs="EPSG:4326")
    assert pair_stations(Temperature(model, "air"), stations).model.tolist() == [23]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("x,y\n1,2\n", "night.station_columns"),
        ("x,y,value\n1,2,\n", "night.series_empty"),
        ("x,y,value\n1,here,20\n", "night.station_bad_number"),
        ("x,y,value\n1,2,inf\n", "night.station_bad_number"),
        ("x,y,value\n1,2,295\n", "night.looks_kelvin"),
        ("", "night.series_unreadable"),
    ],
)
def test_bad_stations_are_refused_with_one_clear_message(tmp_path, text, code):
    with pytest.raises(BadInput) as caught:
        stations_of(tmp_path, text)
    assert {problem.code for problem in caught.value.problems} == {code}


def test_rasters_that_cannot_be_paired_are_refused(write_raster, tmp_path):
    model = Temperature(write_raster(tmp_path / "model.tif", [[20, 21]]), "air")
    far = Affine(100, 0, X + 9e5, 0, -100, Y)
    away = write_raster(tmp_path / "away.tif", [[20]], transform=far)
    nameless = write_raster(tmp_path / "nameless.tif", [[20]], crs=None)
    (tmp_path / "text.tif").write_text("no raster")
    cases = {
        "night.no_pairs": Temperature(away, "air"),
        "rasters.no_band": Temperature(away, "air", band=2),
        "crs.missing": Temperature(nameless, "air"),
        "territory.format_unknown": Temperature(tmp_path / "text.tif", "air"),
    }
    for code, observed in cases.items():
        with pytest.raises(BadInput) as caught:
            pair_rasters(model, observed, 0.8)
        assert [problem.code for problem in caught.value.problems] == [code]


@pytest.fixture
def calibrated(write_raster, tmp_path):
    """Give what compares a raster of one row with a station in the middle of each cell."""

    def run(model, observed, *, kinds=("air", "air"), names=None):
        file = write_raster(tmp_path / "m.tif", [model])
        names = names or [f"s{at}" for at in range(len(observed))]
        table = pd.DataFrame({"name": names, "value": observed, "y": Y + 150})
        table["x"] = X + 50 + 100 * np.arange(len(observed))
        table.to_csv(tmp_path / "stations.csv", index=False)
        return analyse(
            "warm-calibrate", model=file, observed=tmp_path / "stations.csv",
            model_kind=kinds[0], observed_kind=kinds[1], different_kinds=True, on="2026-01-01",
        )  # fmt: skip

    return run


def test_the_page_says_its_measures_and_its_plot_can_be_heard(calibrated):
    result = calibrated([19, 19, 25], [18, 20, 22])
    json.dumps(record(result), allow_nan=False)
    text = page(result)
    assert "1,91" in text  # the root of 11/3
    assert 'role="img"' in text
    assert re.search(r"<title[^>]*>.+</title><desc[^>]*>[^<]*1,91[^<]*</desc>", text)
    assert text.count("<circle") == 3
    assert "tipi diversi" not in text
    assert "http://" not in text.replace("http://www.w3.org/2000/svg", "")


def test_the_page_of_two_kinds_says_so_in_both_languages(calibrated):
    result = calibrated([1, 2, 3], [1, 2, 4], kinds=("LST", "air"))
    for language, word in (("it", "tipi diversi"), ("en", "two kinds")):
        text = page(result, language)
        assert word in text
        assert f'lang="{language}"' in text


def test_names_from_a_file_are_text_on_the_page(calibrated):
    names = ("<script>alert(1)</script>", "a", "b")
    text = page(calibrated([1, 2, 3], [1, 2, 4], names=names))
    assert "<script>" not in text
    assert "&lt;script&gt;" in text


def test_too_few_pairs_and_equal_values_still_make_a_page(calibrated):
    few = calibrated([20], [20])
    assert few.cannot_tell
    assert "Non calcolabile" in page(few)
    assert "–" in page(calibrated([20, 20, 20], [20, 20, 20]))


def test_many_pairs_are_drawn_as_density_and_tabled_worst_first(calibrated):
    generator = np.random.default_rng(7)
    observed = generator.normal(20, 2, 5000)
    model = observed + generator.normal(0, 0.5, 5000)
    model[1234] = observed[1234] + 9.99
    text = page(calibrated(model, observed))
    assert "<circle" not in text
    assert len(text) < 400_000
    first = text.index("<tbody>", text.index("Coppie, da quella"))
    assert first < text.index("9,99", first) < text.index("</tr>", first)


def test_the_rows_hold_every_pair(calibrated):
    result = calibrated([20.5], [20.0], names=("A",))
    rows = TableRows.of(result, "pairs").rows("it")
    assert rows == [
        {
            "name": "A", "x": X + 50, "y": Y + 150, "model_c": 20.5, "observed_c": 20.0,
            "difference_c": 0.5,
        }
    ]  # fmt: skip


@pytest.mark.milan
@pytest.mark.skipif(not DATA.is_dir(), reason=f"no data of Milan in {DATA}")
def test_the_air_of_urbclim_and_the_surface_of_modis_in_milan(rules):
    air = DATA / "temperatura_aria_urbclim_luglio2016_100m.tif"
    night = Temperature(DATA / "lst_modis_1km_stagionale_cmm.tif", "LST", band=10)
    with pytest.raises(BadInput, match="look like Kelvin"):
        pair_rasters(night, Temperature(air, "air"), 0.8)
    pairs = pair_rasters(night, Temperature(air, "air", "K"), 0.8)
    found = agreement(pairs, rules)
    # 20 × 20 km of air over cells of about 0.85 × 1.21 km.
    assert 340 < found.pairs < 400
    assert 22 < pairs.observed.mean() < 23
    assert 20 < pairs.model.mean() < 21
    # The surface of the night is cooler than the mean air of the whole day, and varies with it.
    assert -2.5 < found.bias < -1.5
    assert found.r2 > 0.5
