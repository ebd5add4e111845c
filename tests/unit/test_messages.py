"""Every message that the code can raise is written in both languages."""

import pickle
import re
import string
from pathlib import Path

import contado
from contado.errors import LANGUAGES, BadInput, Problem, messages

SOURCE = Path(contado.__file__).parent


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def test_every_message_has_its_three_sentences_in_both_languages() -> None:
    for code, texts in messages().items():
        assert set(texts) == set(LANGUAGES), code
        for language in LANGUAGES:
            assert set(texts[language]) == {"what", "why", "mend"}, code
            assert all(texts[language].values()), code


def test_both_languages_of_a_message_name_the_same_values() -> None:
    for code, texts in messages().items():
        it, en = (set().union(*map(fields, texts[lang].values())) for lang in LANGUAGES)
        assert it == en, code


def test_every_code_in_the_source_has_a_message() -> None:
    raised = {
        code
        for page in SOURCE.rglob("*.py")
        for code in re.findall(r"Problem\(\s*\"([a-z_.]+)\"", page.read_text(encoding="utf-8"))
    }
    assert raised
    assert raised <= set(messages())


def test_bad_input_crosses_to_another_process_with_its_problems() -> None:
    refused = BadInput([Problem("cli.no_path", "--out"), Problem("crs.missing", "a.tif")])
    assert pickle.loads(pickle.dumps(refused)).problems == refused.problems
