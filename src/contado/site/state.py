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

from contado.errors import BadInput, Problem

_PRIVATE_FOLDER = 0o700
_PRIVATE_FILE = 0o600
_OF_OTHERS = 0o077
_SECRET_BYTES = 48


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
    """Make the folder, readable by its owner only, and return it; one that is open is closed.

    Raises
    ------
    BadInput
        ``site.open_state``: others may read the folder, and its rights cannot be changed.
    """
    folder.mkdir(parents=True, exist_ok=True, mode=_PRIVATE_FOLDER)
    if sys.platform != "win32" and folder.stat().st_mode & _OF_OTHERS:
        try:
            folder.chmod(_PRIVATE_FOLDER)
        except OSError:
            raise BadInput(Problem("site.open_state", str(folder))) from None
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

    Raises
    ------
    BadInput
        ``site.bad_secret``: the file is empty, or cut short.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     first = kept_secret(Path(folder), "key")
    ...     first == kept_secret(Path(folder), "key"), oct((Path(folder) / "key").stat().st_mode)
    (True, '0o100600')
    """
    path, draft = folder / name, folder / f".{name}-{secrets.token_hex(8)}"
    if not path.exists():
        handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _PRIVATE_FILE)
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(secrets.token_urlsafe(_SECRET_BYTES))
        try:
            os.link(draft, path)  # whole or not at all; who comes second takes what is there
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    secret = path.read_text(encoding="ascii", errors="replace").strip()
    if len(secret) < _SECRET_BYTES or not secret.isascii():
        raise BadInput(Problem("site.bad_secret", str(path), {"file": name}))
    return secret
