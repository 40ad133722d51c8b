"""People a client leans on: asked with the client's consent, and only when the client asks."""

from bot import erasing
from bot.models import client, supporter
from bot.phones import Person
from bot.program import program_by_id
from bot.work import work
from tests.night.world import CAST, Night, everything_read, phone, said

MARIA = "+15185550142"


def maria_of(night: Night) -> Person:
    """A phone for Maria; nobody has a check-in in these stories."""
    night.change(client, next_checkin_at=None, checkin_time=None)
    return phone(night, MARIA, "Maria")


def chosen(night: Night, ana: Person) -> None:
    ana.texts("BUDDY")
    ana.hears("Who can you lean on")
    ana.texts("Maria 518-555-0142")
    ana.hears("They see your name and Rivertown Friends")
    ana.texts("1")
    ana.hears("When may I offer Maria?")
    ana.texts("1")
    ana.hears("I will text Maria by day")


def agreed(night: Night, ana: Person, maria: Person) -> None:
    chosen(night, ana)
    maria.hears("Ana asks", "Rivertown Friends", "STOP")
    maria.texts("sure")
    maria.hears("When Ana asks for you")
    ana.hears(said("buddy_news.agreed", who="Maria", name="Ana"))


def test_she_is_asked_agrees_and_is_texted_only_when_ana_asks(night: Night, ana: Person) -> None:
    maria = maria_of(night)
    agreed(night, ana, maria)
    ana.texts("my buddy")
    ana.hears("1 Maria")
    ana.texts("1")
    ana.hears("I am asking Maria to call or text you")
    assert maria.hears("Ana") == said("supporting.please", client="Ana")


def test_one_who_declines_hears_no_more_and_ana_is_told_kindly(night: Night, ana: Person) -> None:
    maria = maria_of(night)
    chosen(night, ana)
    maria.hears("Ana asks")
    maria.texts("no thanks")
    maria.hears("That is fine")
    ana.hears("can not do it right now")
    ana.texts("BUDDY")
    ana.hears("Who can you lean on")


def test_nobody_is_asked_without_a_yes_of_the_client(night: Night, ana: Person) -> None:
    maria_of(night)
    ana.texts("BUDDY")
    ana.hears("Who can you lean on")
    ana.texts("Maria 518-555-0142")
    ana.hears("1 ask Maria, 2 not now")
    ana.texts("2")
    ana.hears("All good")
    assert night.rows(supporter) == []
    night.forward(minutes=10)


def test_at_night_the_question_waits_but_a_call_for_a_supporter_does_not(night: Night, ana: Person) -> None:
    maria = maria_of(night)
    agreed(night, ana, maria)
    night.until_local("23:30")
    ana.texts("BUDDY")
    ana.hears("1 Maria")
    ana.texts("1")
    ana.hears("I am asking Maria")
    maria.hears("call or text them now")


def test_a_supporter_who_texts_stop_is_never_texted_again_and_ana_hears_the_truth(night: Night, ana: Person) -> None:
    maria = maria_of(night)
    agreed(night, ana, maria)
    maria.texts("please take me off this list")
    maria.hears("off the list")
    ana.texts("BUDDY")
    ana.hears("1 Maria")
    ana.texts("1")
    ana.hears("takes no texts from this line")
    night.forward(minutes=5)


def test_a_crisis_tells_a_supporter_nothing(night: Night, ana: Person, joy: Person) -> None:
    maria = maria_of(night)
    agreed(night, ana, maria)
    ana.texts("I need a coach now")
    ana.hears("988")
    ana.hears("1", "2")
    joy.hears("URGENT")
    joy.texts("1")
    ana.hears("Joy")
    joy.hears("yours")
    joy.hears("I need a coach now")
    night.forward(seconds=30)
    everything_read(joy)
    assert maria.unread == []


def test_a_supporter_in_danger_is_a_person_too(night: Night, ana: Person, joy: Person) -> None:
    maria = maria_of(night)
    agreed(night, ana, maria)
    maria.texts("I want to die")
    maria.hears("988")
    maria.hears("1", "2")
    joy.hears("URGENT")
    joy.texts("1")
    maria.hears("Joy")
    joy.hears("yours")
    night.forward(seconds=5)
    joy.hears("sure")
    joy.hears("I want to die")


def test_the_same_person_twice_and_oneself_are_no_more_supporters(night: Night, ana: Person) -> None:
    maria = maria_of(night)
    agreed(night, ana, maria)
    for number in ("518-555-0142", "518-555-0111"):
        ana.texts("BUDDY")
        ana.hears("1 Maria")
        ana.texts("4")
        ana.hears("Who can you lean on")
        ana.texts(f"Somebody {number}")
        ana.hears("on your list already")
    assert len(night.rows(supporter)) == 1


def test_numbers_from_a_supporter_are_no_check_in(night: Night, ana: Person) -> None:
    maria = maria_of(night)
    agreed(night, ana, maria)
    maria.texts("6 3")
    maria.hears("saved your words")
    maria.texts("PLAN")
    maria.hears("saved your words")


def test_a_yes_to_one_is_no_yes_to_another_who_asks_meanwhile(night: Night, ana: Person, luis: Person) -> None:
    maria = maria_of(night)
    chosen(night, ana)
    maria.hears("Ana asks")
    luis.texts("APOYO")
    luis.hears("¿En quién te apoyas")
    luis.texts("Mari 518-555-0142")
    luis.hears("Verá tu nombre")
    luis.texts("1")
    luis.hears("¿Cuándo te ofrezco")
    luis.texts("1")
    luis.hears("Le escribo a Mari de día")
    maria.texts("1")
    maria.hears("When Ana asks for you")
    ana.hears(said("buddy_news.agreed", who="Maria", name="Ana"))
    assert maria.hears("Luis asks")
    maria.texts("2")
    maria.hears("That is fine")
    assert luis.hears("Mari no puede")
    assert [bool(row.agreed_at) for row in night.rows(supporter)] == [True, False]


def test_a_client_who_is_leaned_on_and_loses_the_number_is_asked_for_no_more(
    night: Night, ana: Person, luis: Person
) -> None:
    lean_on_luis(night, ana, luis)
    luis.texts("numero equivocado")
    luis.hears(said("wishes.wrong_number", "es"))
    ana.texts("BUDDY")
    ana.hears("Who can you lean on")
    night.forward(minutes=2)
    assert luis.unread == []


def test_a_client_who_is_leaned_on_hears_nothing_while_texting_is_not_safe(
    night: Night, ana: Person, luis: Person
) -> None:
    lean_on_luis(night, ana, luis)
    luis.texts("no es seguro escribir")
    luis.hears(said("wishes.quiet", "es"))
    ana.texts("BUDDY")
    ana.hears("1 Luis")
    ana.texts("1")
    ana.hears("takes no texts from this line")
    night.forward(minutes=2)
    assert luis.unread == []


def test_the_next_owner_of_an_erased_number_is_nobodys_supporter(night: Night, ana: Person) -> None:
    maria = maria_of(night)
    agreed(night, ana, maria)
    with work(night.line, night.now, lambda tx: program_by_id(tx, night.ids["program"])) as unit:
        erasing.erase(unit, "operator", night.one(supporter).person_id)
    maria.texts("JOIN RIVER")
    maria.hears("1", "2")
    ana.texts("BUDDY")
    ana.hears("Who can you lean on")


def test_she_leaves_between_the_list_and_the_choice_and_ana_hears_the_truth(night: Night, ana: Person) -> None:
    maria = maria_of(night)
    agreed(night, ana, maria)
    ana.texts("BUDDY")
    ana.hears("1 Maria")
    maria.texts("no more messages please")
    maria.hears("off the list")
    ana.texts("1")
    ana.hears(said("buddy.gone", who="Maria", name="Ana"))
    night.forward(minutes=5)


def test_a_number_that_takes_no_texts_is_not_promised_to_be_asked(night: Night, ana: Person) -> None:
    maria = maria_of(night)
    maria.texts("no more messages please")
    maria.hears("off the list")
    ana.texts("BUDDY")
    ana.hears("Who can you lean on")
    ana.texts("Maria 518-555-0142")
    ana.hears("They see your name")
    ana.texts("1")
    ana.hears("When may I offer")
    ana.texts("1")
    ana.hears(said("buddy.gone", who="Maria", name="Ana"))
    assert night.rows(supporter) == []


def test_she_opts_out_before_she_is_asked_and_ana_is_told_that_none_will_come(night: Night, ana: Person) -> None:
    maria = maria_of(night)
    night.until_local("22:30")
    chosen(night, ana)
    maria.texts("no more messages please")
    maria.hears("off the list")
    night.until_local("08:20")
    ana.hears(said("buddy_news.gone", who="Maria", name="Ana"))
    assert maria.unread == []


def test_she_is_texted_three_times_a_day_at_most_and_a_coach_is_offered_instead(night: Night, ana: Person) -> None:
    maria = maria_of(night)
    agreed(night, ana, maria)
    for _ in range(3):
        ana.texts("BUDDY")
        ana.hears("1 Maria")
        ana.texts("1")
        ana.hears("I am asking Maria")
        maria.hears("call or text them now")
        night.forward(minutes=11)
    ana.texts("BUDDY")
    ana.hears("1 Maria")
    ana.texts("1")
    ana.hears(said("buddy.rested", who="Maria", name="Ana"))
    assert maria.unread == []
    night.forward(hours=24, every=600)
    ana.texts("BUDDY")
    ana.hears("1 Maria")
    ana.texts("1")
    ana.hears("I am asking Maria")
    maria.hears("call or text them now")


def lean_on_luis(night: Night, ana: Person, luis: Person) -> None:
    ask_luis(night, ana, luis)
    luis.texts("acepto")
    luis.hears("Ana te necesite")
    ana.hears("Luis said yes")


def ask_luis(night: Night, ana: Person, luis: Person) -> None:
    night.change(client, next_checkin_at=None, checkin_time=None)
    ana.texts("BUDDY")
    ana.hears("Who can you lean on")
    ana.texts(f"Luis {CAST['Luis'][2:]}")
    ana.hears("They see your name")
    ana.texts("1")
    ana.hears("When may I offer Luis?")
    ana.texts("1")
    ana.hears("I will text Luis by day")
    luis.hears("Ana pregunta")
