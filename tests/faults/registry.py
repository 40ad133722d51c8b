"""Every fault by its name: the nights that draw it, or the test that shows what becomes of it, or why there is none."""

from collections.abc import Mapping

from tests.faults.weather import CARRIER, FILTERED, MILE, PEOPLE, PROCESS, WEBHOOK

STRIKES = {**PROCESS, **PEOPLE, **WEBHOOK, **CARRIER, **MILE}
"""Drawn by nights, and each in an evening of its own."""

DRAWN_TOO = ("duplicate of a SID", "webhook 15 s late", "words split over two texts", "STOP in a crisis", FILTERED)
"""Drawn for each person in crisis, or for a whole night."""

HABITS = ("takes it and goes dark", "passes", "mixes up codes", "asleep", "voicemail answers", "phone off", "busy")

TESTED: Mapping[str, str] = {
    "kill -9 of web, workers, clock and Redis": "test_faults_short.py::no_text_is_lost_or_doubled",
    "death before and after every commit and hand-over": "test_faults_named.py::whoever_dies_at_whatever_step",
    "old version beside new schema": "test_faults_named.py::a_migration_takes_nothing_from_the_version_before",
    "two sweepers at once": "night/test_once.py::two_clocks_sweeping_at_once",
    "Redis slow": "workers/test_jobs.py::a_redis_that_takes_the_call_and_says_nothing",
    "machine's clock put forward or back": "night/test_jumps.py::whoever_waits_is_paged_on",
    "clock change in mid-escalation": "bot/test_oncall_always.py::hand_offs_hold_around_the_awkward_clock_changes",
    "connection refused": "bot/test_carrier_trouble.py::a_text_that_never_left_is_sent_again",
    "wrong token": "night/test_bad_news.py::a_wrong_token_is_no_silent_end",
    "forged signature, old token": "bot/test_webhooks.py::a_forged_signature_is_refused_everywhere",
    "a text delivered again days later": "night/test_once.py::a_text_delivered_again_days_later",
    "picture, empty body": "night/test_relay.py::a_picture_without_words",
    "emoji, ten segments": "bot/test_webhooks.py::every_text_is_kept_as_it_came",
    "a coach who is a client too": "night/test_relay.py::a_coach_who_is_a_client_too",
    "a hundred crises at once": "night/test_once.py::a_hundred_crises_in_the_same_moment",
    "five hundred crises in a minute": "night/test_storm.py::everybody_is_in_somebodys_page_within_thirty_seconds",
    "two acknowledgements at once": "night/test_once.py::both_coaches_answer_in_the_same_moment",
    "acknowledgement after the close": "night/test_relay.py::a_late_1_for_something_that_is_closed",
    "late code of an old alert": "night/test_silent_owner.py::a_code_of_somebody_else_s",
    "a page refused while somebody takes the person": "night/test_bad_news.py::a_page_refused_for_a_moment",
    "nobody at all can be paged": "night/test_crisis_goes_on.py::when_nobody_at_all_can_be_paged",
    "a coach opts out": "night/test_opt_outs.py::a_coachs_stop_holds_and_raises_the_alarm",
}
"""The file under `tests`, and how the test's name goes on after `test_`."""

NONE: Mapping[str, str] = {
    "out of memory": "the kernel kills with the same signal as kill -9",
    "failover of Redis with lost writes": "the same as one that was flushed: Redis holds nothing but doorbells",
    "disk full": "the same as a commit that fails, which is drawn for webhooks and the clock",
    "leap day": "no time of the crisis line is reckoned in months or years",
    "TLS error": "the same branch as a reset: nobody knows whether it was taken",
    "callback of another account": "it carries our own row's id, signed with our token; the account is not read",
    "fallback URL": "a page that pages nobody: it stands at the carrier, and no process of ours is in it",
    "a number shared by two people": "one number is one person here; each text is read for danger all the same",
    "spoofed sender": "the carrier vouches for the sender: a signed webhook is all that can be checked",
    "Do Not Disturb": "no phone tells it; the ladder's second call inside three minutes rings through",
}
"""Faults that cannot be shown, and why."""
