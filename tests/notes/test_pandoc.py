"""The filter for pandoc: blocks and comments become solutions, wherever lists of blocks stand; what is none is left alone."""
from __future__ import annotations

import json
import shutil
import subprocess
from typing import Any

import pytest
from click.testing import CliRunner, Result

from symderive.cli import cli
from symderive.notes.pandoc import filtered

VERSION = [1, 23, 1]


def code(text: str, *pairs: tuple[str, str], name: str = "symderive") -> dict[str, Any]:
    return {"t": "CodeBlock", "c": [["", [name], [list(p) for p in pairs]], text]}


def raw(text: str) -> dict[str, Any]:
    return {"t": "RawBlock", "c": ["html", text]}


def para(word: str) -> dict[str, Any]:
    return {"t": "Para", "c": [{"t": "Str", "c": word}]}


def document(*blocks: dict[str, Any], lang: str | None = None) -> dict[str, Any]:
    meta = {} if lang is None else {"lang": {"t": "MetaInlines", "c": [{"t": "Str", "c": lang}]}}
    return {"pandoc-api-version": VERSION, "meta": meta, "blocks": list(blocks)}


def texts(node: Any, kind: str) -> list[Any]:
    """What all nodes of a kind hold."""
    if isinstance(node, list):
        return [t for n in node for t in texts(n, kind)]
    if isinstance(node, dict):
        return ([node["c"]] if node.get("t") == kind else []) + texts(node.get("c"), kind)
    return []


def run(data: bytes, *args: str) -> Result:
    return CliRunner().invoke(cli, ["pandoc", *args], input=data)


def test_a_block_becomes_its_solution() -> None:
    made = filtered(document(para("before"), code(r"derivative 'x \sin(x^2)' --wrt x"), para("after")))
    blocks = made["blocks"]
    assert blocks[0] == para("before") and blocks[-1] == para("after") and not texts(blocks, "CodeBlock")
    formulas = texts(blocks, "Math")
    assert [m[0]["t"] for m in formulas].count("DisplayMath") == 1 and any(r"\begin{aligned}" in m[1] for m in formulas)
    assert texts(blocks, "Strong")[0] == [{"t": "Str", "c": "Problem."}]
    assert not any(0xE000 <= ord(c) <= 0xF8FF for c in json.dumps(made, ensure_ascii=False))


def test_options_attributes_and_the_language_of_the_document() -> None:
    made = json.dumps(filtered(document(code("derivative x^2 --wrt x", ("detail", "answer")), lang="zh-CN")), ensure_ascii=False)
    assert "题目" in made and "DisplayMath" not in made
    assert "Problem" in json.dumps(filtered(document(code("derivative x^2 --wrt x --lang en"), lang="zh"), detail="answer"))


def test_comments_and_what_stands_between_them() -> None:
    old = [raw("<!-- symderive: derivative x^2 --wrt x --detail answer -->"), para("old"), raw("<!-- /symderive -->"), para("after")]
    blocks = filtered(document(*old))["blocks"]
    assert para("old") not in blocks and blocks[-1] == para("after") and not texts(blocks, "RawBlock")
    block = [code("derivative x^2 --wrt x --detail answer"), raw("<!-- symderive solution -->"), para("old"), raw("<!-- /symderive -->")]
    assert para("old") not in filtered(document(*block))["blocks"]
    unclosed = [raw("<!-- symderive: derivative x^2 --wrt x -->"), para("kept")]
    assert para("kept") in filtered(document(*unclosed))["blocks"]


def test_within_quotations_lists_and_pictures() -> None:
    inner = code("chain 'u = x^2, z = sin(u)' --of z --wrt x")
    made = filtered(document({"t": "BlockQuote", "c": [inner]}, {"t": "BulletList", "c": [[para("a"), inner]]}))
    assert [b["t"] for b in made["blocks"]] == ["BlockQuote", "BulletList"] and len(texts(made["blocks"], "Strong")) >= 4
    assert all(c[0][1] == [] for c in texts(made["blocks"], "CodeBlock"))              # the picture of the graph


def test_all_else_is_left_alone() -> None:
    whole = document(code("symderive", name="python"), raw("<!-- note -->"), {"t": "CodeBlock", "c": [["", [], []], "```symderive\nx\n```"]}, {"t": "HorizontalRule"})
    assert filtered(whole) == whole
    result = run(json.dumps(whole).encode(), "html")
    assert result.exit_code == 0 and json.loads(result.output) == whole


@pytest.mark.parametrize(("data", "exit_code", "said"), [
    (b"", 2, "JSON"), (b"[]", 2, "blocks"), (b"\xff", 2, "JSON"), (b"[" * 100_000, 2, "JSON"),
    (json.dumps(document(code("derivative 'sin(x' --wrt x"))).encode(), 2, "^"),
    (json.dumps(document(code(""))).encode(), 2, "nothing"),
    (json.dumps(document(code("derivative x --wrt x --out a"))).encode(), 2, "--out"),
    (json.dumps(document(code("derivative of zeta(x)"))).encode(), 2, "no rule"),
])
def test_faults(data: bytes, exit_code: int, said: str) -> None:
    result = run(data)
    assert result.exit_code == exit_code and said in result.output and "Traceback" not in result.output


def test_a_mark_within_text_is_no_silent_loss() -> None:
    mark = {"t": "RawInline", "c": ["html", "<!-- symderive: derivative of x^2 -->"]}
    text = {"t": "Str", "c": "a"}
    for inlines in ([mark, {"t": "SoftBreak"}, text], [text, {"t": "SoftBreak"}, mark]):
        for block in ({"t": "Para", "c": inlines}, {"t": "BlockQuote", "c": [{"t": "Plain", "c": inlines}]}):
            result = run(json.dumps(document(block)).encode())
            assert result.exit_code == 2 and "blank lines" in result.output
    within = document({"t": "Para", "c": [text, mark]})
    assert filtered(within) == within


def test_through_pandoc() -> None:
    program = shutil.which("pandoc")
    if program is None:
        pypandoc = pytest.importorskip("pypandoc")
        program = pypandoc.get_pandoc_path()
    text = "``` {.symderive detail=answer}\nderivative 'x^2 \\sin x' --wrt x\n```\n\n- a\n\n  ```symderive\n  derivative of x^3\n  ```\n"
    tree = subprocess.run([program, "-t", "json"], input=text.encode(), capture_output=True, check=True).stdout
    made = run(tree)
    html = subprocess.run([program, "-f", "json", "-t", "html", "--mathml"], input=made.stdout_bytes, capture_output=True, check=True)
    assert html.stdout.count(b"<math") >= 5 and b"symderive" not in html.stdout and b"could not" not in html.stderr.lower()
