"""Flavours of Markdown: each writes the same solution; labels, references, boxes, what is folded."""
from __future__ import annotations

import re
from typing import Any

import pytest

import symderive as sd
from symderive.errors import UsageError
from symderive.render import Options, render
from symderive.render.flavours import FLAVOURS

GRADIENT = sd.gradient("x^2 y", "x,y")


@pytest.mark.parametrize("name", FLAVOURS)
@pytest.mark.parametrize("fold", [False, True])
def test_every_flavour_says_the_same(name: str, fold: bool) -> None:
    text = GRADIENT.markdown(flavour=name, fold=fold, label="grad")
    plain = GRADIENT.markdown()
    for formula in re.findall(r"\$\$\n(.*?)\n\$\$", plain, re.S):
        assert formula in text.replace("\n>", "\n").replace("\n ", "\n").replace("\n&", "\n &"), name
    assert text.count(r"\begin{aligned}") == plain.count(r"\begin{aligned}") and "Every step holds" in text
    if FLAVOURS[name].refer is not None:
        assert FLAVOURS[name].refer("grad") in text and len(re.findall(r"grad-[12]\b", text)) >= 2
    opened = {"plain": "<details>", "github": "<details>", "obsidian": "> [!note]- Steps", "quarto": 'collapse="true"', "myst": ":::{dropdown} Steps"}[name]
    assert (opened in text) == fold


def test_the_plain_flavour_is_the_usual_one() -> None:
    assert GRADIENT.markdown(flavour="plain") == GRADIENT.markdown()
    assert "$`" in GRADIENT.markdown(flavour="github") and "$$" not in GRADIENT.markdown(flavour="github")


@pytest.mark.parametrize("name", FLAVOURS)
def test_boxes_say_what_the_verdict_is(name: str, refuted: Any, solution: Any) -> None:
    bad, good = (str(render(s, "markdown", Options(flavour=name))) for s in (refuted, solution))
    assert "refuted" in bad and "✗" in bad and "✓" not in bad and "✓" in good
    box = {"plain": "", "github": "[!CAUTION]", "obsidian": "[!failure] Refuted", "quarto": "callout-important", "myst": ":class: danger"}[name]
    assert box in bad and (not box or box not in good)
    assert good.count(":::") % 2 == 0 and "does not occur" in good


def test_flavours_and_labels_there_are_not() -> None:
    for options in ({"flavour": "runes"}, {"label": "a b"}, {"label": "1"}):
        with pytest.raises(UsageError):
            GRADIENT.markdown(**options)


def test_in_chinese() -> None:
    text = GRADIENT.markdown(flavour="myst", lang="zh", label="g", fold=True)
    assert ":::{dropdown} 解题步骤" in text and "（见 {eq}`g`）" in text and "已证明" in text
