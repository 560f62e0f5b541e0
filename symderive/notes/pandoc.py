"""A filter for pandoc and Quarto: in its JSON a block ```symderive, or a pair of comments, becomes the worked solution, in pandoc's own formulas."""
from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from symderive.errors import ReadError, SymderiveError, UsageError
from symderive.lang import languages
from symderive.notes.filling import as_words
from symderive.notes.marks import fault_at
from symderive.request import command_words, request

if TYPE_CHECKING:
    from symderive.solution import Solution

Node = dict[str, Any]

NAME = "symderive"
OPENS = re.compile(r"\s*<!--\s*symderive:(.*?)-->\s*", re.DOTALL)
CLOSES = re.compile(r"\s*<!--\s*/symderive\s*-->\s*")
SOLUTION = re.compile(r"\s*<!--\s*symderive solution\s*-->\s*")
BOLD, ITALIC, MATH, END = "\ue000", "\ue001", "\ue002", "\ue003"            # from the private use area: no text holds them
RUN = re.compile(f"([{BOLD}{ITALIC}{MATH}])(.*?){END}", re.DOTALL)
DISPLAY = re.compile(r"\$\$\n(.*)\n\$\$", re.DOTALL)
FIGURE = re.compile(r"```text\n(.*)\n```", re.DOTALL)


def filtered(document: Mapping[str, Any], **options: Any) -> dict[str, Any]:
    """A document of pandoc with its solutions.

    Args:
        document: pandoc's JSON, as `pandoc -t json` writes it.
        options: how solutions are written where a block does not say it; the language is else that of the document.

    Raises:
        UsageError: for what is no such document.
        ReadError, NotSupported: for a problem that cannot be read or solved.
    """
    if not isinstance(document, Mapping) or not isinstance(document.get("blocks"), list):
        raise UsageError("this is not the JSON of pandoc: a document has blocks")
    usual = as_words({**language(document.get("meta", {})), **options})
    return {**document, "blocks": blocks(document["blocks"], usual)}


def language(meta: Mapping[str, Any]) -> dict[str, str]:
    """The language of a document, where there is one of that name."""
    said = meta.get("lang", {})
    code = said.get("c") if isinstance(said, Mapping) else None
    text = code if isinstance(code, str) else "".join(i.get("c", "") for i in code if isinstance(i, Mapping) and i.get("t") == "Str") if isinstance(code, list) else ""
    short = text.lower().split("-")[0]
    return {"lang": short} if short in languages() else {}


def blocks(found: Sequence[Any], usual: Sequence[str]) -> list[Any]:
    """A list of blocks; what stands between two comments is the old solution."""
    made: list[Any] = []
    k = 0
    while k < len(found):
        block = found[k]
        problem = asked(block)
        if problem is None:
            refuse_within_text(block)
            made.append(within(block, usual))
            k += 1
            continue
        made += solution_blocks(problem, usual)
        first = k + 1 + (k + 1 < len(found) and comment(found[k + 1], SOLUTION))
        end = next((n for n in range(first, len(found)) if comment(found[n], CLOSES) or asked(found[n]) is not None), len(found))
        k = end + 1 if end < len(found) and comment(found[end], CLOSES) else k + 1
    return made


def within(node: Any, usual: Sequence[str]) -> Any:
    """The same for every list of blocks below a block: in quotations, lists, divisions, tables."""
    if isinstance(node, list):
        if node and all(isinstance(n, Mapping) and "t" in n for n in node) and any(asked(n) is not None for n in node):
            return blocks(node, usual)
        for n in node:
            refuse_within_text(n)
        return [within(n, usual) for n in node]
    if isinstance(node, Mapping):
        return {key: within(value, usual) if key == "c" else value for key, value in node.items()}
    return node


def refuse_within_text(block: Any) -> None:
    """A mark that begins a line of a paragraph: pandoc has made it a part of the text around it.

    Raises:
        ReadError: where there is one; left alone, its solution would be missing without a word.
    """
    if not isinstance(block, Mapping) or block.get("t") not in ("Para", "Plain"):
        return
    line_begins = True
    for inline in block["c"]:
        if line_begins and inline["t"] == "RawInline" and inline["c"][0] == "html" and OPENS.fullmatch(inline["c"][1]):
            raise fault_at(inline["c"][1], 0, len(inline["c"][1]), "a mark in a comment needs blank lines around it")
        line_begins = inline["t"] in ("SoftBreak", "LineBreak")


def comment(block: Any, which: re.Pattern[str]) -> bool:
    return isinstance(block, Mapping) and block.get("t") == "RawBlock" and block["c"][0] == "html" and which.fullmatch(block["c"][1]) is not None


def asked(block: Any) -> str | None:
    """The problem of a block, in words; None where it is none."""
    if not isinstance(block, Mapping):
        return None
    if block.get("t") == "CodeBlock":
        (_, classes, pairs), text = block["c"]
        if NAME in classes or f"{{{NAME}}}" in classes:
            return " ".join([text.strip(), *(f"--{name}={value}" for name, value in pairs)])
    elif block.get("t") == "RawBlock" and block["c"][0] == "html":
        found = OPENS.fullmatch(block["c"][1])
        return found[1].strip() if found else None
    return None


def solution_blocks(problem: str, usual: Sequence[str]) -> list[Node]:
    """The worked solution of a problem."""
    given = command_words(problem)
    if not given:
        raise UsageError("a block of symderive asks nothing")
    try:
        asked = request([given[0].text, *usual, *(w.text for w in given[1:])])
        if asked.options.get("format") not in (None, "markdown"):
            raise UsageError("pandoc writes the solution in its own format: --format says nothing here")
        return written(asked.solution())
    except ReadError:
        raise
    except SymderiveError as fault:
        raise type(fault)(f"{problem}: {fault}") if type(fault) is UsageError else fault_at(problem, 0, len(problem), str(fault)) from fault


def written(solution: Solution) -> list[Node]:
    """A solution in pandoc's blocks."""
    from symderive.lang import words
    from symderive.render import Options, themed
    from symderive.render.article import Article
    from symderive.render.markdown_format import MARKUP
    from symderive.render.names import cleaned
    from symderive.rules import RULES
    markup = replace(
        MARKUP, plain=lambda s: cleaned(s), bold=lambda s: BOLD + s + END, italic=lambda s: ITALIC + s + END, inline=lambda s: MATH + s + END,
    )
    options = Options(**{**solution.style, "notation": themed(solution.style.get("notation", {}))})
    language = words(options.lang, {rule.id: rule.title for rule in RULES.values()})
    article = Article(solution.page(options.detail, options.view), language, markup, options)
    text = "\n\n".join(article.blocks())
    return [node for part in re.split(r"\n\n(?!\$\$$)", text) for node in block_of(part)]


def block_of(part: str) -> Iterator[Node]:
    """What stands between two blank lines: a formula, a picture, a list, or a paragraph."""
    if (display := DISPLAY.fullmatch(part)) is not None:
        yield {"t": "Para", "c": [{"t": "Math", "c": [{"t": "DisplayMath"}, display[1]]}]}
    elif (figure := FIGURE.fullmatch(part)) is not None:
        yield {"t": "CodeBlock", "c": [["", [], []], figure[1]]}
    elif part.startswith("- "):
        yield {"t": "BulletList", "c": [[{"t": "Plain", "c": inlines(item.removeprefix("- "))}] for item in part.split("\n")]}
    elif part.strip():
        yield {"t": "Para", "c": inlines(part)}


def inlines(text: str) -> list[Node]:
    """Words, formulas, and what is bold or italic."""
    found: list[Node] = []
    at = 0
    while at < len(text):
        sign = text[at]
        if sign in (BOLD, ITALIC):
            end = matching(text, at)
            found.append({"t": "Strong" if sign == BOLD else "Emph", "c": inlines(text[at + 1:end])})
            at = end + 1
        elif sign == MATH:
            end = matching(text, at)
            found.append({"t": "Math", "c": [{"t": "InlineMath"}, text[at + 1:end]]})
            at = end + 1
        else:
            end = next((k for k in range(at, len(text)) if text[k] in (BOLD, ITALIC, MATH)), len(text))
            found += plain(text[at:end])
            at = end
    return found


def matching(text: str, at: int) -> int:
    """Where what begins here ends."""
    depth = 0
    for k in range(at, len(text)):
        depth += (text[k] in (BOLD, ITALIC, MATH)) - (text[k] == END)
        if not depth:
            return k
    return len(text)


def plain(text: str) -> Iterator[Node]:
    """Words and the spaces between them."""
    for k, word in enumerate(re.split(r"[ \n]+", text)):
        if k:
            yield {"t": "Space"}
        if word:
            yield {"t": "Str", "c": word}
