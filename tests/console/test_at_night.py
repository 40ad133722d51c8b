"""What wakes a coach and what a locked screen may show: sound, buzz, title, notification; keys; the home screen."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from bot.phones import Person
from tests.console.browsing import DESK, PHONE, Served, serving
from tests.console.house import Browser, browser
from tests.night.world import Night

HEARS = """
window.heard = { rung: 0, buzzed: 0, told: [] };
navigator.vibrate = () => { window.heard.buzzed += 1; return true; };
const real = AudioContext.prototype.createOscillator;
AudioContext.prototype.createOscillator = function () { window.heard.rung += 1; return real.call(this); };
window.Notification = class {
  static permission = "granted";
  static requestPermission = async () => "granted";
  constructor(title, more) { window.heard.told.push(`${title}: ${more.body}`); }
};
"""


@pytest.fixture
def served(night: Night, chromium: Path) -> Iterator[Served]:
    with serving(night, chromium) as served:
        yield served


def listening(served: Served, who: str, *, hidden: bool = False) -> Page:
    """Somebody's board, with ears for what it does; they have touched it once."""
    page = served.page(who, size=PHONE, touch=True)
    page.add_init_script(HEARS)
    if hidden:
        page.add_init_script("Object.defineProperty(document, 'hidden', { get: () => true });")
    page.goto("/console/")
    page.get_by_text("Nobody is waiting.").tap()
    expect(page).to_have_title("Peerline")
    return page


def heard(page: Page, what: str) -> object:
    return page.evaluate(f"window.heard.{what}")


@pytest.mark.browser
def test_somebody_new_rings_buzzes_and_stands_in_the_title(night: Night, served: Served, ana: Person):
    page = listening(served, "Joy")
    ana.texts("I need a coach now")
    night.forward(seconds=4)
    expect(page).to_have_title("(1) Peerline")
    assert heard(page, "rung") == 2
    assert heard(page, "buzzed") == 1
    assert heard(page, "told") == []  # it is before their eyes
    expect(page.locator("[data-say]")).to_have_text("Someone new is waiting. Waiting now: 1.")


@pytest.mark.browser
def test_the_bell_makes_this_device_silent_and_it_stays_so(night: Night, served: Served, ana: Person):
    page = listening(served, "Joy")
    page.get_by_role("button", name="Sound").tap()
    expect(page.get_by_role("button", name="Sound")).to_have_attribute("aria-pressed", "false")
    page.reload()
    page.get_by_text("Nobody is waiting.").tap()
    expect(page.get_by_role("button", name="Sound")).to_have_attribute("aria-pressed", "false")
    ana.texts("I need a coach now")
    night.forward(seconds=4)
    expect(page).to_have_title("(1) Peerline")
    assert heard(page, "rung") == 0
    assert heard(page, "buzzed") == 0


@pytest.mark.browser
def test_a_notification_names_nobody_and_nothing(night: Night, served: Served, ana: Person):
    page = listening(served, "Joy", hidden=True)
    ana.texts("I need a coach now")
    night.forward(seconds=4)
    expect(page).to_have_title("(1) Peerline")
    assert heard(page, "told") == ["Peerline: There is something to look at."]


@pytest.mark.browser
def test_every_other_page_counts_who_waits_too(night: Night, served: Served, ana: Person):
    page = served.page("Joy")
    page.goto("/console/me")
    ana.texts("I need a coach now")
    night.forward(seconds=4)
    expect(page).to_have_title("(1) Peerline")


@pytest.mark.browser
def test_the_keys_go_down_up_write_a_note_and_search(night: Night, served: Served, ana: Person, luis: Person):
    ana.texts("I need a coach now")
    luis.texts("necesito un coach ahora")
    night.forward(seconds=4)
    page = served.page("Joy", size=DESK)
    page.goto("/console/")
    cards = page.locator(".need")
    page.keyboard.press("j")
    expect(cards.nth(0)).to_be_focused()
    page.keyboard.press("j")
    expect(cards.nth(1)).to_be_focused()
    page.keyboard.press("k")
    expect(cards.nth(0)).to_be_focused()
    page.keyboard.press("/")
    expect(page.get_by_label("Name or whole number")).to_be_focused()
    page.goto(f"/console/people/{night.ids['Ana']}")
    page.keyboard.press("n")
    expect(page.get_by_role("textbox", name="Note for coaches")).to_be_focused()
    page.keyboard.type("akjt")
    expect(page.get_by_role("textbox", name="Note for coaches")).to_have_value("akjt")


@pytest.mark.browser
def test_the_eye_hides_the_page_with_one_tap(night: Night, served: Served):
    page = served.page("Joy", size=PHONE, touch=True)
    page.goto(f"/console/people/{night.ids['Ana']}")
    page.get_by_role("button", name=re.compile("Hide")).tap()
    expect(page).to_have_title("Notes")
    page.go_back()
    expect(page.get_by_text("Ana")).to_have_count(0)  # the way back does not lead to her page


def test_on_a_home_screen_it_opens_to_the_board(night: Night):
    answer = browser(night).get("/manifest.webmanifest")
    told = answer.get_json(force=True)
    assert answer.mimetype == "application/manifest+json"
    assert (told["start_url"], told["display"], told["name"]) == ("/console/", "standalone", "Peerline")
    for icon in told["icons"]:
        with browser(night).client.get(icon["src"], base_url="https://line.example") as found:
            assert (found.status_code, found.mimetype) == (200, icon["type"])


def test_the_icon_of_a_phone_is_there(joy: Browser):
    path = re.search(r'apple-touch-icon" href="([^"]+)"', joy.text("/"))
    assert path
    with joy.client.get(path[1], base_url="https://line.example") as icon:
        assert icon.mimetype == "image/png"
