"""Pictures of the main pages for the README, drawn again with `--rewrite`; without it the pages are only opened."""

from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright

import bot.console
from bot.phones import Person
from tests.console.browsing import DESK, PHONE, serving
from tests.console.evening import a_hard_evening
from tests.night.world import Night

pytestmark = pytest.mark.browser

STATIC = Path(bot.console.__file__).parent / "static"
IMAGES = Path(__file__).parents[2] / "docs" / "img"


def test_the_icon_as_pictures(chromium: Path, pytestconfig: pytest.Config):
    """Phones want the icon as PNG: drawn from the SVG."""
    svg = (STATIC / "icon.svg").read_text("utf-8")
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=str(chromium), args=["--no-sandbox"])
        for size in (180, 192, 512):
            page = browser.new_page(viewport={"width": size, "height": size})
            page.set_content(f"<style>body {{ margin: 0 }} svg {{ width: {size}px; height: {size}px }}</style>{svg}")
            drawn = page.screenshot(omit_background=True)
            if pytestconfig.getoption("--rewrite"):
                (STATIC / f"icon-{size}.png").write_bytes(drawn)
            assert _size(STATIC / f"icon-{size}.png") == (size, size)
        browser.close()


def _size(path: Path) -> tuple[int, int]:
    """The width and height that a PNG says it has."""
    head = path.read_bytes()[:24]
    assert head.startswith(b"\x89PNG")
    return int.from_bytes(head[16:20]), int.from_bytes(head[20:24])


def test_the_main_pages_as_pictures(
    night: Night, ana: Person, luis: Person, joys_phone: Person, chromium: Path, pytestconfig: pytest.Config
):
    a_hard_evening(night, ana, luis, joys_phone)
    shots = {
        "board": ("Joy", "/console/", DESK, False),
        "board-phone": ("Ravi", "/console/", PHONE, True),
        "oncall": ("Sol", "/console/oncall", DESK, False),
        "figures": ("Sol", "/console/figures", DESK, False),
        "person": ("Joy", f"/console/people/{night.ids['Ana']}", DESK, False),
    }
    with serving(night, chromium) as served:
        for name, (who, path, size, dark) in shots.items():
            page = served.page(who, size=size, dark=dark)
            page.goto(path)
            assert page.locator("main h1, main h2").count()
            if pytestconfig.getoption("--rewrite"):
                IMAGES.mkdir(exist_ok=True)
                page.screenshot(path=IMAGES / f"{name}.png")
            page.context.close()
