"""Files from strangers: their size, and zip archives opened without trust.

Nothing an archive says of itself is believed: bytes are counted while they are written, and names
never choose a place outside the folder they are unpacked into.
"""

from __future__ import annotations

import lzma
import stat
import struct
import tempfile
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from contado.errors import BadInput, Problem
from contado.numerals import readable
from contado.terms import Text

_BLOCK = 1 << 16
_ARCHIVE_SUFFIXES = frozenset(
    (".zip", ".7z", ".rar", ".gz", ".tgz", ".tar", ".bz2", ".xz", ".zst", ".kmz", ".jar", ".cab")
)
_ARCHIVE_STARTS = (b"PK\x03\x04", b"PK\x05\x06", b"7z\xbc\xaf\x27\x1c", b"Rar!", b"\x1f\x8b")
_END_OF_DIRECTORY = b"PK\x05\x06"
_ZIP64_LOCATOR = b"PK\x06\x07"
_END_SIZE = 22
_LONGEST_COMMENT = 0xFFFF
_ENTRY_BYTES = 1024  # room for a long name and its extra fields, an entry
_LONGEST_NAME = 240
_DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    EOFError,
    NotImplementedError,
    UnicodeDecodeError,
    struct.error,
    ValueError,
)


@dataclass(frozen=True, slots=True)
class Limits:
    """How much an archive may hold.

    Parameters
    ----------
    archive, total
        Bytes of the archive, and of all its members once unpacked.
    members
        Number of members.
    ratio
        Unpacked bytes for each byte of the archive; not looked at below `free`.
    free
        Unpacked bytes that any archive may reach, whatever the ratio.
    """

    archive: int = 512 << 20
    total: int = 2 << 30
    members: int = 1000
    ratio: float = 200.0
    free: int = 4 << 20

    def allowed(self, archive_bytes: int) -> int:
        """Return the unpacked bytes allowed to an archive of ``archive_bytes``."""
        return min(self.total, max(self.free, int(self.ratio * archive_bytes)))


DEFAULT_LIMITS = Limits()


def checked_size(path: Path, limit: int) -> int:
    """Return the bytes of a regular file that is neither empty nor larger than ``limit``.

    Raises
    ------
    BadInput
        ``archives.no_file``, ``archives.not_a_file``, ``archives.empty`` or
        ``archives.too_large``.

    Examples
    --------
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     page = Path(folder) / "a.txt"
    ...     _ = page.write_text("four")
    ...     checked_size(page, 10)
    4
    """
    try:
        status = path.stat()
    except (OSError, ValueError):
        raise BadInput(Problem("archives.no_file", path.name)) from None
    if not stat.S_ISREG(status.st_mode):
        raise BadInput(Problem("archives.not_a_file", path.name))
    if status.st_size == 0:
        raise BadInput(Problem("archives.empty", path.name))
    if status.st_size > limit:
        values = {"size": _readable(status.st_size), "limit": _readable(limit)}
        raise BadInput(Problem("archives.too_large", path.name, values))
    return status.st_size


@contextmanager
def unpacked(path: Path, limits: Limits = DEFAULT_LIMITS) -> Iterator[Path]:
    """Unpack a zip archive into a folder that lives as long as the block.

    Folders inside the archive are kept; the ``__MACOSX`` folder is left out.

    Parameters
    ----------
    path
        The archive.
    limits
        How much it may hold.

    Raises
    ------
    BadInput
        A damaged, encrypted or nested archive, a bomb, a member that would leave the folder or
        that is not a plain file: all members' problems at once, ``archives.*``.

    Examples
    --------
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     archive = Path(folder) / "a.zip"
    ...     with zipfile.ZipFile(archive, "w") as new:
    ...         new.writestr("area/lot.txt", "1,2")
    ...     with unpacked(archive) as inside:
    ...         (inside / "area" / "lot.txt").read_text()
    '1,2'
    """
    size = checked_size(path, limits.archive)
    _check_directory(path, limits)
    with tempfile.TemporaryDirectory(prefix="contado-") as name:
        folder = Path(name)
        try:
            with zipfile.ZipFile(path) as archive:
                members = _checked_members(archive, path.name, limits, size)
                _extract(archive, members, folder, limits.allowed(size))
        except _DAMAGE as error:
            raise _damaged(path, error) from None
        yield folder


def _damaged(path: Path, error: Exception) -> BadInput:
    return BadInput(Problem("archives.damaged", path.name, {"detail": str(error)[:120]}))


def _check_directory(path: Path, limits: Limits) -> None:
    """Refuse a directory too long to be read, before it is read."""
    with path.open("rb") as handle:
        length = handle.seek(0, 2)
        handle.seek(max(0, length - _END_SIZE - _LONGEST_COMMENT))
        tail = handle.read()
    at = tail.rfind(_END_OF_DIRECTORY)
    if at < 0 or len(tail) - at < _END_SIZE:
        raise BadInput(Problem("archives.not_a_zip", path.name))
    (directory,) = struct.unpack_from("<L", tail, at + 12)
    is_zip64 = at >= 20 and tail[at - 20 : at - 16] == _ZIP64_LOCATOR  # noqa: PLR2004 - its size
    if is_zip64 or directory > limits.members * _ENTRY_BYTES:
        raise BadInput(Problem("archives.too_many", path.name, {"limit": limits.members}))


def _checked_members(
    archive: zipfile.ZipFile, name: str, limits: Limits, size: int
) -> list[zipfile.ZipInfo]:
    members = archive.infolist()
    if len(members) > limits.members:
        raise BadInput(Problem("archives.too_many", name, {"limit": limits.members}))
    problems = [p for member in members for p in _member_problems(member, name)]
    problems += _clashes(members, name)
    declared = sum(member.file_size for member in members)
    if declared > limits.allowed(size):
        problems.append(_bomb(name, limits.allowed(size)))
    if problems:
        raise BadInput(problems)
    return [m for m in members if not _is_folder(m) and not m.filename.startswith("__MACOSX/")]


def _is_folder(member: zipfile.ZipInfo) -> bool:
    return member.filename.endswith("/")  # ZipInfo.is_dir fails on an empty name


def _member_problems(member: zipfile.ZipInfo, archive: str) -> Iterator[Problem]:
    shown = printable(member.filename)
    where = f"{archive}/{shown}"
    mode = member.external_attr >> 16
    if _leaves(member):
        yield Problem("archives.leaves_folder", archive, {"member": shown})
    if stat.S_IFMT(mode) not in (0, stat.S_IFREG, stat.S_IFDIR):
        yield Problem("archives.link", where)
    if member.flag_bits & 0x1:
        yield Problem("archives.encrypted", where)
    if member.header_offset < 0:
        yield Problem("archives.damaged", where, {"detail": "offset"})
    if PurePosixPath(member.filename).suffix.lower() in _ARCHIVE_SUFFIXES:
        yield Problem("archives.nested", where)


def _leaves(member: zipfile.ZipInfo) -> bool:
    """Tell whether a name could reach outside the folder, on any system."""
    name = member.orig_filename or member.filename
    parts = name.split("/")
    return (
        not name
        or name.startswith("/")
        or any(sign in name for sign in ("\\", ":"))
        or any(ord(sign) < 32 or 0xD800 <= ord(sign) < 0xE000 for sign in name)  # noqa: PLR2004
        or ".." in parts
        or any(len(part.encode(errors="replace")) > _LONGEST_NAME for part in parts)
    )


def _clashes(members: list[zipfile.ZipInfo], archive: str) -> list[Problem]:
    """Find members that would be written over one another, or a file used as a folder."""
    names = [(PurePosixPath(m.filename.casefold()), _is_folder(m)) for m in members]
    files = Counter(name for name, is_folder in names if not is_folder)
    folders = {above for name, is_folder in names for above in name.parents}
    folders |= {name for name, is_folder in names if is_folder}
    twice = [str(name) for name, count in files.items() if count > 1 or name in folders]
    return [Problem("archives.twice", archive, {"member": printable(name)}) for name in twice]


def _extract(
    archive: zipfile.ZipFile, members: list[zipfile.ZipInfo], folder: Path, allowed: int
) -> None:
    name = Path(archive.filename or "").name
    left = allowed
    for member in members:
        goal = folder / member.filename
        goal.parent.mkdir(parents=True, exist_ok=True)
        with archive.open(member) as source, goal.open("xb") as target:
            start = source.read(_BLOCK)
            if start.startswith(_ARCHIVE_STARTS):
                raise BadInput(Problem("archives.nested", f"{name}/{member.filename}"))
            block = start
            while block:
                left -= len(block)
                if left < 0:
                    raise BadInput(_bomb(name, allowed))
                target.write(block)
                block = source.read(_BLOCK)


def _bomb(name: str, allowed: int) -> Problem:
    return Problem("archives.bomb", name, {"limit": _readable(allowed)})


def printable(text: str, longest: int = 80) -> str:
    r"""Return a stranger's text fit for a message: no control signs, not too long.

    Examples
    --------
    >>> printable("a\nb")
    'a�b'
    """
    shown = "".join(sign if sign.isprintable() else "\N{REPLACEMENT CHARACTER}" for sign in text)
    return shown if len(shown) <= longest else shown[: longest - 1] + "…"


def _readable(size: int) -> Text:
    amount = float(size)
    for unit in ("B", "KiB", "MiB"):
        if amount < 1024:  # noqa: PLR2004 - bytes of a kibibyte
            return Text.same(f"{amount:.0f} {unit}")
        amount /= 1024
    return Text.by_language(lambda language: f"{readable(round(amount, 1), language)} GiB")
