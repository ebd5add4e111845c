"""The dossier as one HTML file: fonts, map and styles inside, no request to anyone."""

from __future__ import annotations

from functools import cache

from contado.documents import sealed
from contado.dossier.model import Dossier
from contado.dossier.pages.page import page
from contado.dossier.words import TEMPLATES
from contado.libraries import needed
from contado.pages import style as shared_style
from contado.pages import unmarked, with_languages


def html(dossier: Dossier, language: str = "it") -> str:
    """Return the page of a dossier.

    Parameters
    ----------
    dossier
        A sealed dossier.
    language
        ``it`` or ``en``.

    Raises
    ------
    BadInput
        ``dossier.no_report_extra`` where Jinja2 is not installed.
    """
    text = filled("dossier.html.j2", page(dossier, language) | {"css": style()})
    return sealed(text.encode()).decode()


def filled(template: str, content: dict[str, object]) -> str:
    """Return a template filled in; every value is escaped."""
    jinja2 = needed("jinja2")
    loader = jinja2.FunctionLoader(lambda name: (TEMPLATES / name).read_text(encoding="utf-8"))
    world = jinja2.Environment(
        autoescape=True, trim_blocks=True, undefined=jinja2.StrictUndefined, loader=loader
    )
    world.filters["unmarked"] = unmarked
    text: str = world.get_template(template).render(content)
    return with_languages(text)


@cache
def style() -> str:
    """Return the style sheet: the look of every page, and what dossiers add to it."""
    return shared_style() + (TEMPLATES / "dossier.css").read_text(encoding="utf-8")
