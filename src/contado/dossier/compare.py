"""Compare two dossiers criterion by criterion: value, source and reason of both."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from contado.documents import ComparedRow, Side
from contado.dossier.model import Dossier, FactReading
from contado.dossier.pages import say
from contado.dossier.pages.effects import effects
from contado.dossier.words import word
from contado.errors import BadInput, Problem
from contado.norms import Answer, CriterionReason, FactUse, PartReason, SheetReason

_Key = tuple[str, str, str]


def compare(a: Dossier, b: Dossier, language: str = "it") -> list[ComparedRow]:
    """Return every outcome, part, criterion and effect of the sheets that both dossiers judged.

    Raises
    ------
    BadInput
        ``dossier.other_sheets`` where they have no sheet in common.
    """
    common = {v.sheet for v in a.verdicts} & {v.sheet for v in b.verdicts}
    if not common:
        raise BadInput(Problem("dossier.other_sheets"))
    left, right = (dict(_sides(each, common, language)) for each in (a, b))
    return [
        ComparedRow(key, *_pair(left.get(key), right.get(key)))
        for key in dict.fromkeys((*left, *right))
    ]


def _pair(
    a: tuple[str, Side] | None, b: tuple[str, Side] | None
) -> tuple[str, Side | None, Side | None]:
    label = (a or b or ("",))[0]
    return label, a[1] if a else None, b[1] if b else None


def _sides(
    dossier: Dossier, sheets: set[str], language: str
) -> Iterator[tuple[_Key, tuple[str, Side]]]:
    for sheet in dossier.verdicts:
        if sheet.sheet not in sheets:
            continue
        yield (sheet.sheet, "", ""), _whole(sheet, sheet.outcome, language)
        for part in sheet.parts:
            yield (sheet.sheet, part.part, ""), _whole(part, part.answer, language)
            for criterion in part.criteria:
                key = (sheet.sheet, part.part, criterion.criterion)
                yield key, _criterion(criterion, dossier, language)
        for section in effects(dossier, language):
            if section["id"] == sheet.sheet:
                for row in section["rows"]:
                    yield (sheet.sheet, word("effects", language), row["label"]), _effect(row)


def _effect(row: Mapping[str, Any]) -> tuple[str, Side]:
    both = f"{row['before']} → {row['after']}"
    return "", Side(row["difference"], both, row["source"], row["sentence"])


def _whole(reason: SheetReason | PartReason, answer: Answer, language: str) -> tuple[str, Side]:
    side = Side(say.answer(answer, language), reason=reason.sentence.say(language))
    return reason.label.say(language), side


def _criterion(criterion: CriterionReason, dossier: Dossier, language: str) -> tuple[str, Side]:
    uses = [use for reason in (criterion, *criterion.children) for use in reason.facts]
    values = [say.value(use.value, use.unit, language, use.value_label, use.fact) for use in uses]
    read = {(use.fact, use.state) for use in uses}
    facts = [each for each in dossier.facts if (each.fact, each.state) in read]
    sources = dict.fromkeys(_source(each, language) for each in facts)
    side = Side(
        say.answer(criterion.answer, language),
        "; ".join(values),
        "; ".join(sources),
        _reason(criterion, dossier, language),
    )
    return criterion.label.say(language), side


def _source(reading: FactReading, language: str) -> str:
    if reading.source == "missing":
        return say.lacking(reading.lacking, language) if reading.lacking else say.NONE
    text = say.source(reading, language)
    layers = reading.layers and reading.source != "declared"
    return f"{text} ({', '.join(reading.layers)})" if layers else text


def _reason(criterion: CriterionReason, dossier: Dossier, language: str) -> str:
    """Return the sentence of a criterion, and why the verification changed what it read."""
    uses = [use for reason in (criterion, *criterion.children) for use in reason.facts]
    changed = [
        correction.reason
        for act in dossier.acts
        for correction in act.corrections
        if any(_touches(correction.field, use) for use in uses)
    ]
    return " ".join([criterion.sentence.say(language), *changed])


_READS = {"measures": ("measure.", "measures."), "surfaces": ("drainage.draining_index",)}


def _touches(field: str, use: FactUse) -> bool:
    """Tell whether a corrected field is read by a fact; surfaces have the state of the fact."""
    kind, *steps = field.split(".")
    if kind == "surfaces" and steps[:1] != [use.state]:
        return False
    return field == use.fact or use.fact.startswith(_READS.get(kind, ("\0",)))
