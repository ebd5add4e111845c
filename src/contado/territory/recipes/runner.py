"""Following a declarative recipe: every layer made, checked, stored and accounted for."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from contado.errors import BadInput, Problem
from contado.territory.building import Building, building
from contado.territory.grid import Lattice
from contado.territory.recipes import Progress, RecipeOptions
from contado.territory.recipes.bench import Bench, source_of
from contado.territory.recipes.cells import make_cells
from contado.territory.recipes.model import (
    DeclaredRecipe,
    Layer,
    RasterLayer,
    RowsLayer,
    check_sources,
)
from contado.territory.recipes.repairs import Done
from contado.territory.recipes.rows import make_rows
from contado.territory.recipes.supplied import add_supplied, check_supplied
from contado.territory.roles import roles
from contado.territory.settings import Settings


def follow(
    recipe: DeclaredRecipe, path: Path, options: RecipeOptions, progress: Progress
) -> list[Problem]:
    """Make the territory that a recipe says, and return what people should know of it.

    Parameters
    ----------
    recipe
        What to make.
    path
        Folder to make; it must not exist, and it does not where anything goes wrong.
    options
        The folder of the sources, and the files that replace or add a role.
    progress
        Told which role is being made.

    Returns
    -------
    list of Problem
        The report of every repair, and the notices of the territory.

    Raises
    ------
    BadInput
        Every missing file in one go; or every problem of the layer that cannot be made.
    """
    sources = _check(recipe, options)
    own = recipe.without(options.layers)
    settings = Settings(name=recipe.name, crs=recipe.crs, grid=Lattice(*recipe.origin, recipe.cell))
    with building(path, settings, note=f"recipe {recipe.recipe}") as made:
        bench = Bench(recipe, sources)
        notices: list[Problem] = []
        layers = {layer.role: layer for layer in own.layers}
        order = _order(recipe, options)
        for step, role in enumerate(order):
            progress(roles()[role].label.it, step / len(order))
            if role in options.layers:
                notices += _supply(role, options.layers[role], bench, made)
            else:
                notices += _make(layers[role], bench, made)
        progress(recipe.name, 1.0)
        return notices + made.notices


def _check(recipe: DeclaredRecipe, options: RecipeOptions) -> Path:
    """Return the folder of the sources, once all that is asked for can be tried."""
    problems = check_supplied(options.layers)
    for name in ("area", "cell"):
        if getattr(options, name) is not None:
            values = {"option": f"--{name}", "recipe": recipe.recipe}
            problems.append(Problem("recipes.option_unused", f"--{name}", values))
    if options.sources is None:
        problems.append(Problem("recipes.no_sources", "--sources", {"recipe": recipe.recipe}))
    else:
        problems += check_sources(recipe.without(options.layers), options.sources)
    if problems or options.sources is None:
        raise BadInput(problems)
    return options.sources


def _order(recipe: DeclaredRecipe, options: RecipeOptions) -> list[str]:
    """Return the roles to make, the recipe's first: some need those before them."""
    return list(dict.fromkeys([*(layer.role for layer in recipe.layers), *options.layers]))


def _supply(role: str, file: Path, bench: Bench, made: Building) -> list[Problem]:
    newest = max(credit.date for credit in bench.recipe.credits.values())
    frame, notices = add_supplied(made, role, file, newest)
    if frame is not None:
        bench.made[role] = frame
    return notices


def _make(layer: Layer, bench: Bench, made: Building) -> list[Problem]:
    source = source_of(
        [bench.recipe.credits[name] for name in layer.credits], stand_in=layer.stand_in
    )
    meta = {**layer.meta, "recipe": bench.recipe.recipe, "parts": _terms(layer, bench)}
    if isinstance(layer, RasterLayer):
        file, legend = make_cells(layer, bench, made.grid, made.work)
        made.add_raster(layer.role, file, source=source, meta=meta | legend, where=layer.file)
        return []
    frame, done = make_rows(layer, bench)
    bench.made[layer.role] = frame
    put = made.add_table if roles()[layer.role].kind == "table" else made.add_vector
    put(layer.role, frame, source=source, meta=meta | _report(done), where=layer.role)
    return [one.note() for one in done]


def _terms(layer: Layer, bench: Bench) -> list[dict[str, Any]]:
    parts = layer.parts if isinstance(layer, RowsLayer) else (layer,)
    return [row for part in parts for row in bench.terms(part.file, part.credits)]


def _report(done: list[Done]) -> dict[str, Any]:
    return {"repairs": [one.row() for one in done]}
