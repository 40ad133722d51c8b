"""The daily check-in, on people's phones, as the days go by."""

from datetime import date, time, timedelta

from bot.models import checkin, client, escalation, outbound, task
from bot.phones import Person, faults
from tests.night.world import Night, said

MOOD = said("checkin.mood", name="Ana")


def test_ana_is_asked_once_a_local_day_at_the_hour_she_chose(night: Night, ana: Person, luis: Person) -> None:
    night.change(client, client.c.id == night.ids["Luis"], next_checkin_at=None)
    for day in range(2, 5):
        night.until_local("17:59")
        assert ana.unread == []
        night.until_local("18:02")
        assert ana.hears(MOOD) == MOOD
        ana.texts("7 2")
        ana.hears("7")
        assert [row.day for row in night.rows(checkin)] == [date(2026, 3, d) for d in range(2, day + 1)]


def test_both_numbers_in_one_text_end_the_check_in(night: Night, ana: Person) -> None:
    night.until_local("18:01")
    ana.hears("0 (rough) to 10 (great)")
    ana.texts("6 3")
    ana.hears("6", "3", within=5)
    kept = night.one(checkin)
    assert (kept.mood, kept.craving, kept.missed) == (6, 3, False)


def test_two_numbers_in_two_texts_are_asked_for_one_by_one(night: Night, ana: Person) -> None:
    night.until_local("18:01")
    ana.hears("0 (rough) to 10 (great)")
    ana.texts("6")
    ana.hears("0 (none) to 10 (strong)")
    ana.texts("3")
    ana.hears("6", "3")
    kept = night.one(checkin)
    assert (kept.mood, kept.craving) == (6, 3)


def test_luis_is_asked_and_answered_in_spanish(night: Night, ana: Person, luis: Person) -> None:
    night.change(client, client.c.id == night.ids["Ana"], next_checkin_at=None)
    night.until_local("19:01")
    assert luis.hears("Luis") == said("checkin.mood", "es", name="Luis")
    luis.texts("7 1")
    luis.hears("7", "1")


def test_numbers_beside_the_danger_are_kept_and_not_asked_for_again(night: Night, ana: Person, joy: Person) -> None:
    night.until_local("18:01")
    ana.hears(MOOD)
    ana.texts("6, work was long. craving a 9 tho")
    assert ana.hears("paging a coach") == said("sos.urgent_craving")
    ana.hears("1", "2", "3", "Which one")
    joy.hears("URGENT", within=5)
    kept = night.one(checkin)
    assert (kept.mood, kept.craving, kept.missed) == (6, 9, False)


def test_a_silent_day_brings_one_reminder_and_then_peace(night: Night, ana: Person) -> None:
    night.change(client, client.c.id == night.ids["Luis"], next_checkin_at=None)
    night.until_local("18:01")
    ana.hears(MOOD)
    night.until_local("20:29")
    assert ana.unread == []
    night.until_local("20:31")
    assert ana.hears("0 (rough)") == said("checkin.reminder", name="Ana")
    night.forward(hours=12, every=600)
    assert ana.unread == []
    assert night.one(checkin).missed


def test_an_answer_to_the_reminder_counts(night: Night, ana: Person) -> None:
    night.change(client, client.c.id == night.ids["Luis"], next_checkin_at=None)
    night.until_local("18:01")
    ana.hears(MOOD)
    night.until_local("20:31")
    ana.hears("0 (rough)")
    ana.texts("5 5")
    ana.hears("5")
    kept = night.one(checkin)
    assert (kept.mood, kept.craving, kept.missed) == (5, 5, False)


def test_an_unreadable_answer_is_asked_again_once_and_then_kept_as_words(night: Night, ana: Person) -> None:
    night.until_local("18:01")
    ana.hears(MOOD)
    ana.texts("purple monkey")
    ana.hears(said("checkin.mood_again", name="Ana"))
    ana.texts("still purple")
    ana.hears(said("checkin.words", name="Ana"))
    kept = night.one(checkin)
    assert (kept.mood, kept.craving) == (None, None)
    assert night.one(task).kind == "words"


def test_a_craving_at_the_programs_line_pages_a_coach(night: Night, ana: Person, joy: Person) -> None:
    night.until_local("18:01")
    ana.hears(MOOD)
    ana.texts("6 9")
    ana.hears("988")
    joy.hears("URGENT")
    joy.texts("1")
    ana.hears("Joy")
    joy.hears("yours")
    joy.hears("6 9")
    assert night.one(checkin).craving == 9


def test_a_strong_craving_brings_an_offer_and_1_takes_it(night: Night, ana: Person, joy: Person) -> None:
    ana.texts("5 7")
    ana.hears("7", "1", "2")
    joy.hears_nothing(within=10)
    ana.texts("1")
    ana.hears("988")
    joy.hears("URGENT")


def test_an_offer_that_is_declined_pages_nobody(night: Night, ana: Person, joy: Person) -> None:
    ana.texts("5 7")
    ana.hears("1", "2")
    ana.texts("2")
    ana.hears(said("checkin.not_now", name="Ana"))
    ana.hears("Which one")
    joy.hears_nothing(within=120)
    assert night.rows(escalation) == []


def test_an_offer_nobody_answers_lands_on_a_coachs_list(night: Night, ana: Person) -> None:
    ana.texts("5 7")
    ana.hears("1", "2")
    night.forward(minutes=31, every=30)
    assert "offer_unanswered" in {row.kind for row in night.rows(task)}


def test_numbers_that_nobody_asked_for_are_todays_check_in(night: Night, ana: Person) -> None:
    ana.texts("8 1")
    ana.hears("8", "1")
    night.until_local("18:05")
    assert ana.unread == []  # today is done
    assert night.one(checkin, checkin.c.client_id == night.ids["Ana"]).mood == 8


def test_a_low_mood_is_on_a_coachs_list_the_same_day(night: Night, ana: Person) -> None:
    ana.texts("1 3")
    ana.hears("1")
    low = night.one(task)
    assert low.kind == "low_mood"
    assert low.due_at - low.opened_at < timedelta(days=1)


def test_a_paused_client_is_not_asked_until_the_pause_is_over(night: Night, ana: Person) -> None:
    night.change(client, client.c.id == night.ids["Luis"], next_checkin_at=None)
    ana.texts("PAUSE")
    ana.hears("for 7 days, until Mon 3/9/2026")
    night.forward(hours=6.5 * 24, every=1800)
    assert ana.unread == []
    night.until_local("18:01")
    ana.hears(MOOD)


def test_a_pause_does_not_silence_a_cry_for_help(night: Night, ana: Person, joy: Person) -> None:
    ana.texts("PAUSE")
    ana.hears("START")
    ana.texts("I want to kill myself")
    ana.hears("988")
    ana.hears("1", "2")
    joy.hears("URGENT")


def test_start_ends_a_pause(night: Night, ana: Person) -> None:
    ana.texts("PAUSE")
    ana.hears("START")
    ana.texts("START")
    ana.hears(said("line.start", program="Rivertown Friends"))
    night.until_local("18:01")
    ana.hears(MOOD)


def test_a_client_in_a_crisis_is_not_asked_how_the_day_was(night: Night, ana: Person, joy: Person) -> None:
    ana.texts("I need a coach")
    ana.hears("988")
    ana.hears("1", "2")
    joy.hears("URGENT")
    joy.texts("1")
    ana.hears("Joy")
    joy.hears("yours")
    joy.hears("I need a coach")
    joy.texts("I am here, Ana")
    ana.hears("I am here")
    night.until_local("18:05")
    assert ana.unread == []


def test_a_check_in_that_could_not_be_sent_for_hours_is_not_sent_at_night(night: Night, ana: Person) -> None:
    """At most once, and only while it is still worth it."""
    night.change(client, client.c.id == night.ids["Luis"], next_checkin_at=None)
    night.clock_runs = False
    night.until_local("23:00")
    night.clock_runs = True
    ana.hears_nothing()
    night.until_local("18:01")
    ana.hears(MOOD)


def test_a_reminder_is_not_sent_after_the_last_hour_of_the_day(night: Night, luis: Person) -> None:
    """Asked at seven in the evening, the reminder would come at half past nine."""
    night.change(client, client.c.id == night.ids["Ana"], next_checkin_at=None)
    night.until_local("19:01")
    luis.hears("Luis")
    night.until_local("21:31")
    luis.hears_nothing()
    luis.texts("4 4")
    luis.hears("4")


def test_a_check_in_that_waits_in_a_queue_does_not_come_after_the_day_is_over(night: Night, luis: Person) -> None:
    """Asked at five to nine, while the carrier is slow to take texts, and slow to deliver what it took."""
    night.change(client, client.c.id == night.ids["Ana"], next_checkin_at=None)
    night.change(client, client.c.id == night.ids["Luis"], checkin_time=time(20, 55), next_checkin_at=None)
    night.until_local("20:55")
    night.change(client, client.c.id == night.ids["Luis"], next_checkin_at=night.now)
    night.network.faults.rest(faults.UNAVAILABLE, times=None)
    night.forward(seconds=4)
    asked = night.one(outbound)
    assert night.now < asked.not_after <= night.now + timedelta(minutes=5)
    night.until_local("21:01")
    night.network.faults.clear()
    luis.hears_nothing(within=120)
