"""The service in this process, on a small simulated territory and a state of its own."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ENTRY = "/entra/"


@pytest.fixture(scope="session")
def territory_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    from contado.territory.recipes import RecipeOptions, recipe

    folder = tmp_path_factory.mktemp("ground") / "brianza"
    recipe("demo")(folder, RecipeOptions(area="108", cell=100.0), lambda _what, _share: None)
    return folder


@pytest.fixture(scope="session")
def service(territory_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Set the service up; return the folder of its state."""
    from django.test.utils import setup_test_environment, teardown_test_environment

    from contado.site import server

    state = tmp_path_factory.mktemp("state") / "service"
    before = dict(os.environ)
    server.set_up(territory_folder, state)
    setup_test_environment()
    yield state
    teardown_test_environment()
    os.environ.clear()
    os.environ.update(before)


@pytest.fixture
def anyone(service: Path):
    from django.test import Client

    return Client()


@pytest.fixture
def local_user(service: Path):
    from django.test import Client

    client = Client()
    key = (service / "entry-key").read_text(encoding="ascii")
    assert client.get(ENTRY + key).status_code == 302
    return client


@pytest.fixture(scope="session")
def lot(service: Path) -> dict[str, object]:
    """A square of 60 m in the middle of Monza, in longitude and latitude."""
    from contado.site.search import search

    west, south, east, north = next(p for p in search("Monza") if p.name == "Monza").box
    x, y = (west + east) / 2, (south + north) / 2
    ring = [[x, y], [x + 0.0008, y], [x + 0.0008, y + 0.00055], [x, y + 0.00055], [x, y]]
    return {"type": "Polygon", "coordinates": [ring]}


@pytest.fixture(scope="module")
def worker(service: Path, territory_folder: Path) -> Iterator[None]:
    command = [sys.executable, "-m", "contado.site.jobs", str(territory_folder), str(service)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, env=dict(os.environ)) as process:
        yield
        process.stdin.close()
