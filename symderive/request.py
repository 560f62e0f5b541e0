"""A question in the words of the command line, from a notebook or from notes: what is asked, and how it is to be shown."""
from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import redirect_stdout
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import click

from symderive.cli import cli
from symderive.commands.base import QUESTIONS, Receiver, loaded
from symderive.errors import ReadError, UsageError

if TYPE_CHECKING:
    from symderive.solution import Solution

DERIVE = "derive"                     # the command for a problem that is written out
OPTION = re.compile(r"(?:(?<=\s)|^)--[A-Za-z]")
ELSEWHERE = ("format", "out", "document")


@dataclass(frozen=True)
class Word:
    """A word, and where it begins in the text that it was read from."""
    text: str
    start: int


@dataclass(frozen=True)
class Request:
    """A question and the options of its answer."""
    ask: Callable[[Any], Solution]
    options: dict[str, Any] = field(default_factory=dict)

    def solution(self) -> Solution:
        """Answer it; the solution shows itself with the options.

        Raises:
            ReadError, UsageError, NotSupported.
        """
        return self.ask(loaded()).shown(**{k: v for k, v in self.options.items() if k not in ELSEWHERE})


def words(text: str) -> list[Word]:
    r"""The words of a command; a backslash is only a backslash, and quotes hold together what is between them.

    A quote begins where a word begins, or after "=", and ends before a space or at the end: the prime of f' is none.

    Raises:
        ReadError: where a quote is not closed.

    >>> [w.text for w in words(r"derivative 'x \sin x' --wrt x --values f'(1)=2")]
    ['derivative', 'x \\sin x', '--wrt', 'x', '--values', "f'(1)=2"]
    """
    return list(_words(text))


def _words(text: str) -> Iterator[Word]:
    at = 0
    while (begin := re.compile(r"\S").search(text, at)) is not None:
        at = begin.start()
        option = re.compile(r"--[A-Za-z][\w-]*=(?=['\"])").match(text, at)
        quote = option.end() if option else at
        if text[quote] in "'\"":
            end = re.compile(rf"{text[quote]}(?=\s|$)").search(text, quote + 1)
            if end is None:
                raise ReadError(text, quote, quote + 1, "this quote is not closed", text[at:quote] + text[quote] + "x^2" + text[quote])
            yield Word(text[at:quote] + text[quote + 1:end.start()], at if option else quote + 1)
            at = end.end()
        else:
            word = re.compile(r"\S+").match(text, at)
            assert word is not None
            yield Word(word[0], at)
            at = word.end()


def command_words(text: str) -> list[Word]:
    r"""The words of a command; of a text that begins with no command, `derive` and the text as it stands, up to its options.

    >>> [w.text for w in command_words("derivative of x^2 sin x --lang zh")]
    ['derive', 'derivative of x^2 sin x', '--lang', 'zh']
    >>> [w.text for w in command_words("derivative 'x^2 sin x' --lang zh")]
    ['derive', 'derivative of x^2 sin x', '--lang', 'zh']
    """
    problem = re.compile(r"\s*(\S+)").match(text)
    if problem is not None and problem[1] in questions() and not is_prose(text, problem.end()):
        return with_variable(words(text))
    options = OPTION.search(text)
    stop = options.start() if options else len(text)
    body = text[:stop].strip()
    start = len(text) - len(text.lstrip())
    if len(body) > 1 and body[0] in "'\"" and body.endswith(body[0]):
        body, start = body[1:-1], start + 1
    rest = [Word(w.text, w.start + stop) for w in words(text[stop:])]
    return [Word(DERIVE, start), Word(body, start), *rest] if body else rest


def with_variable(given: list[Word]) -> list[Word]:
    """A question that names no variable, though it must, is one in words: there the variable is chosen, and a note says which."""
    needs = any(p.name == "wrt" and p.required for p in cli.commands[given[0].text].params)
    if not needs or len(given) < 2 or given[1].text.startswith("--") or any(w.text.partition("=")[0] == "--wrt" for w in given):
        return given
    return [replace(given[0], text=DERIVE), replace(given[1], text=f"{given[0].text} of {given[1].text}"), *given[2:]]


def is_prose(text: str, at: int) -> bool:
    """Does a sentence go on here, as in "derivative of x^2", "gradient at (1, 2) of x y"?"""
    return re.compile(r"\s+(?:of|at|for|with|in|the)\s").match(text, at) is not None


def questions() -> tuple[str, ...]:
    """The commands that have a solution to show."""
    return tuple(name for name, command in cli.commands.items() if command.callback in QUESTIONS)


def request(given: Sequence[str], files: bool = False) -> Request:
    """What words of the command line ask.

    Args:
        given: a command that has a solution to show, and its arguments.
        files: may files be written? Notes that somebody else wrote must not.

    Raises:
        UsageError: for words that are no such command.

    >>> request(["derivative", "x^2", "--wrt", "x", "--lang", "zh"]).solution().answer
    2*x
    """
    if not given or given[0] not in questions():
        raise UsageError(f"there is no question {given[0]!r}; there are {', '.join(sorted(questions()))}" if given else "nothing is asked")
    name, *arguments = given
    command, receiver = cli.commands[name], Receiver()
    if "-" in arguments:
        raise UsageError("there is no standard input here: write the problem where '-' stands")
    try:
        with redirect_stdout(io.TextIOWrapper(io.BytesIO())), command.make_context(name, arguments, obj=receiver) as context:
            for parameter in command.params:
                if isinstance(parameter.type, click.Path) and context.params.get(parameter.name or "") is not None and not files:
                    raise UsageError(f"no files are written from here: {parameter.opts[0]}")
            command.invoke(context)
    except click.exceptions.Exit as fault:
        raise UsageError("this asks for no solution") from fault
    except click.ClickException as fault:
        raise UsageError(fault.format_message()) from fault
    if receiver.ask is None:
        raise UsageError("this asks for no solution")
    return Request(receiver.ask, receiver.options)
