"""The report of invariance as a kind of document: worked out again with no territory."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any, ClassVar

from contado.documents import (
    ComparedRow,
    Envelope,
    Finding,
    Kind,
    RunComparison,
    Side,
    Then,
    disclaimers,
    plan_today,
    unrecognised,
    validated,
    worded,
)
from contado.dossier.invariance.again import made_again
from contado.dossier.invariance.content import content as pages
from contado.dossier.invariance.model import VERSION, Report
from contado.errors import BadInput, Problem
from contado.facts import specs
from contado.norms import BUILT_IN, ORDER, Rules

if TYPE_CHECKING:
    from contado.territory import Territory

_LATER = (ORDER, "chosen")
_NOT_COMPARED = ("format", "disclaimer", "software", "chosen", "digest")


class _OfReport(RunComparison):
    later = _LATER
    keys = ("sheet", "part", "criterion", "fact", "parameter", "criticality", "symbol")


class ReportKind(Kind[Report]):
    """A report of hydraulic invariance."""

    later: ClassVar[frozenset[str]] = frozenset(_LATER)
    on_territory: ClassVar[bool] = False

    def envelope(self, content: dict[str, Any], where: str) -> Envelope:
        """Return the envelope that a file is lifted to."""
        report = self.load(content, where)
        return Envelope(
            kind="invariance_report",
            subject=report.object,
            content=content,
            plan=report.plan,
            software=report.software,
            digest=report.digest,
        )

    def load(self, content: dict[str, Any], where: str) -> Report:
        """Return the document that plain values hold."""
        version = content.get("format")
        if version != VERSION:
            raise BadInput(
                Problem("documents.other_version", where, {"version": str(version)[:40]})
            )
        return validated(Report, content, where)

    def whole(self, document: Report) -> Mapping[str, Any]:
        """Return a report as plain values with every field."""
        return document.model_dump(mode="json", by_alias=True) | {
            "plan": {**document.plan, ORDER: {}}
        }

    def judged(self, document: Report) -> Iterable[Finding]:
        """Yield what does not follow from its own content and plan."""
        yield from unrecognised(Rules.of({"measures": {}, **document.plan}))
        before, after = (_plain(each) for each in (document, made_again(document)))
        fields = [field for field in before if field not in _NOT_COMPARED]
        apart = [*_OfReport().differences(before, after, fields), *disclaimers(before, after)]
        words = _OfReport().reworded(before, after, fields)
        yield from worded(words, document.software)
        for each in apart:
            yield Finding("software", each.where, each.before, each.after)

    def today(
        self, document: Report, territory: Territory | None, on: date | None
    ) -> tuple[Then, ...]:
        """Return what the installed plan says otherwise."""
        profile = territory.profile if territory else BUILT_IN
        new = Rules.load(profile, on=on or document.on, facts=specs())
        old = Rules.of({"measures": {}, **document.plan})
        return tuple(plan_today(old, new))

    def page(self, document: Report, suffix: str, language: str) -> bytes | None:
        """Return a page as it is made of a report."""
        from contado.dossier.invariance.writing import made_pages

        return made_pages(pages(document, language)).get(suffix)

    def rows(self, a: Report, b: Report, language: str) -> list[ComparedRow]:
        """Return what both say, row by row."""
        left, right = (dict(_sides(each, language)) for each in (a, b))
        return [
            ComparedRow(key, key[1], left.get(key), right.get(key))
            for key in dict.fromkeys((*left, *right))
        ]


def _plain(report: Report) -> dict[str, Any]:
    """Return what a rerun is held to: a citation may be mended, what a step gives may not."""
    content = report.model_dump(mode="json", by_alias=True)
    steps = [{k: v for k, v in step.items() if k != "article"} for step in content["steps"]]
    return {**content, "steps": steps}


def _sides(report: Report, language: str) -> Iterator[tuple[tuple[str, ...], Side]]:
    strings = pages(report, language)
    outcome = strings["outcome"]
    yield (strings["heading"], ""), Side(outcome["text"], reason=outcome["why"])
    for name, text in strings["summary"]:
        yield (strings["heading"], name), Side(text)
    for row in strings["requirements"]:
        name = f"{row['code']} {row['label']}"
        yield (strings["heading"], name), Side(row["answer"], reason=row["sentence"])
