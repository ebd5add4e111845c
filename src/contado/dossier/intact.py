"""Whether the layers that judge are still the files that the catalogue names."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from contado.dossier.readings import AFTER
from contado.errors import BadInput, Problem
from contado.facts import catalogue
from contado.files import sha256_of

if TYPE_CHECKING:
    from contado.territory import Layer, Territory

MOST_BYTES = 256 << 20
"""Size from which a layer's file is hashed by ``verify`` and ``territory check`` alone."""


def refuse_altered(territory: Territory, facts: Iterable[str]) -> None:
    """Refuse a territory in which a layer that some facts read is not the file that was added.

    Raises
    ------
    BadInput
        ``territory.file_altered``, one problem a layer.
    """
    altered = [layer for layer in _read(territory, facts) if not _whole(layer)]
    if altered:
        raise BadInput(
            Problem("territory.file_altered", layer.id, {"file": layer.file}) for layer in altered
        )


def _read(territory: Territory, facts: Iterable[str]) -> list[Layer]:
    known = [catalogue().get(name.removesuffix(AFTER)) for name in facts]
    needed = {role for fact in known if fact for role in fact.needs.layers}
    return [layer for role in sorted(needed) if (layer := territory.layer(role)) is not None]


def _whole(layer: Layer) -> bool:
    file = layer.path.stat()
    if file.st_size > MOST_BYTES:
        return True
    return _sha256(layer.path, file.st_size, file.st_mtime_ns, file.st_ino) == layer.sha256


@lru_cache(maxsize=64)
def _sha256(path: Path, *_state: int) -> str:
    """Return the SHA-256 of a file; a service asks again for a file it has not seen change."""
    return sha256_of(path)
