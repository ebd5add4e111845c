"""The words of the report of hydraulic invariance, from ``words.yaml`` beside this file."""

from __future__ import annotations

from contado.phrases import Phrases

WORDS = Phrases.of("contado.dossier.invariance")
word = WORDS
