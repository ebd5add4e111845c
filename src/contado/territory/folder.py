"""A territory: a folder of layers at one snapshot."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from pydantic import ValidationError

from contado.errors import BadInput, Problem
from contado.territory.catalogue import Catalogue, Snapshot
from contado.territory.grid import Lattice
from contado.territory.layer import Layer
from contado.territory.roles import roles
from contado.territory.settings import Settings, invalid, read_settings

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

CATALOGUE = "catalogue.json"
_SHORT = 8
_SHOWN = 16


class Territory:
    """A territory folder, open at one snapshot; read-only.

    Parameters
    ----------
    root
        The folder.
    settings
        What ``territory.toml`` says.
    catalogue
        What ``catalogue.json`` says.
    state
        The snapshot in use; None while nothing was ever accepted.
    afresh
        Whether what is kept in ``derived`` is not to be believed, but made again from the layers.
    """

    def __init__(
        self,
        root: Path,
        settings: Settings,
        catalogue: Catalogue,
        state: Snapshot | None,
        *,
        afresh: bool = False,
    ) -> None:
        self.afresh = afresh
        self.read: set[str] = set()
        """Ids of the layers whose file was read so far."""
        self.root = root
        self.settings = settings
        self.catalogue = catalogue
        rows = catalogue.rows_of(state) if state else ()
        self.layers: Mapping[str, Layer] = MappingProxyType(
            {
                row.role: Layer(root, row, self.read)
                for row in sorted(rows, key=lambda row: row.role)
            }
        )
        self.snapshot: str = state.snapshot if state else ""

    @classmethod
    def open(
        cls,
        path: Path | str,
        snapshot: str | None = None,
        *,
        afresh: bool = False,
        incomplete: bool = False,
    ) -> Territory:
        """Open a territory, at its last snapshot or at an earlier one.

        Parameters
        ----------
        path
            The folder.
        snapshot
            Id of a snapshot of its history, or the first eight or more digits of it.
        afresh
            Whether what is kept in ``derived`` is to be made again from the layers.
        incomplete
            Whether to open it also where a file of the snapshot is missing: to tell which.

        Raises
        ------
        BadInput
            ``territory.snapshot_altered``: the catalogue is no longer that of the snapshot. Or
            the folder is not a territory, its catalogue cannot be read or names a file outside
            the folder, a file of the snapshot is missing, or there is no such snapshot.
        """
        root = Path(path)
        settings = read_settings(root)
        catalogue = read_catalogue(root)
        state = _find(catalogue, snapshot, str(root))
        territory = cls(root, settings, catalogue, state, afresh=afresh)
        problems = _of_unknown_role(territory) + ([] if incomplete else _missing(territory))
        if not incomplete:
            problems += altered_snapshots(catalogue, (state,) if state else ())
        if problems:
            raise BadInput(problems)
        return territory

    @property
    def name(self) -> str:
        """Name of the territory."""
        return self.settings.name

    @property
    def crs(self) -> str:
        """Code of the CRS, in metres, for example ``EPSG:32632``."""
        return self.settings.crs

    @property
    def grid(self) -> Lattice:
        """Lattice of every raster."""
        return self.settings.grid

    @property
    def profile(self) -> str:
        """Plan profile."""
        return self.settings.profile

    @property
    def languages(self) -> tuple[str, ...]:
        """Languages, the first one first."""
        return self.settings.languages

    @property
    def history(self) -> tuple[Snapshot, ...]:
        """Every snapshot there has been, the oldest first."""
        return self.catalogue.history

    @property
    def derived(self) -> Path:
        """Folder for what is built from the layers."""
        return self.root / "derived"

    def layer(self, role: str) -> Layer | None:
        """Return the layer that plays ``role`` in this snapshot, or None."""
        return self.layers.get(role)

    def version(self, layer_id: str) -> Layer | None:
        """Return any version, for example ``land_cover@2``, whatever its state, or None."""
        row = self.catalogue.row(layer_id)
        return None if row is None else Layer(self.root, row)

    @cached_property
    def boundary(self) -> BaseGeometry:
        """The territory: union of the layer named by ``area`` in ``territory.toml``.

        Raises
        ------
        BadInput
            ``territory.role_required``: this snapshot has no such layer.
        """
        import shapely

        layer = self.layer(self.settings.area)
        if layer is None:
            raise BadInput(
                Problem("territory.role_required", str(self.root), {"role": self.settings.area})
            )
        return shapely.union_all(layer.arrays([])["geometry"])


def read_catalogue(root: Path) -> Catalogue:
    """Read ``catalogue.json``; every file it names stays in the folder.

    Raises
    ------
    BadInput
        ``territory.catalogue_invalid``, ``territory.path_outside``.
    """
    path = root / CATALOGUE
    try:
        catalogue = Catalogue.model_validate_json(path.read_bytes())
    except OSError as error:
        fault = error.strerror or str(error)
        raise BadInput(
            Problem("territory.catalogue_invalid", str(path), {"fault": fault})
        ) from None
    except ValidationError as error:
        raise BadInput(invalid("territory.catalogue_invalid", str(path), error)) from None
    outside = [row for row in catalogue.layers if not _inside(root, row.file)]
    if outside:
        raise BadInput(
            Problem("territory.path_outside", str(path), {"file": row.file, "layer": row.id})
            for row in outside
        )
    return catalogue


def _inside(root: Path, file: str) -> bool:
    return not Path(file).is_absolute() and (root / file).resolve().is_relative_to(root.resolve())


def _find(catalogue: Catalogue, snapshot: str | None, where: str) -> Snapshot | None:
    if snapshot is None:
        return catalogue.history[-1] if catalogue.history else None
    states = {
        state.snapshot: state
        for state in catalogue.history
        if state.snapshot == snapshot
        or (len(snapshot) >= _SHORT and state.snapshot.startswith(snapshot))
    }
    if len(states) != 1:
        raise BadInput(Problem("territory.snapshot_unknown", where, {"snapshot": snapshot}))
    return next(iter(states.values()))


def _of_unknown_role(territory: Territory) -> list[Problem]:
    return [
        Problem(
            "territory.role_unknown", layer.id, {"role": layer.role, "known": ", ".join(roles())}
        )
        for layer in territory.layers.values()
        if layer.role not in roles()
    ]


def altered_snapshots(catalogue: Catalogue, states: Iterable[Snapshot]) -> list[Problem]:
    """Return the states whose layers are no longer those that their id is made of."""
    return [
        Problem("territory.snapshot_altered", CATALOGUE, {"snapshot": state.snapshot[:_SHOWN]})
        for state in states
        if not catalogue.is_sound(state)
    ]


def _missing(territory: Territory) -> list[Problem]:
    return [
        Problem("territory.file_missing", layer.id, {"file": layer.file})
        for layer in territory.layers.values()
        if not layer.present
    ]
