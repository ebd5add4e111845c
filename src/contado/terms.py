"""Text in two languages and the words of the field that pages and documents share."""

from __future__ import annotations

from collections.abc import Callable

from contado.errors import LANGUAGES
from contado.models import Record


class Text(Record):
    """The same text in Italian and in English.

    Examples
    --------
    >>> Text(it="esito", en="verdict").say("it")
    'esito'
    """

    it: str
    en: str

    def say(self, language: str = "it") -> str:
        """Return the text in ``language``."""
        return self.en if language == "en" else self.it

    @classmethod
    def same(cls, text: str) -> Text:
        """Return a text that is the same in every language: a code, a name."""
        return cls(it=text, en=text)

    @classmethod
    def by_language(cls, make: Callable[[str], str]) -> Text:
        """Return the text that ``make`` gives for each language.

        Examples
        --------
        >>> Text.by_language(str.upper).en
        'EN'
        """
        return cls(**{language: make(language) for language in LANGUAGES})


def _t(it: str, en: str) -> Text:
    return Text(it=it, en=en)


TERMS: dict[str, Text] = {
    "verdict": _t("esito", "verdict"),
    "gate": _t("requisito", "gate"),
    "cannot_tell": _t("non determinabile", "cannot tell"),
    "not_computable": _t("non calcolabile", "not computable"),
    "stand_in": _t("dato sostitutivo", "stand-in"),
    "simulated": _t("dato simulato", "simulated"),
    "confidence": _t("attendibilità", "confidence"),
    "seed": _t("da fonte", "from the source"),
    "sourced": _t("da fonte", "from the source"),
    "known": _t("noto, da confermare", "known, to be confirmed"),
    "verify": _t("da verificare", "to verify"),
    "assumption": _t("ipotesi", "assumption"),
    "measured": _t("dato misurato", "measured"),
    "declared": _t("dato dichiarato", "declared"),
    "trace": _t("motivazione", "trace"),
    "draining_index": _t("indice di superficie drenante", "draining index"),
    "coarser_than_place": _t("dato più grossolano del luogo", "coarser than the place"),
    "coverage": _t("copertura del dato", "coverage"),
    "yes": _t("sì", "yes"),
    "partly": _t("in parte", "partly"),
    "no": _t("no", "no"),
    "not_applicable": _t("non applicabile", "not applicable"),
    "proposed_values": _t(
        "Valori proposti da Contado, non quelli approvati nelle STTM. "
        "Supporto all'istruttoria: non è un parere né un atto.",
        "Values proposed by Contado, not those approved in the STTM. "
        "Support to the assessment: neither an opinion nor an act.",
    ),
    "unrecognised_signature": _t(
        "Firma del piano dichiarata, non riconosciuta: su questo computer nessun profilo firmato "
        "la conferma. Supporto all'istruttoria: non è un parere né un atto.",
        "Signature of the plan declared, not recognised: no signed profile on this computer "
        "confirms it. Support to the assessment: neither an opinion nor an act.",
    ),
}
"""Words of the field, by key: one translation each, used by every page and document."""


def term(key: str, language: str = "it") -> str:
    """Return a word of the field.

    Examples
    --------
    >>> term("cannot_tell")
    'non determinabile'
    """
    return TERMS[key].say(language)
