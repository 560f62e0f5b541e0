"""What a learner wrote, judged: an answer to a problem, with the likely mistake; a reward for a text."""
from symderive.learner.checking import check
from symderive.learner.report import AnswerReport
from symderive.learner.rewarding import reward

__all__ = ["AnswerReport", "check", "reward"]
