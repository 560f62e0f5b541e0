"""HTML: whole and closed in itself, each formula set, evidence told, nothing in the input obeyed."""
from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest

import symderive as sd
from symderive.derivation import Status, Verdict
from symderive.lang import languages
from symderive.render.html_format import evidence
from symderive.render.mathml import mathml

VOID = {"meta", "br"}


class Balanced(HTMLParser):
    """Refuses a page whose elements are not closed in order."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: object) -> None:
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: object) -> None:
        pass

    def handle_endtag(self, tag: str) -> None:
        assert self.open and self.open[-1] == tag, (tag, self.open[-4:])
        self.open.pop()


@pytest.fixture(scope="module", params=["x*sin(x^2)", "cases(x^2, x < 0, x^3, otherwise)", "Sum((y[i] - x)^2, i, 1, n)", "ln(x)/sqrt(x) + abs(x)"])
def solution(request: pytest.FixtureRequest) -> sd.Solution:
    return sd.derivative(request.param, "x")


@pytest.mark.parametrize("lang", languages())
@pytest.mark.parametrize("view", ["chain", "tree"])
def test_page_is_whole(solution: sd.Solution, lang: str, view: str) -> None:
    page = solution.html(lang=lang, view=view)
    parser = Balanced()
    parser.feed(page)
    assert not parser.open
    assert "<code>" not in page, "a formula was not set"
    assert page.count("<math") >= len(solution.parts[-1].derivation.steps)


def test_page_asks_for_nothing_outside(solution: sd.Solution) -> None:
    page = solution.html()
    assert not re.findall(r'(?:src|href)="', page)
    assert not re.findall(r"url\((?!data:)", page)
    assert "import" not in page.split("<script>")[1]


def test_names_are_not_obeyed() -> None:
    from sympy import Symbol
    page = sd.derivative(Symbol("<img src=x onerror=alert(1)>") ** 2, Symbol("<img src=x onerror=alert(1)>")).html()
    assert "<img" not in page


def test_evidence() -> None:
    assert evidence(Verdict(Status.VERIFIED, 12, 2048)).values == {"points": 12, "bits": 2048}
    refuted = evidence(Verdict(Status.REFUTED, witness={"at": {"x": "2"}, "left": "4", "right": "9" * 900}))
    assert refuted.values["at"] == "x = 2" and len(refuted.values["right"]) < 250


def test_what_the_library_cannot_set_is_shown_as_source() -> None:
    assert mathml(r"\nosuchcommand<") == r"<code>\nosuchcommand&lt;</code>"


def test_save_by_suffix(tmp_path: object, solution: sd.Solution) -> None:
    path = solution.save(f"{tmp_path}/notes.html")
    assert path.read_text(encoding="utf-8").startswith("<!DOCTYPE html>")


@pytest.fixture(scope="module")
def tables() -> list[sd.Solution]:
    return [sd.chain("x = s*t, y = s + t, z = x^2*y", of="z", wrt=["s", "t"], at={"s": 1, "t": 2}), sd.analyse("x^3 - 3x", "x"), sd.derivative("abs(x)", "x", at=0)]


@pytest.mark.parametrize("lang", languages())
def test_figures_tables_and_remarks_are_shown(tables: list[sd.Solution], lang: str) -> None:
    for s in tables:
        parser = Balanced()
        parser.feed(s.html(lang=lang))
        assert not parser.open and "<code>" not in s.html(lang=lang)
    chain, analysis, nowhere = (s.html(lang=lang) for s in tables)
    assert chain.count("<figure") == 1 and "<svg" in chain and chain.count("<table>") >= 1
    assert chain.count('<div class="answer"') == 2
    assert analysis.count("<table>") == 2 and {"en": "increases", "zh": "递增"}[lang] in analysis
    assert nowhere.count('<div class="answer"') == 1 and {"en": "not differentiable", "zh": "不可导"}[lang] in nowhere


def test_a_section_says_how_its_derivatives_are_written(tables: list[sd.Solution]) -> None:
    """Round letters for several variables, straight ones for one."""
    assert "<mi>∂</mi>" in tables[0].html() and "<mi>∂</mi>" not in sd.chain("u = x^2, z = sin(u)", wrt="x").html()
