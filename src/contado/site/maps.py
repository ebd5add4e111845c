"""What the page's map is told: its layers, where they are asked for, the words it says."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext as _

from contado.analyses import ROLES
from contado.site.layers import DrawnLayer, bounds, pictures, shapes
from contado.site.overlays import Entry, overlay
from contado.site.vulnerability import LEVELS, UNKNOWN_COLOUR, themes
from contado.territory import LICENCES, PictureStyle, ShapeStyle

if TYPE_CHECKING:
    from contado.territory import Layer

_EAST, _NORTH = 180, 90
_MARGIN = 0.004
"""Degrees around a place that has no extent: some 400 m."""


@dataclass(frozen=True, slots=True)
class MapLayer:
    """A line of the list of layers: what it is, how it looks, where its data and table are."""

    id: str
    source: str
    label: str
    draw: str
    colour: str
    opacity: float
    on: bool
    url: str
    table_url: str
    simulated: bool
    stand_in: bool
    legend: tuple[dict[str, str], ...] = ()
    level: str = ""
    steps: tuple[dict[str, str], ...] = ()
    key: str = ""  # of the places that analyses can be asked of

    @property
    def swatch_opacity(self) -> str:
        """Opacity of the mark in the list, as SVG writes it."""
        return f"{self.opacity:.2f}"


def layer_rows(language: str) -> list[MapLayer]:
    """Return the layers that the page offers: pictures first, then shapes from the bottom up."""
    rows = [_picture(each, language) for each in pictures()]
    for each in shapes():
        rows.extend(_themes(each, language) if each.role.role == "landscape_units" else ())
        rows.append(_shape(each, language))
    return rows


def _common(each: DrawnLayer[ShapeStyle] | DrawnLayer[PictureStyle]) -> dict[str, Any]:
    role = each.role.role
    places = each.role.geometry == ("polygon",) and role in ROLES
    return {
        "source": role,
        "key": each.role.key[0] if places else "",
        "table_url": reverse("layer", args=[role]),
        "simulated": each.layer.simulated,
        "stand_in": each.layer.stand_in,
    }


def _picture(each: DrawnLayer[PictureStyle], language: str) -> MapLayer:
    role = each.role.role
    legend = overlay(role)
    colours = tuple(_entry(entry, language) for entry in legend.legend) if legend else ()
    return MapLayer(
        id=role,
        label=each.label.say(language),
        draw="picture",
        colour=colours[len(colours) // 2]["colour"] if colours else UNKNOWN_COLOUR,
        opacity=1.0,
        on=each.look.shown,
        url=reverse("api-overlay", args=[role]),
        legend=colours,
        **_common(each),
    )


def _entry(entry: Entry, language: str) -> dict[str, str]:
    return {"colour": entry.colour, "label": entry.label.say(language)}


def _shape(each: DrawnLayer[ShapeStyle], language: str) -> MapLayer:
    role = each.role.role
    return MapLayer(
        id=role,
        label=each.label.say(language),
        draw="line" if role == "landscape_units" else each.look.draw,
        colour=each.look.colour,
        opacity=each.look.opacity,
        on=each.look.shown and role != "landscape_units",
        url=reverse("api-features", args=[role]),
        **_common(each),
    )


def _themes(each: DrawnLayer[ShapeStyle], language: str) -> Iterator[MapLayer]:
    """Yield the units coloured by vulnerability, a row a sheet."""
    for number, theme in enumerate(themes()):
        ramp = theme.look.colours
        steps = tuple(
            {"value": level, "colour": colour} for level, colour in zip(LEVELS, ramp, strict=True)
        )
        labels = (*(theme.labels[level].say(language) for level in LEVELS), _("non determinabile"))
        yield MapLayer(
            id=f"units-{theme.look.key}",
            label=theme.label.say(language),
            draw="fill",
            colour=ramp[-1],
            opacity=each.look.opacity,
            on=each.look.shown and number == 0,
            url=reverse("api-features", args=["landscape_units"]),
            legend=tuple(
                {"colour": colour, "label": label}
                for colour, label in zip((*ramp, UNKNOWN_COLOUR), labels, strict=True)
            ),
            level=theme.look.key,
            steps=steps,
            **_common(each),
        )


def page_data(box: tuple[float, ...] | None, language: str) -> dict[str, Any]:
    """Return what the page's scripts need, as plain JSON values."""
    wanted = ("id", "source", "draw", "colour", "opacity", "url", "level", "steps", "key")
    shown = [
        {name: getattr(row, name) for name in wanted if getattr(row, name) not in ("", ())}
        for row in layer_rows(language)
    ]
    return {
        "language": language,
        "view": list(_roomy(box or bounds())),
        "layers": shown,
        "attribution": _attribution(),
        "urls": {
            "search": reverse("api-search"),
            "verdict": reverse("verdict"),
            "read": reverse("read"),
            "analyses": reverse("analyses"),
        },
        "words": _words(),
    }


def _attribution() -> str:
    drawn = [each.layer for each in shapes()] + [each.layer for each in pictures()]
    return "; ".join(sorted({layer.attribution for layer in drawn}))


def _words() -> dict[str, Any]:
    return {
        "draw": _("Disegna l'area"),
        "redraw": _("Ridisegna l'area"),
        "drawing": _("Toccare i vertici; chiudere sul primo o con Invio, annullare con Esc."),
        "area": _("Area indicata: circa {area} m²."),
        "noArea": _("Nessuna area indicata."),
        "judging": _("Calcolo dell'esito in corso."),
        "analysesOf": _("Analisi di {name}"),
        "placesFound": _("Luoghi trovati: {count}."),
        "treated": _("Area trattata: {sum} %."),
        "over": _("Area trattata: {sum} %. Oltre il 100 %: segnare quali misure si sovrappongono."),
        "failed": _("Il servizio non ha risposto (codice {status}). Riprovare tra poco."),
        "map": {
            "NavigationControl.ZoomIn": _("Ingrandisci"),
            "NavigationControl.ZoomOut": _("Riduci"),
            "AttributionControl.ToggleAttribution": _("Mostra le attribuzioni"),
            "Map.Title": _("Mappa"),
        },
    }


def box_of(asked: Mapping[str, str]) -> tuple[float, ...] | None:
    """Return the box that an address asks to look at, or None."""
    try:
        west, south, east, north = (
            float(asked[side]) for side in ("west", "south", "east", "north")
        )
    except (KeyError, ValueError):
        return None
    fits = -_EAST <= west <= east <= _EAST and -_NORTH <= south <= north <= _NORTH
    return (west, south, east, north) if fits else None


def _roomy(box: tuple[float, ...]) -> tuple[float, float, float, float]:
    west, south, east, north = box
    if east - west > _MARGIN or north - south > _MARGIN:
        return (west, south, east, north)
    return (west - _MARGIN, south - _MARGIN, east + _MARGIN, north + _MARGIN)


def source_row(layer: Layer, language: str) -> dict[str, Any]:
    """Return what is said of a layer where the sources are listed."""
    licence = LICENCES.get(layer.licence)
    return {
        "label": layer.spec.label.say(language),
        "id": layer.id,
        "producer": layer.producer,
        "date": layer.date,
        "licence": licence.name if licence else layer.licence,
        "attribution": layer.attribution,
        "source": layer.source,
        "simulated": layer.simulated,
        "stand_in": layer.stand_in,
        "table_url": reverse("layer", args=[layer.role]),
    }
