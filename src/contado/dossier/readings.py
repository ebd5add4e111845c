"""Facts of one intervention as the dossier states them: both sides, source, flags."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Literal, get_args

import numpy as np

from contado.dossier.model import FactReading, Flag, Value
from contado.facts import Fact, Facts, catalogue
from contado.norms import Confidence, Interval, Lacking, exact, written_apart
from contado.survey import MINIMUM_COVERAGE, Measured
from contado.terms import TERMS, Text
from contado.units import RESOLUTION
from contado.values import Column, Labels, Missing, Rows

AFTER = "@after"
_CONFIDENCES = get_args(Confidence)
ABACUS = "abacus."
"""Beginning of the identifiers of the abacus' quantities: ``abacus.NBS01.cooling``."""


def readings(facts: Facts, row: int) -> tuple[FactReading, ...]:
    """Return every fact of the intervention in ``row``, then those of its measures."""
    measures = facts.declared.measures
    under = np.flatnonzero(measures.parent == row)
    codes = [measures.names[measures.kind[each]] for each in under]
    own, children = [], []
    for name, measured in facts.items():
        if catalogue()[name.removesuffix(AFTER)].of == "measure":
            children += list(_children(name, measured, under, codes))
        else:
            own.append(_of_own(_reading(name, measured, row, None), codes))
    children.sort(key=lambda reading: reading.child or 0)
    return (*own, *children)


def _children(
    name: str, measured: Measured, rows: Rows, codes: Sequence[str]
) -> Iterator[FactReading]:
    """Return the readings of the measures; of the abacus each used only its own row."""
    for place, (row, code) in enumerate(zip(rows, codes, strict=True)):
        yield _of_own(_reading(name, measured, int(row), place), [code])


def _of_own(reading: FactReading, codes: Sequence[str]) -> FactReading:
    """Return a reading with the abacus of its own measures only, in their order.

    What others declare, measured with it, would make another document of the same intervention.
    """
    own = tuple(f"{ABACUS}{code}." for code in codes)
    used = [p for p in reading.parameters if not p.startswith(ABACUS) or p.startswith(own)]
    abacus = [p for p in used if p.startswith(ABACUS)]
    ordered = iter(sorted(abacus, key=lambda p: codes.index(p.split(".")[1])))
    used = [next(ordered) if p.startswith(ABACUS) else p for p in used]
    return reading.model_copy(update={"parameters": tuple(used)})


def _reading(name: str, measured: Measured, row: int, child: int | None) -> FactReading:
    fact = catalogue()[name.removesuffix(AFTER)]
    value, why = _value(measured.values, row), measured.values.why(row)
    coverage = float(measured.coverage[row])
    declared = bool(measured.from_declared[row])
    return FactReading(
        fact=fact.fact,
        label=fact.label,
        unit=fact.unit or "",
        state="after" if name.endswith(AFTER) else "before",
        child=child,
        value=value,
        value_label=_label(fact, value),
        lacking=_lacking(why, measured, coverage) if why else None,
        measured=_side(measured.measured, row, None if declared else value),
        declared=_side(measured.declared, row, value if declared else None),
        source=_source(value, declared=declared, of_measure=child is not None),
        coverage=None if np.isnan(coverage) else coverage,
        flags=(*measured.flags_of(row), *_doubt(measured, row, name)),
        layers=measured.layers,
        parameters=tuple(use.parameter for use in measured.parameters),
        method=measured.method,
        basis=_basis(measured, row),
    )


def _source(
    value: Value, *, declared: bool, of_measure: bool
) -> Literal["measured", "declared", "abacus", "missing"]:
    if value is None:
        return "missing"
    if declared:
        return "declared"
    return "abacus" if of_measure else "measured"


def _doubt(measured: Measured, row: int, name: str) -> tuple[Flag, ...]:
    """Flag a declared number outside the bounds that were measured; nobody measures the future."""
    if measured.declared is None or measured.measured is None or name.endswith(AFTER):
        return ()
    declared, seen = _value(measured.declared, row), _value(measured.measured, row)
    if not measured.layers or not (isinstance(declared, Interval) and isinstance(seen, Interval)):
        return ()
    apart = max(seen.low - declared.high, declared.low - seen.high)
    return ("disagrees",) if apart > RESOLUTION else ()


def _value(column: Column, row: int) -> Value:
    if isinstance(column, Labels):
        return column.name(row)
    if column.missing[row]:
        return None
    return Interval(low=float(column.low[row]), high=float(column.high[row]))


def _side(column: Column | None, row: int, otherwise: Value) -> Value:
    return otherwise if column is None else _value(column, row)


def _label(fact: Fact, value: Value) -> Text | None:
    if not isinstance(value, str):
        return None
    return fact.names.get(value, Text.same(value))


def _basis(measured: Measured, row: int) -> Text | None:
    from contado.dossier.words import phrase

    name = measured.basis.name(row) if measured.basis else None
    if name is not None and name in _CONFIDENCES:
        return phrase("basis_confidence", confidence=TERMS[name])
    return phrase(f"basis_{name}") if name else None


def _lacking(why: Missing, measured: Measured, coverage: float) -> Lacking:
    """Return what is missing; where too little is covered, with the share and the least of it."""
    reason = lacking(why)
    used = (use.value for use in measured.parameters if use.parameter == MINIMUM_COVERAGE)
    least = next(used, None)
    if why.code != "low_coverage" or not isinstance(least, float) or np.isnan(coverage):
        return reason
    return reason.model_copy(update={"text": too_little(_subject(why.subject), coverage, least)})


def too_little(subject: Text, covered: float, least: float) -> Text:
    """Say which share the data cover, and which they should.

    Examples
    --------
    >>> too_little(Text(it="copertura del suolo", en="land cover"), 0.79, 0.8).it
    "copertura del suolo: i dati coprono il 79 %, ne serve almeno l'80 %"
    """
    from contado.dossier.words import phrase

    share, lowest = written_apart(covered, "share", [least]), exact(least, "share")
    return phrase(
        "missing_low_coverage_share",
        subject=subject,
        share=_with_article(share),
        least=_with_article(lowest),
    )


def _with_article(share: Text) -> Text:
    """Put the Italian article before a share: *l'80 %*, *il 79 %*.

    Examples
    --------
    >>> _with_article(Text(it="8 %", en="8%")).it, _with_article(Text(it="1,5 %", en="")).it
    ("l'8 %", "l'1,5 %")
    """
    whole = share.it.partition(" ")[0].partition(",")[0]
    elided = whole.startswith("8") or whole in {"1", "11"}
    return Text(it=f"l'{share.it}" if elided else f"il {share.it}", en=share.en)


def lacking(missing: Missing) -> Lacking:
    """Return a missing datum in words."""
    from contado.dossier.words import WORDS, phrase

    special = f"missing_{missing.code}_{missing.subject}"
    key = special if special in WORDS else f"missing_{missing.code}"
    text = phrase(key, subject=_subject(missing.subject))
    return Lacking(code=missing.code, subject=missing.subject, text=text)


def _subject(name: str) -> Text:
    """Return what a missing datum is called: a layer, something declared, a fact."""
    from contado.norms import subject_text
    from contado.territory import roles

    role = roles().get(name)
    known = role.label if role else subject_text(name)
    if known is not None:
        return known
    fact = next((fact for fact in catalogue().values() if fact.fact.endswith(f".{name}")), None)
    return fact.label if fact else Text.same(name)
