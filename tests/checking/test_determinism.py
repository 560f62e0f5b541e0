"""The same verdicts in every run: in other processes, in threads, and while the machine is busy."""
from __future__ import annotations

import json
import multiprocessing
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

from sympy import Symbol

from symderive.checking import Claim, check
from symderive.driver import derive
from symderive.nodes import D
from symderive.reading.law import read_law
from symderive.rules import RULES

TEXTS = (
    "D(x*sin(x^2), x) = sin(x^2) + 2*x^2*cos(x^2)", "sqrt(x^2) = x", "sqrt(x^2) = abs(x)", "D(sqrt(1 + sqrt(x)), x) = 1/(4*sqrt(x)*sqrt(1 + sqrt(x)))", "Sum(x[i], i, 1, n) = n",
    "Sum((x[i] - m)^2, i, 1, n) = Sum(x[i]^2, i, 1, n) - 2*m*Sum(x[i], i, 1, n) + n*m^2", "ln(x) + ln(y) = ln(x*y)", "erf(30*x)^2 = 1", "min(2*y, sqrt(x)) = min(y, sqrt(x))",
    "atan(x) + atan(1/x) = sign(x)*pi/2", "Integral(t^2, t, 0, x) = x^3/3", "D(x^x, x) = x^x*(ln(x) + 1)",
)


def verdicts() -> list[list[str]]:
    """Each verdict on each claim, alone and among others, as text."""
    claims = [Claim(*read_law(text).args[1:]) for text in TEXTS]
    d = derive(D(read_law("sqrt(x^2 + 1)*e^(x*y)/ln(x)"), Symbol("x")), RULES)
    steps = [Claim(s.before, s.after, when=s.provisos) for s in d.all_steps()]
    found = [v for c in claims for v in check([c])] + check(claims) + check(steps)
    return [[v.status.value, str(v.points), str(v.bits), str(v.seed), v.reason, json.dumps(v.witness and dict(v.witness))] for v in found]


def _busy(stop: multiprocessing.synchronize.Event) -> None:
    while not stop.is_set():
        sum(k * k for k in range(10_000))


def test_ten_runs_also_in_threads_and_under_load() -> None:
    first = verdicts()
    assert all(verdicts() == first for _ in range(3))
    stop = multiprocessing.get_context("spawn").Event()
    workers = [multiprocessing.get_context("spawn").Process(target=_busy, args=(stop,), daemon=True) for _ in range((os.cpu_count() or 1) + 1)]
    for w in workers:
        w.start()
    try:
        with ThreadPoolExecutor(4) as pool:
            assert all(found == first for found in pool.map(lambda _: verdicts(), range(6)))
    finally:
        stop.set()
        for w in workers:
            w.join(10)


PROGRAM = "import json, importlib.util as u, sys; s = u.spec_from_file_location('d', sys.argv[1]); m = u.module_from_spec(s); s.loader.exec_module(m); print(json.dumps(m.verdicts()))"


def test_other_processes_with_other_hashes() -> None:
    first = verdicts()
    for seed in ("0", "1", "4242"):
        env = {**os.environ, "PYTHONHASHSEED": seed}
        out = subprocess.run([sys.executable, "-c", PROGRAM, __file__], check=True, capture_output=True, env=env, text=True).stdout
        assert json.loads(out) == first, seed
