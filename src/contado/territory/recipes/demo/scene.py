"""The whole structure of a demo territory, before any layer is written."""
# ruff: noqa: PLR2004 - the numbers are the drawing: they are read where they are used

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from contado.territory.recipes.demo import fields
from contado.territory.recipes.demo.area import Area
from contado.territory.recipes.demo.canvas import OUTSIDE, Canvas, Field, Mask
from contado.territory.recipes.demo.centres import Centres, place_centres
from contado.territory.recipes.demo.fabric import Fabric, lay_fabric
from contado.territory.recipes.demo.network import Network, draw_network
from contado.territory.recipes.demo.parks import Parks, place_parks
from contado.territory.recipes.demo.residents import spread_residents
from contado.territory.recipes.demo.waters import Waters, dig_lakes, draw_courses


@dataclass(frozen=True)
class Scene:
    """A simulated structure on real ground.

    Parameters
    ----------
    comuni
        Position of the comune in `Area.codes` at each cell of the canvas, -1 outside.
    urban, dense, industry, woods
        Fields of the canvas.
    corridor, river, water, green
        Distance (m) from the nearest main corridor, river, water and park.
    residents
        Persons in each cell of the canvas, whole; NaN in a comune without a known total.
    """

    area: Area
    seed: int
    canvas: Canvas
    centres: Centres
    network: Network
    waters: Waters
    parks: Parks
    comuni: npt.NDArray[np.int32]
    urban: Field
    dense: Field
    industry: Field
    woods: Field
    corridor: Field
    river: Field
    water: Field
    green: Field
    residents: Field
    fabric: Fabric

    @property
    def inside(self) -> Mask:
        """Cells whose centre is in the area."""
        return np.asarray(self.comuni != OUTSIDE)


def draw_scene(area: Area, seed: int) -> Scene:
    """Draw the structure of an area. Same area and seed, same scene."""
    canvas = Canvas.of(area)
    comuni = canvas.comuni(area)
    inside = comuni != OUTSIDE
    centres = place_centres(area, seed)
    network = draw_network(centres, seed)
    waters = draw_courses(area, centres, seed)
    corridor = canvas.distance([*network.main, *network.track.values()])
    urban, dense = fields.urban_field(canvas, centres, corridor, seed)
    industry = fields.industry_field(canvas, urban, corridor, seed)
    country = np.where(inside & (urban < 0.35), 1.0, 0.0)
    waters = replace(waters, lakes=dig_lakes(area, canvas, country, seed))
    parks = place_parks(area, canvas, np.where(inside, urban, 0.0), centres.residents.sum(), seed)
    river = canvas.distance(waters.rivers)
    closed = _closed(canvas, waters, parks)
    people = fields.people_field(canvas, (urban, dense, industry), closed, seed)
    return Scene(
        area=area,
        seed=seed,
        canvas=canvas,
        centres=centres,
        network=network,
        waters=waters,
        parks=parks,
        comuni=comuni,
        urban=urban,
        dense=dense,
        industry=industry,
        woods=fields.wood_field(canvas, urban, river, seed),
        corridor=corridor,
        river=river,
        water=canvas.distance(waters.polygons()),
        green=canvas.distance(parks.shapes),
        residents=spread_residents(comuni, people, area.residents),
        fabric=lay_fabric(canvas, urban, dense, industry, seed),
    )


def _closed(canvas: Canvas, waters: Waters, parks: Parks) -> Mask:
    return canvas.burn([*waters.polygons(), *parks.shapes])
