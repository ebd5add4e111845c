"""Aligned rasters are read by window, and what does not fit together is said all at once."""

from pathlib import Path

import numpy as np
import pytest
import rasterio
from rasterio.transform import Affine

from contado.errors import BadInput
from contado.pages import Frame
from contado.pages.rasters import thinned_file
from contado.territory import raster_opening
from contado.tiles import Grid, RasterFile, Window, open_stack, rasters_written
from contado.tiles.thinned import Thinned


def from_origin(left: float, top: float, width: float, height: float) -> Affine:
    return Affine(width, 0, left, 0, -height, top)


NORTH_UP = from_origin(500_000, 5_040_000, 10, 10)


def raster(path: Path, values: np.ndarray, transform: Affine = NORTH_UP, **more: object) -> Path:
    profile = {"crs": "EPSG:32632", "driver": "GTiff", "transform": transform} | more
    bands = values.reshape(-1, *values.shape[-2:])
    with rasterio.open(
        path, "w", dtype=values.dtype, count=len(bands),
        height=values.shape[-2], width=values.shape[-1], **profile,
    ) as out:  # fmt: skip
        out.write(bands)
    return path


def codes(caught: pytest.ExceptionInfo[BadInput]) -> list[tuple[str, str]]:
    return [(problem.code, problem.where) for problem in caught.value.problems]


def said(caught: pytest.ExceptionInfo[BadInput]) -> str:
    return "\n".join(p.line(lang) for p in caught.value.problems for lang in ("it", "en"))


def test_a_window_of_each_raster_is_read(tmp_path: Path) -> None:
    cover = np.arange(12, dtype=np.uint8).reshape(3, 4)
    paths = {
        "cover": raster(tmp_path / "cover.tif", cover, nodata=7),
        "water": raster(tmp_path / "water.tif", np.full((3, 4), np.nan, dtype=np.float32)),
    }
    with open_stack(paths, whole={"cover"}) as stack:
        assert (stack.grid.shape, stack.grid.cell, stack.grid.left) == ((3, 4), 10, 500_000)
        part = stack.read("cover", Window(1, 2, 2, 2))
        assert part.tolist() == [[6, 7], [10, 11]]
        assert stack.valid("cover", part).tolist() == [[True, False], [True, True]]
        assert not stack.valid("water", stack.read("water")).any()
        assert (stack.nodata("cover"), stack.nodata("water")) == (7, None)


def test_every_problem_of_every_file_is_said_at_once(tmp_path: Path) -> None:
    plain = np.zeros((3, 4), dtype=np.float32)
    text = tmp_path / "text.tif"
    text.write_text("<VRTDataset/>")
    paths = {
        "bands": raster(tmp_path / "bands.tif", np.zeros((2, 3, 4), dtype=np.uint8)),
        "degrees": raster(
            tmp_path / "degrees.tif", plain, from_origin(9, 45, 0.1, 0.1), crs="EPSG:4326"
        ),
        "turned": raster(tmp_path / "turned.tif", plain, NORTH_UP @ Affine.rotation(10)),
        "oblong": raster(tmp_path / "oblong.tif", plain, from_origin(0, 0, 10, 20)),
        "classes": raster(tmp_path / "classes.tif", plain),
        "complex": raster(tmp_path / "complex.tif", plain.astype(np.complex64)),
        "text": text,
        "absent": tmp_path / "absent.tif",
    }  # fmt: skip
    with pytest.raises(BadInput) as caught, open_stack(paths, whole={"classes"}):
        pass
    assert codes(caught) == [
        ("rasters.bands", "bands.tif"),
        ("tiles.not_metric", "degrees.tif"),
        ("rasters.rotated", "turned.tif"),
        ("tiles.not_square", "oblong.tif"),
        ("rasters.not_whole", "classes.tif"),
        ("rasters.not_numbers", "complex.tif"),
        ("territory.format_unknown", "text.tif"),
        ("territory.file_missing", "absent.tif"),
    ]
    assert "10 × 20 m" in said(caught)


@pytest.mark.parametrize(
    ("shape", "transform", "crs", "how"),
    [
        ((3, 4), NORTH_UP, "EPSG:32633", "CRS WGS 84 / UTM zone 33N, not WGS 84 / UTM zone 32N"),
        ((3, 4), from_origin(500_000, 5_040_000, 20, 20), "EPSG:32632", "cells of 20 m, not 10 m"),
        ((3, 4), from_origin(500_005, 5_040_000, 10, 10), "EPSG:32632", "5 m east and 0 m north"),
        ((3, 5), NORTH_UP, "EPSG:32632", "3 × 5 cells, not 3 × 4"),
    ],
)
def test_how_two_rasters_differ_is_said(
    tmp_path: Path, shape: tuple[int, int], transform: Affine, crs: str, how: str
) -> None:
    paths = {
        "one": raster(tmp_path / "one.tif", np.zeros((3, 4), dtype=np.uint8)),
        "other": raster(tmp_path / "other.tif", np.zeros(shape, np.uint8), transform, crs=crs),
    }
    with pytest.raises(BadInput) as caught, open_stack(paths):
        pass
    assert codes(caught) == [("tiles.not_aligned", "other.tif")]
    assert "one.tif" in said(caught)
    assert how in said(caught)


def test_what_writing_digits_leaves_is_no_difference(tmp_path: Path) -> None:
    almost = from_origin(500_000 + 1e-8, 5_040_000, 10 + 1e-10, 10)
    paths = {
        "one": raster(tmp_path / "one.tif", np.zeros((3, 4), dtype=np.uint8)),
        "other": raster(tmp_path / "other.tif", np.zeros((3, 4), dtype=np.uint8), almost),
    }
    with open_stack(paths) as stack:
        assert set(stack.rasters) == {"one", "other"}


def test_a_raster_past_the_limits_is_refused_before_it_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(raster_opening, "MAX_CELLS", 11)
    monkeypatch.setattr(raster_opening, "MAX_BLOCK", 11)
    path = raster(tmp_path / "one.tif", np.zeros((3, 4), dtype=np.uint8))
    with pytest.raises(BadInput) as caught, open_stack({"one": path}):
        pass
    assert [code for code, _ in codes(caught)] == [
        "rasters.too_many_cells",
        "rasters.block_too_large",
    ]


def test_a_file_cut_short_is_said_to_be_damaged(tmp_path: Path) -> None:
    rng = np.random.default_rng(1)
    path = raster(tmp_path / "one.tif", rng.integers(0, 255, (600, 600), dtype=np.uint8))
    path.write_bytes(path.read_bytes()[:-200_000])
    with pytest.raises(BadInput) as caught, open_stack({"one": path}) as stack:
        stack.read("one")
    assert codes(caught) == [("rasters.damaged", "one.tif")]
    assert "See previous" not in caught.value.problems[0].line("en")


def test_rasters_are_written_by_window_and_read_back(tmp_path: Path) -> None:
    with open_stack({"a": raster(tmp_path / "a.tif", np.zeros((300, 520), np.uint8))}) as stack:
        grid = stack.grid
    air = np.random.default_rng(2).random(grid.shape, dtype=np.float32)
    air[5, 5] = np.nan
    kinds = [RasterFile("air", nodata=-9999.0), RasterFile("loss", "uint8", 255, varied=False)]
    with rasters_written(tmp_path / "out", kinds, grid) as out:
        for tile in grid.tiles(256):
            out.write("air", air[tile.slices], tile)
        out.write("loss", np.full(grid.shape, 25, dtype=np.uint8))
    paths = {name: tmp_path / "out" / f"{name}.tif" for name in ("air", "loss")}
    with open_stack(paths) as stack:
        assert stack.grid == grid
        back = stack.read("air")
        assert back[5, 5] == -9999
        assert np.array_equal(np.where(stack.valid("air", back), back, np.nan), air, equal_nan=True)
        assert (stack.read("loss") == 25).all()


@pytest.mark.parametrize(("rows", "columns"), [(300, 520), (701, 1500), (4000, 260)])
def test_a_raster_is_thinned_while_it_is_written_as_a_reader_thins_it(
    tmp_path: Path, rows: int, columns: int
) -> None:
    grid = Grid("EPSG:32632", 490_000.0, 5_055_000.0, 10.0, rows, columns)
    air = np.random.default_rng(3).random(grid.shape, dtype=np.float32)
    air[air < 0.1] = np.nan
    air[air > 0.9] = -9999.0
    loss = np.random.default_rng(4).integers(0, 256, grid.shape).astype(np.uint8)
    kinds = [RasterFile("air", nodata=-9999.0), RasterFile("loss", "uint8", 255, varied=False)]
    thinned: dict[str, Thinned] = {}
    with rasters_written(tmp_path / "out", kinds, grid, thinned) as out:
        for tile in grid.tiles(512):
            out.write("air", air[tile.slices], tile)
            out.write("loss", loss[tile.slices], tile)
    for name, gathered in thinned.items():
        values, frame = thinned_file(tmp_path / "out" / f"{name}.tif")
        assert np.array_equal(gathered.values, values, equal_nan=True)
        assert frame == Frame(grid.left, grid.top, columns * 10.0, rows * 10.0)


def test_rasters_that_fail_leave_nothing_behind(tmp_path: Path) -> None:
    with open_stack({"a": raster(tmp_path / "a.tif", np.zeros((3, 4), np.uint8))}) as stack:
        grid = stack.grid
    with (
        pytest.raises(KeyError),
        rasters_written(tmp_path / "out", [RasterFile("air")], grid) as out,
    ):
        out.write("another", np.zeros(grid.shape, dtype=np.float32))
    assert list((tmp_path / "out").iterdir()) == []


@pytest.mark.parametrize("big", [False, True])
@pytest.mark.parametrize("dtype", ["uint8", "int16", "int32", "float32", "float64"])
@pytest.mark.parametrize("varied", [False, True])
def test_every_kind_of_cell_is_written_as_another_reader_reads_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, dtype: str, *, big: bool, varied: bool
) -> None:
    monkeypatch.setattr("contado.tiles.geotiff._CLASSIC", 0 if big else 1 << 31)
    with open_stack({"a": raster(tmp_path / "a.tif", np.zeros((300, 520), np.uint8))}) as stack:
        grid = stack.grid
    rng = np.random.default_rng(3)
    values = (rng.normal(20, 30, grid.shape).clip(0, 200)).astype(dtype)
    with rasters_written(tmp_path, [RasterFile("out", dtype, 7, varied=varied)], grid) as out:
        out.write("out", values)
    with rasterio.open(tmp_path / "out.tif") as found:
        assert np.array_equal(found.read(1), values)
        assert (found.dtypes[0], found.nodata, found.crs) == (dtype, 7, "EPSG:32632")
        assert found.profile["compress"] == "zstd"
        assert found.block_shapes == [(256, 256)]
        assert found.transform == grid.transform
    mark = (tmp_path / "out.tif").read_bytes()[2]
    assert mark == (43 if big else 42)


def test_the_same_raster_is_written_as_the_same_bytes(tmp_path: Path) -> None:
    with open_stack({"a": raster(tmp_path / "a.tif", np.zeros((600, 520), np.uint8))}) as stack:
        grid = stack.grid
    air = np.random.default_rng(4).random(grid.shape, dtype=np.float32)
    for name in ("one", "two"):
        with rasters_written(tmp_path / name, [RasterFile("air")], grid) as out:
            out.write("air", air)
    assert (tmp_path / "one/air.tif").read_bytes() == (tmp_path / "two/air.tif").read_bytes()


def test_what_is_never_written_is_no_data(tmp_path: Path) -> None:
    with open_stack({"a": raster(tmp_path / "a.tif", np.zeros((300, 520), np.uint8))}) as stack:
        grid = stack.grid
    with rasters_written(tmp_path / "out", [RasterFile("air")], grid) as out:
        out.write("air", np.ones((256, 256), dtype=np.float32), Window(0, 256, 256, 256))
    with open_stack({"air": tmp_path / "out" / "air.tif"}) as stack:
        found = stack.read("air")
    assert (found[:256, 256:512] == 1).all()
    assert (found == -1).sum() == grid.cells - 256 * 256


def test_a_window_across_blocks_is_not_written(tmp_path: Path) -> None:
    with open_stack({"a": raster(tmp_path / "a.tif", np.zeros((300, 520), np.uint8))}) as stack:
        grid = stack.grid
    with (
        pytest.raises(ValueError, match="where blocks do"),
        rasters_written(tmp_path / "out", [RasterFile("air")], grid) as out,
    ):
        out.write("air", np.ones((10, 10), dtype=np.float32), Window(5, 0, 10, 10))
