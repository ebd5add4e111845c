"""A layer version of a territory, and how it is read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from contado.files import sha256_of
from contado.territory.catalogue import LayerRow
from contado.territory.geoparquet import read_arrays, read_vector
from contado.territory.grid import Bounds
from contado.territory.roles import Role, roles

if TYPE_CHECKING:
    import numpy.typing as npt
    from geopandas import GeoDataFrame
    from rasterio.io import DatasetReader


@dataclass(frozen=True)
class Layer:
    """A layer version of a territory; ``reads`` collects the ids of those whose file is read."""

    root: Path
    row: LayerRow
    reads: set[str] = field(default_factory=set, repr=False, compare=False)

    @property
    def id(self) -> str:
        """Name of the version, for example ``land_cover@2``."""
        return self.row.id

    @property
    def role(self) -> str:
        """Role that the layer plays."""
        return self.row.role

    @property
    def spec(self) -> Role:
        """What the role asks of a layer."""
        return roles()[self.row.role]

    @property
    def version(self) -> int:
        """Number of the version, from 1."""
        return self.row.version

    @property
    def file(self) -> str:
        """File of the layer, relative to the territory."""
        return self.row.file

    @property
    def path(self) -> Path:
        """File of the layer, to be read."""
        self.reads.add(self.row.id)
        return self.root / self.row.file

    @property
    def sha256(self) -> str:
        """SHA-256 of the file when it was added, in hexadecimal."""
        return self.row.sha256

    @property
    def rows(self) -> int | None:
        """Rows of a vector or a table."""
        return self.row.rows

    @property
    def bbox(self) -> Bounds | None:
        """West, south, east, north, in the territory's CRS (m)."""
        return self.row.bbox

    @property
    def cell(self) -> float | None:
        """Side of a raster's cell, m."""
        return self.row.cell

    @property
    def date(self) -> date:
        """The day the data describe."""
        return self.row.date

    @property
    def producer(self) -> str:
        """Who made the data."""
        return self.row.producer

    @property
    def licence(self) -> str:
        """Code of the licence, in `contado.territory.licences.LICENCES`."""
        return self.row.licence

    @property
    def attribution(self) -> str:
        """Sentence to print wherever the data are shown; the producer where none is given."""
        return self.row.attribution or self.row.producer

    @property
    def source(self) -> str:
        """Title and address of what the data were taken from."""
        return self.row.source

    @property
    def simulated(self) -> bool:
        """Whether the data are made up."""
        return self.row.simulated

    @property
    def stand_in(self) -> bool:
        """Whether the layer stands in for the datum really asked for."""
        return self.row.stand_in

    @property
    def supersedes(self) -> str | None:
        """Version that this one replaces."""
        return self.row.supersedes

    @property
    def state(self) -> str:
        """``in_review`` or ``accepted``."""
        return self.row.state

    @property
    def meta(self) -> Mapping[str, Any]:
        """What is declared of the layer as a whole: kind of temperature, legend, season."""
        return MappingProxyType(self.row.meta)

    @property
    def legend(self) -> dict[int, str]:
        """Class key of each code of a raster of classes: its own legend, or the role's codes."""
        legend = self.row.meta.get("legend")
        if isinstance(legend, dict):
            return {int(code): str(key) for code, key in legend.items()}
        cells = self.spec.cells
        return dict(cells.codes) if cells else {}

    def frame(
        self, columns: Sequence[str] | None = None, bbox: Bounds | None = None
    ) -> GeoDataFrame:
        """Return the rows of a vector or a table.

        Parameters
        ----------
        columns
            Columns to read besides the geometry; all by default.
        bbox
            West, south, east, north in the territory's CRS: only rows whose own bounds meet it.

        Returns
        -------
        GeoDataFrame or DataFrame
            In the territory's CRS, rows in the order of the file; a plain DataFrame for a table.
        """
        import pandas as pd

        if self.spec.kind == "table":
            return pd.read_parquet(self.path, columns=None if columns is None else list(columns))
        return read_vector(self.path, columns, bbox)

    def arrays(
        self, columns: Sequence[str] | None = None, bbox: Bounds | None = None
    ) -> dict[str, npt.NDArray[Any]]:
        """Return what `frame` does, as arrays by column: no library of data frames is loaded.

        The geometry, in the territory's CRS, is the column ``geometry``.
        """
        return read_arrays(self.path, columns, bbox)

    @contextmanager
    def raster(self) -> Iterator[DatasetReader]:
        """Open the raster: one band of plain numbers, north-up; use it in a ``with``."""
        from contado.territory.raster_copies import plain_copy
        from contado.territory.raster_opening import open_raster

        cells = self.spec.cells
        classes = cells is not None and cells.content == "class"
        with open_raster(self.path, classes=classes) as raster, plain_copy(raster) as plain:
            yield plain.dataset

    @property
    def present(self) -> bool:
        """Whether the file is there."""
        return (self.root / self.row.file).is_file()

    def intact(self) -> bool:
        """Tell whether the file is there and still has its SHA-256."""
        return self.present and sha256_of(self.root / self.row.file) == self.sha256
