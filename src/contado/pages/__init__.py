"""How an answer is shown on a page: one skeleton, one look, tables, maps; nothing from outside."""

from contado.pages.legends import Legend
from contado.pages.maps import Frame, area_map, cell_map
from contado.pages.numbers import between, difference, plain
from contado.pages.record import flags, of_ground, of_plan
from contado.pages.skeleton import Head, document, figure, section
from contado.pages.style import FONTS, style
from contado.pages.tables import Heading, Table
from contado.pages.trailer import beware, map_credits, trailer

__all__ = [
    "FONTS",
    "Frame",
    "Head",
    "Heading",
    "Legend",
    "Table",
    "area_map",
    "beware",
    "between",
    "cell_map",
    "difference",
    "document",
    "figure",
    "flags",
    "of_ground",
    "of_plan",
    "map_credits",
    "plain",
    "section",
    "style",
    "trailer",
]
