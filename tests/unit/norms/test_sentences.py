"""Every message of the engine is there, and none is left unused."""

import re
from pathlib import Path

import yaml

import contado.norms
from contado.errors import messages

HOUSE = Path(contado.norms.__file__).parent


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
