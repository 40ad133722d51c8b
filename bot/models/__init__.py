"""The rows. Each class is a table; the lower-case names are their Core tables, which the hot path speaks."""

from sqlmodel import SQLModel

from bot.models.audit import AuditEvent
from bot.models.columns import Sealed, Utc, table
from bot.models.console import Attempt, Challenge, Invitation, Login, Note, Passkey, RecoveryCode, Session
from bot.models.conversations import Answer, Checkin, Conversation
from bot.models.escalations import Escalation, Page, Task
from bot.models.gatherings import Announcement, Meeting, Resource, Seat
from bot.models.goals import Goal, GoalStep, Win
from bot.models.journey import PlanStep, Prompt, SkillUse
from bot.models.messages import Allowance, Inbound, Outbound
from bot.models.people import Client, Coach, Consent, ContactMethod, Program, ProgramNumber
from bot.models.proof import Drill, TriageMark, Trial
from bot.models.rescues import RescueStep
from bot.models.schedule import Rotation, Shift, Swap, TimeOff
from bot.models.supporters import Supporter
from bot.models.surveys import SurveyRound

metadata = SQLModel.metadata

allowance = table(Allowance)
announcement = table(Announcement)
answer = table(Answer)
attempt = table(Attempt)
audit_event = table(AuditEvent)
challenge = table(Challenge)
checkin = table(Checkin)
client = table(Client)
coach = table(Coach)
consent = table(Consent)
contact_method = table(ContactMethod)
conversation = table(Conversation)
drill = table(Drill)
escalation = table(Escalation)
goal = table(Goal)
goal_step = table(GoalStep)
inbound = table(Inbound)
invitation = table(Invitation)
login = table(Login)
meeting = table(Meeting)
note = table(Note)
outbound = table(Outbound)
page = table(Page)
passkey = table(Passkey)
plan_step = table(PlanStep)
program = table(Program)
program_number = table(ProgramNumber)
prompt = table(Prompt)
recovery_code = table(RecoveryCode)
rescue_step = table(RescueStep)
resource = table(Resource)
rotation = table(Rotation)
seat = table(Seat)
session = table(Session)
shift = table(Shift)
skill_use = table(SkillUse)
supporter = table(Supporter)
survey_round = table(SurveyRound)
swap = table(Swap)
task = table(Task)
time_off = table(TimeOff)
triage_mark = table(TriageMark)
trial = table(Trial)
win = table(Win)

__all__ = [
    "Allowance", "Announcement", "Answer", "Attempt", "AuditEvent", "Challenge", "Checkin", "Client", "Coach",
    "Consent", "ContactMethod", "Conversation", "Drill", "Escalation", "Goal", "GoalStep", "Inbound", "Invitation",
    "Login", "Meeting", "Note", "Outbound", "Page", "Passkey", "PlanStep", "Program", "ProgramNumber", "Prompt",
    "RecoveryCode", "RescueStep", "Resource", "Rotation", "Sealed", "Seat", "Session", "Shift", "SkillUse",
    "Supporter", "SurveyRound", "Swap", "Task", "TimeOff", "TriageMark", "Trial", "Utc", "Win", "allowance",
    "announcement", "answer", "attempt", "audit_event", "challenge", "checkin", "client", "coach", "consent",
    "contact_method", "conversation", "drill", "escalation", "goal", "goal_step", "inbound", "invitation", "login",
    "meeting", "metadata", "note", "outbound", "page", "passkey", "plan_step", "program", "program_number",
    "prompt", "recovery_code", "rescue_step", "resource", "rotation", "seat", "session", "shift", "skill_use",
    "supporter", "survey_round", "swap", "task", "time_off", "triage_mark", "trial", "win",
]  # fmt: skip
