"""The seal of a page made of a document: the document's digest, and a hash of the page's own bytes.

It is in the file itself, in whichever format: ``contado:DIGEST:HASH``. The hash is that of the file
with zeros in its place.
"""

from __future__ import annotations

import hashlib
import re

_NONE = "0" * 64
_SEAL = re.compile(rb"contado:([0-9a-f]{64}):([0-9a-f]{64})")


def seal_of(digest: str) -> str:
    """Return the seal of a page of a document, before the page is made."""
    return f"contado:{digest}:{_NONE}"


def sealed(page: bytes) -> bytes:
    """Return a page with the hash of its own bytes where its seal has none.

    Examples
    --------
    >>> page = sealed(f"a page {seal_of('a' * 64)}".encode())
    >>> is_intact(page, "a" * 64), is_intact(page, "b" * 64), is_intact(page + b"!", "a" * 64)
    (True, False, False)
    """
    made = _hash(page)
    return _SEAL.sub(lambda seal: b"contado:" + seal[1] + b":" + made, page)


def bears_seal(page: bytes) -> bool:
    """Tell whether a page has a seal; those of earlier versions have none."""
    return _SEAL.search(page) is not None


def is_intact(page: bytes, digest: str) -> bool:
    """Tell whether a page is of the document with a digest, and no byte of it changed since."""
    found = {*_SEAL.findall(page)}
    return found == {(digest.encode(), _hash(page))}


def _hash(page: bytes) -> bytes:
    """Return the hash of a page with zeros in the place of each."""
    plain = _SEAL.sub(lambda seal: seal_of(seal[1].decode()).encode(), page)
    return hashlib.sha256(plain).hexdigest().encode()
