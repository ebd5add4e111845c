"""What changed between two runs of the same request: data, plan, answer, rows."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from contado.site.jobs.models import Job, State
from contado.terms import Text
from contado.territory import roles

_MOST = 50


@dataclass(frozen=True, slots=True)
class Changes:
    """What an earlier run said otherwise."""

    ground: tuple[str, ...]  # sentences: data and values of the plan
    answer: tuple[str, ...]  # what the earlier run answered, where it is not the same
    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]  # place, column, before, now
    more: int  # rows that are not listed

    @property
    def is_same(self) -> bool:
        """Whether nothing changed."""
        return not (self.ground or self.answer or self.rows)


def since(before: Job | None, now: Job, language: str) -> Changes | None:
    """Return what changed since an earlier run; None where there is none to compare with."""
    if before is None or State.DONE not in (before.state, now.state) or before.state != now.state:
        return None
    old, new = (_json(job.result / "run.json") for job in (before, now))
    was, is_ = (_json(job.shown / f"{language}.json") for job in (before, now))
    rows = list(_rows(was, is_))
    answer = tuple(was["head"]["answer"]) if was["head"]["answer"] != is_["head"]["answer"] else ()
    headings = (_("Luogo"), _("Dato"), _("Prima"), _("Ora"))
    return Changes(
        tuple(_ground(old, new, language)), answer, headings, tuple(rows[:_MOST]),
        max(0, len(rows) - _MOST),
    )  # fmt: skip


def _json(path: Path) -> Any:  # noqa: ANN401 - plain values
    return json.loads(path.read_text(encoding="utf-8"))


def _ground(old: Mapping[str, Any], new: Mapping[str, Any], language: str) -> Iterator[str]:
    """Yield a sentence a layer and a value of the plan that is not the same."""
    was, now = ({each["id"] for each in run["layers"]} for run in (old, new))
    for layer in sorted(now - was):
        yield _("Strato nuovo: {name}.").format(name=_layer(layer, language))
    for layer in sorted(was - now):
        yield _("Strato non più usato: {name}.").format(name=_layer(layer, language))
    before = {use["parameter"]: use for use in old["parameters"]}
    for use in new["parameters"]:
        known = before.get(use["parameter"])
        if known is not None and known["value"] != use["value"]:
            label = Text.model_validate(use["label"]).say(language)
            yield _("Valore del piano cambiato: {name}.").format(name=label)
    if old["software"] != new["software"]:
        yield _("Programma: da {before} a {now}.").format(
            before=old["software"], now=new["software"]
        )


def _layer(version: str, language: str) -> str:
    role, _at, number = version.partition("@")
    known = roles().get(role)
    return f"{known.label.say(language)}, {number}" if known else version


def _rows(was: Mapping[str, Any], now: Mapping[str, Any]) -> Iterator[tuple[str, ...]]:
    """Yield the cells of the first table that are not the same: place, column, before, now."""
    if not was["tables"] or not now["tables"]:
        return
    old, new = was["tables"][0], now["tables"][0]
    labels = [heading["label"] for heading in new["headings"]]
    known = {row[0]: dict(zip((h["label"] for h in old["headings"]), row, strict=True))
             for row in old["rows"]}  # fmt: skip
    for row in new["rows"]:
        before = known.get(row[0])
        for label, cell in zip(labels[1:], row[1:], strict=True):
            earlier = "" if before is None else before.get(label, "")
            if earlier != cell:
                yield row[0], label, earlier or "–", cell or "–"
