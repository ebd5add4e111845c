"""Whether this machine recognises the signature that a document says its plan bears."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from contado.documents.findings import Finding

if TYPE_CHECKING:
    from contado.norms import Rules


def unrecognised(rules: Rules) -> Iterator[Finding]:
    """Yield the signature of a frozen plan that no profile registered here bears."""
    signed = rules.profile.signed
    if signed is not None and not rules.recognised:
        said = f"{signed.office}, {signed.act}, {signed.date}"
        yield Finding("signature", rules.profile.profile, said, None)
