"""Reading what people text as answers: ratings, choices, words, and coaches' replies. Pure; decides nothing else."""

from flows.replies.addressing import Addressed, addressed
from flows.replies.coach import CoachReply, names_code, read_by_rules, read_coach_reply
from flows.replies.commands import outcome_digit
from flows.replies.courtesy import is_courtesy, without_courtesy
from flows.replies.expect import Choices, Expectation, Scale, Words
from flows.replies.later import Later, OrLater, is_later
from flows.replies.scale import Asked, Ratings, explain_reply, read_answer

__all__ = [
    "Addressed",
    "Asked",
    "Choices",
    "CoachReply",
    "Expectation",
    "Later",
    "OrLater",
    "Ratings",
    "Scale",
    "Words",
    "addressed",
    "explain_reply",
    "is_courtesy",
    "is_later",
    "names_code",
    "outcome_digit",
    "read_answer",
    "read_by_rules",
    "read_coach_reply",
    "without_courtesy",
]
