"""The shelf: the one way a layer enters a territory, checked, described and stored."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from contado.errors import BadInput, Problem
from contado.files import sha256_of
from contado.territory.catalogue import Catalogue, LayerRow, Source
from contado.territory.frame_checks import check_frame
from contado.territory.grid import Bounds
from contado.territory.layer import Layer
from contado.territory.licences import LICENCES
from contado.territory.partition import check_cover
from contado.territory.raster_checks import check_meta, check_raster
from contado.territory.reading import to_crs
from contado.territory.roles import Role, find_role
from contado.territory.settings import Settings
from contado.territory.storing import place_of, store_frame, store_raster

if TYPE_CHECKING:
    import pandas as pd
    from geopandas import GeoDataFrame

Meta = Mapping[str, Any]


class Shelf:
    """Where layers are put, in a folder that only its owner writes to.

    Parameters
    ----------
    root, settings, catalogue
        Of the territory. The catalogue grows with each layer and is written by the owner.

    Attributes
    ----------
    notices
        What was done to the layers that their owner should know.
    """

    def __init__(self, root: Path, settings: Settings, catalogue: Catalogue) -> None:
        self.root = root
        self.settings = settings
        self.catalogue = catalogue
        self.notices: list[Problem] = []

    def add_frame(
        self,
        role: str,
        frame: pd.DataFrame,
        *,
        source: Source,
        meta: Meta | None = None,
        where: str = "",
        crs_asked: bool = False,
    ) -> LayerRow:
        """Put a vector or a table on the shelf.

        Parameters
        ----------
        crs_asked
            Whether its system was named by who adds it; see `contado.territory.reading.to_crs`.

        Raises
        ------
        BadInput
            Every problem of the layer; nothing is kept of it.
        """
        spec, own, place = find_role(role), _plain(meta), where or role
        problems = check_source(source, place) + check_meta(spec, own, place)
        notices: list[Problem] = []
        if spec.kind == "vector":
            frame, notices = to_crs(frame, self.settings.crs, place, asked=crs_asked)
        problems += check_frame(frame, spec, place)
        bbox = _bounds(frame) if spec.kind == "vector" and not problems else None
        self._refuse(problems + self._elsewhere(bbox, place))
        notices += self._cover(spec, frame, place)
        path = self.root / place_of(spec, self.catalogue.next_version(role))
        store_frame(path, frame)
        self.notices += notices
        return self._enter(spec, path, source, {"rows": len(frame), "bbox": bbox, "meta": own})

    def add_raster(
        self,
        role: str,
        file: Path,
        *,
        source: Source,
        meta: Meta | None = None,
        where: str = "",
        band: int | None = None,
    ) -> LayerRow:
        """Put a raster, already on the grid, on the shelf: its one band, or the one given.

        Raises
        ------
        BadInput
            Every problem of the raster; nothing is kept of it.
        """
        from contado.territory.raster_copies import plain_copy, unpacked
        from contado.territory.raster_opening import look

        spec, own, place = find_role(role), _plain(meta), where or file.name
        problems = check_source(source, place) + check_meta(spec, own, place)
        assert spec.cells is not None
        classes, lies = spec.cells.content == "class", (self.settings.crs, self.settings.grid)
        with look(file, band=band, classes=classes) as raster:
            self._refuse(problems + check_raster(raster, spec, *lies, meta=own, where=place))
            bbox, cell = raster.bounds, raster.transform.a
            self._refuse(self._elsewhere(bbox, place))
            path = self.root / place_of(spec, self.catalogue.next_version(role))
            with plain_copy(raster) as plain:
                store_raster(path, plain.dataset, classes=classes)
            self.notices += unpacked(raster, place)
        return self._enter(spec, path, source, {"cell": cell, "bbox": bbox, "meta": own})

    def _enter(self, spec: Role, path: Path, source: Source, about: dict[str, Any]) -> LayerRow:
        now = next((row for row in self.catalogue.in_force() if row.role == spec.role), None)
        row = LayerRow(
            **source.model_dump(),
            role=spec.role,
            version=self.catalogue.next_version(spec.role),
            file=path.relative_to(self.root).as_posix(),
            sha256=sha256_of(path),
            supersedes=now.id if now else None,
            **about,
        )
        if now and now.meta.get("kind") != row.meta.get("kind"):
            values = {"before": str(now.meta.get("kind")), "after": str(row.meta.get("kind"))}
            self.notices.append(Problem("territory.kind_changed", row.id, values))
        self.catalogue = self.catalogue.with_row(row)
        return row

    def _area(self) -> LayerRow | None:
        """Return the last version of the layer whose union is the territory."""
        rows = [row for row in self.catalogue.layers if row.role == self.settings.area]
        return rows[-1] if rows else None

    def _cover(self, spec: Role, frame: pd.DataFrame, where: str) -> list[Problem]:
        area = self._area()
        if not spec.divides or spec.role == self.settings.area or area is None:
            return []
        boundary = Layer(self.root, area).frame([]).geometry.union_all()
        return check_cover(frame.geometry.to_numpy(), boundary, where)

    def _elsewhere(self, bbox: Bounds | None, where: str) -> list[Problem]:
        area = self._area()
        if bbox is None or area is None or area.bbox is None:
            return []
        west, south, east, north = area.bbox
        meets = bbox[0] < east and bbox[2] > west and bbox[1] < north and bbox[3] > south
        if meets:
            return []
        values = {"found": _said(bbox), "territory": _said((west, south, east, north))}
        return [Problem("territory.elsewhere", where, values)]

    @staticmethod
    def _refuse(problems: list[Problem]) -> None:
        if problems:
            raise BadInput(problems)


def check_source(source: Source, where: str) -> list[Problem]:
    """Return the problem of a licence that is not known."""
    if source.licence in LICENCES:
        return []
    values = {"licence": source.licence, "known": ", ".join(LICENCES)}
    return [Problem("territory.licence_unknown", where, values)]


def _plain(meta: Meta | None) -> dict[str, Any]:
    about = dict(meta or {})
    if isinstance(about.get("legend"), Mapping):
        about["legend"] = {str(code): key for code, key in about["legend"].items()}
    return about


def _bounds(frame: GeoDataFrame) -> Bounds:
    west, south, east, north = (float(edge) for edge in frame.total_bounds)
    return west, south, east, north


def _said(bounds: Bounds) -> str:
    return " ".join(f"{edge:.0f}" for edge in bounds)
