"""What can go wrong, in words a person can act on.

Every message for people is written once, in ``messages/*.yaml``, in Italian and in English, as
three sentences: *what* happened, *why* it is a problem, *how to mend* it. Code names a message by
its key and gives the offending values.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from typing import TypeGuard, TypeVar

from contado.numerals import readable
from contado.shipped import page

T = TypeVar("T")

LANGUAGES = ("it", "en")
_LARGE = 10_000  # the first whole number that is written in groups of three figures


@dataclass(frozen=True, slots=True)
class Sentences:
    """A message in one language.

    Examples
    --------
    >>> print(Sentences("Manca il CRS.", "Senza CRS le aree non si misurano.", "Dichiararlo."))
    Manca il CRS. Senza CRS le aree non si misurano. Dichiararlo.
    """

    what: str
    why: str
    mend: str

    def __str__(self) -> str:
        return " ".join(part for part in (self.what, self.why, self.mend) if part)


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong with one input.

    Parameters
    ----------
    code
        Key of the message in ``messages/*.yaml``, for example ``territory.no_crs``.
    where
        The place of the problem: a file, ``file:line``, ``layer row 12``, a field.
    values
        What the message names between braces; a `contado.terms.Text` is written in the language
        of the message, and a number is written as that language writes it.
    """

    code: str
    where: str = ""
    values: Mapping[str, object] = field(default_factory=dict)

    def say(self, language: str = "it") -> Sentences:
        """Return the message in ``language``, with its values filled in."""
        texts = messages()[self.code][language]
        values = {name: _said(value, language) for name, value in self.values.items()}
        return Sentences(*(texts[part].format_map(values) for part in ("what", "why", "mend")))

    def line(self, language: str = "it") -> str:
        """Return the message as one line that begins with its place."""
        text = str(self.say(language))
        return f"{self.where}: {text}" if self.where else text


def _said(value: object, language: str) -> object:
    if hasattr(value, "say"):
        return value.say(language)
    return readable(value, language) if _is_quantity(value) else value


def _is_quantity(value: object) -> TypeGuard[float]:
    """Tell a number from a truth; whole numbers of four figures may be years and stay as they are.

    Examples
    --------
    >>> [_is_quantity(value) for value in (0.5, 10_000, 2024, True, "1")]
    [True, True, False, False, False]
    """
    if isinstance(value, int):
        return abs(value) >= _LARGE
    return isinstance(value, float)


class ContadoError(Exception):
    """Contado could not do what was asked."""

    def __init__(self, message: str | None = None) -> None:
        super().__init__(message or (type(self).__doc__ or "").strip().splitlines()[0])


class BadInput(ContadoError):  # noqa: N818 - named as a person would
    """The input cannot be used as it is.

    Carries every problem found, not only the first.
    """

    def __init__(self, problems: Problem | Iterable[Problem]) -> None:
        listed = (problems,) if isinstance(problems, Problem) else tuple(problems)
        self.problems: tuple[Problem, ...] = listed
        super().__init__("\n".join(problem.line("en") for problem in listed))

    def __reduce__(self) -> tuple[type[BadInput], tuple[tuple[Problem, ...]]]:
        """Cross from one process to another with its problems, not its text."""
        return type(self), (self.problems,)


@cache
def messages() -> dict[str, dict[str, dict[str, str]]]:
    """Return all messages for people, by key and language."""
    texts: dict[str, dict[str, dict[str, str]]] = {}
    for file in resources.files("contado.messages").iterdir():
        if file.name.endswith(".yaml"):
            texts.update(page("contado.messages", file.name) or {})
    return texts


def tried(problems: list[Problem], make: Callable[[], T]) -> T | None:
    """Return what ``make`` gives; where it refuses, None, and why is kept with the rest."""
    try:
        return make()
    except BadInput as refused:
        problems.extend(refused.problems)
        return None
