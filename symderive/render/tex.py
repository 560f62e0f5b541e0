"""PDF through a TeX that is installed; nothing it writes leaves a folder of its own, and it may start no other program."""
from __future__ import annotations

import shutil
import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory

from symderive.errors import NotSupported, UsageError

ENGINES = ("pdflatex", "xelatex", "lualatex")
LONGEST = 180                  # seconds
OPTIONS = ("-interaction=nonstopmode", "-halt-on-error", "-no-shell-escape")


def by_tex(source: str, engine: str) -> bytes:
    """A document compiled twice, for its references.

    Raises:
        UsageError: for an engine there is not.
        NotSupported: where the program is not installed, takes too long, or cannot set the document (its own words are given).
    """
    if engine not in ENGINES:
        raise UsageError(f"a PDF is made by typst, {', '.join(ENGINES)}; not by {engine!r}")
    if engine == "pdflatex" and "xelatex" in source.partition("\n")[0]:
        raise NotSupported("pdflatex does not know the letters of this document: use xelatex or lualatex")
    program = shutil.which(engine)
    if program is None:
        raise NotSupported(f"{engine} is not installed; typst needs no TeX")
    with TemporaryDirectory() as folder:
        place = Path(folder)
        (place / "a.tex").write_text(source, encoding="utf-8")
        for _ in range(2):
            try:
                done = subprocess.run([program, *OPTIONS, "a.tex"], cwd=place, capture_output=True, timeout=LONGEST, stdin=subprocess.DEVNULL)
            except subprocess.TimeoutExpired:
                raise NotSupported(f"{engine} took longer than {LONGEST} seconds") from None
            if done.returncode:
                said = [line for line in done.stdout.decode("utf-8", errors="replace").splitlines() if line.startswith("!")]
                raise NotSupported(f"{engine} cannot set this document: {' '.join(said) or 'it does not say why'}")
        return (place / "a.pdf").read_bytes()
