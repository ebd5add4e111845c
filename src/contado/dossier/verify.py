"""Verify a dossier: is it whole, does it repeat, and what would it be today."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from contado.dossier.again import judged_again, made_again, outdated
from contado.dossier.assembly import software_now
from contado.dossier.assess import Progress
from contado.dossier.differences import Difference, differences
from contado.dossier.freeze import digest_of, of_plain, plain, read_plain
from contado.dossier.model import Dossier
from contado.dossier.today import Then, now
from contado.errors import BadInput
from contado.territory import Territory

if TYPE_CHECKING:
    from contado.dossier.model import Source

Kind = Literal["altered", "data", "method", "judgement", "software", "annex"]


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that keeps the dossier from repeating: of what kind, what, and both values."""

    kind: Kind
    subject: str
    before: Any
    after: Any


@dataclass(frozen=True, slots=True)
class Verification:
    """What verifying a dossier found.

    Parameters
    ----------
    dossier
        The dossier as it was read.
    findings
        Why it does not repeat; empty where it does.
    software
        The software that wrote it and the one that verified it.
    today
        What would differ with the installed plan and the current data, where that was asked.
    """

    dossier: Dossier
    findings: tuple[Finding, ...]
    software: tuple[str, str]
    today: tuple[Then, ...] | None = None

    @property
    def repeats(self) -> bool:
        """Whether the dossier is whole and gives the same result again."""
        return not self.findings


def verify(
    path: Path,
    territory: Territory,
    *,
    today: bool = False,
    on: date | None = None,
    progress: Progress | None = None,
) -> Verification:
    """Verify a dossier against a territory.

    First its digest; then the files of the layers it used, hashed again, and a rerun with its own
    plan and its own snapshot, from the layers alone: nothing kept in ``derived`` is believed. A
    layer accepted later changes nothing of this.

    Parameters
    ----------
    path
        A ``dossier.json``.
    territory
        The territory it was made on, at any snapshot; it may be open ``incomplete``.
    today
        Also rerun with the installed plan and the territory's current snapshot, where no layer
        that the dossier used is missing.
    on
        The day of that rerun; the dossier's own by default.
    progress
        Told how far the first rerun is.

    Raises
    ------
    BadInput
        ``dossier.unreadable``, ``dossier.other_version``, ``dossier.not_a_dossier``; the geometry
        or the embedded plan is none that could ever have been assessed.
    """
    content = read_plain(path)
    dossier = of_plain(content, path.name)
    findings, software = _altered(content), (dossier.software, dossier.software)
    if not findings:
        findings, software = found_again(dossier, territory, progress)
    gone = any(finding.kind == "data" and finding.after is None for finding in findings)
    then = _now(dossier, territory, on) if today and not gone else None
    return Verification(dossier, tuple(findings), software, then)


def _now(dossier: Dossier, territory: Territory, on: date | None) -> tuple[Then, ...]:
    whole = Territory.open(territory.root, territory.snapshot or None)
    return now(dossier, whole, on or dossier.on)


def found_again(
    dossier: Dossier, territory: Territory, progress: Progress | None = None
) -> tuple[list[Finding], tuple[str, str]]:
    """Return why a dossier does not repeat, and the software that wrote and that reran it.

    First its frozen facts are judged again by its frozen plan, then it is made again on its
    territory; the second is left out where the data are already found to be others.
    """
    judged = judged_again(dossier)
    findings = [Finding("judgement", each.where, each.before, each.after) for each in judged]
    software = (dossier.software, software_now())
    if changed := _data(dossier, territory):
        return [*findings, *changed], software
    methods = outdated(dossier)
    findings += [Finding("method", fact, then, now) for fact, (then, now) in methods.items()]
    again = made_again(dossier, territory, progress)
    apart = _of_kind(differences(plain(dossier), plain(again)))
    known = {finding.subject for finding in findings}
    findings += [finding for finding in apart if finding.subject not in known]
    return [*findings, *_annexes(dossier, territory)], software


def _altered(content: dict[str, Any]) -> list[Finding]:
    found = digest_of(content)
    said = str(content.get("digest"))
    return [] if found == said else [Finding("altered", "digest", said, found)]


def _data(dossier: Dossier, territory: Territory) -> list[Finding]:
    """Return the layers whose file is gone or has other bytes, and a snapshot that is unknown."""
    found = [finding for source in dossier.provenance for finding in _layer(source, territory)]
    known = {state.snapshot for state in territory.history}
    if dossier.snapshot not in known:
        found.append(Finding("data", "snapshot", dossier.snapshot, territory.snapshot))
    return found


def _layer(source: Source, territory: Territory) -> list[Finding]:
    from contado.files import sha256_of

    layer = territory.version(source.layer)
    if layer is None or not layer.path.is_file():
        return [Finding("data", source.layer, source.sha256, None)]
    found = sha256_of(layer.path)
    return [] if found == source.sha256 else [Finding("data", source.layer, source.sha256, found)]


def _annexes(dossier: Dossier, territory: Territory) -> Iterator[Finding]:
    """Yield the attached scenarios that are not as frozen, and their numbers that differ."""
    for annex in dossier.annexes:
        from contado.dossier.annex import checked

        try:
            for each in checked([annex], territory):
                where = f"{annex.title}, {each.place}, {each.fact} {each.value}"
                yield Finding("annex", where, each.frozen, each.again)
        except BadInput as error:
            if any(problem.code != "scenarios.altered" for problem in error.problems):
                raise
            yield Finding("annex", annex.title, annex.digest, None)


def _of_kind(found: Sequence[Difference]) -> list[Finding]:
    """Return differences as findings; of what has another method nothing but that is told."""
    methods = [each for each in found if each.where.endswith(" method")]
    begins = tuple(each.where.removesuffix("method") for each in methods)
    return [
        *(Finding("method", each.where.split()[1], each.before, each.after) for each in methods),
        *(
            Finding("software", each.where, each.before, each.after)
            for each in found
            if not (begins and each.where.startswith(begins))
        ),
    ]
