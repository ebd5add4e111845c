"""How an answer is shown on a page: one skeleton, one look, tables, maps; nothing from outside."""

from contado.pages.legends import WARM, WET, MapLegend
from contado.pages.maps import OUTSIDE, Frame, area_map, cell_map, outline
from contado.pages.numbers import between, both, brackets, day, difference, plain
from contado.pages.record import disclaimer, flags, of_ground
from contado.pages.skeleton import FONTS, Figure, Head, document, section, style
from contado.pages.tables import Heading, PageTable
from contado.pages.trailer import beware, map_credits, trailer, trailer_tables

__all__ = [
    "FONTS",
    "OUTSIDE",
    "WARM",
    "WET",
    "Figure",
    "Frame",
    "Head",
    "Heading",
    "MapLegend",
    "PageTable",
    "area_map",
    "between",
    "beware",
    "both",
    "brackets",
    "cell_map",
    "day",
    "difference",
    "disclaimer",
    "document",
    "flags",
    "map_credits",
    "of_ground",
    "outline",
    "plain",
    "section",
    "style",
    "trailer",
    "trailer_tables",
]
