"""What is wrong with a value that a model refuses, in words a person reads."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from contado.numerals import readable
from contado.phrases import Phrases
from contado.terms import Text

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

_WORDS = Phrases.of("contado")


def fault(detail: ErrorDetails) -> Text:
    """Return what is wrong with one value, to be read after the name of its field.

    Parameters
    ----------
    detail
        One of the errors of a pydantic ``ValidationError``.

    Examples
    --------
    >>> from pydantic import BaseModel, ValidationError
    >>> class Lot(BaseModel):
    ...     share: float
    >>> try:
    ...     _ = Lot(share="much")
    ... except ValidationError as error:
    ...     fault(error.errors()[0]).it
    'deve essere un numero'
    """
    refused = detail.get("ctx", {}).get("error")
    if isinstance(refused, Unfit):
        return refused.text
    key = f"faults.{detail['type']}"
    context = detail.get("ctx", {}) | {"detail": detail["msg"]}
    values = {name: _worded(value) for name, value in context.items()}
    return _WORDS.text(key if key in _WORDS else "faults.other", **values)


class Unfit(ValueError):  # noqa: N818 - named as a person would
    """A value that is not of the kind it should be.

    Parameters
    ----------
    text
        What is wrong with it, to be read after the name of its field.
    """

    def __init__(self, text: Text) -> None:
        self.text = text
        super().__init__(text.en)

    @classmethod
    def of(cls, key: str, **values: str) -> Unfit:
        """Return the one of a key of the words: ``name_expected``, say; ``values`` fill it."""
        return cls(_WORDS.text(f"faults.{key}", **values))


def faulty(detail: ErrorDetails) -> Text:
    """Return the path of a field and what is wrong with its value.

    Examples
    --------
    >>> faulty({"type": "missing", "loc": ("grid", "cell"), "msg": "", "input": {}}).en
    'grid.cell is missing'
    """
    path = ".".join(map(str, detail["loc"]))
    what = fault(detail)
    return Text.by_language(lambda language: f"{path} {what.say(language)}".strip())


def _worded(value: object) -> object:
    """Return a number as a language writes it; what a literal allows without quotes and *or*."""
    if isinstance(value, float | int):
        return Text.by_language(partial(readable, value))
    return value.replace("' or '", "', '").replace("'", "") if isinstance(value, str) else value
