r"""Nothing in a text is ever run: neither Python nor TeX; no file is read, written or named, and no process is started."""
from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from symderive.errors import ReadError
from symderive.reading import read, read_assumptions, read_point, read_problem

TEXTS = [
    "__import__('os').system('touch {path}')", "().__class__.__bases__[0].__subclasses__()", "open('{path}','w')", "exec(\"open('{path}','w')\")", "eval('1')", "lambda: open('{path}', 'w')",
    "x.__class__", "f'{{open(\"{path}\",\"w\")}}'", "[open('{path}','w') for x in (1,)]", "print(1)", "globals()", "getattr(x, 'y')", "Symbol('x').func(1)", "S('open(1)')", "sympify('x')", "Function('f')(x).subs(x, 1)",
    "import os; os.system('touch {path}')", "`touch {path}`", "$(touch {path})", "x; touch {path}", "| touch {path}", "%s%n", "{{7*7}}", "<script>alert(1)</script>", "x\x00y",
    r"\input{{/etc/passwd}}", r"\include{{{path}}}", r"\write18{{touch {path}}}", r"\immediate\write18{{touch {path}}}", r"\openout\f={path} \write\f{{x}}", r"\catcode`\@=11", r"\def\x{{\x\x}}\x", r"\newcommand{{\sin}}{{x}} \sin",
    r"\let\a=\b", r"\csname input\endcsname{{/etc/passwd}}", r"\loop\iftrue\repeat", r"\href{{javascript:alert(1)}}{{x}}", r"\includegraphics{{{path}}}", r"\usepackage{{x}}", r"\directlua{{os.execute('touch {path}')}}", r"\read\f to \x",
    r"\text{{$(touch {path})}} + x", r"\operatorname{{__import__}}(x)", r"\special{{x}}", r"\url{{{path}}}", r"\lstinputlisting{{/etc/passwd}}", r"\verbatiminput{{/etc/passwd}}", r"\^^5cinput{{/etc/passwd}}",
]
READERS = [read, read_problem, read_assumptions, read_point]


@pytest.fixture(scope="module")
def seen() -> set[str]:
    """What the interpreter tells of files, processes, code and sockets, while it is asked for."""
    events: set[str] = set()
    watching = {"open", "exec", "compile", "import", "os.system", "subprocess.Popen", "os.exec", "os.fork", "os.remove", "os.rename", "os.mkdir", "socket.connect", "ctypes.dlopen"}
    sys.addaudithook(lambda event, _: events.add(event) if event in watching else None)
    return events


@pytest.mark.parametrize("template", TEXTS, ids=lambda t: ascii(t)[:30])
def test_nothing_happens(template: str, tmp_path: Path, seen: set[str]) -> None:
    path = tmp_path / "touched"
    text = template.format(path=path)
    modules = set(sys.modules)
    for notation in (None, "latex", "text"):
        for reader in READERS:
            seen.clear()
            try:
                reader(text, notation)
            except ReadError as error:
                assert error.text == text
            assert seen == set(), (reader.__name__, notation)
    assert not path.exists() and not any(tmp_path.iterdir())
    assert set(sys.modules) == modules


@pytest.mark.parametrize("text", [t for t in TEXTS if "touch" in t or "passwd" in t or "__" in t])
def test_it_is_refused(text: str) -> None:
    for notation in (None, "latex", "text"):
        with pytest.raises(ReadError):
            read(text, notation)


def test_the_watch_sees_what_it_should(seen: set[str]) -> None:
    seen.clear()
    exec("1")
    subprocess.run([sys.executable, "-c", ""], check=True)
    assert {"exec", "subprocess.Popen"} <= seen
