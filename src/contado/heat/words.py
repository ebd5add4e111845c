"""The phrases of the room."""

from contado.phrases import Phrases

WORDS = Phrases.of("contado.heat")
