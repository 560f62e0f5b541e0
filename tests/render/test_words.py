"""Words: every language says the same things, with the same places, and has a name for every rule."""
from __future__ import annotations

import re
import tomllib
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from sympy import Integer, Symbol

from symderive.derivation import Status
from symderive.lang import languages, words
from symderive.layout import bound
from symderive.nodes import relation
from symderive.page import Reason
from symderive.phrase import Phrase
from symderive.render.prose import PLACE, chunks, reason, say
from symderive.rules import RULES
from symderive.tasks import TASKS

x, u = Symbol("x"), Symbol("u")


def table(lang: str) -> dict[str, Any]:
    return tomllib.loads(files("symderive.lang").joinpath(f"{lang}.toml").read_text(encoding="utf-8"))


OTHERS = [lang for lang in languages() if lang != "en"]


@pytest.mark.parametrize("lang", OTHERS)
def test_the_same_sentences_with_the_same_places(lang: str) -> None:
    english, own = table("en")["phrases"], table(lang)["phrases"]
    assert english.keys() == own.keys()
    for id, sentence in english.items():
        assert sorted(PLACE.findall(sentence)) == sorted(PLACE.findall(own[id])), id


@pytest.mark.parametrize("lang", OTHERS)
def test_every_rule_has_a_title(lang: str) -> None:
    """Those of mistakes stand in a file of their own."""
    titles = table(lang)["titles"]
    mistakes = tomllib.loads(files("symderive.lang").joinpath("mistakes", f"{lang}.toml").read_text(encoding="utf-8"))
    assert not {id for id, r in RULES.items() if not r.buggy} - titles.keys()
    assert {id for id, r in RULES.items() if r.buggy} == mistakes["titles"].keys() == mistakes["hints"].keys()
    assert all(t.strip() and not t.endswith((".", "。")) for t in (*titles.values(), *mistakes["titles"].values()))


def test_there_is_a_sentence_for_every_task_and_status() -> None:
    phrases = table("en")["phrases"]
    assert {f"task.{kind}" for kind in TASKS} | {f"verdict.{s.value}" for s in Status} <= phrases.keys()


SAID = re.compile(r"""["']((?:task|part|note|reason|summary|provisos|gradient|verdict|check)\.[a-z_]+)["']""")


def test_every_phrase_that_the_package_says_is_there() -> None:
    """A phrase id in the code has a sentence, or is a rule."""
    import symderive
    said = {id for file in Path(symderive.__file__).parent.rglob("*.py") for id in SAID.findall(file.read_text(encoding="utf-8"))}
    assert len(said) > 20
    phrases = table("en")["phrases"].keys()
    assert not said - phrases - RULES.keys() - {id.removeprefix("homework.") for id in phrases if id.startswith("homework.")}


def test_what_a_language_lacks_is_said_in_english() -> None:
    w = words("zh", {"mine.rule": "my rule"})
    assert w.title("mine.rule") == "my rule"
    with pytest.raises(KeyError):
        words("tlh", {})


def test_a_language_is_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file dropped in is found by being there; what it lacks is said in English."""
    import symderive as sd
    from symderive import lang
    for name in languages():
        (tmp_path / f"{name}.toml").write_text(files("symderive.lang").joinpath(f"{name}.toml").read_text(encoding="utf-8"), encoding="utf-8")
    (tmp_path / "toy.toml").write_text('[phrases]\n"problem" = "Nalogo"\n[titles]\n"diff.power" = "regulo de potenco"\n', encoding="utf-8")
    monkeypatch.setattr(lang, "files", lambda package: tmp_path)
    assert "toy" in languages()
    text = sd.derivative("x^2 sin(x)", "x").text(lang="toy")
    assert text.startswith("Nalogo: Find") and "regulo de potenco" in text and "product rule" in text


EN, ZH = words("en", {"diff.power": "power rule", "diff.sin": "derivative of sin"}), words("zh", {})


@pytest.mark.parametrize("r, said, chinese", [
    (Reason("diff.power"), "power rule", "幂法则"),
    (Reason("diff.sin", ((u, x**2),), chain=True, named=False), "chain rule, $u = x^2$", "链式法则，$u = x^2$"),
    (Reason("diff.power", ((u, x + 1),), chain=True), "power rule; chain rule, $u = x + 1$", "幂法则；链式法则，$u = x + 1$"),
    (Reason("diff.power", ((u, x), (x, u))), "power rule, $u = x$, $x = u$", "幂法则，$u = x$，$x = u$"),
])
def test_reasons(r: Reason, said: str, chinese: str) -> None:
    for w, wanted in ((EN, said), (ZH, chinese)):
        assert say(reason(r), w, lambda e: f"${e}$") == wanted


def test_a_list_a_phrase_and_a_number_fill_places() -> None:
    p = Phrase("summary.undecided", {"count": 3, "total": 5, "reason": Phrase("part.at", {"at": (relation("=", x, Integer(1)), relation("=", u, Integer(2)))})})
    assert say(p, EN, lambda e: f"${e}$") == "3 of 5 steps hold; the others could not be decided (At $x = 1$, $u = 2$)"
    assert chunks(Phrase("no.such_rule"), EN) == ["no.such_rule"]


def test_words_in_a_place_are_made_safe() -> None:
    p = Phrase("summary.undecided", {"count": 3, "total": 5, "reason": "<b>"})
    assert "[b]" in say(p, EN, str, lambda s: s.replace("<", "[").replace(">", "]"))


@pytest.mark.parametrize("k", range(1, 200, 7))
def test_the_bound_on_the_error_is_a_bound(k: int) -> None:
    from fractions import Fraction
    for error in (Fraction(1, 2**k), Fraction(3, 2**k), Fraction(1, 2**k + 1), Fraction(2**k - 1, 2**(2 * k))):
        assert error <= Fraction(str(bound(error).doit())) <= 4 * error or error > Fraction(1, 4)
