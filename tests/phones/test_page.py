"""The page of phones: what it is told, what its buttons do, and who may not press them."""

import pytest
from flask.testing import FlaskClient

from bot.phones import create_network_app
from tests.phones.conftest import World
from tests.phones.program import twiml

HERE = "http://127.0.0.1:8100"


@pytest.fixture
def page(world: World) -> FlaskClient:
    return create_network_app(world.network).test_client()


def state(page: FlaskClient, query: str = "") -> dict:
    return page.get(f"/phones.json{query}", base_url=HERE).get_json()


def press(page: FlaskClient, phone: str, button: str, words: str = "") -> int:
    return page.post("/act", json={"phone": phone, "do": button, "words": words}, base_url=HERE).status_code


def test_the_page_and_what_it_loads_come_from_here_and_run_nothing_else(page: FlaskClient):
    for path in ("/", "/static/phones.css", "/static/phones.js", "/static/phones.svg"):
        with page.get(path, base_url=HERE) as answer:
            assert answer.status_code == 200
            assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
            assert "http" not in answer.text.replace("http://www.w3.org/2000/svg", "")


def test_a_phone_shows_its_texts_with_times_and_ticks(world: World, page: FlaskClient):
    world.program.replies["/sms"] = twiml("<Message>Thank you.</Message>")
    assert press(page, world.ana.phone.number, "text", "6 9") == 204
    world.ana.hears("Thank you.")
    thread = state(page)["phones"][0]["thread"]
    assert [(text["body"], text["ours"], text["state"]) for text in thread] == [
        ("6 9", True, "delivered"),
        ("Thank you.", False, ""),
    ]


def test_an_unchanged_page_is_not_sent_again(world: World, page: FlaskClient):
    seen = state(page)
    query = f"?v={seen['version']}&n={seen['total']}"
    assert page.get(f"/phones.json{query}", base_url=HERE).status_code == 204
    world.send()
    world.ana.hears("Hello")
    later = state(page, query)
    assert [entry["n"] for entry in later["wire"]] == list(range(seen["total"] + 1, later["total"] + 1))
    assert not later["fresh"]


def test_a_page_of_an_older_network_starts_afresh(page: FlaskClient):
    assert state(page, "?v=900&n=900")["fresh"]


def test_a_phone_rings_is_answered_and_a_key_is_pressed(world: World, page: FlaskClient):
    world.program.replies["/voice"] = twiml('<Gather numDigits="1" action="/pressed"><Say>Press 1.</Say></Gather>')
    joy = world.joy.phone.number
    world.ring()
    world.joy.rings()
    call = state(page)["phones"][1]["call"]
    assert (call["status"], call["incoming"]) == ("ringing", True)
    assert press(page, joy, "answer") == 204
    world.wait(1)
    call = state(page)["phones"][1]["call"]
    assert (call["status"], call["said"], call["keys"]) == ("in-progress", ["Press 1."], True)
    assert press(page, joy, "press", "1") == 204
    world.wait(1)
    assert world.program.at("/pressed")[0]["Digits"] == "1"
    press(page, joy, "hang up")
    assert state(page)["phones"][1]["call"] is None


def test_a_phone_calls_the_line(world: World, page: FlaskClient):
    world.program.replies["/in"] = twiml('<Pause length="9"/>')
    assert press(page, world.ana.phone.number, "call") == 204
    world.wait(1)
    call = state(page)["phones"][0]["call"]
    assert (call["status"], call["incoming"]) == ("in-progress", False)


def test_the_wire_says_who_an_exchange_is_about(world: World, page: FlaskClient):
    world.send()
    world.ana.hears("Hello")
    world.wait(2)
    wire = state(page)["wire"]
    assert {entry["who"] for entry in wire} == {"Ana"}
    assert wire[0]["what"] == "POST Messages.json"
    assert "POST /status" in [entry["what"] for entry in wire]


@pytest.mark.parametrize("button", ["text", "explode"])
def test_a_button_that_is_not_there_does_nothing(world: World, page: FlaskClient, button: str):
    assert press(page, world.ana.phone.number, button) == 400
    assert press(page, "+12175550199", "call") == 400


def test_another_site_cannot_press_buttons(world: World, page: FlaskClient):
    form = {"phone": world.ana.phone.number, "do": "text", "words": "STOP"}
    assert page.post("/act", data=form, base_url=HERE).status_code == 415
    assert page.post("/act", json=form, base_url="http://rebound.example").status_code == 403
    assert page.get("/phones.json", base_url="http://rebound.example").status_code == 403
    assert world.program.told == []
