"""The phrases of a room in both languages, kept in YAML beside the code that says them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from contado.shipped import page
from contado.terms import Text


@dataclass(frozen=True, slots=True)
class Phrases:
    """The phrase book of a package, read when the first phrase is asked for.

    Parameters
    ----------
    package, file
        The package and the YAML file in it: texts ``{it: …, en: …}`` by key, at any depth.
        A phrase below others is asked for by its path: ``missing.no_layer``.

    Examples
    --------
    >>> phrases = Phrases.of("contado.norms")
    >>> phrases("missing.no_layer", "en"), phrases.text("sentences.first", high=3).it
    ('the territory has no such layer', 'sotto 3')
    """

    package: str
    file: str

    @classmethod
    def of(cls, package: str, file: str = "words.yaml") -> Phrases:
        """Return the phrase book of a package."""
        return cls(package, file)

    def __call__(self, key: str, language: str = "it", **values: object) -> str:
        """Return a phrase in ``language`` with its values; a value may be a text in both."""
        return _in(language, self[key], values)

    def text(self, key: str, **values: object) -> Text:
        """Return a phrase in both languages with its values."""
        return filled(self[key], **values)

    def __getitem__(self, key: str) -> Text:
        """Return a phrase as it is written, its values still between braces."""
        return _read(self.package, self.file)[key]

    def __contains__(self, key: str) -> bool:
        """Tell whether there is a phrase of that key."""
        return key in _read(self.package, self.file)

    def __iter__(self) -> Iterator[str]:
        """Yield the keys of all phrases."""
        return iter(_read(self.package, self.file))

    def get(self, key: str) -> Text | None:
        """Return a phrase as it is written, None where there is none of that key."""
        return _read(self.package, self.file).get(key)


def filled(text: Text, /, **values: object) -> Text:
    """Return a text with the values between its braces, each said in the language.

    Examples
    --------
    >>> filled(Text(it="{n} luoghi: {of}", en="{n} places: {of}"), n=2, of=Text(it="sì", en="yes"))
    Text(it='2 luoghi: sì', en='2 places: yes')
    """
    return Text.by_language(lambda language: _in(language, text, values))


def _in(language: str, phrase: Text, values: Mapping[str, object]) -> str:
    return phrase.say(language).format_map(
        {k: v.say(language) if isinstance(v, Text) else v for k, v in values.items()}
    )


@cache
def _read(package: str, file: str) -> dict[str, Text]:
    return dict(_texts(page(package, file)))


def _texts(branch: Mapping[str, object], path: str = "") -> Iterator[tuple[str, Text]]:
    for name, value in branch.items():
        key = f"{path}{name}"
        if not isinstance(value, Mapping):
            raise TypeError(key)
        if value.keys() == {"it", "en"}:
            yield key, Text.model_validate(value)
        else:
            yield from _texts(value, f"{key}.")
