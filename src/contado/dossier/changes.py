"""What would change the verdict: the least change of each kind, found by evaluating."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from contado.dossier.fitting import Fitting
from contado.dossier.model import Changed, LeastChange, Money, PartChange
from contado.dossier.variants import CHECKLIST, YES, Variant, variants, variants_table
from contado.dossier.words import phrase
from contado.interventions import geometry_of
from contado.norms import Answer, Interval, PartEffect, Reached, join, quoted
from contado.norms.least_change import least_change
from contado.terms import TERMS, Text

if TYPE_CHECKING:
    from contado.interventions import Intervention
    from contado.norms import Rules, Verdicts


def changes(work: Intervention, verdicts: Verdicts, row: int) -> tuple[LeastChange, ...]:
    """Return the least changes that would give a better outcome of one sheet.

    Each is one change alone: the fewest unanswered items of the checklist answered yes, a greater
    share of a measure, the fewest items turned to yes, or another measure of the abacus in the
    place of one where it fits; with the cost where the abacus has a price of a square metre.

    Parameters
    ----------
    work
        The intervention.
    verdicts
        Verdicts of the sheet on the interventions assessed together.
    row
        Row of the intervention among them.
    """
    compiled = verdicts.compiled
    sheet, rules = compiled.sheet, compiled.rules
    best = len(verdicts.names) - 1
    if int(verdicts.possible[row]) == 1 << best:
        return ()
    tried = variants(work, sheet, rules)
    if not tried:
        return ()
    table = variants_table(verdicts, row, work, tried)
    least = least_change(compiled, table, [one.kind for one in tried])
    teller = _Teller(work, verdicts)
    return tuple(teller.change(tried[reached.row - 1], reached) for reached in _own_first(least))


def _own_first(least: Sequence[Reached]) -> Iterator[Reached]:
    """Yield changes without other measures where more of a declared one reaches as much."""
    raised = {one.after.value for one in least if one.kind == "measure_share"}
    for one in least:
        if one.kind != "other_measure" or one.after.value not in raised:
            yield one


class _Teller:
    """Says what the changes of one intervention are."""

    def __init__(self, work: Intervention, verdicts: Verdicts) -> None:
        self.work = work
        self.sheet = verdicts.compiled.sheet
        self.rules: Rules = verdicts.compiled.rules

    def change(self, variant: Variant, reached: Reached) -> LeastChange:
        labels = {part.part: part.label for part in self.sheet.parts}
        return LeastChange(
            sheet=self.sheet.sheet,
            kind=variant.kind,
            sentence=self._sentence(variant, reached),
            cost=self._cost(variant),
            changed=tuple(self._changed(variant)),
            outcome_before=reached.before,
            outcome_after=reached.after,
            effects=tuple(
                PartChange(
                    part=one.part, label=labels[one.part], before=one.before, after=one.after
                )
                for one in _changed_parts(reached)
            ),
        )

    def _sentence(self, variant: Variant, reached: Reached) -> Text:
        parts = [_effect(one) for one in _changed_parts(reached)]
        effect = join(parts, "; ")
        open_ = reached.before.state == "cannot_tell"
        key = "change_certain" if open_ else "change_alone"
        if parts:
            key = "change_certain_and_effect" if open_ else "change_and_effect"
        return phrase(
            key,
            change=self._what(variant),
            before=_quoted(reached.before),
            after=_quoted(reached.after),
            effect=effect,
        )

    def _cost(self, variant: Variant) -> Money | None:
        if variant.items:
            return None
        own = self.work.measures[variant.at]
        area = own.area
        if variant.kind == "measure_share":
            area = variant.share * float(geometry_of(self.work).area) - own.area
        return Fitting(self.work, self.rules).cost(variant.code, area)

    def _what(self, variant: Variant) -> Text:
        if variant.items:
            return self._answers(variant)
        measure = self.work.measures[variant.at]
        own = quoted([self._measure(measure.measure)])
        if variant.kind == "other_measure":
            other = quoted([self._measure(variant.code)])
            return phrase("change_measure", measure=own, other=other)
        return phrase(
            "change_share",
            measure=own,
            before=_percent(measure.share, "da"),
            after=_percent(variant.share, "a"),
        )

    def _answers(self, variant: Variant) -> Text:
        asked = [item for item in variant.items if self._given(item) is None]
        turned = [item for item in variant.items if item not in asked]
        items, others = (
            quoted([self.rules.fact(item).label for item in some]) for some in (asked, turned)
        )
        if asked and turned:
            return phrase("change_answer_and_turn", items=items, turned=others)
        if asked:
            return phrase("change_answer", items=items)
        return phrase("change_turn", items=others)

    def _given(self, fact: str) -> str | None:
        return self.work.realisation.get(fact.removeprefix(CHECKLIST))

    def _measure(self, code: str) -> Text:
        known = self.rules.measures.get(code)
        return known.label if known else Text.same(code)

    def _changed(self, variant: Variant) -> Iterator[Changed]:
        if variant.items:
            for fact in variant.items:
                label = self.rules.fact(fact).label
                yield Changed(field=fact, label=label, before=self._given(fact), after=YES)
            return
        measure = self.work.measures[variant.at]
        label, field = self._measure(measure.measure), f"measures.{measure.measure}"
        if variant.kind == "other_measure":
            before, after = measure.measure, variant.code
            yield Changed(field=f"{field}.measure", label=label, before=before, after=after)
        else:
            yield Changed(
                field=f"{field}.share",
                label=label,
                unit="share",
                before=Interval(low=measure.share, high=measure.share),
                after=Interval(low=variant.share, high=variant.share),
            )


def _quoted(answer: Answer) -> Text:
    return quoted([answer.label]) if answer.state == "known" else TERMS[answer.state]


def _changed_parts(reached: Reached) -> list[PartEffect]:
    """Return the parts whose answer reads otherwise; fewer classes left is not another answer."""
    return [one for one in reached.parts if _quoted(one.before) != _quoted(one.after)]


def _effect(one: PartEffect) -> Text:
    before, after = _quoted(one.before), _quoted(one.after)
    return phrase("change_part", part=one.part, before=before, after=after)


def _percent(share: float, preposition: str) -> Text:
    """Return a share in per cent, in Italian after its preposition and article.

    Examples
    --------
    >>> _percent(0.3, "da").it, _percent(0.085, "da").it, _percent(0.08, "a").it
    ('dal 30 %', "dall'8,5 %", "all'8 %")
    """
    value = f"{100 * share:.1f}".removesuffix(".0")
    whole = value.partition(".")[0]
    if whole == "0":
        article = "llo "
    elif whole in ("1", "8", "11") or (len(whole) == len("80") and whole.startswith("8")):
        article = "ll'"
    else:
        article = "l "
    return Text(it=f"{preposition}{article}{value.replace('.', ',')} %", en=f"{value} %")
