"""The paragraphs ready for a letter."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from contado.dossier.model import Act, Dossier
from contado.dossier.pages import front, say
from contado.dossier.pages.fields import change_text
from contado.dossier.words import word
from contado.norms import Answer, Lacking, SheetReason

_DIGEST_SHOWN = 16
_DECLARED = ("not_declared",)
_UNANSWERED = ("unanswered",)
_UNCERTAIN = ("within_bounds",)


def letter(dossier: Dossier, language: str) -> list[str]:
    """Return the paragraphs of a letter that states the verdicts and what they rest on."""
    text = [*_not_in_force(dossier, language), _opening(dossier, language)]
    text += [_verdict(sheet, dossier, language) for sheet in dossier.verdicts]
    text += _requested(dossier, language)
    count = len(dossier.assumptions)
    rests = list(
        dict.fromkeys(
            text
            for sheet in dossier.verdicts
            for text in front.references(sheet, dossier, language)
        )
    )
    if count:
        key = "letter_assumption" if count == 1 else "letter_assumptions"
        rests.append(word(key, language, count=count))
    if any("simulated" in source.flags for source in dossier.provenance):
        rests.append(word("letter_simulated", language))
    rests.append(word("letter_closing", language, digest=dossier.digest[:_DIGEST_SHOWN]))
    if dossier.disclaimer:
        rests.append(dossier.disclaimer.say(language))
    return [*text, " ".join(rests)]


def _not_in_force(dossier: Dossier, language: str) -> Iterator[str]:
    """Yield, before all else, the sheets that did not hold on the day they are applied to."""
    frozen = dossier.plan.embedded.get("sheets", {})
    early = [
        word(
            "sheet_since",
            language,
            sheet=_in_brackets(sheet.label.say(language)),
            since=say.day(
                date.fromisoformat(str(frozen[sheet.sheet]["in_force"]["from"])), language
            ),
        )
        for sheet in dossier.verdicts
        if not sheet.in_force
    ]
    if early:
        day = say.day(dossier.on, language)
        yield word("letter_not_in_force", language, date=day, sheets="; ".join(early))


def _opening(dossier: Dossier, language: str) -> str:
    municipality = front.municipality(dossier, language)
    filed = dossier.filed_on
    act = _verification(dossier)
    text = word(
        "letter_verification" if act else "letter_opening",
        language,
        name=front.title(dossier, language),
        area=front.area(dossier, language),
        where=word("letter_where", language, municipality=municipality) if municipality else "",
        filed=word("letter_filed", language, date=say.day(filed, language)) if filed else "",
        date=say.day(act.date, language) if act else "",
        office=act.office if act else "",
        role=act.role if act else "",
    )
    return f"{text} {_corrected(act, dossier, language)}" if act else text


def _verification(dossier: Dossier) -> Act | None:
    acts = [act for act in dossier.acts if act.kind == "verification"]
    return acts[-1] if acts else None


def _corrected(act: Act, dossier: Dossier, language: str) -> str:
    if not act.corrections:
        return word("letter_confirmed", language)
    text = " ".join(change_text(change, dossier, language) for change in act.corrections)
    return word("letter_corrections", language, changes=text)


def _verdict(sheet: SheetReason, dossier: Dossier, language: str) -> str:
    known = sheet.outcome.state == "known"
    parts = (", " if known else "; ").join(
        word("letter_part", language, part=part.part, answer=_classes(part.answer, language))
        for part in sheet.parts
        if part.criteria
    )
    return word(
        "letter_known" if known else "letter_unknown",
        language,
        sheet=_in_brackets(sheet.label.say(language)),
        values=_values(sheet, dossier, language),
        parts=parts,
        outcome=say.answer(sheet.outcome, language),
        classes=say.either(sheet.outcome.possible_labels, language),
    )


def _classes(answer: Answer, language: str) -> str:
    """Write the class of a part, or those still possible, without brackets in the sentence."""
    if answer.state == "cannot_tell" and answer.possible_labels:
        return say.either(answer.possible_labels, language)
    return say.answer(answer, language)


def _in_brackets(label: str) -> str:
    """Write the name of a sheet within a sentence.

    Examples
    --------
    >>> _in_brackets("Scheda Norma 1: drenaggio")
    'Scheda Norma 1 (drenaggio)'
    """
    name, _, about = label.partition(": ")
    return f"{name} ({about})" if about else name


def _values(sheet: SheetReason, dossier: Dossier, language: str) -> str:
    """Say whose values were applied: proposed ones, or those of a profile and who signed it."""
    plan, day = dossier.plan, say.day(sheet.on, language)
    if plan.signed is None:
        return word("letter_proposed", language, date=day)
    return word(
        "letter_unrecognised" if dossier.disclaimer else "letter_signed",
        language,
        profile=plan.profile,
        signed=say.day(date.fromisoformat(plan.signed["date"]), language),
        office=plan.signed["office"],
        act=plan.signed["act"],
        date=day,
    )


def _requested(dossier: Dossier, language: str) -> Iterator[str]:
    """Yield one paragraph that asks for what would decide, where something would."""
    data = dict.fromkeys(datum for sheet in dossier.verdicts for datum in sheet.outcome.deciding)
    groups: dict[str, list[Lacking]] = {}
    for datum in data:
        groups.setdefault(_request(datum), []).append(datum)
    asked = [
        word(key, language, items=_items(key, groups[key], language))
        for key in ("letter_answer", "letter_declare", "letter_supply", "letter_refine")
        if key in groups
    ]
    if asked:
        last = "e di" if language == "it" else "and"
        yield word("letter_request", language, requests=say.joined(asked, last))


def _request(datum: Lacking) -> str:
    if datum.code in _UNANSWERED:
        return "letter_answer"
    if datum.code in _DECLARED:
        return "letter_declare"
    return "letter_refine" if datum.code in _UNCERTAIN else "letter_supply"


def _items(key: str, data: Sequence[Lacking], language: str) -> str:
    """Name data within a sentence: why each is missing is written where it is not the verb."""
    texts = [datum.text.say(language) for datum in data]
    if key in ("letter_answer", "letter_declare"):
        texts = [text.partition(":")[0] for text in texts]
    return "; ".join(text[:1].lower() + text[1:] for text in dict.fromkeys(texts))
