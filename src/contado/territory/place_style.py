"""How classes are coloured in a desktop GIS: the same colours in every file of a run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from xml.sax.saxutils import quoteattr

import numpy as np

Shade = tuple[int, int, int]

HEAT: tuple[Shade, ...] = (
    (255, 255, 204), (254, 217, 118), (253, 141, 60), (227, 26, 28), (128, 0, 38)
)  # fmt: skip
"""From pale to dark red: distinct by lightness too, for people who do not see red and green."""

RAIN: tuple[Shade, ...] = (
    (237, 243, 251), (178, 205, 230), (107, 160, 205), (37, 102, 170), (8, 41, 92)
)  # fmt: skip
"""From pale to dark blue, by lightness too."""

UNTOLD: Shade = (201, 206, 212)
_SYMBOL = (
    '<symbol type="fill" name="{at}" alpha="1"><layer class="SimpleFill" enabled="1">'
    '<Option type="Map"><Option type="QString" name="color" value="{colour}"/>'
    '<Option type="QString" name="outline_color" value="60,60,60,255"/>'
    '<Option type="QString" name="outline_width" value="0.2"/>'
    '<Option type="QString" name="style" value="solid"/></Option></layer></symbol>'
)


def colours(count: int, stops: Sequence[Shade] = HEAT) -> tuple[Shade, ...]:
    """Return the red, green and blue of ``count`` classes, the palest first.

    Examples
    --------
    >>> colours(2)
    ((255, 255, 204), (128, 0, 38))
    """
    at = np.linspace(0, len(stops) - 1, count)
    mixed = [np.interp(at, range(len(stops)), band) for band in zip(*stops, strict=True)]
    return tuple((int(red), int(green), int(blue)) for red, green, blue in np.rint(mixed).T)


def style_of(
    column: str, labels: Mapping[str, str], untold: str, stops: Sequence[Shade] = HEAT
) -> str:
    """Return the style of polygons coloured by a column of classes, as QGIS reads it.

    Parameters
    ----------
    labels
        What each class is called, the palest first.
    untold
        What a polygon without a class is called.
    stops
        Colours of the classes, `HEAT` or `RAIN`.
    """
    shades = (*colours(len(labels), stops), UNTOLD)
    entries = [*labels.items(), ("", untold)]
    categories = "".join(
        f"<category value={quoteattr(key)} label={quoteattr(label)} symbol={quoteattr(str(at))}"
        ' render="true"/>'
        for at, (key, label) in enumerate(entries)
    )
    symbols = "".join(
        _SYMBOL.format(at=at, colour=",".join(map(str, (*shade, 255))))
        for at, shade in enumerate(shades)
    )
    return (
        "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n"
        '<qgis version="3.28" styleCategories="Symbology">'
        f'<renderer-v2 type="categorizedSymbol" attr={quoteattr(column)} symbollevels="0">'
        f"<categories>{categories}</categories><symbols>{symbols}</symbols>"
        "</renderer-v2></qgis>\n"
    )
