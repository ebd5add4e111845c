"""However a raster is stored, every room reads the same numbers from it, or refuses it alike."""

import math
import struct
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
import rasterio
from affine import Affine
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from rasterio.enums import ColorInterp

from contado.drainage.rainfall.grids import sampled
from contado.errors import BadInput
from contado.heat.calibration import Temperature, pair_rasters
from contado.heat.exposure import RasterClasses
from contado.pages.rasters import thinned_file
from contado.territory import Layer, Territory, open_raster
from contado.territory.building import building
from contado.territory.shelf import Shelf
from contado.territory.testing import (
    CRS,
    LEGEND,
    SETTINGS,
    SOURCE,
    SOUTH,
    WEST,
    municipalities,
    write_raster,
)  # fmt: skip
from contado.tiles import open_stack

CELL, SHAPE = 100.0, (10, 20)
PLACE = Affine(CELL, 0, WEST, 0, -CELL, SOUTH + 1000)
TURNS = [(swapped, south, east) for swapped in (0, 1) for south in (0, 1) for east in (0, 1)]
ENDS = 2

quarters = arrays.arrays(np.int16, SHAPE, elements=st.integers(-40, 160))
holes = arrays.arrays(np.bool_, SHAPE, elements=st.booleans()).filter(
    lambda hole: 0 < hole.sum() < hole.size
)


@dataclass(frozen=True)
class Stored:
    """How the numbers of a raster are put into a file; ``says`` is the text of its nodata."""

    dtype: str = "float32"
    scale: float = 1.0
    offset: float = 0.0
    fill: float = -9999.0
    says: str | None = "-9999"
    mask: str | None = None


PACKED = {"dtype": "int16", "scale": 0.25, "offset": 10.0}
LARGEST = float(np.finfo(np.float32).min)
RIGHT = [
    Stored(),
    Stored(says="-9999,0"),
    Stored(says=" -9.999e3 "),
    Stored(fill=math.nan, says="nan"),
    Stored(fill=math.nan, says="-1.#IND"),
    Stored(fill=LARGEST, says="-3.4028234663852886e+38"),
    Stored(fill=LARGEST, says="-3.40282e+38"),
    Stored(fill=LARGEST, says="-1.7976931348623157e+308"),
    Stored(fill=1e20, says="1e+20"),
    Stored(fill=-math.inf, says="-inf"),
    Stored(dtype="float64", fill=-math.inf, says="-1.797e308"),
    Stored(**PACKED, fill=-32768, says="-32768"),
    Stored(dtype="uint8", scale=0.25, offset=-10.0, fill=255, says="255"),
    Stored(dtype="int8", scale=0.5, offset=15.0, fill=-128, says="-128"),
    Stored(says=None, mask="within"),
    Stored(**PACKED, fill=0, says=None, mask="within"),
    Stored(**PACKED, fill=7, says=None, mask="opacity"),
    Stored(fill=12.0, says="-9999", mask="opacity"),
    Stored(fill=math.nan, says=None, mask="opacity"),
]
WRONG = {
    "rasters.hole_undeclared": [
        Stored(says=None),
        Stored(fill=-999.0, says=None),
        Stored(fill=LARGEST, says=None),
        Stored(fill=LARGEST, says="-9999"),
        Stored(fill=math.inf, says="-9999"),
        Stored(**PACKED, fill=-32768, says=None),
    ],
    "rasters.nodata_outside": [
        Stored(dtype="uint16", fill=55537, says="-9999"),
        Stored(dtype="uint8", fill=0, says="-9999"),
        Stored(dtype="uint8", fill=0, says="nan"),
        Stored(dtype="int8", fill=-1, says="255"),
        Stored(**PACKED, fill=0, says="-9999.5"),
    ],
    "rasters.nodata_unreadable": [Stored(says="none"), Stored(says="N/A"), Stored(says="-9999 m")],
    "rasters.scale_invalid": [
        Stored(dtype="int16", scale=0.0, offset=20.0),
        Stored(dtype="int16", scale=math.nan),
    ],
}

CLASSES = [
    Stored("uint8", fill=255, says="255"),
    Stored("uint8", fill=0, says="0"),
    Stored("int8", fill=-1, says="-1"),
    Stored("int16", fill=-9999, says="-9999.0"),
    Stored("int32", fill=-2147483648, says="-2147483648"),
    Stored("uint8", fill=2, says=None, mask="within"),
    Stored("int16", fill=1, says=None, mask="opacity"),
]


@pytest.fixture(scope="module")
def ground() -> Iterator[Territory]:
    """A territory of two comuni with as many residents on every cell."""
    with tempfile.TemporaryDirectory() as folder:
        with building(Path(folder) / "ground", SETTINGS) as new:
            new.add_vector("municipalities", municipalities(), source=SOURCE)
            cover = np.ones((100, 200), dtype=np.uint8)
            file = write_raster(new.work / "cover.tif", cover)
            new.add_raster("land_cover", file, source=SOURCE, meta={"legend": LEGEND})
            people = np.full(SHAPE, 100.0, dtype=np.float32)
            file = write_raster(new.work / "people.tif", people, cell=CELL, nodata=-1)
            new.add_raster("population_grid", file, source=SOURCE)
        yield Territory.open(Path(folder) / "ground")


def turned(values: np.ndarray, turn: tuple[int, int, int]) -> tuple[np.ndarray, Affine]:
    """Return cells in another order, and the transform that says so."""
    swapped, south, east = turn
    rows, columns = values.shape
    stored = values[:: -1 if south else 1, :: -1 if east else 1]
    left, top = WEST + CELL * columns * east, SOUTH + 1000 - CELL * rows * south
    wide, high = (-CELL if east else CELL), (CELL if south else -CELL)
    if swapped:
        return stored.T, Affine(0, wide, left, high, 0, top)
    return stored, Affine(wide, 0, left, 0, high, top)


def written(path: Path, values: np.ndarray, how: Stored, turn: tuple[int, int, int]) -> Path:
    """Write numbers, NaN for holes, as ``how`` says."""
    hole = np.isnan(values)
    scale = how.scale if math.isfinite(how.scale) and how.scale else 1.0
    raw = np.where(hole, 0.0, (values - how.offset) / scale)
    if "int" in how.dtype:
        raw = np.rint(raw).clip(np.iinfo(how.dtype).min, np.iinfo(how.dtype).max)
    cells = np.where(hole, how.fill, raw).astype(how.dtype)
    cells, transform = turned(cells, turn)
    seen = turned(~hole, turn)[0].astype(np.uint8) * 255
    about = {"driver": "GTiff", "crs": CRS, "transform": transform, "dtype": how.dtype}
    shape = {"height": cells.shape[0], "width": cells.shape[1]}
    bands = 2 if how.mask == "opacity" else 1
    with (
        rasterio.Env(GDAL_TIFF_INTERNAL_MASK=True),
        rasterio.open(path, "w", count=bands, **shape, **about) as file,
    ):
        file.write(cells, 1)
        if how.mask == "opacity":
            file.colorinterp = [ColorInterp.gray, ColorInterp.alpha]
            file.write(seen.astype(how.dtype), 2)
        elif how.mask:
            file.write_mask(seen)
        if (how.scale, how.offset) != (1.0, 0.0):
            file.scales, file.offsets = [how.scale] * bands, [how.offset] * bands
    if how.says is not None:
        say_nodata(path, how.says)
    return path


def say_nodata(path: Path, text: str) -> None:
    """Write the text of the nodata value, whatever it is, as the last of the tags."""
    file = bytearray(path.read_bytes())
    file += bytes(len(file) % ENDS)
    (start,) = struct.unpack_from("<I", file, 4)
    (count,) = struct.unpack_from("<H", file, start)
    tags = [bytes(file[at : at + 12]) for at in range(start + 2, start + 2 + 12 * count, 12)]
    after = bytes(file[start + 2 + 12 * count : start + 6 + 12 * count])
    stored = text.encode() + b"\0"
    behind = len(file) + 2 + 12 * (count + 1) + 4
    own = struct.pack("<I", behind) if len(stored) > len(after) else stored.ljust(4, b"\0")
    tags = sorted([*tags, struct.pack("<HHI", 42113, 2, len(stored)) + own], key=_number)
    struct.pack_into("<I", file, 4, len(file))
    file += struct.pack("<H", len(tags)) + b"".join(tags) + after + stored
    path.write_bytes(bytes(file))


def _number(tag: bytes) -> int:
    return int.from_bytes(tag[:2], "little")


def in_calibration(path: Path, ground: Territory, truth: Path) -> np.ndarray:
    """Read a raster as ``warm calibrate`` reads a model."""
    pairs = pair_rasters(Temperature(path, "air"), Temperature(truth, "air"), 0.8)
    found = np.full(SHAPE, np.nan)
    column, row = ~PLACE @ (pairs.x, pairs.y)
    found[row.astype(int), column.astype(int)] = pairs.model
    return found


def in_tiles(path: Path, ground: Territory, truth: Path) -> np.ndarray:
    """Read a raster as ``storm runoff`` and ``warm cooling`` do, beside another."""
    with open_stack({"truth": truth, "own": path}) as stack:
        cells = stack.read("own")
        return np.where(stack.valid("own", cells), cells, np.nan)


def in_territory(path: Path, ground: Territory, truth: Path) -> np.ndarray:
    """Read a raster as ``assess`` does once ``territory add`` took it."""
    shelf = Shelf(ground.root, ground.settings, ground.catalogue)
    row = shelf.add_raster("night_temperature", path, source=SOURCE, meta={"kind": "air"})
    with Layer(ground.root, row).raster() as raster:
        assert raster.transform == PLACE
        return raster.read(1, masked=True).astype(float).filled(np.nan)


def on_the_page(path: Path, ground: Territory, truth: Path) -> np.ndarray:
    """Read a raster as a page shows it."""
    return thinned_file(path)[0]


def at_comuni(path: Path, ground: Territory, truth: Path) -> np.ndarray:
    """Read a raster as ``storm rainfall`` reads a grid: at a point of every comune."""
    _, found = sampled({"a1": path}, ground, CRS)
    points = municipalities().representative_point()
    column, row = ~PLACE @ (np.array(points.x), np.array(points.y))
    with rasterio.open(truth) as raster:
        whole = raster.read(1, masked=True).astype(float).filled(np.nan)
    assert np.array_equal(found["a1"], whole[row.astype(int), column.astype(int)], equal_nan=True)
    return whole


READERS: list[Callable[[Path, Territory, Path], np.ndarray]] = [
    in_calibration, in_tiles, in_territory, on_the_page, at_comuni,
]  # fmt: skip


@settings(max_examples=30, deadline=None)
@given(quarters, holes, st.sampled_from(RIGHT), st.sampled_from(TURNS))
def test_the_same_numbers_are_read_by_every_room(ground, values, hole, how, turn) -> None:
    step = max(how.scale, 0.25)
    meant = np.where(hole, np.nan, np.rint(values / 4 / step) * step)
    with tempfile.TemporaryDirectory() as folder:
        path = written(Path(folder) / "own.tif", meant, how, turn)
        truth = written(Path(folder) / "truth.tif", meant, Stored(), TURNS[0])
        for read in READERS:
            assert np.array_equal(read(path, ground, truth), meant, equal_nan=True), read


@settings(max_examples=25, deadline=None)
@given(
    quarters,
    holes,
    st.sampled_from([(code, how) for code, some in WRONG.items() for how in some]),
    st.sampled_from(TURNS),
)
def test_the_same_refusal_is_given_by_every_room(ground, values, hole, wrong, turn) -> None:
    code, how = wrong
    hole[0], hole[4:6] = False, True  # under the points of the comuni too
    meant = np.where(hole, np.nan, values / 4)
    with tempfile.TemporaryDirectory() as folder:
        path = written(Path(folder) / "own.tif", meant, how, turn)
        truth = written(Path(folder) / "truth.tif", meant, Stored(), TURNS[0])
        for read in READERS:
            with pytest.raises(BadInput) as caught:
                read(path, ground, truth)
            assert code in {problem.code for problem in caught.value.problems}, read


@settings(max_examples=12, deadline=None)
@given(
    arrays.arrays(np.uint8, SHAPE, elements=st.integers(1, 2)),
    holes,
    st.sampled_from(CLASSES),
    st.sampled_from(TURNS),
)
def test_the_same_classes_are_read_by_every_room(ground, codes, hole, how, turn) -> None:
    meant = np.where(hole, np.nan, codes)
    with tempfile.TemporaryDirectory() as folder:
        path = written(Path(folder) / "own.tif", meant, how, turn)
        with open_stack({"own": path}, whole={"own"}) as stack:
            cells = stack.read("own")
            assert cells.dtype.kind in "iu"
            assert np.array_equal(np.where(stack.valid("own", cells), cells, 0), codes * ~hole)
        found = RasterClasses(path).classed(ground, municipalities().geometry.to_numpy())
        for code, label in enumerate(found.labels):
            of_class = meant == int(label)
            area = [of_class[:, :10].sum(), of_class[:, 10:].sum()]
            assert found.people[:, code] == pytest.approx(area)


def refused(path: Path, **more: object) -> list[str]:
    with pytest.raises(BadInput) as caught, open_raster(path, **more) as raster:
        raster.read()
    return [problem.code for problem in caught.value.problems]


def test_what_lies_beside_a_raster_and_changes_it_is_told(tmp_path: Path) -> None:
    values = np.arange(200.0).reshape(SHAPE)
    path = written(tmp_path / "own.tif", values, Stored(), TURNS[0])
    more = path.with_name("own.tif.aux.xml")
    page = "<PAMDataset><PAMRasterBand band='1'><{0}>{1}</{0}></PAMRasterBand></PAMDataset>"
    for text, codes in (
        (page.format("NoDataValue", "7"), ["rasters.beside"]),
        (page.format("Scale", "0.1"), ["rasters.beside"]),
    ):
        more.write_text(text)
        assert refused(path) == codes
    more.write_text(page.format("NoDataValue", "-9999.0"))
    with open_raster(path) as raster:
        assert np.array_equal(raster.read(), values)
    more.unlink()
    path.with_name("own.tif.msk").write_text("<VRTDataset/>")
    assert refused(path) == ["rasters.beside"]


def test_a_tag_does_not_make_another_file_be_read(tmp_path: Path) -> None:
    secret = written(tmp_path / "secret.tif", np.full(SHAPE, 77.0), Stored(), TURNS[0])
    path = written(tmp_path / "own.tif", np.zeros((600, 600)), Stored(), TURNS[0])
    with rasterio.open(path, "r+") as file:
        file.update_tags(ns="OVERVIEWS", OVERVIEW_FILE=str(secret))
    assert refused(path) == ["rasters.beside"]


def test_a_picture_is_no_measure(tmp_path: Path) -> None:
    path = written(tmp_path / "own.tif", np.ones(SHAPE), Stored("uint8", says="255"), TURNS[0])
    with rasterio.open(path, "r+") as file:
        file.write_colormap(1, {1: (200, 0, 0, 255)})
    assert refused(path, classes=False) == ["rasters.palette"]
    with open_raster(path, classes=True) as raster:
        assert (raster.read() == 1).all()
    three = write_raster(tmp_path / "three.tif", np.ones((3, *SHAPE), np.uint8), photometric="RGB")
    assert refused(three) == ["rasters.bands"]
    assert refused(three, band=4) == ["rasters.no_band"]


@pytest.mark.filterwarnings("ignore::rasterio.errors.NotGeoreferencedWarning")
@pytest.mark.parametrize(
    ("transform", "code"),
    [
        (PLACE @ Affine.rotation(30), "rasters.rotated"),
        (Affine.identity(), "rasters.not_placed"),
        (Affine(0, 0, WEST, 0, 0, SOUTH), "rasters.not_placed"),
    ],
)
def test_a_raster_that_lies_askew_or_nowhere_is_told(tmp_path, transform, code) -> None:
    path = write_raster(tmp_path / "own.tif", np.ones(SHAPE, np.uint8), transform=transform)
    assert refused(path) == [code]


def test_one_of_several_bands_is_read_where_it_is_asked_for(tmp_path: Path) -> None:
    two = np.stack([np.ones(SHAPE, np.uint8), np.full(SHAPE, 2, np.uint8)])
    path = write_raster(tmp_path / "two.tif", two)
    with open_raster(path, band=2) as raster:
        assert (raster.read() == 2).all()


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ({}, []),
        ({"nbits": 2}, []),  # of cells of two bits the store says what looks like a full disk
        (
            {"transform": Affine(10, 0, WEST, 0, 10, SOUTH)},
            ["territory.raster_unpacked"],
        ),
    ],
)
def test_a_layer_is_kept_as_plain_numbers_and_says_what_was_done(ground, tmp_path, form, said):
    path = write_raster(tmp_path / "own.tif", np.full((100, 200), 2, np.uint8), nodata=0, **form)
    shelf = Shelf(ground.root, ground.settings, ground.catalogue)
    row = shelf.add_raster("land_cover", path, source=SOURCE, meta={"legend": LEGEND})
    assert [notice.code for notice in shelf.notices] == said
    with Layer(ground.root, row).raster() as raster:
        assert (raster.read(1) == 2).all()
