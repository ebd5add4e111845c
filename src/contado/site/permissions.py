"""Who may ask what. Every route states it; a test goes through them all.

In embedded mode there are two kinds of people: *everyone* who reaches the service, who may look,
assess and download; and the *local user*, who opened the link that ``contado serve`` printed, and
may also keep drafts on this machine.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from hashlib import sha256
from secrets import compare_digest, token_hex
from typing import Literal, ParamSpec

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase

Permission = Literal["everyone", "local_user"]
P = ParamSpec("P")
_SESSION = "local_user"
_VISITOR = "visitor"
_BROWSER = "contado_drafts"
_YEAR = 365 * 24 * 3600  # seconds


def is_local_user(request: HttpRequest) -> bool:
    """Tell whether this session opened the link of the service, with the key of today."""
    return compare_digest(str(request.session.get(_SESSION, "")), _mark_of_key())


def _mark_of_key() -> str:
    """Return what a session keeps of the entry key: another key ends the sessions of before."""
    return sha256(f"entry {settings.ENTRY_KEY}".encode()).hexdigest()


def enter(request: HttpRequest, key: str) -> bool:
    """Make this session the local user's, if it brings the key of the service."""
    if not compare_digest(key.encode(), settings.ENTRY_KEY.encode()):
        return False
    request.session.cycle_key()
    request.session[_SESSION] = _mark_of_key()
    return True


def leave(request: HttpRequest) -> None:
    """End the local session."""
    request.session.flush()


def browser(request: HttpRequest) -> str:
    """Return the mark of this browser, under which its drafts are listed; empty before the first.

    It outlives the session: who enters again tomorrow finds the drafts of today.
    """
    return str(request.get_signed_cookie(_BROWSER, default="", max_age=_YEAR))


def remember(response: HttpResponseBase, mark: str) -> None:
    """Have the browser keep its mark."""
    response.set_signed_cookie(
        _BROWSER, mark, max_age=_YEAR, httponly=True, samesite="Strict",
        secure=settings.SESSION_COOKIE_SECURE,
    )  # fmt: skip


NOBODY = "nobody"
"""Stands for a visitor whose jobs are listed for nobody."""


def visitor(request: HttpRequest) -> str:
    """Return the mark of this session, made when it is first asked for: it tells nothing else."""
    if not isinstance(request.session.get(_VISITOR), str):
        request.session[_VISITOR] = token_hex(16)
    return str(request.session[_VISITOR])


def permits(
    who: Permission,
) -> Callable[[Callable[P, HttpResponseBase]], Callable[P, HttpResponseBase]]:
    """State and enforce who may use a view."""

    def guard(view: Callable[P, HttpResponseBase]) -> Callable[P, HttpResponseBase]:
        @wraps(view)
        def guarded(*args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            request = args[0]
            if who == "local_user" and not is_local_user(request):  # type: ignore[arg-type]
                raise PermissionDenied
            return view(*args, **kwargs)

        guarded.permission = who  # type: ignore[attr-defined]
        return guarded

    return guard
