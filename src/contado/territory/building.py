"""New territories: empty, or filled by a recipe and whole when the recipe ends well."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from contado.errors import BadInput, Problem
from contado.files import folder_written, there
from contado.territory.catalogue import Catalogue, Source, write_catalogue
from contado.territory.folder import CATALOGUE, Territory
from contado.territory.grid import Lattice
from contado.territory.roles import roles
from contado.territory.settings import Settings, check_settings, write_settings
from contado.territory.shelf import Meta, Shelf
from contado.territory.storing import FOLDERS

if TYPE_CHECKING:
    import pandas as pd
    from geopandas import GeoDataFrame


class Building:
    """A territory being made; every layer is checked as a contribution would be.

    Attributes
    ----------
    work
        Folder for what a recipe needs on its way; gone when the territory is done.
    """

    def __init__(self, shelf: Shelf, work: Path) -> None:
        self._shelf = shelf
        self.work = work

    @property
    def crs(self) -> str:
        """Code of the territory's CRS."""
        return self._shelf.settings.crs

    @property
    def grid(self) -> Lattice:
        """Lattice of the territory."""
        return self._shelf.settings.grid

    @property
    def notices(self) -> list[Problem]:
        """What was done to the layers so far that people should know."""
        return self._shelf.notices

    def add_vector(
        self,
        role: str,
        frame: GeoDataFrame,
        *,
        source: Source,
        meta: Meta | None = None,
        where: str = "",
        crs_asked: bool = False,
    ) -> str:
        """Add a vector layer, in any known CRS, and return its id; see `Shelf.add_frame`.

        Raises
        ------
        BadInput
            Every problem of the layer.
        """
        return self._shelf.add_frame(
            role, frame, source=source, meta=meta, where=where, crs_asked=crs_asked
        ).id

    def add_table(
        self,
        role: str,
        frame: pd.DataFrame,
        *,
        source: Source,
        meta: Meta | None = None,
        where: str = "",
    ) -> str:
        """Add a table and return its id."""
        return self._shelf.add_frame(role, frame, source=source, meta=meta, where=where).id

    def add_raster(
        self,
        role: str,
        file: Path,
        *,
        source: Source,
        meta: Meta | None = None,
        where: str = "",
        band: int | None = None,
    ) -> str:
        """Add a raster already on the grid (see `align_raster`) and return its id."""
        shelf = self._shelf
        return shelf.add_raster(role, file, source=source, meta=meta, where=where, band=band).id


@contextmanager
def building(
    path: Path, settings: Settings, *, on: date | None = None, note: str = ""
) -> Iterator[Building]:
    """Make a territory: all layers are accepted together when the block ends well.

    Parameters
    ----------
    path
        Folder to make; it must not exist.
    settings
        What ``territory.toml`` is to say.
    on, note
        Of the first snapshot: a day and a sentence, from the input.

    Raises
    ------
    BadInput
        ``territory.exists``, a CRS that is unknown or not in metres, a required role without a
        layer; and whatever is wrong with a layer. Nothing is left behind.
    """
    with _draft(path, settings) as draft:
        work = draft / ".work"
        work.mkdir()
        shelf = Shelf(draft, settings, Catalogue())
        yield Building(shelf, work)
        _require(shelf.catalogue, str(path))
        ids = [row.id for row in shelf.catalogue.layers]
        _finish(draft, work, shelf.catalogue.accepting(ids, on=on, note=note))


def create(path: Path, settings: Settings) -> Territory:
    """Make a territory without layers and open it."""
    with _draft(path, settings) as draft:
        write_catalogue(draft / CATALOGUE, Catalogue())
    return Territory.open(path)


@contextmanager
def _draft(path: Path, settings: Settings) -> Iterator[Path]:
    if there(path):
        raise BadInput(Problem("territory.exists", str(path)))
    if problems := check_settings(settings, "crs"):
        raise BadInput(problems)
    with folder_written(path) as draft:
        for name in FOLDERS:
            (draft / name).mkdir()
        write_settings(draft, settings)
        yield draft


def _require(catalogue: Catalogue, where: str) -> None:
    there = {row.role for row in catalogue.layers}
    absent = [name for name, role in roles().items() if role.required and name not in there]
    if absent:
        raise BadInput(Problem("territory.role_required", where, {"role": r}) for r in absent)


def _finish(draft: Path, work: Path, catalogue: Catalogue) -> None:
    import shutil

    shutil.rmtree(work)
    write_catalogue(draft / CATALOGUE, catalogue)
