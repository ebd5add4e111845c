"""The page of a run, and of several side by side: maps with their tables, nothing from outside."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from typing import TYPE_CHECKING, Any

from contado.scenarios.outcome import FACTS
from contado.scenarios.pictures import picture
from contado.terms import Text, term
from contado.tiles.grid import Window
from contado.units import format_number

if TYPE_CHECKING:
    from contado.scenarios.maps import Maps
    from contado.scenarios.outcome import Outcome, PlaceTold, Told
    from contado.survey.rings import Geometry

WORDS: dict[str, Text] = {
    "area": Text(it="Area", en="Area"),
    "all_areas": Text(it="Tutte le aree", en="All areas"),
    "territory": Text(it="Tutto il territorio", en="The whole territory"),
    "landscape_units": Text(it="Unità di paesaggio (UPA)", en="Landscape unit (UPA)"),
    "municipalities": Text(it="Comune", en="Municipality"),
    "place": Text(it="Luogo", en="Place"),
    "fact": Text(it="Fatto", en="Fact"),
    "before": Text(it="Prima", en="Before"),
    "after": Text(it="Dopo", en="After"),
    "difference": Text(it="Differenza", en="Difference"),
    "bounds": Text(it="Limiti della differenza", en="Bounds of the difference"),
    "draws": Text(it="5–95 % delle estrazioni", en="5–95% of the draws"),
    "air": Text(it="Differenza della temperatura dell'aria", en="Difference of air temperature"),
    "rain": Text(it="Differenza del deflusso", en="Difference of runoff"),
    "parameters": Text(it="Valori del piano usati", en="Values of the plan used"),
    "layers": Text(it="Dati usati", en="Data used"),
    "notices": Text(it="Da sapere", en="To beware of"),
    "model": Text(it="Modello", en="Model"),
    "compared": Text(it="Scenari a confronto", en="Scenarios side by side"),
    "how": Text(
        it="Il suolo com'è è tenuto al valore medio dei suoi intervalli; i limiti e le estrazioni "
        "vengono dagli intervalli delle misure. Il volume di deflusso è quello che InVEST chiama "
        "volume allagato. Gli abitanti sono stime.",
        en="The ground as it is is held at the middle of its bounds; bounds and draws come from "
        "those of the measures. The volume of runoff is what InVEST calls the flooded volume. "
        "Residents are estimates.",
    ),
}

_STYLE = """
body{font:16px/1.45 'Titillium Web',system-ui,sans-serif;margin:2rem auto;max-width:76rem;
padding:0 1rem;color:#17324d;background:#fff}h1{font-size:1.6rem}h2{font-size:1.2rem}
.pair{display:grid;grid-template-columns:repeat(auto-fit,minmax(22rem,1fr));gap:1.5rem}
figure{margin:0}svg{width:100%;height:auto;border:1px solid #5c6f82}
table{border-collapse:collapse;width:100%;font-size:.9rem}caption{text-align:left;font-weight:600;
padding:.4rem 0}th,td{padding:.25rem .5rem;border-bottom:1px solid #c5cdd5;text-align:left;
vertical-align:top}td.n{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
.wide{overflow-x:auto}ul.legend{list-style:none;padding:0;display:flex;flex-wrap:wrap;
gap:.3rem .9rem;font-size:.85rem}ul.legend span{display:inline-block;width:1.2rem;height:.9rem;
margin-right:.35rem;
border:1px solid #5c6f82;vertical-align:middle}.notice{background:#fff5d6;padding:.6rem 1rem}
"""


def page(outcome: Outcome, maps: Maps, areas: Geometry, language: str = "it") -> str:
    """Return the page of a run as HTML: difference maps with a table beside, and every place."""
    said = outcome.head["scenario"]
    parts = [
        f"<p class=notice>{escape(term('proposed_values', language))}</p>",
        f"<h1>{escape(said['title'])}</h1><p>{escape(said['description'])}</p>",
        _model(outcome, language),
        "<div class=pair>",
        *_maps(maps, areas, language),
        "</div>",
        *(_place(place, language) for place in outcome.places),
        f"<p>{escape(WORDS['how'].say(language))}</p>",
        _notices(outcome, language),
        _layers(outcome, language),
        _parameters(outcome, language),
    ]
    return document(said["title"], "".join(parts), language)


def document(title: str, body: str, language: str) -> str:
    """Return a whole HTML document that asks nothing of anybody."""
    return (
        f'<!doctype html><html lang="{language}"><head><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width,initial-scale=1">'
        f"<title>{escape(title)}</title><style>{_STYLE}</style></head>"
        f"<body><main>{body}</main></body></html>\n"
    )


def _model(outcome: Outcome, language: str) -> str:
    model, land = outcome.head["model"], outcome.head["territory"]
    shown = [
        f"P = {format_number(model['rain_mm'], 'mm', language)}",
        f"T_ref = {format_number(model['t_ref'], 'degC', language)}",
        f"UHI_max = {format_number(model['uhi_max'], 'degC', language)}",
        f"{land['name']} · {land['snapshot'][:8]}",
        f"{outcome.head['scenario']['on']} · contado {outcome.head['software']}",
    ]
    return f"<p>{escape(WORDS['model'].say(language))}: {escape('; '.join(shown))}</p>"


def _maps(maps: Maps, areas: Geometry, language: str) -> Iterable[str]:
    named = maps.by_name()
    whole = Window.whole(maps.grid.shape)
    shown = (("air", "T_air", "degC", whole), ("rain", "Q_mm", "mm", maps.close))
    for key, name, unit, part in shown:
        title, values = WORDS[key].say(language), named[f"{name}_difference"][part.slices]
        drawn = picture(values, maps.grid.part(part), areas, language, title)
        legend = drawn.legend(language, unit)
        yield f"<figure><h2>{escape(title)}</h2>{drawn.svg}{legend}</figure>"


def _place(place: PlaceTold, language: str) -> str:
    kind = WORDS[place.kind].say(language) if place.kind in WORDS else place.kind
    area = format_number(place.area, "m2", language)
    head = "".join(
        f"<th scope=col>{escape(WORDS[key].say(language))}</th>"
        for key in ("fact", "before", "after", "difference", "bounds", "draws")
    )
    rows = "".join(_row(name, told, language) for name, told in place.facts.items())
    return (
        f"<div class=wide><table><caption>{escape(f'{kind}: {place.name} ({area})')}</caption>"
        f"<thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>"
    )


def _row(name: str, told: Told, language: str) -> str:
    drawn = told.percentiles or (None, None, None)
    cells = [
        number(told.before, name, language),
        number(told.after, name, language),
        number(told.difference, name, language, fine=True),
        span(told.low, told.high, name, language),
        span(drawn[0], drawn[2], name, language),
    ]
    label = escape(FACTS[name].label.say(language))
    return f"<tr><th scope=row>{label}</th>" + "".join(f"<td class=n>{c}</td>" for c in cells)


def number(value: float | None, fact: str, language: str, *, fine: bool = False) -> str:
    """Return a number of a fact as HTML; a dash, explained, where it cannot be told."""
    if value is None:
        return f'<abbr title="{term("not_computable", language)}">—</abbr>'
    return escape(plain_number(value, fact, language, fine=fine))


def plain_number(value: float | None, fact: str, language: str, *, fine: bool = False) -> str:
    """Return a number of a fact as people read it, with its unit.

    Parameters
    ----------
    fine
        Whether it is a difference, which needs more decimals.

    Examples
    --------
    >>> plain_number(-0.0458, "air_temperature", "it", fine=True)
    '-0,046 °C'
    >>> plain_number(None, "runoff_depth", "it")
    '—'
    """
    if value is None:
        return "—"
    unit = FACTS[fact].unit
    decimals = 1
    if unit in {"degC", "1"}:
        decimals = 3 if fine or unit == "1" else 2
    return format_number(value, unit, language, decimals=decimals)


def span(low: float | None, high: float | None, fact: str, language: str) -> str:
    """Return an interval; one number where both ends are the same."""
    if low == high:
        return number(low, fact, language, fine=True)
    first, last = (number(end, fact, language, fine=True) for end in (low, high))
    return f"{first} … {last}"


def _notices(outcome: Outcome, language: str) -> str:
    if not outcome.notices:
        return ""
    items = "".join(f"<li>{escape(notice.line(language))}</li>" for notice in outcome.notices)
    return f"<h2>{escape(WORDS['notices'].say(language))}</h2><ul>{items}</ul>"


def _layers(outcome: Outcome, language: str) -> str:
    """Return the layers that were used: whose they are, and whether they are what they should."""
    items = []
    for layer in outcome.head["territory"]["layers"]:
        marks = [term(mark, language) for mark in ("simulated", "stand_in") if layer[mark]]
        said = [f"{layer['id']}: {layer['attribution']} ({layer['licence']})", *marks]
        items.append(f"<li>{escape('; '.join(said))}</li>")
    return f"<h2>{escape(WORDS['layers'].say(language))}</h2><ul>{''.join(items)}</ul>"


def _parameters(outcome: Outcome, language: str) -> str:
    rows = "".join(
        f"<tr><th scope=row>{escape(use.label.say(language))}</th>"
        f"<td>{escape(_plain(use.value))} {escape(use.unit)}</td>"
        f"<td>{escape(term(use.confidence, language))}</td>"
        f"<td>{escape(use.reference.title)}</td></tr>"
        for use in outcome.parameters
    )
    title = escape(WORDS["parameters"].say(language))
    return (
        f"<details><summary>{title}</summary><div class=wide><table>{rows}</table></div></details>"
    )


def _plain(value: Any) -> str:  # noqa: ANN401 - whatever a parameter holds
    if isinstance(value, dict):
        return "; ".join(f"{key}: {_plain(each)}" for key, each in value.items())
    return (
        ", ".join(map(str, value))
        if isinstance(value, Sequence) and not isinstance(value, str)
        else str(value)
    )
