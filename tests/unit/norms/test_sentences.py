"""Every sentence of the engine exists in both languages and names the same values."""

import re
import string
from importlib import resources
from pathlib import Path

import yaml

import contado.norms
from contado.errors import messages

HOUSE = Path(contado.norms.__file__).parent


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def test_sentences_name_the_same_values_in_both_languages() -> None:
    pages = yaml.safe_load((resources.files("contado.norms") / "sentences.yaml").read_text("utf-8"))
    for page in pages.values():
        for key, text in page.items():
            assert set(text) == {"it", "en"}, key
            assert fields(text["it"]) == fields(text["en"]), key


def test_every_problem_that_the_engine_names_has_its_message() -> None:
    named = {
        code
        for page in HOUSE.glob("*.py")
        for code in re.findall(r"\"(norms\.[a-z_]+)\"", page.read_text(encoding="utf-8"))
    }
    assert named
    assert named <= set(messages())


def test_no_message_of_the_engine_is_left_unused() -> None:
    source = "\n".join(page.read_text(encoding="utf-8") for page in HOUSE.parent.rglob("*.py"))
    page = yaml.safe_load((HOUSE.parent / "messages" / "norms.yaml").read_text(encoding="utf-8"))
    unused = {code for code in page if code not in source}
    assert not unused
