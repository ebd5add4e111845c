"""What a run writes of itself: on which ground, under which plan, from what."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from contado.norms import Rules
    from contado.territory import Layer, Territory


def disclaimer(rules: Rules) -> dict[str, str] | None:
    """Return what opens every answer while no signature of the plan is recognised."""
    return None if rules.disclaimer is None else rules.disclaimer.model_dump()


def of_ground(territory: Territory, layers: Iterable[str]) -> dict[str, Any]:
    """Return the territory, its snapshot and the layers read, each with its attribution."""
    read = set(layers)
    return {
        "territory": {
            "name": territory.name, "crs": territory.crs, "snapshot": territory.snapshot
        },
        "layers": [_of_layer(layer) for layer in territory.layers.values() if layer.id in read],
        "flags": flags(territory, read),
    }  # fmt: skip


def flags(territory: Territory, layers: Collection[str]) -> list[str]:
    """Return what to beware of in layers, given by id: ``simulated``, ``stand_in``."""
    used = [layer for layer in territory.layers.values() if layer.id in layers]
    return [name for name in ("simulated", "stand_in") if any(getattr(one, name) for one in used)]


def _of_layer(layer: Layer) -> dict[str, Any]:
    names = (
        "id", "role", "producer", "licence", "attribution", "source", "sha256", "simulated",
        "stand_in",
    )  # fmt: skip
    kept = {name: getattr(layer, name) for name in names}
    meta = {name: layer.meta.get(name) for name in ("kind", "season")}
    return {**kept, "date": layer.date.isoformat(), **meta}
