"""The Metropolitan City of Milan, from the files that ``milano.yaml`` names."""

from __future__ import annotations

from pathlib import Path

from contado.errors import Problem
from contado.territory.recipes import Progress, RecipeOptions
from contado.territory.recipes.model import read_recipe
from contado.territory.recipes.runner import follow


def build(path: Path, options: RecipeOptions, progress: Progress) -> list[Problem]:
    """Make the territory of Milan and return the reports of what was repaired.

    See `contado.territory.recipes.runner.follow`.
    """
    return follow(read_recipe("milano"), path, options, progress)
