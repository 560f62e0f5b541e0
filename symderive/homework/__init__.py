"""Homework: a learner's solution, line by line; the first wrong line, and what follows from it."""
from symderive.homework.report import LineReport, SolutionReport
from symderive.homework.solutions import check_solution
from symderive.homework.statuses import LineStatus

__all__ = ["LineReport", "LineStatus", "SolutionReport", "check_solution"]
