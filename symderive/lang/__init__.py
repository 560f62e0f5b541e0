"""Words: a language a file, keyed by phrase id and rule id. English titles of rules stand in their entries."""
from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

ENGLISH = "en"


@dataclass(frozen=True)
class Words:
    """What to say in one language. `titles` names rules, `phrases` holds sentences with {places}."""
    lang: str
    titles: Mapping[str, str]
    phrases: Mapping[str, str]

    def title(self, rule: str) -> str:
        return self.titles[rule]

    def phrase(self, id: str) -> str:
        return self.phrases[id]


def languages() -> tuple[str, ...]:
    """The codes of the languages there are: one file each."""
    return tuple(sorted(f.name.removesuffix(".toml") for f in files(__name__).iterdir() if f.name.endswith(".toml")))


@cache
def _table(lang: str) -> Mapping[str, Mapping[str, str]]:
    text = files(__name__).joinpath(f"{lang}.toml").read_text(encoding="utf-8")
    tables: dict[str, Any] = tomllib.loads(text)
    return tables


def words(lang: str, english_titles: Mapping[str, str]) -> Words:
    """The words of a language; where it lacks one, English stands in.

    Raises:
        KeyError: for a language that has no file.
    """
    if lang not in languages():
        raise KeyError(lang)
    english, own = _table(ENGLISH), _table(lang)
    return Words(lang, {**english_titles, **english.get("titles", {}), **own.get("titles", {})}, {**english["phrases"], **own.get("phrases", {})})
