"""The kinds of document: what each holds, and how it is read, repeated and compared."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Any, ClassVar, Generic, TypeVar, cast

from contado.documents.envelope import DIGEST, Envelope
from contado.documents.findings import ComparedRow, Finding, Then
from contado.documents.reading import validated
from contado.errors import BadInput, Problem
from contado.models import Record
from contado.shipped import page
from contado.terms import Text

if TYPE_CHECKING:
    from contado.territory import Territory

D = TypeVar("D")
Progress = Callable[[str, float], None]
"""Told what is being done and which share of all is behind, 0 to 1."""


class Kind(ABC, Generic[D]):
    """A kind of document, whose documents are read as ``D``.

    Attributes
    ----------
    digest_at
        Where the digest stands in a file.
    on_territory
        Whether repeating it takes the territory that it was made on.
    later
        Fields that documents filed earlier have not: their lack is told, and is no fault.
    row_names
        What the steps of `ComparedRow.where` are called for programs.
    """

    digest_at: ClassVar[tuple[str, ...]] = DIGEST
    on_territory: ClassVar[bool] = True
    later: ClassVar[frozenset[str]] = frozenset()
    row_names: ClassVar[tuple[str, ...]] = ("section", "item")

    def envelope(self, content: dict[str, Any], where: str) -> Envelope:
        """Return the envelope that the plain values of a file are, or are lifted to."""
        return validated(Envelope, content, where)

    @abstractmethod
    def load(self, content: dict[str, Any], where: str) -> D:
        """Return the document that plain values hold.

        Raises
        ------
        BadInput
            Everything that is not by the schema of the kind.
        """

    def whole(self, document: D) -> Mapping[str, Any]:  # noqa: ARG002
        """Return a document as plain values with every field that its kind has."""
        return {}

    def judged(self, document: D) -> Iterable[Finding]:  # noqa: ARG002 - a kind may have none
        """Yield what does not follow from the document's own content and plan."""
        return ()

    def layers(self, document: D) -> Mapping[str, str | None]:  # noqa: ARG002
        """Return the layers that were read, each with its hash; None for that of the catalogue."""
        return {}

    def repeated(
        self,
        document: D,  # noqa: ARG002
        territory: Territory,  # noqa: ARG002
        progress: Progress,  # noqa: ARG002
    ) -> Iterable[Finding]:
        """Yield what comes out otherwise when it is made again on its own snapshot and plan."""
        return ()

    def today(
        self,
        document: D,  # noqa: ARG002
        territory: Territory | None,  # noqa: ARG002
        on: date | None,  # noqa: ARG002
    ) -> tuple[Then, ...]:
        """Return what would be otherwise with the installed plan and the current data.

        The territory is None only for a kind that needs none.
        """
        return ()

    def page(self, document: D, suffix: str, language: str) -> bytes | None:  # noqa: ARG002
        """Return a page as it is made of a document, by the ending of its file; None for none."""
        return None

    @abstractmethod
    def rows(self, a: D, b: D, language: str) -> list[ComparedRow]:
        """Return what both say, row by row.

        Raises
        ------
        BadInput
            They have nothing in common.
        """

    def text(self, value: object, language: str) -> str:  # noqa: ARG002
        """Return a value of a finding as people read it."""
        return str(getattr(value, "value", value))


class Registered(Record):
    """A kind as ``kinds.yaml`` registers it.

    Parameters
    ----------
    label
        What a document of it is called.
    whole
        The sentence that tells one that is whole and repeats.
    by
        Its `Kind`: ``module:class``, imported only when one is read.
    fields
        For a kind that was filed before the envelope: the fields by which its files are known.
    file
        The name of its file in a folder with its pages; empty where it has none.
    """

    label: Text
    whole: Text
    by: str
    fields: tuple[str, ...] = ()
    file: str = ""


@cache
def kinds() -> dict[str, Registered]:
    """Return the kinds of document by name."""
    entries = page("contado.documents", "kinds.yaml")
    return {name: Registered.model_validate(entry) for name, entry in entries.items()}


def name_of(content: Mapping[str, Any], where: str) -> str:
    """Return the kind that plain values are of.

    Raises
    ------
    BadInput
        ``documents.unknown_kind``.
    """
    if "document" in content and content.get("kind") in kinds():
        return str(content["kind"])
    lifted = (
        name for name, one in kinds().items() if one.fields and content.keys() >= {*one.fields}
    )
    name = next(lifted, None)
    if name is None:
        raise BadInput(Problem("documents.unknown_kind", where))
    return name


def kind_of(name: str) -> Kind[Any]:
    """Return a registered kind."""
    module, _, of = kinds()[name].by.partition(":")
    return cast("Kind[Any]", getattr(import_module(module), of)())
