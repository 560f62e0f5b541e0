"""Notes filled in place: goldens, what stays byte for byte, idempotence, checks, faults with their places."""
from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import symderive as sd
from symderive.errors import UsageError
from symderive.notes import kind_of
from symderive.notes.markdown import CLOSING, OPENING

GOLDEN = Path(__file__).parent / "golden"
MARK = "<!-- symderive: derivative x^2 --wrt x --detail answer -->"
STATES = "\n\n<<<<<<<< what became of the problems\n"


@pytest.mark.parametrize("file", sorted(GOLDEN.glob("*.in.*")), ids=lambda f: f.name)
def test_golden(file: Path) -> None:
    kind = kind_of(file)
    text = file.read_text(encoding="utf-8")
    done = sd.fill(text, kind)
    whole = done.text + STATES + "\n".join(map(str, done.problems)) + "\n"
    target = file.with_name(file.name.replace(".in.", ".out."))
    if os.environ.get("UPDATE_GOLDEN"):
        target.write_text(whole, encoding="utf-8")
    assert whole == target.read_text(encoding="utf-8")
    again = sd.fill(done.text, kind)
    assert again.text == done.text and {p.status for p in again.problems} <= {"unchanged", "unreadable", "unsupported"}


def test_public_names_and_truth() -> None:
    done = sd.fill(f"{MARK}\n")
    assert isinstance(done, sd.Filled) and done and done.outdated == done.problems and done.problems[0].solution is not None
    assert not sd.fill(done.text).outdated and sd.fill("no problem here") and not sd.fill("<!-- symderive: x + -->\n")
    for wrong in (lambda: sd.fill("", "docx"), lambda: sd.fill("", colour="red"), lambda: sd.fill("", lang="tlh"), lambda: kind_of("a.docx")):
        with pytest.raises(UsageError):
            wrong()


# ---- byte for byte

PIECES = [
    "", "text", "  indented", "\tx", "    code", "- item", "1. one", "   - deep", "> quote", "> - both", ">", "```", "```python", "~~~", "````", "<!-- note -->",
    "<!-- open", "-->", "<pre>", "</pre>", "$$", "a `<!--` b", "---", "\u2028odd\x0b\x0c", "trailing  ", "`", "<div>", "数学", "\x00", "&amp;",
]
MARKS = [MARK, f"  {MARK}", f"> {MARK}", f"- {MARK}", f"    {MARK}", "```symderive\nderivative x^2 --wrt x --detail answer\n```", "> ```symderive\n> derivative of x^2 --detail answer\n> ```"]
LINES = st.lists(st.one_of(st.sampled_from(PIECES), st.sampled_from(PIECES), st.text(alphabet="ab`~>-* \t<!$\\", max_size=8), st.sampled_from(MARKS)), max_size=9)


BODY = sd.derivative("x^2", "x").markdown(detail="answer").rstrip("\n").split("\n")


def without(filled: str, end: str) -> str:
    """A filled text without the solutions that were written into it: lines known beforehand, each behind the signs of its quotation or list."""
    def lines(*texts: str) -> str:
        return end.join(r"[ \t>]*" + re.escape(text) for text in texts)
    block = f"{lines('')}{end}(?:{lines(OPENING, '')}{end})?{lines(*BODY, '', CLOSING)}"
    return re.sub(f"{block}{end}|{end}{block}$", "", filled)


@settings(max_examples=120, deadline=None)
@given(LINES, st.sampled_from(["\n", "\r\n", "\r"]), st.booleans(), st.sampled_from(["", "\ufeff"]))
def test_all_else_stays_byte_for_byte(pieces: list[str], end: str, final: bool, bom: str) -> None:
    text = bom + end.join(p.replace("\n", end) for p in pieces) + (end if final else "")
    done = sd.fill(text)
    assert without(done.text, end if end in text else "\n") == text
    assert done.text.count(CLOSING) == sum(p.status == "missing" for p in done.problems)
    assert sd.fill(done.text).text == done.text
    assert [p.status for p in sd.fill(done.text).problems] == ["unchanged" if p.status == "missing" else p.status for p in done.problems]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.one_of(st.sampled_from(["text", "", "\\begin{verbatim}", "\\end{verbatim}", "\\section{x} % y", "%", "\t% comment"]), st.sampled_from(["% symderive: derivative x^2 --wrt x --detail answer", "  %% symderive: derivative of x^2 --detail answer"])), max_size=8), st.booleans())
def test_the_same_in_latex(lines: list[str], final: bool) -> None:
    text = "\n".join(lines) + "\n" * final
    done = sd.fill(text, "tex")
    rest = re.sub(r"\n\s*?\n[ ]*\\textbf\{Problem.*?% end symderive", "", done.text, flags=re.S)
    assert rest == text and sd.fill(done.text, "tex").text == done.text


def test_what_cannot_be_decoded_stays(tmp_path: Path) -> None:
    data = b"\xef\xbb\xbfcaf\xe9\r\n" + MARK.encode() + b"\r\n\xff"
    done = sd.fill(data.decode("utf-8", errors="surrogateescape")).text.encode("utf-8", errors="surrogateescape")
    assert done.startswith(b"\xef\xbb\xbfcaf\xe9\r\n" + MARK.encode() + b"\r\n\r\n") and done.endswith(b"<!-- /symderive -->\r\n\xff")


def test_a_mark_in_the_first_line_after_a_byte_order_mark() -> None:
    assert [(p.status, p.line) for p in sd.fill("\ufeff" + MARK).problems] == [("missing", 1)]


# ---- options, faults

def test_options_of_the_call_and_of_the_mark() -> None:
    text = "<!-- symderive: derivative x^2 --wrt x -->\n<!-- symderive: derivative x^2 --wrt x --lang en -->\n"
    done = sd.fill(text, lang="zh", detail="answer", flavour="obsidian", fold=True).text
    assert "题目" in done and "Problem" in done and done.count("[!success]") == 2


def test_places_of_faults() -> None:
    text = "line\n\n> ```symderive\n> derivative\n>   'x \\foo{x}' --wrt x\n> ```\n"
    fault, = sd.fill(text).problems
    assert (fault.status, fault.line, fault.column) == ("unreadable", 5, 8) and "foo" in fault.message and "^" in fault.message
    fault, = sd.fill("% symderive: derivative of x^2 sin(x + at x = 1\n", "tex").problems
    assert fault.status == "unreadable" and (fault.line, "^" in fault.message) == (1, True)


def test_the_old_solution_of_an_unreadable_problem_stays() -> None:
    good = sd.fill(f"{MARK}\n").text
    bad = good.replace("derivative x^2", "derivative x^")
    done = sd.fill(bad + good)
    assert done.text == bad + good and [p.status for p in done.problems] == ["unreadable", "unchanged"]


@pytest.mark.parametrize(("old", "new", "status"), [("= 2x", "= 3x", "wrong"), ("= 2x", "= x + x", "stale"), ("Every step", "Each step", "stale"), ("3 of 3", "4 of 4", "stale")])
def test_stale_and_wrong(old: str, new: str, status: str) -> None:
    right = sd.fill(f"{MARK}\n").text
    done = sd.fill(right.replace(old, new))
    assert [p.status for p in done.problems] == [status] and done.text == right and done.problems[0].message


def test_notes_cannot_do_harm(tmp_path: Path) -> None:
    """Notes of others are filled without a file written, standard input read, or a command run that does more than solve."""
    for words in (f"derivative x --wrt x --out {tmp_path}/a", f"analyse x^2 --wrt x --plot {tmp_path}/a", f"grade x --out {tmp_path}/a", "derivative - --wrt x", "fill a.md",
                  "chain 'y = x^2' --wrt x --graph text", "derivative --help", "serve", "derivative x --wrt x --document"):
        assert [p.status for p in sd.fill(f"<!-- symderive: {words} -->\n").problems] == ["unreadable"], words
    assert list(tmp_path.iterdir()) == []
