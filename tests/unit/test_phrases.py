"""Every phrase of every room exists in both languages and names the same values."""

import ast
import string
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

import contado
from contado.phrases import Phrases
from contado.terms import Text

SOURCE = Path(contado.__file__).parent
BOOKS = sorted(SOURCE.rglob("words.yaml"))
SHARED = {SOURCE / "terms.py", SOURCE / "units.py"}
"""The vocabulary of every room: terms and units, which are Python."""


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


class NoKeyTwice(yaml.SafeLoader):
    """PyYAML takes the last of two equal keys in silence."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict:
        keys = [self.construct_object(key, deep=True) for key, _ in node.value]
        assert len(keys) == len(set(keys)), sorted(k for k in keys if keys.count(k) > 1)
        return super().construct_mapping(node, deep)


@pytest.mark.parametrize("book", BOOKS, ids=lambda book: str(book.parent.relative_to(SOURCE)))
def test_both_languages_of_a_phrase_name_the_same_values(book: Path) -> None:
    yaml.load(book.read_text("utf-8"), NoKeyTwice)
    package = ".".join(["contado", *book.parent.relative_to(SOURCE).parts])
    phrases = Phrases.of(package)
    assert list(phrases)
    for key in phrases:
        assert fields(phrases[key].it) == fields(phrases[key].en), key


def test_a_value_may_be_a_text_in_both_languages() -> None:
    phrase = Phrases.of("contado.norms").text("sentences.first", high=Text(it="0,15", en="0.15"))
    assert (phrase.it, phrase.en) == ("sotto 0,15", "below 0.15")


def test_a_phrase_that_is_not_in_the_book_is_a_mistake_of_the_code() -> None:
    phrases = Phrases.of("contado.norms")
    assert "no_such" not in phrases
    assert phrases.get("no_such") is None
    with pytest.raises(KeyError):
        phrases("no_such")


def test_texts_in_both_languages_are_in_phrase_books() -> None:
    """A text that stands in the code cannot be read over by who knows the language."""
    lines = [
        f"{path.relative_to(SOURCE)}:{line}"
        for path in sorted({*SOURCE.rglob("*.py")} - SHARED)
        for line in inline(path.read_text("utf-8"))
    ]
    assert not lines


def test_what_counts_as_a_text_in_the_code() -> None:
    assert list(inline("a = Text(it='sì', en='yes')\nb = {'it': 'no', 'en': f'no {no}'}")) == [1, 2]
    assert list(inline("words('sì', f'yes {n}')\n_t('a', 'b')")) == [1, 2]
    assert not list(inline("Text(it=one, en=two)\nphrase('a.b', it='x')\nwords(one, 'b')"))


def inline(source: str) -> Iterator[int]:
    """Yield the lines of texts in both languages: by name, by key, or one after the other."""
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Call(keywords=[*named]) if {"it", "en"} <= {one.arg for one in named}:
                both = [one.value for one in named if one.arg in {"it", "en"}]
            case ast.Dict(keys=[ast.Constant("it"), ast.Constant("en")], values=both):
                pass
            case ast.Call(func=ast.Name("Text" | "words" | "_t" | "_text"), args=[one, two]):
                both = [one, two]
            case _:
                continue
        if all(map(_written, both)):
            yield node.lineno


def _written(node: ast.expr) -> bool:
    """Tell words that somebody wrote; empty ones and what is only put together are none."""
    parts = node.values if isinstance(node, ast.JoinedStr) else [node]
    texts = [one.value for one in parts if isinstance(one, ast.Constant)]
    return any(isinstance(text, str) and any(map(str.isalpha, text)) for text in texts)
