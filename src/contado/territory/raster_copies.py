"""Rasters as they are kept: plain numbers, north-up, with a number that stands for no datum."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from contado.errors import Problem
from contado.phrases import Phrases
from contado.terms import Text
from contado.territory.raster import Raster
from contado.territory.raster_checks import windows
from contado.territory.storing import stored

_WORDS = Phrases.of("contado.territory")


@contextmanager
def plain_copy(raster: Raster) -> Iterator[Raster]:
    """Give a raster whose file holds what ``raster`` means: itself, or a copy while it is used."""
    import tempfile

    import rasterio

    if raster.plain:
        yield raster
        return
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "plain.tif"
        write_cells(copy, raster)
        with rasterio.open(copy, driver="GTiff") as dataset:
            yield Raster(dataset)


def unpacked(raster: Raster, where: str) -> list[Problem]:
    """Return the notice of what a plain copy has otherwise than the file; none where nothing."""
    done = {
        "scale": raster.packed,
        "mask": raster.mask is not None,
        "turned": raster.turned,
        "digits": raster.loose,
    }
    keys = [f"unpacked.{name}" for name, so in done.items() if so]
    if not keys:
        return []
    said = Text.by_language(lambda language: ", ".join(_WORDS(key, language) for key in keys))
    return [Problem("territory.raster_unpacked", where, {"done": said})]


def write_cells(path: Path, raster: Raster) -> None:
    """Write the cells of a raster, as they are read, as a tiled GeoTIFF."""
    import rasterio

    place = {"crs": raster.crs, "transform": raster.transform}
    size = {"height": raster.height, "width": raster.width}
    cells = {"dtype": raster.dtype, "nodata": raster.nodata}
    with (
        stored(path) as draft,
        rasterio.open(draft, "w", **FORM, **place, **size, **cells) as target,
    ):
        for band, about in ((0, raster.dataset.tags()), (1, raster.dataset.tags(raster.band))):
            target.update_tags(band, **{key: about[key] for key in about if key not in _OWN})
        for window in windows(raster.width, raster.height):
            target.write(raster.read(window.toslices()), 1, window=window)


_OWN = {"AREA_OR_POINT"}  # where a cell is told to lie: the copy says that in its own way

FORM: Mapping[str, Any] = {
    "driver": "GTiff",
    "count": 1,
    "tiled": True,
    "blockxsize": 512,
    "blockysize": 512,
    "compress": "zstd",
    "bigtiff": "if_safer",
}
"""How a raster is written while it is worked on."""
