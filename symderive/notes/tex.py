r"""Marks in LaTeX: `% symderive: ...`, and `% end symderive` where the solution ends. What is shown as it is written, as in verbatim, is left alone."""
from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from symderive.notes.marks import Line, Mark, orphan, spanned, until

OPENS = re.compile(r"([ \t]*)%+[ \t]*symderive:[ \t]*(.*?)[ \t]*$")
CLOSES = re.compile(r"[ \t]*%+[ \t]*end[ \t]+symderive[ \t]*$")
CLOSING = "% end symderive"
VERBATIM = re.compile(r"[^%]*\\begin\{(verbatim|Verbatim|lstlisting|minted|comment|filecontents)(\*?)\}")
END = re.compile(r"[ \t]*\\end\{document\}")


def marks(document: str, lines: Sequence[Line]) -> Iterator[Mark]:
    """The marks of a document, in order."""
    k = 0
    while k < len(lines):
        line = lines[k]
        if END.match(line.text):
            return
        if (verbatim := VERBATIM.match(line.text)) is not None:
            end = f"\\end{{{verbatim[1]}{verbatim[2]}}}"
            while k < len(lines) and end not in lines[k].text:
                k += 1
        elif (opened := OPENS.match(line.text)) is not None:
            text, places = spanned([(line.start + opened.start(2), opened[2])], line.stop)
            close = until(lines, k + 1, lambda t: CLOSES.match(t) is not None, lambda t: OPENS.match(t) is not None)
            closing = lines[close].text if close is not None else opened[1] + CLOSING
            yield Mark(text, places, k, opened[1], closing=closing, found=None if close is None else (k + 1, close + 1))
            k = close if close is not None else k
        elif CLOSES.match(line.text):
            yield orphan(document, k, line, "this ends nothing: no problem is marked above it")
        k += 1
