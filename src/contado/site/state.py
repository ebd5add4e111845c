"""The folder where a running service keeps what is its own: drafts and keys.

It is neither the territory (which people copy and hand on) nor the code (which is published).
"""

from __future__ import annotations

import hashlib
import os
import secrets
import sys
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

_PRIVATE_FOLDER = 0o700
_PRIVATE_FILE = 0o600


def default_state(territory: Path) -> Path:
    """Return where the state of a service on ``territory`` is kept unless told otherwise.

    The platform's folder for user data, then one folder a territory, named after it and after the
    hash of its path.

    Examples
    --------
    >>> default_state(Path("/maps/milano")).name
    'milano-e4b969dc'
    """
    whole = territory.resolve()
    mark = hashlib.sha256(str(whole).encode()).hexdigest()[:8]
    return _user_data() / "contado" / f"{whole.name}-{mark}"


def _user_data() -> Path:
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA", Path.home() / "AppData" / "Local"))
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support"
    return Path(os.environ.get("XDG_DATA_HOME", Path.home() / ".local" / "share"))


def open_state(folder: Path) -> Path:
    """Make the folder, readable by its owner only, and return it."""
    folder.mkdir(parents=True, exist_ok=True, mode=_PRIVATE_FOLDER)
    return folder


def database(address: str, folder: Path) -> dict[str, Any]:
    """Return where records are kept: a PostgreSQL database, else a file of the state's folder.

    Raises
    ------
    ValueError
        The address is not one of PostgreSQL.

    Examples
    --------
    >>> database("postgresql://ann@db.example/plan", Path())["HOST"]
    'db.example'
    >>> database("", Path("state"))["NAME"].name
    'contado.sqlite3'
    """
    if not address:
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": folder / "contado.sqlite3",
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 10,
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
            },
        }
    parts = urlsplit(address)
    if parts.scheme not in ("postgresql", "postgres"):
        message = "CONTADO_DATABASE must be postgresql://user:password@host:port/name"
        raise ValueError(message)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parse_qs(parts.query).get("host", [parts.hostname or ""])[0],
        "PORT": parts.port or "",
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
    }


def kept_secret(folder: Path, name: str) -> str:
    """Return the secret ``name`` of the state, made on first use, readable by its owner only.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     first = kept_secret(Path(folder), "key")
    ...     first == kept_secret(Path(folder), "key"), oct((Path(folder) / "key").stat().st_mode)
    (True, '0o100600')
    """
    path = folder / name
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _PRIVATE_FILE)
    except FileExistsError:
        return path.read_text(encoding="ascii")
    secret = secrets.token_urlsafe(48)
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(secret)
    return secret
