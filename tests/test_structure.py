"""What must hold of the source itself."""
from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

import symderive

PACKAGE = Path(symderive.__file__).parent
SOURCES = sorted(PACKAGE.rglob("*.py"))
DANGEROUS = {"eval", "exec", "parse_expr", "lambdify", "compile", "__import__"}


@pytest.mark.parametrize("path", SOURCES, ids=lambda p: str(p.relative_to(PACKAGE)))
def test_nothing_is_executed_from_text(path: Path) -> None:
    """No eval, no exec; sympify only in its strict form, which refuses strings."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.Call):
            continue
        name = node.func.id if isinstance(node.func, ast.Name) else node.func.attr if isinstance(node.func, ast.Attribute) else ""
        owner = node.func.value.id if isinstance(node.func, ast.Attribute) and isinstance(node.func.value, ast.Name) else ""
        assert name not in DANGEROUS or (name == "compile" and owner in ("re", "typst")), (path.name, node.lineno, name)
        if name in ("sympify", "S"):
            assert any(k.arg == "strict" and getattr(k.value, "value", False) is True for k in node.keywords), (path.name, node.lineno)


@pytest.mark.parametrize("path", SOURCES, ids=lambda p: str(p.relative_to(PACKAGE)))
def test_every_module_says_what_it_is(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert not text.strip() or (ast.get_docstring(ast.parse(text)) or "").strip()
    assert len(text.splitlines()) <= 450, "take the file apart"
    assert not re.search(r"\bTODO\b|\bFIXME\b|import \*", text)


def test_public_names_are_there() -> None:
    assert all(hasattr(symderive, name) for name in symderive.__all__)
    assert set(symderive.__all__) <= set(dir(symderive))
    with pytest.raises(AttributeError):
        _ = symderive.nothing
