"""Rasters of others are opened without trust, and what is damaged in them is told."""

import numpy as np
import pytest
import rasterio

from contado.errors import BadInput
from contado.heat.calibration.rasters import Temperature, pair_rasters
from contado.heat.exposure.classes import RasterClasses
from contado.territory import open_raster


def refusal(path):
    with pytest.raises(BadInput) as refused, open_raster(path) as raster:
        raster.read()
    return [problem.code for problem in refused.value.problems]


def test_a_raster_cut_short_complex_or_huge_is_refused(write_raster, tmp_path):
    noise = np.random.default_rng(0).integers(0, 9, (300, 300)).astype(np.uint8)
    whole = write_raster(tmp_path / "whole.tif", noise, 10, "uint8", nodata=None)
    short = tmp_path / "short.tif"
    short.write_bytes(whole.read_bytes()[: whole.stat().st_size // 2])
    with rasterio.open(whole) as raster:
        place = {"crs": raster.crs, "transform": raster.transform, "driver": "GTiff", "count": 1}
    for name, kind, side in (("complex", "complex64", 2), ("huge", "uint8", 1_000_000)):
        with rasterio.open(
            tmp_path / f"{name}.tif", "w", width=side, height=side, dtype=kind,
            tiled=side > 2, SPARSE_OK=True, BIGTIFF="YES", **place,
        ):  # fmt: skip
            pass
    (tmp_path / "web.tif").write_text('<VRTDataset rasterXSize="1" rasterYSize="1"/>')
    codes = {name: refusal(tmp_path / f"{name}.tif") for name in ("complex", "huge", "web")}
    assert codes == {
        "complex": ["rasters.not_numbers"],
        "huge": ["rasters.too_many_cells"],
        "web": ["territory.format_unknown"],
    }
    assert refusal(short) == ["rasters.damaged"]
    with pytest.raises(BadInput) as refused:
        pair_rasters(Temperature(whole, "air"), Temperature(short, "air"), 0.8)
    assert "See previous" not in refused.value.problems[0].line("en")


def test_classes_are_read_from_one_band(ground, write_raster, tmp_path):
    one = write_raster(tmp_path / "one.tif", [[1, 2]], 100, "uint8", nodata=None)
    with (
        rasterio.open(one) as raster,
        rasterio.open(tmp_path / "two.tif", "w", **(raster.profile | {"count": 2})) as two,
    ):
        two.write(np.ones((2, 1, 2), np.uint8))
    with pytest.raises(BadInput) as refused:
        RasterClasses(tmp_path / "two.tif").classed(ground, ground.boundary)
    assert [problem.code for problem in refused.value.problems] == ["rasters.bands"]
