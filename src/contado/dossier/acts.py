"""The acts of a dossier: each is of what it verified, by its digest, and a state has its act."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import pairwise

from contado.documents import Finding, digest_of
from contado.dossier.freeze import plain
from contado.dossier.model import Act, Dossier

_LAST = {"autovalutata": "self_assessment"}
_VERIFIED = ("in_verifica", "verificata", "rinviata")


def self_assessed(draft: Dossier, act: Act) -> Dossier:
    """Return a draft as the municipality makes it its own, by an act of that very draft."""
    own = act.model_copy(update={"of": digest_of(plain(draft))})
    return draft.model_copy(update={"acts": (own,), "state": "autovalutata"})


def acts_apart(dossier: Dossier) -> Iterator[Finding]:
    """Yield a state without its act, and an act that is not of what the dossier rests on."""
    last = dossier.acts[-1] if dossier.acts else None
    asked = "verification" if dossier.state in _VERIFIED else _LAST.get(dossier.state)
    if asked != (last.kind if last else None):
        yield Finding("act", dossier.state, asked, last.kind if last else None)
    elif last is not None and last.kind == "verification":
        yield from _verified(dossier, last)
    elif last is not None:
        yield from _of(last, digest_of(plain(_draft(dossier))))
    yield from _in_order(dossier)


def _verified(dossier: Dossier, act: Act) -> Iterator[Finding]:
    if dossier.based_on is None:
        yield Finding("act", "based_on", act.of, None)
    else:
        yield from _of(act, dossier.based_on)


def _of(act: Act, verified: str) -> Iterator[Finding]:
    if act.of not in (None, verified):  # earlier versions linked no act
        yield Finding("act", f"{act.kind} {act.office}", act.of, verified)


def _draft(dossier: Dossier) -> Dossier:
    return dossier.model_copy(update={"acts": (), "state": dossier.intervention.state})


def _in_order(dossier: Dossier) -> Iterator[Finding]:
    is_verified = dossier.state in _VERIFIED
    days = [act.date for act in dossier.acts]
    for before, after in pairwise([dossier.on, *days[-1:]] if is_verified else []):
        yield from _too_early(before, after)
    for before, after in pairwise(days):
        yield from _too_early(before, after)


def _too_early(before: date, after: date) -> Iterator[Finding]:
    if after < before:
        yield Finding("act", "date", before.isoformat(), after.isoformat())
