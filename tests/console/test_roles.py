"""Roles: who gives them, what changes with them at once, and what can never happen by giving one."""

import re

import pytest

from bot import oncall, roles, rota, seed
from bot.demo import invented
from bot.models import audit_event, coach, contact_method, invitation, page, program
from bot.phones import Person
from tests.console.house import Browser, browser, invite, sign_up, signed_in, unit
from tests.night.world import VAULT, ZONE, Night


def role_of(night: Night, who: str) -> str:
    (row,) = [row for row in night.rows(coach) if row.id == night.ids[who]]
    return str(row.role)


def given(giver: Browser, night: Night, who: str, role: str) -> int:
    return giver.post(f"/team/{night.ids[who]}/role", role=role).status_code


def test_a_program_of_before_goes_on_and_its_supervisor_makes_the_first_admin(night: Night, sol: Browser):
    assert given(sol, night, "Sol", "admin") == 303
    assert role_of(night, "Sol") == "admin"
    page_of_team = sol.text("/team")
    assert "<small>admin ·" in page_of_team
    assert page_of_team.count("Role of") == 2


def test_with_an_admin_the_supervisor_gives_no_roles_any_more_at_once(night: Night, sol: Browser):
    ravi = signed_in(night, "Ravi")
    assert given(sol, night, "Ravi", "admin") == 303
    assert given(sol, night, "Joy", "supervisor") == 403
    assert sol.post("/program/lines").status_code == 403
    assert sol.get("/trail").status_code == 403
    assert given(ravi, night, "Sol", "coach") == 303
    assert sol.get("/team").status_code == 403


def test_an_admin_without_a_login_locks_nobody_out_until_they_have_one(night: Night, sol: Browser):
    """Made by the operator, say: somebody has to be able to send them their link."""
    with unit(night) as made:
        roles.give(made, "operator", night.ids["Ravi"], "admin")
    shown = sol.post(f"/team/{night.ids['Ravi']}/invite")
    assert shown.status_code == 200
    assert sol.post(f"/team/{night.ids['Joy']}/invite").status_code == 200
    assert sol.get("/trail").status_code == 200
    assert given(sol, night, "Joy", "supervisor") == 303
    found = re.search(r"/console/join/([\w-]+)", shown.get_data(as_text=True))
    assert found
    ravi = sign_up(night, "Ravi", found[1])
    assert given(sol, night, "Joy", "coach") == 403
    assert sol.get("/trail").status_code == 403
    assert sol.post(f"/team/{night.ids['Ravi']}/invite").status_code == 403
    assert given(ravi, night, "Joy", "coach") == 303


def test_an_admin_of_another_program_keeps_no_supervisor_out(night: Night, sol: Browser):
    with unit(night) as made:
        there = seed.add_program(made.tx, "Hill House", "HILL", ZONE, {"clients": "+15185550199"})
        other = invented.add_coach(made.tx, VAULT, night.now, there, "Mo", "+15185550198", "admin")
        night.ids["Mo"] = other
    night.change(coach, coach.c.id == other, program_id=night.ids["program"])
    signed_in(night, "Mo")
    night.change(coach, coach.c.id == other, program_id=there)
    assert given(sol, night, "Joy", "supervisor") == 303


def test_the_program_page_shows_a_supervisor_everything_and_lets_them_change_nothing(night: Night, sol: Browser):
    signed_in(night, "Ravi")
    given(sol, night, "Ravi", "admin")
    shown = sol.text("/program")
    assert "An admin changes what is on this page." in shown
    assert shown.count("<fieldset") == shown.count("disabled>")
    assert "Role of" not in sol.text("/team")
    assert "/trail" not in sol.text("/team")


def test_a_supervisor_makes_links_of_coaches_alone(night: Night, sol: Browser):
    """A link stands for all that its owner may."""
    signed_in(night, "Ravi")
    given(sol, night, "Ravi", "admin")
    assert sol.post(f"/team/{night.ids['Joy']}/invite").status_code == 200
    assert sol.post(f"/team/{night.ids['Ravi']}/invite").status_code == 403
    assert sol.post(f"/team/{night.ids['Sol']}/invite").status_code == 403
    ravi = signed_in(night, "Ravi")
    assert ravi.post(f"/team/{night.ids['Sol']}/invite").status_code == 200


def test_a_link_made_for_a_coach_does_not_open_for_an_admin(night: Night, sol: Browser):
    """Whoever made it may have kept it."""
    link = invite(night, "Ravi")
    given(sol, night, "Ravi", "admin")
    assert browser(night).get(f"/join/{link}").status_code == 404
    assert all(row.ends_at <= night.now for row in night.rows(invitation) if row.coach_id == night.ids["Ravi"])


def test_nobody_lowers_themselves_so_one_who_gives_roles_is_always_there(night: Night, sol: Browser):
    for role in ("coach", "supervisor"):
        given(sol, night, "Sol", "admin")
        answer = sol.post(f"/team/{night.ids['Sol']}/role", role=role)
        assert answer.status_code == 400
        assert "Nobody lowers their own role" in answer.get_data(as_text=True)
    assert role_of(night, "Sol") == "admin"


def test_two_admins_who_take_each_others_role_at_once_are_not_both_gone(night: Night):
    with unit(night) as made:
        roles.give(made, "operator", night.ids["Sol"], "admin")
        roles.give(made, "operator", night.ids["Ravi"], "admin")
    with unit(night) as made:
        roles.give(made, "coach", night.ids["Sol"], "coach", giver=night.ids["Ravi"])
        with pytest.raises(roles.CannotGive, match="rank"):
            roles.give(made, "coach", night.ids["Ravi"], "coach", giver=night.ids["Sol"])
    assert (role_of(night, "Sol"), role_of(night, "Ravi")) == ("coach", "admin")


def test_the_last_who_supervises_stays_even_by_command(night: Night):
    with pytest.raises(roles.CannotGive, match="last"), unit(night) as made:
        roles.give(made, "operator", night.ids["Sol"], "coach")
    assert role_of(night, "Sol") == "supervisor"


def test_a_role_that_would_leave_the_end_of_a_ladder_empty_is_not_given(night: Night, sol: Browser):
    """The last step pages supervisors; the only one of them with a phone is to become a coach."""
    steps = {"steps": "1", "again": "60", "after_0": "0", "rung_0_supervisor": "1", "by_0_text": "1", "by_0_call": "1"}
    assert sol.post("/program/ladder/urgent", **steps).status_code == 303
    given(sol, night, "Ravi", "admin")
    night.change(contact_method, contact_method.c.coach_id == night.ids["Ravi"], verified_at=None)
    ravi = signed_in(night, "Ravi")
    answer = ravi.post(f"/team/{night.ids['Sol']}/role", role="coach")
    assert answer.status_code == 400
    assert "reach nobody" in answer.get_data(as_text=True)
    assert role_of(night, "Sol") == "supervisor"


def test_an_admin_stands_on_the_supervisor_rung_and_is_paged(night: Night, ana: Person):
    with unit(night) as made:
        roles.give(made, "operator", night.ids["Sol"], "admin")
        assert oncall.on_call(rota.schedule(made), made.at).supervisors == (night.ids["Sol"],)
    ana.texts("I need a coach now")
    night.forward(minutes=7)
    assert [row for row in night.rows(page) if row.coach_id == night.ids["Sol"]]


def test_a_role_is_on_the_trail_and_no_other_word_is_taken(night: Night, sol: Browser):
    assert given(sol, night, "Joy", "queen") == 400
    assert given(sol, night, "Joy", "supervisor") == 303
    (row,) = [row for row in night.rows(audit_event) if row.act == "gave a role"]
    assert (row.actor, row.subject_id) == (f"coach {night.ids['Sol']}", night.ids["Joy"])
    assert (row.detail["was"], row.detail["role"]) == ("coach", "supervisor")
    assert re.search(r"changed the role of", sol.text("/trail"))
    assert night.one(program).cover_at is None
