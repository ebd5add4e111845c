"""The phrases of what the site shows of the territory."""

from contado.phrases import Phrases

WORDS = Phrases.of("contado.site")
