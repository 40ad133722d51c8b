"""Who may do what: every route of the console, as everybody and as nobody, against one table."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from werkzeug.routing import Rule

from bot import db, roles, seed
from bot.console.door import RIGHTS
from bot.demo import invented
from bot.models import escalation, inbound, outbound, resource, shift, swap, task
from bot.web import create_app
from bot.work import insert
from tests.console.house import Browser, browser, sign_up, signed_in, unit
from tests.night.world import CAST, START, VAULT, ZONE, Night

ADMIN: tuple[str, ...] = ("admin",)
SUPERVISOR = ("supervisor", *ADMIN)
COACH = ("coach", *SUPERVISOR)
ALL = ("nobody", *COACH)
TABLE = {
    "GET /console/": COACH,
    "GET /console/away": ALL,
    "GET /console/count": COACH,
    "POST /console/count-segments": COACH,
    "GET /console/enter": ALL,
    "POST /console/enter": ALL,
    "POST /console/enter/passkey": ALL,
    "POST /console/enter/passkey/ask": ALL,
    "GET /console/feed/<token>.ics": ALL,
    "GET /console/figures": SUPERVISOR,
    "GET /console/figures/<any(waits, checkins, stayed, marks, load):what>.csv": SUPERVISOR,
    "GET /console/join/<token>": ALL,
    "POST /console/join/<token>": ALL,
    "POST /console/leave": COACH,
    "GET /console/live": COACH,
    "GET /console/manifest.webmanifest": ALL,
    "GET /console/me": COACH,
    "POST /console/me": COACH,
    "POST /console/me/feed": COACH,
    "POST /console/me/paper": COACH,
    "POST /console/me/passkeys": COACH,
    "POST /console/me/passkeys/<int:key_id>/end": COACH,
    "POST /console/me/passkeys/ask": COACH,
    "POST /console/me/sessions/<int:session_id>/end": COACH,
    "POST /console/me/stay": COACH,
    "POST /console/needs/<int:need_id>/ask": COACH,
    "POST /console/needs/<int:need_id>/close": COACH,
    "POST /console/needs/<int:need_id>/hand": COACH,
    "POST /console/needs/<int:need_id>/pass": COACH,
    "GET /console/needs/<int:need_id>/rescue": COACH,
    "POST /console/needs/<int:need_id>/rescue": COACH,
    "POST /console/needs/<int:need_id>/take": COACH,
    "POST /console/off": COACH,
    "POST /console/on": COACH,
    "GET /console/news": SUPERVISOR,
    "POST /console/news/look": SUPERVISOR,
    "POST /console/news/send": SUPERVISOR,
    "GET /console/offers": COACH,
    "POST /console/offers/<any(meetings, resources):kind>": SUPERVISOR,
    "POST /console/offers/<any(meetings, resources):kind>/<int:offer_id>/checked": SUPERVISOR,
    "POST /console/offers/<any(meetings, resources):kind>/<int:offer_id>/end": SUPERVISOR,
    "GET /console/oncall": COACH,
    "POST /console/oncall/<any(shift, rest):kind>/<int:row_id>/end": COACH,
    "POST /console/oncall/keep": COACH,
    "GET /console/oncall/live": COACH,
    "POST /console/oncall/look": COACH,
    "POST /console/oncall/rotation/<int:rotation_id>/end": SUPERVISOR,
    "POST /console/oncall/rotation/keep": SUPERVISOR,
    "POST /console/oncall/rotation/look": SUPERVISOR,
    "POST /console/oncall/swap": COACH,
    "POST /console/oncall/swap/<int:swap_id>/drop": COACH,
    "POST /console/oncall/swap/<int:swap_id>/look": COACH,
    "POST /console/oncall/swap/<int:swap_id>/take": COACH,
    "POST /console/oncall/test": COACH,
    "GET /console/people": COACH,
    "POST /console/people": COACH,
    "GET /console/people/<int:client_id>": COACH,
    "GET /console/people/<int:client_id>/edit": COACH,
    "POST /console/people/<int:client_id>/edit": COACH,
    "POST /console/people/<int:client_id>/erase": ADMIN,
    "GET /console/people/<int:client_id>/export": SUPERVISOR,
    "POST /console/people/<int:client_id>/export": SUPERVISOR,
    "POST /console/people/<int:client_id>/forget": COACH,
    "GET /console/people/<int:client_id>/live": COACH,
    "POST /console/people/<int:client_id>/lines": SUPERVISOR,
    "POST /console/people/<int:client_id>/mark/<int:inbound_id>": COACH,
    "POST /console/people/<int:client_id>/note": COACH,
    "POST /console/people/<int:client_id>/number": SUPERVISOR,
    "GET /console/people/<int:client_id>/older": COACH,
    "POST /console/people/<int:client_id>/pause": COACH,
    "POST /console/people/<int:client_id>/plan": COACH,
    "POST /console/people/<int:client_id>/stop": COACH,
    "POST /console/people/<int:client_id>/topics/<topic>": COACH,
    "POST /console/people/<int:client_id>/transfer": SUPERVISOR,
    "GET /console/people/new": COACH,
    "POST /console/people/new": COACH,
    "POST /console/people/<int:client_id>/take-back/<int:outbound_id>": COACH,
    "POST /console/people/<int:client_id>/write": COACH,
    "GET /console/program": SUPERVISOR,
    "POST /console/program/holidays": ADMIN,
    "POST /console/program/hotlines/<name>": ADMIN,
    "POST /console/program/ladder/<any(urgent, emergency):tier>": ADMIN,
    "POST /console/program/lines": ADMIN,
    "GET /console/static/<path:filename>": ALL,
    "POST /console/tasks/<int:task_id>/again": COACH,
    "POST /console/tasks/<int:task_id>/done": COACH,
    "GET /console/team": SUPERVISOR,
    "POST /console/team/<int:coach_id>/end": SUPERVISOR,
    "POST /console/team/<int:coach_id>/invite": SUPERVISOR,
    "POST /console/team/<int:coach_id>/role": ADMIN,
    "GET /console/trail": ADMIN,
    "GET /console/words": COACH,
}
REFUSED = {"nobody": {303, 401}, "coach": {403}, "supervisor": {403}, "admin": {403}}


def routes(night: Night) -> Iterator[tuple[str, str, Rule]]:
    for rule in create_app(night.line).url_map.iter_rules():
        if rule.endpoint.startswith("console."):
            for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}:
                yield method, f"{method} {rule.rule}", rule


def address(rule: Rule) -> str:
    """A route with invented ids that nothing has."""
    kind = "meetings" if "offers" in rule.rule else "shift"
    kinds = {"kind": kind, "what": "waits", "tier": "urgent", "name": "lifeline"}
    values = {name: kinds.get(name, 999_999) for name in rule.arguments}
    _, path = rule.build(values, append_unknown=False)  # type: ignore[misc]
    return str(path).removeprefix("/console")


def test_the_table_names_every_route_and_no_other(night: Night):
    assert {name for _, name, _ in routes(night)} == TABLE.keys()


def now_is(night: Night, who: str, role: str) -> None:
    """One of the cast has this role."""
    with unit(night) as opened:
        roles.give(opened, "operator", night.ids[who], role)


@pytest.mark.parametrize("role", ALL)
def test_every_route_opens_for_those_in_the_table_alone(night: Night, role: str):
    """In a program with an admin who can log in: Ravi, or Sol."""
    signed_in(night, "Ravi")
    now_is(night, "Sol" if role == "admin" else "Ravi", "admin")
    walk(night, role, "Joy" if role == "coach" else "Sol")


def test_in_a_program_without_an_admin_supervisors_are_that_too(night: Night):
    walk(night, "admin", "Sol")


def walk(night: Night, role: str, name_of: str) -> None:
    """Every route, as one who has this role."""

    def anyone() -> Browser:
        return browser(night) if role == "nobody" else signed_in(night, name_of)

    who = anyone()
    for method, name, rule in routes(night):
        answer = who.get(address(rule)) if method == "GET" else who.post(address(rule))
        refused = answer.status_code in REFUSED[role] and (role != "nobody" or name not in OPEN_TO_NOBODY)
        assert refused == (role not in TABLE[name]), f"{role} {name}: {answer.status}"
        if name == "POST /console/leave":
            who = anyone()


OPEN_TO_NOBODY = {name for name, who in TABLE.items() if "nobody" in who}


def test_a_page_that_does_not_say_who_may_open_it_opens_for_nobody(sol: Browser, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delitem(RIGHTS, "console.team")
    assert sol.get("/team").status_code == 403


@pytest.fixture
def elsewhere(night: Night) -> dict[str, int]:
    """Another program on the same line, with rows of its own."""
    with db.transaction(night.line.engine) as tx:
        made = seed.add_program(tx, "Hilltop Peers", "HILL", ZONE, {"clients": "+15185550190"})
        whose = seed.add_client(tx, VAULT, START, made, "Zoe", "+15185550191", ZONE)
        coach = invented.add_coach(tx, VAULT, START, made, "Max", "+15185550192", "coach")
        begun = {"opened_at": START, "round_began": START, "next_page_at": START + timedelta(days=9)}
        about = {"program_id": made, "client_id": whose}
        need = insert(tx, escalation, {**about, **begun, "tier": "urgent", "reason": "human", "code": "7F", "told": 0})
        todo = insert(tx, task, {**about, "key": "x", "kind": "words", "opened_at": START, "due_at": START})
        turn = {"program_id": made, "coach_id": coach, "rung": "primary", "starts": START}
        night.network.add_phone("+15185550191", "Zoe", "client")
        planned = insert(tx, shift, {**turn, "ends": START + timedelta(days=1)})
        asked = insert(tx, swap, {**turn, "ends": START + timedelta(days=1), "asked_at": START})
        turns = seed.add_rotation(tx, made, "primary", [coach], START.date(), START.time())
        place = {"program_id": made, "title": "Food shelf", "phone": "211", "verified_on": START.date()}
        offer = insert(tx, resource, place)
    ids = {"client_id": whose, "coach_id": coach, "need_id": need, "task_id": todo, "row_id": planned}
    return {**ids, "swap_id": asked, "rotation_id": turns, "offer_id": offer}


def test_nobody_sees_or_touches_another_program(night: Night, sol: Browser, elsewhere: dict[str, int]):
    """A supervisor knows every id of the other program, and finds nothing there."""
    tried = 0
    for method, name, rule in routes(night):
        ids = {argument: elsewhere[argument] for argument in rule.arguments & elsewhere.keys()}
        if not ids or "session_id" in rule.arguments:
            continue
        kind = "resources" if "offers" in rule.rule else "shift"
        values = {"kind": kind, "topic": "news", "outbound_id": 1, "inbound_id": 1, **ids}
        _, path = rule.build({key: values[key] for key in rule.arguments}, append_unknown=False)  # type: ignore[misc]
        form = {"body": "hello", "once": "aa", "outcome": "other", "to": str(night.ids["Joy"]), "days": "3"}
        form |= {"kind": "asked", "told": "1", "reason": "own", "role": "admin", "sure": str(elsewhere["client_id"])}
        path = str(path).removeprefix("/console")
        answer = sol.get(path) if method == "GET" else sol.post(path, **form)
        assert answer.status_code == 404, name
        tried += 1
    assert tried > 12
    assert "Zoe" not in sol.text("/people") + sol.text("/") + sol.text("/oncall") + sol.text("/team")
    assert "Nobody found." in sol.post("/people", asked="Zo").get_data(as_text=True)
    assert "Nobody found." in sol.post("/people", asked="+15185550191").get_data(as_text=True)


def test_a_coach_changes_the_plan_for_themselves_alone(joy: Browser, sol: Browser, night: Night):
    span = {"from_day": "2026-03-04", "from_time": "09:00", "to_day": "2026-03-05", "to_time": "09:00"}
    assert joy.post("/oncall/keep", coach=str(night.ids["Ravi"]), rung="primary", **span).status_code == 403
    assert sol.post("/oncall/keep", coach=str(night.ids["Ravi"]), rung="primary", **span).status_code == 303
    (row,) = night.rows(shift)
    assert joy.post(f"/oncall/shift/{row.id}/end").status_code == 403


@pytest.mark.parametrize("path", ["/off", "/me/stay", "/leave", "/people", "/count-segments"])
def test_a_form_of_another_site_does_nothing(joy: Browser, path: str):
    joy.guard, real = "", joy.guard
    assert joy.post(path).status_code == 403
    joy.guard = real
    foreign = {"Origin": "https://elsewhere.example"}
    answer = joy.client.post(f"/console{path}", data={"guard": real}, headers=foreign, base_url="https://line.example")
    assert answer.status_code == 403
    crossed = {"Sec-Fetch-Site": "cross-site"}
    answer = joy.client.post(f"/console{path}", data={"guard": real}, headers=crossed, base_url="https://line.example")
    assert answer.status_code == 403


def test_every_page_carries_what_protects_it(joy: Browser):
    for path in ("/", "/people", "/oncall", "/me", "/away", "/no-such-page/needs", "/needs/1/take"):
        headers = joy.get(path).headers
        if "Content-Security-Policy" not in headers:
            continue
        policy = headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert headers["Strict-Transport-Security"].startswith("max-age=63072000")
        assert headers["Cache-Control"] == "no-store"
        assert headers["Referrer-Policy"] == "same-origin"
        assert headers["X-Frame-Options"] == "DENY"
    page = joy.text("/")
    assert "style=" not in page
    assert "onclick" not in page


def test_the_cookie_is_bound_to_the_host_and_hidden_from_scripts(night: Night):
    joy = sign_up(night, "Joy")
    answer = browser(night).enter(CAST["Joy"], code=joy.paper[0])
    told = answer.headers["Set-Cookie"]
    assert told.startswith("__Host-peerline=")
    assert {"Secure", "HttpOnly", "SameSite=Lax", "Path=/"} <= {part.strip() for part in told.split(";")}


def test_no_name_number_or_word_is_in_an_address_or_a_title(sol: Browser, night: Night, ana, joys_phone):
    ana.texts("I need a coach now")
    night.forward(seconds=5)
    assert night.rows(inbound)
    assert night.rows(outbound)
    pages = [sol.text(path) for path in ("/", "/people", "/oncall", "/team", f"/people/{night.ids['Ana']}")]
    for page in pages:
        assert "<title>Peerline</title>" in page
        addresses = [
            part.partition('"')[0] for mark in ('href="', 'action="', 'src="') for part in page.split(mark)[1:]
        ]
        assert not [one for one in addresses if "Ana" in one or "5550" in one or "coach+now" in one]
