"""What an answer stands on that is not sure: what its reader must check before signing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from contado.drainage.invariance.question import Question
from contado.drainage.invariance.rules import APPLICATION, ARTICLES_TO_CHECK
from contado.drainage.invariance.steps import WORDS
from contado.models import Record
from contado.norms import UNCONFIRMED, Confidence, ParameterUse, Rules
from contado.numerals import readable
from contado.terms import Text, term
from contado.units import UNITS


class Assumption(Record):
    """One thing to check.

    Parameters
    ----------
    code
        ``application``, ``proposed``, ``no_criticality``, ``imputed_rain``, ``remark``,
        ``parameter``, ``expired``, ``check_article``, ``no_rain``, ``coefficient_p`` or
        ``rain_range``.
    text
        What it is.
    reference
        Where to look.
    """

    code: str
    text: Text
    reference: str | None = None
    confidence: Confidence | None = None

    def as_plain(self) -> dict[str, Any]:
        """Return it for programs."""
        return self.model_dump(mode="json")


def assumptions(
    rules: Rules, question: Question, uses: Iterable[ParameterUse]
) -> Iterator[Assumption]:
    """Yield what an answer takes for granted, the plan's standing first."""
    if rules.disclaimer is not None:
        yield Assumption(code="proposed", text=rules.disclaimer)
    yield from _conditions(rules)
    if question.criticality is None:
        yield Assumption(
            code="no_criticality", text=WORDS["notes.no_criticality"], reference=_ANNEX_C
        )
    if question.rain is not None and question.rain.imputed:
        yield _imputed(question.rain.imputed)
    for remark in question.remarks:
        yield Assumption(code="remark", text=remark)
    for use in uses:
        yield from _of_use(rules, use)
    yield from _articles(rules)


def _conditions(rules: Rules) -> Iterator[Assumption]:
    """Yield what must be checked before the regulation is applied: its scope, its deferrals."""
    if APPLICATION not in rules.parameters:  # a plan frozen before it told so
        return
    use, names = rules.use(APPLICATION), rules.plain(APPLICATION)
    texts = rules.categories[rules.parameters[APPLICATION].names or ""].names
    for name in names if isinstance(names, tuple) else (names,):
        yield Assumption(
            code="application",
            text=WORDS.text("notes.application", condition=texts[str(name)]),
            reference=use.reference.title,
            confidence=use.confidence,
        )


def _imputed(names: tuple[str, ...]) -> Assumption:
    text = WORDS.text("notes.imputed", names=", ".join(names))
    return Assumption(code="imputed_rain", text=text, confidence="assumption")


def _of_use(rules: Rules, use: ParameterUse) -> Iterator[Assumption]:
    if use.confidence in UNCONFIRMED:
        yield Assumption(
            code="parameter",
            text=Text.by_language(lambda language: _described(rules, use, language)),
            reference=use.reference.title,
            confidence=use.confidence,
        )
    if use.expired:
        text = WORDS.text("notes.expired", label=use.label, day=use.valid_to)
        yield Assumption(code="expired", text=text, reference=use.reference.title)


def _described(rules: Rules, use: ParameterUse, language: str) -> str:
    parameter = rules.parameters[use.parameter]
    value = use.value
    if parameter.names and isinstance(value, str):
        value = rules.categories[parameter.names].names[value].say(language)
    label, mark = use.label.say(language), term(use.confidence, language)
    note = f" {use.note.say(language)}" if use.note else ""
    if parameter.names and parameter.by:  # a table of the regulation: its steps tell the row
        return f"{label} ({mark}).{note}"
    if isinstance(value, dict) and parameter.by:
        categories = [rules.categories[each].names for each in parameter.by.values()]
        value = {_row(key, categories, language): one for key, one in value.items()}
    return f"{label}: {_value(value, use.unit, language)} ({mark}).{note}"


def _row(key: str, categories: Sequence[Mapping[str, Text]], language: str) -> str:
    """Return the names on the axes of a row as people read them."""
    names = key.split(" · ")
    labels = (each.get(name) for name, each in zip(names, categories, strict=False))
    return " · ".join(
        label.say(language) if label else name for name, label in zip(names, labels, strict=False)
    )


def _value(value: object, unit: str, language: str) -> str:
    if isinstance(value, dict):
        if set(value) == {"low", "high"}:
            return (
                f"{_value(value['low'], unit, language)} – {_value(value['high'], unit, language)}"
            )
        return "; ".join(f"{name} {_value(one, unit, language)}" for name, one in value.items())
    if isinstance(value, str):
        return value
    if isinstance(value, list):
        return "; ".join(_value(one, unit, language) for one in value)
    if isinstance(value, float):
        return f"{readable(value, language)} {UNITS[unit].label.say(language)}".rstrip()
    return "–" if value is None else str(value)


def _articles(rules: Rules) -> Iterator[Assumption]:
    """Yield the articles that were amended after what the plan knows."""
    use, names = rules.use(ARTICLES_TO_CHECK), rules.plain(ARTICLES_TO_CHECK)
    articles = rules.categories[rules.parameters[ARTICLES_TO_CHECK].names or ""].names
    for name in names if isinstance(names, tuple) else ():
        text = WORDS.text("notes.check_article", article=articles[str(name)])
        yield Assumption(
            code="check_article", text=text, reference=use.reference.title, confidence="verify"
        )


_ANNEX_C = "r.r. Lombardia 7/2017, art. 7 e allegato C"
