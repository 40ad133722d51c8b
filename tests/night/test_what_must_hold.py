"""The promises of the design, one test each, by name. The stories around here bear them in every weather."""

from datetime import timedelta

from bot import inbox, sweeps
from bot.inbox import Text
from bot.models import checkin, client, conversation, escalation, inbound, outbound, page
from bot.phones import Person, faults
from flows.triage import Tier
from tests.night.world import CAST, NUMBER, Night, everything_read, said


def need(ana: Person) -> None:
    ana.texts("I need a coach now")
    ana.hears("988")
    ana.hears("1", "2")


def test_1_accepted_means_stored(night: Night, ana: Person) -> None:
    """A 2xx only after the commit: whoever was answered is in a row, and who was refused is not."""
    night.expects_trouble = True
    for n, to in enumerate((NUMBER, "+15185550199")):
        sid = f"SM{n:032x}"
        status = night.post("/sms", MessageSid=sid, From=CAST["Ana"], To=to, Body="hello")
        assert (status == 200) == bool(night.rows(inbound, inbound.c.provider_sid == sid))
    everything_read(ana)


def test_2_one_text_one_effect(night: Night, ana: Person, joy: Person) -> None:
    sid = ana.texts("I need a coach now", copies=5)
    night.forward(seconds=3)
    night.network.replay(sid)
    night.forward(seconds=3)
    assert [len(night.rows(table)) for table in (inbound, escalation, page)] == [1, 1, 1]
    everything_read(ana, joy)


def test_3_danger_first(night: Night, ana: Person, joy: Person, ravi: Person, sol: Person) -> None:
    """Mid-flow, paused, opted out, in relay: the same words page in every state."""
    danger = "I took all the pills and I will not wake up"
    night.until_local("18:01")
    ana.hears("Ana")  # the check-in waits for two numbers
    for before in ("PAUSE", "STOP"):
        ana.texts(before)
    ana.texts(danger)
    assert [row.tier for row in night.rows(inbound)][-1] == Tier.EMERGENCY
    assert night.one(escalation).tier == "emergency"
    joy.hears("EMERGENCY", within=5)
    night.forward(seconds=2)
    everything_read(ana, joy, ravi, sol)


def test_4_sql_is_the_queue(night: Night, ana: Person, joy: Person) -> None:
    """Redis loses every ring, and a worker dies holding the page: it goes out all the same, at most 10 s late."""
    night.workers.forgetful = True
    night.workers.dies = "before"
    need(ana)
    due = night.one(escalation).opened_at
    joy.hears("URGENT", within=20)
    assert night.rows(page)[0].at == due
    everything_read(joy)


def test_5_no_silent_end(night: Night, ana: Person, joy: Person, ravi: Person, sol: Person) -> None:
    """At every moment of a quarter of an hour there is a next page, at most five minutes ahead."""
    need(ana)
    for _ in range(40):
        night.forward(seconds=20, every=10)
        held = night.one(escalation)
        assert held.next_page_at is not None
        assert night.now - timedelta(seconds=20) <= held.next_page_at <= night.now + timedelta(seconds=300)
    night.forward(seconds=3)
    everything_read(ana, joy, ravi, sol)


def test_6_never_in_silence_never_an_untruth(night: Night, ana: Person, joy: Person, ravi: Person) -> None:
    need(ana)
    everything_read(joy)
    heard = [ana.hears(said("crisis.update_2"), within=125)]
    assert not any("Joy" in body or "Ravi" in body for body in heard)
    ravi.texts("1")
    assert ana.hears("Ravi").startswith("Ravi")
    night.forward(seconds=3)
    everything_read(joy, ravi)


def test_7_bad_news_moves_the_page(night: Night, ana: Person, joy: Person) -> None:
    joy.phone.carrier = faults.undelivered(30007)
    need(ana)
    assert night.until(lambda: any(row.state == "failed" for row in night.rows(page)), timedelta(seconds=10))
    told = night.now
    joy.rings(within=5)
    assert night.now - told <= timedelta(seconds=5)


def test_8_an_acknowledgement_is_a_promise_that_is_checked(
    night: Night, ana: Person, joy: Person, ravi: Person
) -> None:
    need(ana)
    joy.hears("URGENT")
    joy.texts("1")
    ana.hears("Joy")
    taken = night.one(escalation).acknowledged_at
    ana.hears(said("crisis.reopened"), within=305)
    assert night.now - taken <= timedelta(seconds=305)
    assert night.one(escalation).owner_id is None
    night.forward(seconds=3)
    everything_read(joy, ravi)


def test_9_no_limit_drops_a_first_page(night: Night, ana: Person, joy: Person) -> None:
    """After more chatter than the line answers, at night, while paused."""
    for n in range(40):
        inbox.receive(night.line, Text(f"SM{n:032x}", CAST["Ana"], NUMBER, f"chatter {n}"), night.now)
    ana.texts("PAUSE")
    night.change(client, next_checkin_at=None)
    night.forward(hours=9, every=600)
    everything_read(ana)
    need(ana)
    joy.hears("URGENT", within=5)


def test_10_opt_out_is_right_both_ways(night: Night, ana: Person, luis: Person, joy: Person) -> None:
    ana.texts("STOP")
    assert night.one(client, client.c.id == night.ids["Ana"]).opted_out_at is not None
    luis.texts("ya basta, no puedo parar de pensar en matarme")
    luis.hears("988")
    assert night.one(client, client.c.id == night.ids["Luis"]).opted_out_at is None
    night.forward(seconds=3)
    everything_read(ana, luis, joy)


def test_11_no_guess_is_stored(night: Night, ana: Person) -> None:
    night.until_local("18:01")
    ana.hears("Ana")
    ana.texts("kind of in the middle of something")
    ana.hears(said("checkin.mood_again", name="Ana"))
    ana.texts("eh")
    ana.hears(said("checkin.words", name="Ana"))
    assert (night.one(checkin).mood, night.one(checkin).craving) == (None, None)
    assert night.one(conversation).state is None


def test_12_one_check_in_per_local_day(night: Night, ana: Person) -> None:
    """Over the weekend on which New York's clocks go forward, with two clocks sweeping."""
    night.change(client, client.c.id == night.ids["Luis"], next_checkin_at=None)
    night.forward(hours=4 * 24, every=14_400)
    everything_read(ana)
    for _ in range(4 * 24):
        night.forward(hours=1, every=3600)
        sweeps.sweep(night.line, night.now)
    days = [row.day for row in night.rows(checkin)]
    assert days == [days[0] + timedelta(days=n) for n in range(8)]
    asked = [row for row in night.rows(outbound) if row.body == said("checkin.mood", name="Ana")]
    assert len(asked) == len(days)
    everything_read(ana)


def test_13_exactly_one_on_call(night: Night, ana: Person, joy: Person, ravi: Person) -> None:
    need(ana)
    first = night.rows(page)
    assert [(row.coach_id, row.method) for row in first] == [(night.ids["Joy"], "text")]
    joy.hears("URGENT")
    assert ravi.unread == []
