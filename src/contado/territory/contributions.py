"""Contributions: a new version waits in review, then is accepted; old versions stay."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from contado.errors import BadInput, Problem
from contado.territory.align import Resampling, align_raster
from contado.territory.catalogue import Catalogue, LayerRow, Source, write_catalogue
from contado.territory.folder import CATALOGUE, Territory, read_catalogue
from contado.territory.lock import locked
from contado.territory.reading import read_table, read_vector
from contado.territory.roles import find_role
from contado.territory.shelf import Meta, Shelf

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True, slots=True)
class Added:
    """A version that was added, and what was done to it that people should know."""

    layer_id: str
    notices: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """How a file is to be read.

    Parameters
    ----------
    layer
        Which layer, where the file has several.
    crs
        CRS of a vector file that declares none.
    align
        For a raster that is not on the grid: bring it there with this resampling.
    cell
        Side of the cells then, m; the grid's by default.
    band
        Band of the raster, from 1, where it has several.
    """

    layer: str | None = None
    crs: str | None = None
    align: Resampling | None = None
    cell: float | None = None
    band: int | None = None


_AS_IT_IS = ReadOptions()


def add(
    territory: Territory,
    role: str,
    file: Path,
    *,
    source: Source,
    meta: Meta | None = None,
    reading: ReadOptions = _AS_IT_IS,
) -> Added:
    """Put a file in review as a new version of ``role``.

    Parameters
    ----------
    territory
        The territory; the object itself does not change, open it again to see the version.
    role
        A role of `contado.territory.roles`.
    file
        GeoPackage, GeoJSON, GeoParquet or zipped Shapefile; CSV or Parquet for a table; GeoTIFF.
    source
        Where it comes from, and on which terms.
    meta
        What the role asks of the layer as a whole.
    reading
        How to read the file.

    Raises
    ------
    BadInput
        Every problem of the file, or the write that failed. The territory is then unchanged.
    """
    with _writing(territory.root) as catalogue:
        shelf = Shelf(territory.root, territory.settings, catalogue)
        row = _shelve(shelf, _Offer(role, file, source, meta or {}), reading)
        _keep(territory.root, shelf.catalogue, row)
    return Added(row.id, tuple(shelf.notices))


@dataclass(frozen=True, slots=True)
class _Offer:
    role: str
    file: Path
    source: Source
    meta: Meta


def _shelve(shelf: Shelf, offer: _Offer, reading: ReadOptions) -> LayerRow:
    spec, file = find_role(offer.role), offer.file
    if spec.kind == "raster":
        return _shelve_raster(shelf, offer, reading)
    if spec.kind == "table":
        frame = read_table(file, spec, notices=shelf.notices)
    else:
        frame = read_vector(file, layer=reading.layer, crs=reading.crs, notices=shelf.notices)
    return shelf.add_frame(
        offer.role, frame, source=offer.source, meta=offer.meta, where=file.name,
        crs_asked=reading.crs is not None,
    )  # fmt: skip


def _shelve_raster(shelf: Shelf, offer: _Offer, reading: ReadOptions) -> LayerRow:
    import tempfile

    file = offer.file
    about: dict[str, Any] = {"source": offer.source, "meta": offer.meta, "where": file.name}
    if reading.align is None:
        return shelf.add_raster(offer.role, file, **about, band=reading.band)
    with tempfile.TemporaryDirectory() as folder:
        moved = align_raster(
            file,
            Path(folder) / "aligned.tif",
            crs=shelf.settings.crs,
            grid=shelf.settings.grid,
            resampling=reading.align,
            cell=reading.cell,
            band=reading.band,
        )
        row = shelf.add_raster(offer.role, moved, **about)
    values = {"resampling": reading.align, "cell": row.cell}
    shelf.notices.append(Problem("territory.aligned", file.name, values))
    return row


def _keep(root: Path, catalogue: Catalogue, row: LayerRow) -> None:
    try:
        write_catalogue(root / CATALOGUE, catalogue)
    except BadInput:
        (root / row.file).unlink(missing_ok=True)
        raise


def accept(
    territory: Territory,
    layer_ids: str | Sequence[str],
    *,
    on: date | None = None,
    note: str = "",
) -> Territory:
    """Put versions in force, and return the territory open at the new snapshot.

    Parameters
    ----------
    territory
        The territory; the object itself stays at its own snapshot.
    layer_ids
        Versions, for example ``land_cover@2``. An earlier version can be put in force again.
    on, note
        The day and the act of the decision.

    Raises
    ------
    BadInput
        ``territory.version_unknown``, ``territory.already_in_force``, ``territory.same_role``,
        ``territory.file_altered``, or the write that failed.
    """
    ids = [layer_ids] if isinstance(layer_ids, str) else list(layer_ids)
    with _writing(territory.root) as catalogue:
        if problems := _unacceptable(territory.root, catalogue, ids):
            raise BadInput(problems)
        accepting = catalogue.accepting(ids, on=on, note=note)
        write_catalogue(territory.root / CATALOGUE, accepting)
    return Territory.open(territory.root)


def _unacceptable(root: Path, catalogue: Catalogue, ids: list[str]) -> list[Problem]:
    from contado.territory.layer import Layer

    problems = []
    now = {row.id for row in catalogue.in_force()}
    for layer_id in ids:
        row = catalogue.row(layer_id)
        if row is None:
            known = ", ".join(row.id for row in catalogue.layers)
            problems.append(Problem("territory.version_unknown", layer_id, {"known": known}))
        elif row.id in now:
            problems.append(Problem("territory.already_in_force", layer_id))
        elif not Layer(root, row).intact():
            problems.append(Problem("territory.file_altered", layer_id, {"file": row.file}))
    named = [layer_id.split("@")[0] for layer_id in ids]
    if len(set(named)) != len(named):
        problems.append(Problem("territory.same_role", ", ".join(ids)))
    return problems


@contextmanager
def _writing(root: Path) -> Iterator[Catalogue]:
    with locked(root):
        yield read_catalogue(root)
