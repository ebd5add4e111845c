"""What a stranger wrote, and what a library says of it, fit for a message."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from contado.archives import printable
from contado.phrases import Phrases
from contado.terms import Text

_WORDS = Phrases.of("contado.interventions")
_WRITTEN = {None: "null", True: "true", False: "false"}

_SOURCE_LINE = re.compile(r"\S+\.(?:cpp|c|h), \d+: ")  # where in GDAL's own code it stopped
_FOLDERS = re.compile(r"(?<![\w./])/(?:[^\s/]+/)+")


def shown(value: object, longest: int = 60) -> Text | str:
    """Return a value as its file writes it; lists and objects only by what they are.

    Examples
    --------
    >>> shown(None), shown(0.5), shown("a"), shown([1]).say("en")
    ('null', '0.5', 'a', 'a list')
    """
    if value is None or isinstance(value, bool):
        return _WRITTEN[value]
    if isinstance(value, Mapping):
        return _WORDS["object"]
    if not isinstance(value, str | int | float):
        return _WORDS["list"]
    try:
        return printable(str(value), longest)
    except ValueError:  # an integer of thousands of digits
        return "…"


def detail_of(message: str, path: Path) -> str:
    """Return what a library says of a file, without folders and places in its own code.

    Examples
    --------
    >>> detail_of("/build/ogr/dxf.cpp, 85: error at line 5 of f/lot.dxf", Path("f/lot.dxf"))
    'error at line 5 of lot.dxf'
    """
    plain = _SOURCE_LINE.sub("", message).replace(str(path), path.name)
    return printable(_FOLDERS.sub("", plain), 160)
