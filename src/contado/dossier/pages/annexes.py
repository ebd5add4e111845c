"""Attached scenarios: what they are, what they change in their areas, and where."""

from __future__ import annotations

import base64
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from contado.dossier.model import Dossier, ScenarioAnnex
from contado.dossier.pages import say
from contado.dossier.words import word


def annexes(dossier: Dossier, language: str) -> list[dict[str, Any]]:
    """Return each attached scenario, as strings to lay out."""
    return [_annex(annex, language) for annex in dossier.annexes]


def _annex(annex: ScenarioAnnex, language: str) -> dict[str, Any]:
    results = annex.content.get("frozen", {}).get("results", {})
    return {
        "title": annex.title,
        "description": str(annex.content.get("description", "")),
        "about": word(
            "annex_about",
            language,
            on=say.day(date.fromisoformat(annex.content["on"]), language),
            snapshot=str(annex.content.get("snapshot", ""))[:8],
            software=annex.content.get("frozen", {}).get("software", ""),
        ),
        "digest": annex.digest,
        "notices": [str(each.get(language, "")) for each in results.get("notices", ())],
        "tables": list(_tables(results, language)),
        "maps": [
            {
                "title": one.title.say(language),
                "svg": one.drawing,
                "url": "data:image/svg+xml;base64,"
                + base64.b64encode(one.drawing.encode()).decode("ascii"),
                "keys": [
                    {"colour": key.colour, "label": key.label.say(language)} for key in one.keys
                ],
            }
            for one in annex.maps
        ],
    }


def _tables(results: Mapping[str, Any], language: str) -> Iterator[dict[str, Any]]:
    from contado.analyses.catalogue import OWN, place_tables
    from contado.scenarios import PlaceChanges

    places = [PlaceChanges.of(each) for each in results.get("places", ()) if each["kind"] in OWN]
    for table in place_tables(places, language):
        yield {
            "caption": table.caption,
            "head": [each.label for each in table.headings],
            "rows": [list(row) for row in table.rows],
        }
