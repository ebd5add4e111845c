"""The page of a dossier in a real browser: axe finds nothing, nothing is fetched or cut off."""

import shutil
from pathlib import Path

import pytest

from contado.dossier.checklist import checklist_html
from contado.dossier.html import html

AXE = Path(__file__).parents[2] / "e2e" / "vendor" / "axe.min.js"
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine"),
]


@pytest.fixture(scope="module")
def browser():
    from playwright.sync_api import sync_playwright

    with sync_playwright() as player:
        yield player.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])


@pytest.fixture
def show(browser, tmp_path):
    def opened(text: str, width: int = 1200):
        page = browser.new_page(viewport={"width": width, "height": 900})
        file = tmp_path / "page.html"
        file.write_text(text, encoding="utf-8")
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        page.goto(file.as_uri())
        return page, asked

    return opened


def violations(page) -> list[str]:
    page.add_script_tag(content=AXE.read_text(encoding="utf-8"))
    found = page.evaluate(
        "axe.run().then(r => r.violations.map(v => v.id + ' ' + v.nodes[0].html))"
    )
    return list(found)


@pytest.mark.parametrize("language", ["it", "en"])
def test_the_page_has_no_accessibility_fault_and_asks_nothing(sample, show, language) -> None:
    page, asked = show(html(sample, language))
    assert violations(page) == []
    assert [url for url in asked if not url.startswith(("file:", "data:"))] == []


def test_the_page_fits_a_telephone(sample, show) -> None:
    page, _ = show(html(sample), width=375)
    assert page.evaluate("document.documentElement.scrollWidth") <= 375


def test_the_blank_checklist_has_no_accessibility_fault(show) -> None:
    page, _ = show(checklist_html())
    assert violations(page) == []
