"""The signed profiles that this machine recognises: no document signs itself.

The register is a file of whoever keeps the machine (``CONTADO_SIGNATURES``, else
``contado/signatures.json`` in the user's configuration): each entry is a folder with a profile, who
signed it by which act and when, and the hash of its files and of those it extends. A file that
changed since is signed by nobody.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from pydantic import ValidationError

from contado.errors import BadInput, Problem
from contado.files import digest, json_text, sha256_of, write_text
from contado.models import Record
from contado.norms.profile import Profile, Signature, chain, folder_of, read_plan

REGISTER = "CONTADO_SIGNATURES"
"""The variable of the environment that names the register."""


class Signed(Record):
    """A signed profile that somebody registered on this machine."""

    profile: str
    folder: str
    signed: Signature
    sha256: str


class Register(Record):
    """All signed profiles of this machine."""

    signatures: tuple[Signed, ...] = ()


def register_path() -> Path:
    """Return where the register is, whether it exists or not."""
    if named := os.environ.get(REGISTER):
        return Path(named)
    home = os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config"
    return Path(home) / "contado" / "signatures.json"


def registered() -> tuple[Signed, ...]:
    """Return what is registered.

    Raises
    ------
    BadInput
        ``norms.bad_register``.
    """
    path = register_path()
    try:
        return Register.model_validate_json(path.read_bytes()).signatures
    except FileNotFoundError:
        return ()
    except (OSError, ValidationError):
        raise BadInput(Problem("norms.bad_register", str(path))) from None


def register(folder: Path) -> Signed:
    """Register a signed profile, in the place of an earlier state of the same folder.

    Raises
    ------
    BadInput
        Everything wrong with its files; ``norms.not_signed``; ``norms.bad_register``.
    """
    problems: list[Problem] = []
    profile = read_plan(folder, problems).profile
    if problems or profile is None:
        raise BadInput(problems)
    if profile.signed is None:
        raise BadInput(Problem("norms.not_signed", str(folder), {"profile": profile.profile}))
    own = str(folder_of(folder))
    made = Signed(
        profile=profile.profile, folder=own, signed=profile.signed, sha256=files_hash(folder)
    )
    others = tuple(each for each in registered() if each.folder != own)
    text = json_text(Register(signatures=(*others, made)).model_dump(mode="json"))
    write_text(register_path(), text)
    return made


def is_registered(folder: str | Path, profile: Profile) -> bool:
    """Tell whether a profile is one that was registered, file by file as it was then."""
    own = str(folder_of(folder))
    signed = (each for each in registered() if each.folder == own)
    return any(_holds(each, profile) for each in signed)


def registered_as(profile: Profile) -> Iterator[Path]:
    """Yield the folders whose registered signature is the one that a profile says it bears."""
    for each in registered():
        if Path(each.folder).is_dir() and _holds(each, profile):
            yield Path(each.folder)


def _holds(each: Signed, profile: Profile) -> bool:
    said = (each.profile, each.signed) == (profile.profile, profile.signed)
    return said and each.sha256 == files_hash(Path(each.folder))


def files_hash(folder: str | Path) -> str:
    """Return the hash of the files of a profile and of all that it extends."""
    return digest([*_files(folder)])


def _files(profile: str | Path) -> Iterator[list[str]]:
    """Yield the name and the hash of each file, the profile's own first."""
    for folder in chain(profile):
        for file in sorted(folder.rglob("*.yaml")):
            yield [file.relative_to(folder).as_posix(), sha256_of(file)]
