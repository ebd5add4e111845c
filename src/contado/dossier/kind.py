"""The dossier as a kind of document: repeated on its territory, compared criterion by criterion."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, ClassVar

from contado.documents import (
    ComparedRow,
    Discrepancy,
    Envelope,
    Finding,
    Kind,
    Progress,
    Then,
    software_now,
    unrecognised,
    worded,
)
from contado.dossier.acts import acts_apart
from contado.dossier.again import judged_again, made_again, outdated
from contado.dossier.differences import LATER, differences, reworded
from contado.dossier.freeze import of_plain, plain
from contado.dossier.model import Dossier
from contado.errors import BadInput
from contado.norms import ORDER, Answer, ParameterUse, Rules
from contado.territory import Territory

if TYPE_CHECKING:
    from contado.dossier.model import ScenarioAnnex


class DossierKind(Kind[Dossier]):
    """A dossier of an intervention."""

    later: ClassVar[frozenset[str]] = frozenset(LATER)
    row_names: ClassVar[tuple[str, ...]] = ("sheet", "part", "criterion")

    def envelope(self, content: dict[str, Any], where: str) -> Envelope:
        """Return the envelope that a file is lifted to."""
        dossier = self.load(content, where)
        return Envelope(
            kind="dossier",
            subject=dossier.intervention.name,
            content=content,
            plan=dossier.plan.embedded,
            snapshot=dossier.snapshot,
            references={one.reference: one.content for one in dossier.references},
            software=dossier.software,
            digest=dossier.digest,
        )

    def load(self, content: dict[str, Any], where: str) -> Dossier:
        """Return the document that plain values hold."""
        return of_plain(content, where)

    def whole(self, document: Dossier) -> Mapping[str, Any]:
        """Return a dossier as plain values with every field."""
        rules = Rules.of(document.plan.embedded)
        order = rules.embed((), ())[ORDER]
        own = plain(document)
        return own | {"plan": own["plan"] | {"embedded": {**document.plan.embedded, ORDER: order}}}

    def judged(self, document: Dossier) -> Iterable[Finding]:
        """Yield what does not follow from its own content and plan."""
        yield from unrecognised(Rules.of(document.plan.embedded))
        yield from acts_apart(document)
        before, after = judged_again(document)
        for each in differences(before, after):
            yield Finding("judgement", each.where, each.before, each.after)
        yield from worded(reworded(before, after), document.software)

    def layers(self, document: Dossier) -> Mapping[str, str | None]:
        """Return the layers that it read, each with its hash."""
        return {source.layer: source.sha256 for source in document.provenance}

    def repeated(
        self, document: Dossier, territory: Territory, progress: Progress
    ) -> Iterable[Finding]:
        """Yield what comes out otherwise on its own snapshot and plan."""
        for fact, (then, now) in outdated(document).items():
            yield Finding("method", fact, then, now)
        before, after = plain(document), plain(made_again(document, territory, progress))
        yield from _findings(differences(before, after))
        yield from worded(reworded(before, after), document.software)
        for annex in document.annexes:
            yield from _of_annex(annex, territory, drawn=document.software == software_now())

    def today(
        self, document: Dossier, territory: Territory | None, on: date | None
    ) -> tuple[Then, ...]:
        """Return what would be otherwise today."""
        from contado.dossier.today import now

        assert territory is not None
        whole = Territory.open(territory.root, territory.snapshot or None)
        return now(document, whole, on or document.on)

    def page(self, document: Dossier, suffix: str, language: str) -> bytes | None:
        """Return a page as it is made of a dossier."""
        from contado.dossier.writing import page_of

        return page_of(document, suffix.removeprefix("."), language)

    def rows(self, a: Dossier, b: Dossier, language: str) -> list[ComparedRow]:
        """Return what both say, row by row."""
        from contado.dossier.compare import compare

        return compare(a, b, language)

    def text(self, value: object, language: str) -> str:
        """Return a value of a finding as people read it."""
        from contado.dossier.pages import say
        from contado.dossier.pages.parameters import content

        if isinstance(value, Answer):
            return say.answer(value, language)
        return content(value, language) if isinstance(value, ParameterUse) else str(value)


def _findings(apart: Sequence[Discrepancy]) -> Iterator[Finding]:
    """Yield differences as findings; of what has another method no more than that."""
    begins = tuple(d.where.removesuffix("method") for d in apart if d.where.endswith(" method"))
    for each in apart:
        if each.where.endswith(" method"):
            yield Finding("method", each.where.split()[1], each.before, each.after)
        elif not (begins and each.where.startswith(begins)):
            yield Finding("software", each.where, each.before, each.after)


def _of_annex(annex: ScenarioAnnex, territory: Territory, *, drawn: bool) -> Iterator[Finding]:
    """Yield that an attached scenario is not as frozen, or its numbers that differ."""
    from contado.dossier.annex import apart

    try:
        for each in apart(annex, territory, drawn=drawn):
            yield Finding("annex", f"{annex.title}, {each.where}", each.before, each.after)
    except BadInput as error:
        if any(problem.code != "scenarios.altered" for problem in error.problems):
            raise
        yield Finding("annex", annex.title, annex.digest, None)
