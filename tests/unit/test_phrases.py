"""Every phrase of every room exists in both languages and names the same values."""

import string
from pathlib import Path

import pytest
import yaml

import contado
from contado.phrases import Phrases
from contado.terms import Text

SOURCE = Path(contado.__file__).parent
BOOKS = sorted(SOURCE.rglob("words.yaml"))


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
