r"""Nothing in a text is ever run: neither Python nor TeX; no file is read, written or named, and no process is started."""
from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from symderive.errors import ReadError
from symderive.reading import read

TEXTS = [
    "__import__('os').system('touch {path}')", "().__class__.__bases__[0].__subclasses__()", "open('{path}','w')", "exec(\"open('{path}','w')\")", "eval('1')", "lambda: open('{path}', 'w')",
    "x.__class__", "f'{{open(\"{path}\",\"w\")}}'", "[open('{path}','w') for x in (1,)]", "print(1)", "globals()", "getattr(x, 'y')", "Symbol('x').func(1)", "S('open(1)')", "sympify('x')", "Function('f')(x).subs(x, 1)",
    "import os; os.system('touch {path}')", "`touch {path}`", "$(touch {path})", "x; touch {path}", "| touch {path}", "%s%n", "{{7*7}}", "<script>alert(1)</script>", "x\x00y",
    r"\input{{/etc/passwd}}", r"\include{{{path}}}", r"\write18{{touch {path}}}", r"\immediate\write18{{touch {path}}}", r"\openout\f={path} \write\f{{x}}", r"\catcode`\@=11", r"\def\x{{\x\x}}\x", r"\newcommand{{\sin}}{{x}} \sin",
    r"\let\a=\b", r"\csname input\endcsname{{/etc/passwd}}", r"\loop\iftrue\repeat", r"\href{{javascript:alert(1)}}{{x}}", r"\includegraphics{{{path}}}", r"\usepackage{{x}}", r"\directlua{{os.execute('touch {path}')}}", r"\read\f to \x",
    r"\text{{$(touch {path})}} + x", r"\operatorname{{__import__}}(x)", r"\special{{x}}", r"\url{{{path}}}", r"\lstinputlisting{{/etc/passwd}}", r"\verbatiminput{{/etc/passwd}}", r"\^^5cinput{{/etc/passwd}}",
]
# run in a process of its own: a watch on the interpreter cannot be taken away again
WATCHED = r"""
import json, sys
from symderive.errors import ReadError
from symderive.reading import read, read_assumptions, read_point, read_problem
texts = json.load(sys.stdin)
import symderive.render.notation
for harmless in ("x + (", "derivative of x^2", "2(1)"):         # what is loaded when it is first needed
    for reader in (read, read_problem, read_assumptions, read_point):
        try:
            reader(harmless)
        except ReadError:
            continue
watching = {"open", "exec", "compile", "import", "os.system", "subprocess.Popen", "os.exec", "os.fork", "os.remove", "os.rename", "os.mkdir", "socket.connect", "ctypes.dlopen"}
events = []
sys.addaudithook(lambda event, args: events.append(event) if event in watching else None)
def seen_in(work):
    events.clear()
    try:
        work()
    except ReadError:
        pass
    return list(events)
found = {}
for text in texts:
    for notation in (None, "latex", "text"):
        for reader in (read, read_problem, read_assumptions, read_point):
            if seen := seen_in(lambda: reader(text, notation)):
                found[f"{reader.__name__}({text!r}, {notation!r})"] = seen
control = seen_in(lambda: exec("1"))
print(json.dumps([found, control]))
"""


def test_nothing_happens(tmp_path: Path) -> None:
    """No file is opened, no code compiled or run, nothing imported, no process started; and the watch sees what does happen."""
    texts = [t.format(path=tmp_path / "touched") for t in TEXTS]
    done = subprocess.run([sys.executable, "-c", WATCHED], input=json.dumps(texts), capture_output=True, text=True, check=True, env={**os.environ, "PYTHONPATH": os.pathsep.join(p for p in sys.path if p)})
    found, control = json.loads(done.stdout)
    assert found == {}
    assert "exec" in control
    assert not any(tmp_path.iterdir())


@pytest.mark.parametrize("text", [t for t in TEXTS if "touch" in t or "passwd" in t or "__" in t])
def test_it_is_refused(text: str) -> None:
    for notation in (None, "latex", "text"):
        with pytest.raises(ReadError):
            read(text, notation)
