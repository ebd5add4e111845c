"""Start the embedded service: its state, its database, its address."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from socketserver import ThreadingMixIn
from subprocess import DEVNULL, PIPE, Popen
from threading import Event, Thread
from typing import Self, TextIO
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer

_BREATH = 1.0  # seconds before a worker that died is begun anew
_PATIENCE = 10.0  # seconds for a worker to end
_SQUARES = 8
_SQUARE = 20.0  # m, half the side of what is judged ahead
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
        with KeptWorker():
            server.serve_forever()
    except KeyboardInterrupt:
        pass
    finally:
        server.server_close()


class KeptWorker:
    """One worker as a process, as long as the block lasts; one that dies is begun anew."""

    def __init__(self) -> None:
        self._over = Event()
        self._process: Popen[bytes] | None = None
        self._keeper = Thread(target=self._keep, daemon=True)

    def __enter__(self) -> Self:
        self._keeper.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        if self._process is not None and self._process.stdin is not None:
            self._process.stdin.close()
        self._keeper.join(_PATIENCE)

    def _keep(self) -> None:
        while not self._over.is_set():
            self._process = Popen(_command(), stdin=PIPE, stdout=DEVNULL)  # noqa: S603 - this program
            self._process.wait()
            self._over.wait(_BREATH)


def _command() -> list[str]:
    from django.conf import settings

    places = [str(settings.TERRITORY), str(settings.STATE)]
    return [sys.executable, "-m", "contado.site.jobs", *places]


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


def work(until_closed: TextIO | None = None) -> None:
    """Do jobs until told to end. `set_up` comes first.

    Parameters
    ----------
    until_closed
        A stream of who began this process: once it is closed, that one is no more.
    """
    from contado.site.jobs.worker import Worker

    over = Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda _number, _frame: over.set())
    if until_closed is not None:
        Thread(target=_wait_for_end, args=(until_closed, over), daemon=True).start()
    Worker().run(over.is_set)


def _wait_for_end(stream: TextIO, over: Event) -> None:
    stream.read()
    over.set()


def warm() -> None:
    """Do ahead what the first visitor would wait for."""
    import contado.compiling  # noqa: F401 - a process that stays uses the compiled kernels for all it does
    from contado.site.maps import layer_rows
    from contado.site.vulnerability import levels

    layer_rows("it")
    levels()
    _judge(1)
    _judge(_SQUARES)  # what many places are judged by, which one alone does without


def _judge(count: int) -> None:
    """Judge small squares in the middle, so that plan, layers and kernels are loaded."""
    import shapely

    from contado.dossier.assess import assess
    from contado.interventions import DeclaredMeasure, Intervention
    from contado.site.assessing import plan, sheets
    from contado.site.ground import territory, today

    middle = territory().boundary.representative_point()
    square = shapely.to_wkb(middle.buffer(_SQUARE, cap_style="square"), hex=True)
    measures = (DeclaredMeasure(measure=min(plan(today()).abacus), area=_SQUARE**2, share=0.25),)
    works = [
        Intervention(id=str(row), name="", geometry=square, measures=measures)
        for row in range(count)
    ]
    assess(works, sheets(today()), territory(), plan(today()), draw=False)
