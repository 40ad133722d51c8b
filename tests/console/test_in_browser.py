"""The console in a real browser, at a phone's and a desk's size: a night of two coaches, keys, and what shows."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from bot.models import escalation
from bot.phones import Person
from tests.console.browsing import DESK, PHONE, Served, serving
from tests.console.evening import a_hard_evening
from tests.console.house import invite
from tests.night.world import Night

pytestmark = pytest.mark.browser


@pytest.fixture
def served(night: Night, chromium: Path) -> Iterator[Served]:
    with serving(night, chromium) as served:
        yield served


def test_a_night_of_two_coaches(night: Night, served: Served, ana: Person):
    """Joy passes, Ravi takes it on his phone's browser, they talk, a slip is taken back, and it is closed."""
    joy, ravi = served.page("Joy"), served.page("Ravi", size=PHONE, touch=True)
    joy.goto("/console/")
    ravi.goto("/console/")
    expect(joy.get_by_text("Nobody is waiting.")).to_be_visible()
    ana.texts("I need a coach now")
    night.forward(seconds=5)
    expect(joy.get_by_role("button", name="Take Ana")).to_be_visible()
    expect(joy).to_have_title("(1) Peerline")
    joy.get_by_role("button", name="Pass").click()
    expect(joy.get_by_text(re.compile("The next one is paged"))).to_be_visible()
    night.forward(seconds=4)
    expect(ravi.get_by_label("Paged now").get_by_text("Ravi")).to_be_visible()
    ravi.get_by_role("button", name="Take Ana").tap()
    expect(ravi.get_by_text("You have this")).to_be_visible()
    expect(joy.get_by_text("Ravi has this")).to_be_visible()
    ravi.get_by_role("link", name="Write").tap()
    box = ravi.get_by_label("Write to them")
    box.fill("Oops, wrong person")
    ravi.get_by_role("button", name="Send").tap()
    ravi.get_by_role("button", name="Undo").tap()
    expect(ravi.get_by_text("Taken back. Nothing was sent.")).to_be_visible()
    box.fill("Hi Ana, Ravi here.")
    expect(ravi.get_by_text("18 letters · 1 text (GSM-7)")).to_be_visible()
    ravi.get_by_role("button", name="Send").tap()
    expect(box).to_have_value("")
    night.forward(seconds=9)
    heard = [bubble.body for bubble in ana.phone.thread]
    assert "Hi Ana, Ravi here." in heard
    assert "Oops, wrong person" not in heard
    ana.texts("thank you Ravi")
    night.forward(seconds=3)
    expect(ravi.get_by_label("Conversation").get_by_text("thank you Ravi")).to_be_visible()
    ravi.locator(".need summary", has_text="Close").tap()
    ravi.get_by_role("button", name="Connected").tap()
    expect(joy.get_by_text("Ravi has this")).to_have_count(0)
    assert night.one(escalation).outcome == "connected"


def test_an_invitation_taken_up_by_hand(night: Night, served: Served):
    page = served.page(size=PHONE)
    page.goto(f"/console/join/{invite(night, 'Joy')}")
    page.get_by_text("Type it instead").click()
    secret = "".join((page.locator(".secret").text_content() or "").split())
    import pyotp

    page.get_by_label("Choose a password").fill("four invented words here")
    page.get_by_label("The six digits it shows").fill(pyotp.TOTP(secret).at(night.now))
    page.get_by_role("button", name="Finish").click()
    expect(page.get_by_role("listitem")).to_have_count(10)
    page.get_by_role("link", name="I have them").click()
    expect(page.get_by_text("Nobody is waiting.")).to_be_visible()


def test_the_keyboard_does_everything_on_the_board(night: Night, served: Served, ana: Person):
    ana.texts("I need a coach now")
    night.forward(seconds=5)
    page = served.page("Joy")
    page.goto("/console/")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keyboard")).to_be_visible()
    page.keyboard.press("Enter")
    page.keyboard.press("j")
    expect(page.locator(".need")).to_be_focused()
    page.keyboard.press("a")
    expect(page.get_by_text("You have this")).to_be_visible()
    page.keyboard.press("t")
    expect(page.get_by_text("Who is paged now?")).to_be_visible()
    page.keyboard.press("r")
    expect(page.get_by_label("Write to them")).to_be_visible()
    page.keyboard.press("r")
    expect(page.get_by_label("Write to them")).to_be_focused()
    page.keyboard.type("j k a ?")
    expect(page.get_by_label("Write to them")).to_have_value("j k a ?")


def test_escape_twice_hides_everything(night: Night, served: Served):
    page = served.page("Joy")
    page.goto(f"/console/people/{night.ids['Ana']}")
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    expect(page).to_have_title("Notes")
    expect(page.get_by_text("Ana")).to_have_count(0)


def test_an_open_menu_stays_open_while_the_board_changes(night: Night, served: Served, ana: Person, luis: Person):
    ana.texts("I need a coach now")
    night.forward(seconds=5)
    page = served.page("Joy")
    page.goto("/console/")
    page.get_by_role("button", name="Take Ana").click()
    page.locator(".need summary", has_text="Close").click()
    expect(page.get_by_role("button", name="Connected")).to_be_visible()
    luis.texts("necesito un coach ahora")
    night.forward(seconds=5)
    expect(page.get_by_role("button", name="Take Luis")).to_be_visible()
    expect(page.get_by_role("button", name="Connected")).to_be_visible()


def test_a_ready_reply_and_words_to_look_at_again(night: Night, served: Served, ana: Person):
    page = served.page("Joy", size=PHONE, touch=True)
    page.goto(f"/console/people/{night.ids['Ana']}")
    page.locator(".ready summary").tap()
    page.get_by_role("link", name="It took strength").tap()
    box = page.get_by_label("Write to them")
    expect(box).to_have_value("It took strength to reach out today. You can text here any time.")
    box.fill("No vodka today?")
    expect(page.get_by_text("Names a substance: vodka")).to_be_visible()
    page.get_by_role("button", name="Send").tap()
    expect(box).to_have_value("No vodka today?")
    page.get_by_label("I have read this").check()
    page.get_by_role("button", name="Send").tap()
    expect(box).to_have_value("")
    expect(page.get_by_label("I have read this")).to_be_hidden()
    box.press("/")
    expect(page.get_by_role("link", name="Hi Ana, this is Joy.")).to_be_focused()
    night.forward(seconds=9)
    ana.hears("No vodka today?")


def test_a_draft_outlives_a_reload(night: Night, served: Served):
    page = served.page("Joy")
    page.goto(f"/console/people/{night.ids['Ana']}")
    page.get_by_label("Write to them").fill("Thinking of you")
    page.reload()
    expect(page.get_by_label("Write to them")).to_have_value("Thinking of you")


def test_a_board_that_hears_nothing_says_so(night: Night, served: Served):
    page = served.page("Joy")
    page.clock.install()
    page.goto("/console/")
    expect(page.get_by_text("live", exact=True)).to_be_visible()
    served.expects("net::ERR_FAILED")
    page.route("**/console/live**", lambda route: route.abort())
    page.clock.run_for(20_000)
    expect(page.get_by_text(re.compile(r"last update \d+ s ago"))).to_be_visible()


def test_before_the_session_ends_it_says_so_and_one_tap_stays(night: Night, served: Served):
    page = served.page("Joy")
    page.clock.install()
    page.goto("/console/people")
    page.clock.fast_forward("28:30")
    expect(page.get_by_role("dialog", name="Still there?")).to_be_visible()
    page.get_by_role("button", name="I am here").click()
    expect(page.get_by_role("dialog", name="Still there?")).to_have_count(0)


def test_the_tick_of_a_task_can_be_undone(night: Night, served: Served, ana: Person):
    ana.texts("thinking about lunch")
    night.forward(seconds=3)
    page = served.page("Joy")
    page.goto("/console/")
    page.get_by_role("button", name="Done: Wrote to the line").click()
    expect(page.get_by_text("Nothing is left for today.")).to_be_visible()
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("Wrote to the line", exact=True)).to_be_visible()


WCAG = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
PAGES = {
    "board": "",
    "people": "people",
    "person": "people/{Ana}",
    "edit": "people/{Ana}/edit",
    "oncall": "oncall",
    "me": "me",
    "team": "team",
}
PAGES |= {"month": "oncall?view=month", "figures": "figures", "program": "program", "words": "words?file=sos"}
PAGES |= {"offers": "offers", "news": "news", "new": "people/new", "export": "people/{Ana}/export"}
PAGES |= {"rescue": "needs/1/rescue"}


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("size", [{"width": 360, "height": 740}, DESK], ids=["phone", "desk"])
def test_every_page_is_usable_by_everyone(
    night: Night, served: Served, ana: Person, luis: Person, joys_phone: Person, size: dict[str, int], dark: bool
):
    """No page is wider than the screen, every field has a label and every button a name, headings go down one step at
    a time, every target under a thumb is 44 pixels high, and every word stands out from what is behind it."""
    a_hard_evening(night, ana, luis, joys_phone)
    page = served.page("Sol", size=size, dark=dark, touch=size["width"] < 500)
    for name, path in {**PAGES, "trail": "trail"}.items():
        page.goto(f"/console/{path.format(**night.ids)}")
        expect(page.locator("h1")).to_have_count(1)
        page.evaluate("document.querySelectorAll('main details').forEach((one) => { one.open = true; })")
        assert troubles(page, thumbs=size["width"] < 500) == [], name
        assert serious(page) == [], name
    page.context.clear_cookies()
    served.expects("status of 404")  # an invitation that was used
    for path in ("enter", "away", f"join/{invite(night, 'Joy')}", "join/used-up"):
        page.goto(f"/console/{path}")
        assert troubles(page, thumbs=size["width"] < 500) == [], path
        assert serious(page) == [], path


def serious(page: Page) -> list[str]:
    """What axe finds of the rules that anybody may hold us to; what it calls minor or moderate too."""
    found = Axe().run(page, options={"runOnly": {"type": "tag", "values": list(WCAG)}})
    violations = found.response["violations"]
    return [f"{one['id']}: {node['html'][:120]}" for one in violations for node in one["nodes"]]


def test_axe_finds_what_is_wrong(served: Served):
    page = served.page(size=PHONE)
    page.set_content("<html><main><img src='data:,'><button></button><p style='color:#bbb'>pale</p></main></html>")
    found = " ".join(serious(page))
    for what in ("image-alt", "button-name", "color-contrast", "html-has-lang"):
        assert what in found


def troubles(page: Page, *, thumbs: bool) -> list[str]:
    """What the checks of `checks.js` find on a page."""
    script = (Path(__file__).parent / "checks.js").read_text()
    found: list[str] = page.evaluate(f"({script})({str(thumbs).lower()})")
    return found


def test_the_checks_find_what_is_wrong(served: Served):
    page = served.page(size=PHONE)
    page.set_content(
        "<main><h1>a</h1><h3>b</h3><input><button></button><img src='data:,'><p id=x style='color:#999'>grey</p>"
        "<div id=x style='width:900px'>wide</div></main>"
    )
    found = " ".join(troubles(page, thumbs=True))
    for what in ("no label", "no name", "skips from 1 to 3", "no language", "is there twice", "no words for a picture",
                 "pixels", "contrast 2.", "wide"):  # fmt: skip
        assert what in found


def test_a_change_to_the_plan_shows_what_it_does_while_it_is_typed(night: Night, served: Served):
    page = served.page("Joy")
    page.goto("/console/oncall")
    page.get_by_label("From").fill("2026-03-04")
    page.get_by_label("Until").fill("2026-03-06")
    expect(page.get_by_text("This leaves nobody on call:")).to_be_visible()
    page.get_by_label("What").select_option("primary")
    expect(page.get_by_text("No new gap.")).to_be_visible()
    page.get_by_role("button", name="Keep it").click()
    expect(page.get_by_label("Shifts and time off").get_by_text("Joy")).to_be_visible()
