"""Numbers and reasons in both languages, for the sentences of an answer."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from contado.terms import Text

if TYPE_CHECKING:
    from contado.norms import Rules
    from contado.values import Missing


def both(write: Callable[..., str], *values: Any, **more: Any) -> Text:  # noqa: ANN401 - handed on
    """Return what a function writes in either language.

    Parameters
    ----------
    write
        One of those of `contado.pages.numbers`, which take ``language``.

    Examples
    --------
    >>> from contado.pages import plain
    >>> both(plain, 21.5, "degC")
    Text(it='21,5 °C', en='21.5 °C')
    """
    return Text.by_language(lambda language: write(*values, language=language, **more))


def why_missing(why: Missing | None, rules: Rules) -> Text | None:
    """Return why a value is missing; None where it is there."""
    from contado.norms.sentences import missing_text

    return missing_text(why, rules) if why else None
