"""Names of output folders, from identifiers that anyone may have written."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence

from contado.files import digest
from contado.interventions.model import Intervention

_LONGEST = 60
_SHORT_HASH = 8
_RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)")


def slug(identifier: str) -> str:
    """Return an identifier as small ASCII letters, digits and hyphens; empty where none is left.

    Examples
    --------
    >>> slug("Piazza Città Studi / 3"), slug("../../etc"), slug("広場")
    ('piazza-citta-studi-3', 'etc', '')
    """
    plain = unicodedata.normalize("NFKD", identifier).encode("ascii", "ignore").decode().lower()
    name = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:_LONGEST].rstrip("-")
    return f"id-{name}" if _RESERVED.fullmatch(name) else name


def folder_name(intervention: Intervention) -> str:
    """Return the slug of the id, else the start of the digest of what was declared."""
    return slug(intervention.id) or digest(intervention.model_dump(mode="json"))[:16]


def folder_names(interventions: Sequence[Intervention]) -> list[str]:
    """Return one folder name each, all different.

    Where two ids give the same slug, both get the start of the digest of their id.
    """
    names = [folder_name(intervention) for intervention in interventions]
    count = Counter(names)
    return [
        name if count[name] == 1 else f"{name}-{digest(intervention.id)[:_SHORT_HASH]}"
        for name, intervention in zip(names, interventions, strict=True)
    ]
