"""The encoding of a text that does not say it, and texts that were read in the wrong one."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable


def encoding_of(content: bytes, named: str | None) -> str:
    """Return the encoding of a text: UTF-8 where it can be, else the one that is named.

    Signs of Windows in what is said to be ISO-8859-1 are of Windows-1252; so is what has no name.

    Examples
    --------
    >>> encoding_of("Città".encode(), "cp1252"), encoding_of("Città".encode("cp1252"), None)
    ('utf-8', 'cp1252')
    >>> encoding_of("“Città”".encode("cp1252"), "iso8859-1")
    'cp1252'
    """
    if decodes(content, "utf-8"):
        return "utf-8" if not content.isascii() or named is None else named
    of_windows = named in (None, "iso8859-1") and re.search(rb"[\x80-\x9f]", content)
    if (named is None or of_windows) and decodes(content, "cp1252"):
        return "cp1252"
    return named if named and decodes(content, named) else "iso8859-1"


def codec_of(written: str) -> str | None:
    """Return Python's name of the encoding that a .cpg names: ``UTF-8``, ``1252``, ``ANSI 1252``.

    Examples
    --------
    >>> codec_of("ANSI 1252"), codec_of("88591"), codec_of("x")
    ('cp1252', 'iso8859-1', None)
    """
    word = written.upper().removeprefix("ANSI").strip()
    word = f"CP{word}" if word.isdigit() and not word.startswith("8859") else word
    word = f"ISO-8859-{word[4:]}" if word.isdigit() else word
    try:
        return codecs.lookup(word).name
    except (LookupError, ValueError):
        return None


def decodes(content: bytes, encoding: str) -> bool:
    """Tell whether bytes are text in an encoding."""
    try:
        content.decode(encoding)
    except (UnicodeError, LookupError):
        return False
    return True


_TWICE = re.compile(r"(?:Ã[\x80-\xbf€‚ƒ„…†‡ˆ‰Š‹Œ‘-”•–—˜™š›œžŸ]|Â[\xa0-\xbf]|â€[™œ\x9d“˜])")


def mojibake_in(texts: Iterable[object]) -> str | None:
    r"""Return the first text that was read in another encoding before it was written.

    Examples
    --------
    >>> mojibake_in(["Città", "CittÃ\xa0 Studi"])
    'CittÃ\xa0 Studi'
    """
    return next((text for text in texts if isinstance(text, str) and _TWICE.search(text)), None)
