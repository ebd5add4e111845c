"""What the reader of a file remarks of an intervention, and what follows from its outline."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from typing import TYPE_CHECKING

from contado.errors import LANGUAGES, Problem, messages
from contado.interventions.geometry import geometry_of
from contado.interventions.ground import TerritoryExtent, say_outside
from contado.interventions.source import Findings
from contado.terms import Text

if TYPE_CHECKING:
    from contado.interventions.model import Intervention

OUTSIDE = "interventions.partly_outside"
OF_FILE = ("interventions.transformed", "interventions.crs_replaced", "interventions.measure_cut")
"""Remarks on the file that was read: it is not in a document, and they are declared with it."""

BEARING = frozenset((OUTSIDE, *OF_FILE))


def remarks_of(notices: Iterable[Problem]) -> tuple[Text, ...]:
    """Return the notices that bear on a result, in words, each once."""
    return tuple(dict.fromkeys(_remark(one) for one in notices if one.code in BEARING))


def remarks_again(work: Intervention, ground: TerritoryExtent) -> tuple[Text, ...]:
    """Return the remarks of an intervention that comes back from a document.

    What its outline says on this ground is worked out again; of what its file said, only remarks
    stay that a reader makes.
    """
    findings = Findings()
    say_outside(ground.share_outside(geometry_of(work)), work.id, findings)
    own = remarks_of(findings.notices)
    made: list[Text] = []
    for one in work.remarks:
        if _is_of(one, OUTSIDE):
            made += own
        elif any(_is_of(one, code) for code in OF_FILE):
            made.append(one)
    return tuple(dict.fromkeys((*made, *own)))


def _remark(notice: Problem) -> Text:
    def words(language: str) -> str:
        sentences = notice.say(language)
        return f"{sentences.what} {sentences.why}"

    return Text.by_language(words)


def _is_of(remark: Text, code: str) -> bool:
    """Tell whether a remark is the sentence of a notice, whatever its values."""
    return all(_pattern(code, language).fullmatch(remark.say(language)) for language in LANGUAGES)


@cache
def _pattern(code: str, language: str) -> re.Pattern[str]:
    texts = messages()[code][language]
    parts = re.split(r"\{\w+\}", f"{texts['what']} {texts['why']}")
    return re.compile(r"[^\n]{1,200}?".join(map(re.escape, parts)))
