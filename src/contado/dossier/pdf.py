"""The dossier as a PDF."""

from __future__ import annotations

from contado.documents import sealed
from contado.dossier.model import Dossier
from contado.dossier.pages.page import page
from contado.dossier.words import word
from contado.pages.typeset import typeset

_DIGEST_SHOWN = 16


def pdf(dossier: Dossier, language: str = "it") -> bytes:
    """Return the PDF of a dossier; its dates are the date of the assessment.

    Parameters
    ----------
    dossier
        A sealed dossier.
    language
        ``it`` or ``en``.

    Raises
    ------
    BadInput
        ``dossier.no_report_extra`` where typst is not installed.
    """
    content = page(dossier, language)
    heading = word("kicker", language)
    footer = f"{dossier.software} · {heading} · {dossier.digest[:_DIGEST_SHOWN]}"
    whole = content | {"heading": heading, "footer": footer}
    return sealed(typeset("dossier/templates/dossier.typ", whole))
