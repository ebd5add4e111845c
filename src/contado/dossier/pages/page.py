"""The whole page: every string that HTML and PDF lay out."""

from __future__ import annotations

from typing import Any

from contado.documents import seal_of
from contado.dossier.drawing import drawing, legend, narrow_drawing
from contado.dossier.model import Dossier
from contado.dossier.pages import declared, front, reasons, sources
from contado.dossier.pages.annexes import annexes
from contado.dossier.pages.assumed import assumptions, settled
from contado.dossier.pages.changing import changes, unchanged
from contado.dossier.pages.effects import effects
from contado.dossier.pages.letter import letter
from contado.dossier.pages.matrix import grids
from contado.dossier.pages.needed import needed, steps
from contado.dossier.words import WORDS, word

_DIGEST_SHOWN = 16


def page(dossier: Dossier, language: str = "it") -> dict[str, Any]:
    """Return what the pages of a dossier say, in one language.

    Parameters
    ----------
    dossier
        A sealed dossier.
    language
        ``it`` or ``en``.

    Returns
    -------
    dict
        Strings, lists and dicts only; ``w`` holds the fixed words by key.
    """
    return {
        "lang": language,
        "w": {key: WORDS[key].say(language) for key in WORDS},
        "title": front.title(dossier, language),
        "disclaimer": dossier.disclaimer.say(language) if dossier.disclaimer else "",
        "state": word(f"state_{dossier.state}", language),
        "verdicts": front.verdicts(dossier, language),
        "part_notes": front.notes(dossier, language),
        "identity": front.identity(dossier, language),
        "first": front.first(dossier, language),
        "notices": front.notices(dossier, language),
        "verification": front.verification(dossier, language),
        "map": _map(dossier, language),
        "letter": letter(dossier, language),
        "needed": needed(dossier, language),
        "steps": steps(dossier, language),
        "signatures": front.signatures(dossier, language),
        "signed": word("signed_data", language, digest=dossier.digest[:_DIGEST_SHOWN]),
        "sheets": reasons.sheets(dossier, language),
        "shared": reasons.shared(dossier, language),
        "last_parts": reasons.last_parts(dossier, language),
        "grids": grids(dossier, language),
        "effects": effects(dossier, language),
        "changes": changes(dossier, language),
        "unchanged": unchanged(dossier, language),
        "measures": declared.measures(dossier, language),
        "surfaces": declared.surfaces(dossier, language),
        "facts": declared.facts(dossier, language),
        "assumptions": assumptions(dossier, language),
        "settled": settled(dossier, language),
        "provenance": sources.provenance(dossier, language),
        "distributions": sources.distributions(dossier, language),
        "annexes": annexes(dossier, language),
        "acts": sources.acts(dossier, language),
        "date": [dossier.on.year, dossier.on.month, dossier.on.day],
        "digest": dossier.digest,
        "seal": seal_of(dossier.digest),
        "snapshot": dossier.snapshot,
        "software": dossier.software,
        "based_on": dossier.based_on or "",
        "command": f"contado verify dossier.json --territory {word('territory_folder', language)}",
    }


def _map(dossier: Dossier, language: str) -> dict[str, Any] | None:
    if dossier.map is None:
        return None
    return {
        "svg": drawing(dossier.map, language),
        "narrow": narrow_drawing(dossier.map, language),
        "legend": legend(dossier.map, language),
        "alt": word(
            "map_alt",
            language,
            name=front.title(dossier, language),
            municipality=front.municipality(dossier, language) or "—",
            area=front.area(dossier, language),
            territory=dossier.territory.name,
        ),
        "data": word("map_data", language, attributions="; ".join(dossier.map.attributions)),
    }
