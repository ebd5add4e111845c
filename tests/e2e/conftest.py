"""The service as its own process, and a real browser in front of it."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
FLAGS = [
    "--no-sandbox", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage",
    "--use-angle=swiftshader", "--enable-unsafe-swiftshader",
]  # fmt: skip
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]


class Running(NamedTuple):
    page: str
    entry: str


@pytest.fixture(scope="session")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    from contado.territory.recipes import RecipeOptions, recipe

    if CHROMIUM is None:
        pytest.skip("no Chromium on this machine: install the package chromium")
    folder = tmp_path_factory.mktemp("e2e")
    recipe("demo")(folder / "land", RecipeOptions(area="108", cell=100.0), lambda _w, _s: None)
    command = [sys.executable, "-c", "from contado.cli import main; main()", "serve", "--port", "0"]
    command += ["--territory", str(folder / "land"), "--state", str(folder / "state")]
    log = folder / "log"
    with log.open("w") as errors:
        process = subprocess.Popen(
            command,
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
            env={**os.environ, "PYTHONUNBUFFERED": "1"},
        )
    with process:
        yield Running(*(process.stdout.readline().split()[-1] for _ in range(2)))
        process.terminate()
    assert "Traceback" not in log.read_text()


@pytest.fixture(scope="module")
def browser(running):
    """Open the browser for one module: its event loop would be in the way of Django's tests."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS, headless=True)
        yield opened
        opened.close()


@pytest.fixture
def open_page(browser, running):
    """Open an address in a window of its own; afterwards, nothing may have been asked of others."""
    contexts, asked, troubles = [], [], []

    def opened(path: str = "", *, width: int = 1280, height: int = 900, ready: bool = True, **more):
        context = browser.new_context(
            viewport={"width": width, "height": height}, locale="it-IT", **more
        )
        contexts.append(context)
        page = context.new_page()
        page.on("request", lambda request: asked.append(request.url))
        page.on("pageerror", lambda error: troubles.append(str(error)))
        page.on("console", lambda said: said.type == "error" and troubles.append(said.text))
        page.goto(running.page + path)
        if ready:
            wait_for_map(page)
        return page

    yield opened
    for context in contexts:
        context.close()
    foreign = [url for url in asked if not url.startswith((running.page, "data:", "blob:"))]
    assert foreign == []
    assert [trouble for trouble in troubles if "status of 422" not in trouble] == []


def wait_for_map(page) -> None:
    page.wait_for_function(
        "() => document.documentElement.dataset.ready === 'yes'"
        " && document.documentElement.dataset.map === 'idle'"
    )


@pytest.fixture(scope="session")
def axe() -> str:
    return (Path(__file__).parent / "vendor" / "axe.min.js").read_text(encoding="utf-8")


@pytest.fixture(scope="session")
def violations(axe):
    """Return the serious barriers of a page, by WCAG 2.1 AA."""

    def found(page) -> list[str]:
        page.evaluate(axe)
        listed = page.evaluate("async rules => (await axe.run({runOnly: rules})).violations", RULES)
        return [
            f"{each['id']}: {node['html'][:200]}"
            for each in listed
            if each["impact"] in ("serious", "critical")
            for node in each["nodes"]
        ]

    return found
