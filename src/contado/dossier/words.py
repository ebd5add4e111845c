"""The words of the dossier's pages, from ``templates/words.yaml``."""

from __future__ import annotations

from functools import cache
from importlib import resources

from contado.terms import Text

TEMPLATES = resources.files("contado.dossier") / "templates"


@cache
def words() -> dict[str, Text]:
    """Return every word of the pages, by key."""
    import yaml

    page = yaml.safe_load((TEMPLATES / "words.yaml").read_text(encoding="utf-8"))
    return {key: Text.model_validate(text) for key, text in page.items()}


def word(key: str, language: str = "it", **values: object) -> str:
    """Return a word of the pages with its values filled in.

    Examples
    --------
    >>> word("page_of", page=1, pages=3)
    'pagina 1 di 3'
    """
    return words()[key].say(language).format_map(values)


def phrase(key: str, **values: Text | str) -> Text:
    """Return a word in both languages; a value may itself be a text in both.

    Examples
    --------
    >>> phrase("part", part="A").en
    'Part A'
    """
    said = {
        language: word(
            key,
            language,
            **{k: v.say(language) if isinstance(v, Text) else v for k, v in values.items()},
        )
        for language in ("it", "en")
    }
    return Text(**said)
