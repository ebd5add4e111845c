"""Recipes: named ways to make a territory. A new one is one entry here."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import cast

from contado.errors import Problem

Progress = Callable[[str, float], None]
"""Told what is being done and which share of the whole, 0 to 1, is behind."""

RECIPES: Mapping[str, str] = {
    "demo": "contado.territory.recipes.demo:build",
    "milano": "contado.territory.recipes.milano:build",
}
"""Where the function of each recipe is: ``module:function``."""


@dataclass(frozen=True, slots=True)
class RecipeOptions:
    """What a recipe is asked for.

    Parameters
    ----------
    sources
        Folder with the files a recipe reads.
    layers
        File that plays a role, instead of the recipe's own.
    area
        Which territory, for a recipe that knows several: a province code such as ``015``.
    cell
        Side of the grid's cell, m.
    seed
        Seed of whatever is simulated.
    """

    sources: Path | None = None
    layers: Mapping[str, Path] = field(default_factory=dict)
    area: str | None = None
    cell: float | None = None
    seed: int = 0


Recipe = Callable[[Path, RecipeOptions, Progress], list[Problem]]
"""Makes the territory folder and returns its notices."""


def recipe(name: str) -> Recipe:
    """Return the recipe called ``name``; its module is imported only now.

    Raises
    ------
    KeyError
        There is no such recipe.
    """
    module, function = RECIPES[name].split(":")
    return cast("Recipe", getattr(import_module(module), function))
