"""The words of the dossier's pages, from ``templates/words.yaml``."""

from __future__ import annotations

from importlib import resources

from contado.phrases import Phrases

TEMPLATES = resources.files("contado.dossier") / "templates"
WORDS = Phrases.of("contado.dossier", "templates/words.yaml")
word, phrase = WORDS, WORDS.text
