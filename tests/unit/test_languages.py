"""No word of one language stands in the texts of the other, wherever a text is kept."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

import contado

SOURCE = Path(contado.__file__).parent
PAGES = sorted(SOURCE.rglob("*.yaml"))
ENGLISH = re.compile(
    r"(?<![\w`«_/.-])(the|of|and|with|is|are|none|missing|from|which|not|option|layer|unit|sealed|night"
    r"|site|soil|share|this|that|must|cannot|by|at|an)(?![\w`»_/.-])"
)
ITALIAN = re.compile(
    r"(?<![\w`“_/.-])(il|di|del|della|che|non|con|una|gli|è|sono|manca|dei|delle|nel|dalla|strato"
    r"|misura|oppure|ogni)(?![\w`”_/.-])"
)
NAMES = re.compile(
    r"“[^”]*”|«[^»]*»|`[^`]*`|\"[^\"]*\"|\{.*?\}+|Città metropolitana di Milano"
    r"|Agenzia delle Entrate|contado( [a-z]+)+|share: 1|(?:sul|sui|dal|del) layer|\((share|area)\)"
)
"""Quoted names, values between braces, commands and fields, institutions with their own name,
and what a drawing calls a layer in Italian too."""


def texts(branch: object, path: str = "") -> Iterator[tuple[str, str, str]]:
    """Yield language, where and text of every pair of texts below."""
    if isinstance(branch, dict):
        for key, value in branch.items():
            if key in ("it", "en") and isinstance(value, str):
                yield key, path, value
            elif key in ("it", "en") and isinstance(value, dict):
                yield from ((key, f"{path}.{name}", str(text)) for name, text in value.items())
            else:
                yield from texts(value, f"{path}.{key}")
    elif isinstance(branch, list):
        for at, value in enumerate(branch):
            yield from texts(value, f"{path}.{at}")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(SOURCE)))
def test_a_text_has_no_word_of_the_other_language(page: Path) -> None:
    others = {"it": ENGLISH, "en": ITALIAN}
    strangers = [
        (where, language, word, text)
        for language, where, text in texts(yaml.safe_load(page.read_text("utf-8")))
        for word in others[language].findall(NAMES.sub("", text))
    ]
    assert strangers == []
