"""The paragraphs ready for a letter."""

from __future__ import annotations

from contado.dossier.model import Dossier
from contado.dossier.pages import front, say
from contado.dossier.words import word
from contado.norms.trace import SheetReason

_DIGEST_SHOWN = 16


def letter(dossier: Dossier, language: str) -> list[str]:
    """Return the paragraphs of a letter that states the verdicts and what they rest on."""
    text = [_opening(dossier, language)]
    text += [_verdict(sheet, language) for sheet in dossier.verdicts]
    count = len(dossier.assumptions)
    rests = []
    if count:
        key = "letter_assumption" if count == 1 else "letter_assumptions"
        rests.append(word(key, language, count=count))
    if any("simulated" in source.flags for source in dossier.provenance):
        rests.append(word("letter_simulated", language))
    rests.append(word("letter_closing", language, digest=dossier.digest[:_DIGEST_SHOWN]))
    if dossier.disclaimer:
        rests.append(dossier.disclaimer.say(language))
    return [*text, " ".join(rests)]


def _opening(dossier: Dossier, language: str) -> str:
    municipality = front.municipality(dossier, language)
    filed = dossier.filed_on
    return word(
        "letter_opening",
        language,
        name=dossier.intervention.name,
        area=front.area(dossier, language),
        where=word("letter_where", language, municipality=municipality) if municipality else "",
        filed=word("letter_filed", language, date=say.day(filed, language)) if filed else "",
    )


def _verdict(sheet: SheetReason, language: str) -> str:
    parts = ", ".join(
        word("letter_part", language, part=part.part, answer=say.answer(part.answer, language))
        for part in sheet.parts
        if part.criteria
    )
    known = sheet.outcome.state == "known"
    return word(
        "letter_known" if known else "letter_unknown",
        language,
        sheet=sheet.label.say(language),
        date=say.day(sheet.on, language),
        parts=parts,
        outcome=say.answer(sheet.outcome, language),
        classes=say.either(sheet.outcome.possible_labels, language),
        data=say.deciding(sheet.outcome, language) or say.NONE,
    )
