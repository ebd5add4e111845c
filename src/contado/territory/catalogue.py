"""The catalogue of a territory: a row a layer version, and every snapshot there has been."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any, Literal

from pydantic import Field, JsonValue

from contado.files import digest
from contado.models import Record
from contado.territory.storing import stored

Sha256 = str
"""SHA-256, in hexadecimal."""


class Source(Record):
    """Where a layer comes from, and on which terms.

    Parameters
    ----------
    producer
        Who made the data: an office or a body, never a person.
    licence
        Code of a licence in `contado.territory.licences.LICENCES`; ``unstated`` where the source
        says nothing.
    date
        The day the data describe.
    attribution
        Sentence to print wherever the data are shown.
    source
        Title and address of what the data were taken from.
    simulated, stand_in
        Made up; put in the place of the datum that is really asked for.
    """

    producer: str = Field(min_length=1)
    licence: str
    date: date
    attribution: str = ""
    source: str = ""
    simulated: bool = False
    stand_in: bool = False


class LayerRow(Source):
    """A layer version. Nothing of it changes once written, except its state.

    ``bbox`` is west, south, east, north in the territory's CRS; ``rows`` counts the rows of a
    vector or a table; ``cell`` is the side (m) of a raster's cells.
    """

    role: str
    version: int = Field(ge=1)
    file: str
    sha256: Sha256
    rows: int | None = None
    cell: float | None = None
    bbox: tuple[float, float, float, float] | None = None
    meta: dict[str, JsonValue] = Field(default_factory=dict)
    supersedes: str | None = None
    state: Literal["in_review", "accepted"] = "in_review"

    @property
    def id(self) -> str:
        """Name of the version, for example ``land_cover@2``."""
        return f"{self.role}@{self.version}"

    def identity(self) -> dict[str, Any]:
        """Return what makes this version what it is: all of the row but its state."""
        return self.model_dump(mode="json", exclude={"state"})


class Snapshot(Record):
    """A state of the territory: the versions that were in force together.

    ``on`` and ``note`` are what the one who accepted says; nothing is read from a clock.
    """

    snapshot: Sha256
    layers: tuple[str, ...]
    on: date | None = None
    note: str = ""


class Catalogue(Record):
    """All layer versions and all snapshots, the last one in force.

    ``format`` is the version of the form of ``catalogue.json``.
    """

    format: Literal[1] = 1
    layers: tuple[LayerRow, ...] = ()
    history: tuple[Snapshot, ...] = ()

    def row(self, layer_id: str) -> LayerRow | None:
        """Return the row of a version, for example ``land_cover@2``, or None."""
        return next((row for row in self.layers if row.id == layer_id), None)

    def next_version(self, role: str) -> int:
        """Return the number of the next version of ``role``."""
        return 1 + max((row.version for row in self.layers if row.role == role), default=0)

    def in_force(self) -> tuple[LayerRow, ...]:
        """Return the rows of the last snapshot."""
        return self.rows_of(self.history[-1]) if self.history else ()

    def rows_of(self, snapshot: Snapshot) -> tuple[LayerRow, ...]:
        """Return the rows of a snapshot."""
        names = set(snapshot.layers)
        return tuple(row for row in self.layers if row.id in names)

    def is_sound(self, snapshot: Snapshot) -> bool:
        """Tell whether the rows of a snapshot are those that its id is made of."""
        return snapshot_id(self.rows_of(snapshot)) == snapshot.snapshot

    def with_row(self, row: LayerRow) -> Catalogue:
        """Return the catalogue with one more version."""
        return self.model_copy(update={"layers": (*self.layers, row)})

    def accepting(
        self, layer_ids: Iterable[str], *, on: date | None = None, note: str = ""
    ) -> Catalogue:
        """Return the catalogue with these versions in force, and the snapshot that names it."""
        chosen = set(layer_ids)
        layers = tuple(
            row.model_copy(update={"state": "accepted"}) if row.id in chosen else row
            for row in self.layers
        )
        new = {row.role: row for row in layers if row.id in chosen}
        force = {row.role: row for row in self.in_force()} | new
        state = Snapshot(
            snapshot=snapshot_id(force.values()),
            layers=tuple(sorted(row.id for row in force.values())),
            on=on,
            note=note,
        )
        return self.model_copy(update={"layers": layers, "history": (*self.history, state)})


def snapshot_id(rows: Iterable[LayerRow]) -> Sha256:
    """Return the name of the state that ``rows`` make, whatever their order.

    Examples
    --------
    >>> snapshot_id(())[:8]
    '4f53cda1'
    """
    return digest(sorted((row.identity() for row in rows), key=lambda row: str(row["role"])))


def write_catalogue(path: Path, catalogue: Catalogue) -> None:
    """Write ``catalogue.json``: indented, keys sorted, whole or not at all.

    Raises
    ------
    BadInput
        ``files.write_failed``.
    """
    content = catalogue.model_dump(mode="json")
    text = json.dumps(content, indent=1, sort_keys=True, ensure_ascii=False, allow_nan=False)
    with stored(path) as draft:
        draft.write_text(text + "\n", encoding="utf-8")
