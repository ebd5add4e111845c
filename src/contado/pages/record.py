"""What a run writes of itself: on which ground, under which plan, from what."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING, Any

from contado import __version__
from contado.terms import TERMS

if TYPE_CHECKING:
    from contado.norms import Rules
    from contado.norms.trace import ParameterUse
    from contado.territory import Layer, Territory


def of_plan(rules: Rules, used: Iterable[ParameterUse]) -> dict[str, Any]:
    """Return the plan, its day and the parameters used, each with reference and confidence.

    ``on`` is None where the last values of the plan were asked for and not those of a day.
    """
    return {
        "software": f"contado {__version__}",
        "disclaimer": disclaimer(rules),
        "plan": {
            "profile": rules.profile.profile,
            "status": rules.profile.status,
            "on": rules.day.isoformat() if rules.day else None,
        },
        "parameters": [use.model_dump(mode="json") for use in _distinct(used)],
    }


def disclaimer(rules: Rules) -> dict[str, str] | None:
    """Return what opens every answer while the plan is not signed; None once it is."""
    proposed = rules.profile.status == "proposed"
    return TERMS["proposed_values"].model_dump() if proposed else None


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
    return {
        "id": layer.id,
        "role": layer.role,
        "producer": layer.producer,
        "date": layer.date.isoformat(),
        "licence": layer.licence,
        "attribution": layer.attribution,
        "source": layer.source,
        "sha256": layer.sha256,
        "simulated": layer.simulated,
        "stand_in": layer.stand_in,
        "kind": layer.meta.get("kind"),
        "season": layer.meta.get("season"),
    }


def _distinct(used: Iterable[ParameterUse]) -> list[ParameterUse]:
    return list({use.parameter: use for use in used}.values())
