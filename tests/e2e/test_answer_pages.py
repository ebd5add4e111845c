"""The pages that commands write, in a browser: no barrier, nothing from outside, no sideways."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from contado.cli import app
from contado.territory.recipes import RecipeOptions, recipe

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"]
COMMANDS = {
    "night": ["warm", "night"],
    "exposed": ["warm", "exposed"],
    "cooling": ["warm", "cooling"],
    "calibration": [
        "warm", "calibrate", "--observed", "{pages}/cooling/T_air.tif", "--observed-kind", "air",
        "--different-kinds",
    ],
    "heat": ["warm", "vulnerability"],
    "tropical": ["warm", "tropical", "tests/data/recorded/inputs/daily.csv"],
    "runoff": ["storm", "runoff", "--rain", "60"],
    "rainfall": ["storm", "rainfall", "--municipality", "015146"],
    "rain": ["storm", "vulnerability"],
    "scenario": ["scenario", "run", "examples/scenario.yaml"],
    "compared": ["scenario", "compare", "examples/scenario.yaml"],
}  # fmt: skip
CITY = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("pages")
    recipe("demo")(folder / "land", RecipeOptions(cell=100.0), lambda _w, _s: None)
    with pytest.MonkeyPatch.context() as patched:
        patched.chdir(CITY)
        for name, command in COMMANDS.items():
            ground = [] if name == "tropical" else ["--territory", str(folder / "land")]
            options = [*ground, "--out", str(folder / name)]
            words = [word.format(pages=folder) for word in command]
            done = CliRunner().invoke(app, [*words, *options])
            assert done.exit_code in {0, 3}, (name, done.output, done.exception)
    return folder


@pytest.mark.parametrize("name", COMMANDS)
@pytest.mark.parametrize("width", [1280, 390])
def test_the_page_of_an_answer_has_no_barrier_and_asks_nothing(
    browser, axe, pages, name: str, width: int
) -> None:
    page = browser.new_page(viewport={"width": width, "height": 900})
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto((pages / name / "page.html").as_uri())
    assert not [url for url in asked[1:] if not url.startswith("data:")]
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.evaluate(axe)
    found = page.evaluate("async rules => (await axe.run({runOnly: rules})).violations", RULES)
    assert [(one["id"], [node["html"][:80] for node in one["nodes"][:3]]) for one in found] == []
    disclaimer, first = page.locator(".disclaimer"), page.locator("h1")
    assert disclaimer.bounding_box()["y"] < first.bounding_box()["y"]
    assert page.locator("table caption").count() == page.locator("table").count()
    page.close()
