"""Start the embedded service: its state, its database, its address."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from socketserver import ThreadingMixIn
from threading import Thread
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer

_EVERYWHERE = ("0.0.0.0", "::", "")  # noqa: S104 - compared with, not bound to


class _Server(ThreadingMixIn, WSGIServer):
    """A thread a request: enough for one office's machine. More goes behind `contado.site.wsgi`."""

    daemon_threads = True
    request_queue_size = 64


class _Handler(WSGIRequestHandler):
    """Silent, and patient for half a minute at most with who sends slowly."""

    timeout = 30

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base's own name
        """Say nothing: errors go to the log of the service."""


def set_up(territory: Path, state: Path | None = None, host: str = "127.0.0.1") -> None:
    """Make the service ready in this process: settings, state folder, database.

    Raises
    ------
    BadInput
        The folder is not a territory.
    """
    import django
    from django.core.management import call_command

    from contado.territory import Territory

    Territory.open(territory)
    os.environ["CONTADO_TERRITORY"] = str(territory.resolve())
    if state is not None:
        os.environ["CONTADO_STATE"] = str(state.resolve())
    if host not in _EVERYWHERE:
        os.environ["CONTADO_HOSTS"] = ",".join(
            filter(None, (os.environ.get("CONTADO_HOSTS"), host))
        )
    os.environ["DJANGO_SETTINGS_MODULE"] = "contado.site.settings"
    django.setup()
    call_command("migrate", verbosity=0, interactive=False)


def serve(host: str, port: int, announce: Callable[[str, str], None]) -> None:
    """Answer requests until interrupted. `set_up` comes first.

    Parameters
    ----------
    host, port
        Where to listen; port 0 takes a free one.
    announce
        Called with the address of the page and the address that opens the local session.
    """
    server = listening(host, port)
    address = f"http://{'localhost' if host in _EVERYWHERE else host}:{server.server_port}/"
    from django.conf import settings

    announce(address, f"{address}entra/{settings.ENTRY_KEY}")
    Thread(target=warm, daemon=True).start()
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        pass
    finally:
        server.server_close()


def listening(host: str, port: int) -> WSGIServer:
    """Return the server, bound to its address.

    Raises
    ------
    BadInput
        ``site.port``: the address is taken or not this machine's.
    """
    from contado.errors import BadInput, Problem
    from contado.site.wsgi import application

    try:
        server = _Server((host, port), _Handler)
    except OSError as error:
        values = {"port": port, "reason": error.strerror or str(error)}
        raise BadInput(Problem("site.port", f"{host}:{port}", values)) from None
    server.set_app(application)
    return server


def warm() -> None:
    """Do ahead what the first visitor would wait for."""
    import contado.compiling  # noqa: F401 - a process that stays uses the compiled kernels for all it does
    from contado.site.maps import layer_rows
    from contado.site.vulnerability import levels

    layer_rows("it")
    levels()
