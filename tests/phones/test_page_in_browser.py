"""The page of phones in a real browser: a person texts, a phone rings, a key is pressed."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from random import Random

import pytest
from playwright.sync_api import Page, expect, sync_playwright

from bot.phones import Network, into, serve
from tests.phones.conftest import LINE
from tests.phones.program import ORIGIN, Program, twiml

pytestmark = pytest.mark.browser

GATHER = twiml('<Gather numDigits="1" action="/pressed" timeout="60"><Say>Urgent 7F. Press 1.</Say></Gather>')


@pytest.fixture
def network() -> Iterator[Network]:
    """A served network: Ana's 6 9 rings Joy."""

    def crisis(form: dict[str, str]) -> tuple[int, str]:
        network.voice.place(call_to(network, "+12175550131"))
        return twiml("<Message>I am paging a coach now.</Message>")

    program = Program(token="")
    program.replies |= {"/sms": crisis, "/voice": GATHER, "/pressed": twiml("<Say>It is yours.</Say>")}
    network = Network(datetime.now(UTC), Random(1), into(program.app()))  # noqa: TID251 a browser lives in real time
    account = network.add_account()
    network.add_line(LINE, account, f"{ORIGIN}/sms", voice_url=f"{ORIGIN}/in", name="Riverside Peers")
    network.add_phone("+12175550111", "Ana", "client")
    network.add_phone("+12175550131", "Joy", "coach")
    served = serve(network, "127.0.0.1", 0, lambda: datetime.now(UTC))  # noqa: TID251
    network.url = served.url  # type: ignore[attr-defined]
    yield network
    served.stop()


def call_to(network: Network, number: str):
    from bot.phones.records import Call

    account = next(iter(network.accounts))
    now = network.now
    return Call(network.sid("CA"), account, LINE, number, "outbound-api", "queued", now, now, url=f"{ORIGIN}/voice")


@pytest.fixture
def page(network: Network, chromium: Path) -> Iterator[Page]:
    """The page, open; leaving it fails on any error in the browser's console (a broken content policy is one)."""
    errors: list[str] = []
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=str(chromium), args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1280, "height": 800}, reduced_motion="reduce")
        page.on("console", lambda said: errors.append(said.text) if said.type == "error" else None)
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.goto(network.url)
        yield page
        browser.close()
    assert errors == []


def test_a_text_rings_a_coach_who_presses_one(page: Page):
    ana, joy = page.get_by_label("Ana's phone", exact=True), page.get_by_label("Joy's phone", exact=True)
    ana.get_by_role("textbox").fill("6 9")
    ana.get_by_role("textbox").press("Enter")
    expect(ana.get_by_text("6 9", exact=True)).to_be_visible()
    expect(ana.get_by_text("Delivered")).to_be_visible()
    expect(ana.get_by_text("I am paging a coach now.")).to_be_visible()
    joy.get_by_role("button", name="Answer").click()
    expect(joy.get_by_text("Urgent 7F. Press 1.", exact=True)).to_be_visible()
    joy.get_by_role("button", name="1", exact=True).click()
    expect(joy.get_by_role("textbox")).to_be_visible()


def test_the_wire_opens_and_shows_what_went_over_it(page: Page):
    page.get_by_role("button", name="Wire").click()
    page.get_by_label("Ana's phone", exact=True).get_by_role("textbox").fill("hello")
    page.keyboard.press("Enter")
    row = page.get_by_role("complementary").get_by_text("POST /sms")
    row.click()
    expect(page.get_by_role("complementary").get_by_text("Body: hello")).to_be_visible()


@pytest.mark.parametrize("width", [390, 1280])
def test_no_phone_is_wider_than_the_page(page: Page, width: int):
    page.set_viewport_size({"width": width, "height": 844})
    expect(page.get_by_label("Ana's phone", exact=True)).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
