"""The envelope of what is frozen and signed, and its digest."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal

from contado.files import digest
from contado.models import Record

DIGEST = ("digest",)
"""Where the digest stands in a file, unless its kind says otherwise."""


class Envelope(Record):
    """A document, whatever its kind.

    A new kind writes it as it is; the kinds that were filed before it are lifted to it.

    Parameters
    ----------
    kind
        Name of the kind, as it is registered.
    subject
        What the document is of.
    content
        By the schema of its kind.
    plan
        The sheets and values of the plan that it used, as they stood.
    snapshot
        The state of the territory's data; None where it read none.
    references
        The reference distributions of the whole territory that it used, by id.
    software
        What wrote it.
    digest
        SHA-256 of the canonical JSON of the file without the digest.
    """

    document: Literal["1"] = "1"
    kind: str
    subject: str
    content: dict[str, Any]
    plan: Mapping[str, Any] = {}
    snapshot: str | None = None
    references: Mapping[str, Any] = {}
    software: str
    digest: str = ""

    def sealed(self) -> Envelope:
        """Return the envelope with its digest."""
        return self.model_copy(update={"digest": digest_of(self.model_dump(mode="json"))})


def digest_of(content: Mapping[str, Any], at: Sequence[str] = DIGEST) -> str:
    """Return the SHA-256 of the canonical JSON of a document without its digest.

    Parameters
    ----------
    at
        Where the digest stands.

    Examples
    --------
    >>> digest_of({"a": 1, "digest": "x"}) == digest_of({"a": 1})
    True
    >>> digest_of({"a": {"digest": "x"}}, ("a", "digest")) == digest_of({"a": {}})
    True

    A number has one spelling, as people and programs write it again: ``1``, ``1.0``, ``1e0``.

    >>> digest_of({"a": 1.0, "b": 1e22}) == digest_of({"a": 1, "b": 10**22})
    True
    """
    return digest(_spelled(_without(content, at)))


def is_whole(content: Mapping[str, Any], at: Sequence[str] = DIGEST) -> bool:
    """Tell whether a document is that of the digest that it bears.

    What was filed before numbers had one spelling is hashed as it stands.
    """
    return written_digest(content, at) in (digest_of(content, at), digest(_without(content, at)))


def _spelled(content: Any) -> Any:  # noqa: ANN401 - plain values
    """Return plain values with every whole number as such.

    A document has tens of thousands of them: what is neither a number nor holds any is not called.
    """
    if isinstance(content, float):
        return int(content) if content.is_integer() else content
    if isinstance(content, dict):
        return {
            key: _spelled(value) if type(value) in _LOOKED_INTO else value
            for key, value in content.items()
        }
    if isinstance(content, list | tuple):
        return [_spelled(value) if type(value) in _LOOKED_INTO else value for value in content]
    return content


_LOOKED_INTO = frozenset((float, dict, list, tuple))


def _without(content: Mapping[str, Any], at: Sequence[str]) -> dict[str, Any]:
    first, *rest = at
    if not rest:
        return {key: value for key, value in content.items() if key != first}
    inner = content.get(first)
    below = _without(inner, rest) if isinstance(inner, Mapping) else inner
    return {key: below if key == first else value for key, value in content.items()}


def written_digest(content: Mapping[str, Any], at: Sequence[str] = DIGEST) -> str:
    """Return the digest that a document bears; empty where it bears none.

    Examples
    --------
    >>> written_digest({"a": {"digest": "x"}}, ("a", "digest")), written_digest({})
    ('x', '')
    """
    value: object = content
    for key in at:
        value = value.get(key) if isinstance(value, Mapping) else None
    return value if isinstance(value, str) else ""
