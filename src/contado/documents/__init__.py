"""Documents: what is frozen and signed, of every kind, in one envelope; verified and compared."""

from contado.documents.differences import TOLERANCE, Discrepancy, RunComparison, disclaimers
from contado.documents.envelope import Envelope, digest_of, written_digest
from contado.documents.findings import ComparedRow, Finding, Side, Then, differing
from contado.documents.kind import Kind, Progress, Registered, kind_of, kinds
from contado.documents.reading import read_plain, validated
from contado.documents.verification import (
    FiledDocument,
    Verification,
    compare,
    read,
    read_content,
    software_now,
    unrepeated,
    verify,
)

__all__ = [
    "TOLERANCE",
    "ComparedRow",
    "Discrepancy",
    "Envelope",
    "FiledDocument",
    "Finding",
    "Kind",
    "Progress",
    "Registered",
    "RunComparison",
    "Side",
    "Then",
    "Verification",
    "compare",
    "differing",
    "digest_of",
    "disclaimers",
    "kind_of",
    "kinds",
    "read",
    "read_content",
    "read_plain",
    "software_now",
    "unrepeated",
    "validated",
    "verify",
    "written_digest",
]
