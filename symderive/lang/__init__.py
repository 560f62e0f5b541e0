"""Words: a language a file, keyed by phrase id and rule id. English titles of rules, and hints, stand in their entries; those of mistakes in other languages in `mistakes/`."""
from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any

ENGLISH = "en"


@dataclass(frozen=True)
class Words:
    """What to say in one language. `titles` names rules, `phrases` holds sentences with {places}, `hints` asks what points to a mistake."""
    lang: str
    titles: Mapping[str, str]
    phrases: Mapping[str, str]
    hints: Mapping[str, str] = field(default_factory=dict)

    def title(self, rule: str) -> str:
        return self.titles[rule]

    def phrase(self, id: str) -> str:
        return self.phrases[id]

    def hint(self, mistake: str) -> str:
        return self.hints[mistake]


def languages() -> tuple[str, ...]:
    """The codes of the languages there are: one file each."""
    return tuple(sorted(f.name.removesuffix(".toml") for f in files(__name__).iterdir() if f.name.endswith(".toml")))


@cache
def _table(lang: str) -> Mapping[str, Mapping[str, str]]:
    tables: dict[str, Any] = {}
    for file in (files(__name__).joinpath(f"{lang}.toml"), files(__name__).joinpath("mistakes", f"{lang}.toml")):
        if file.is_file():
            for name, table in tomllib.loads(file.read_text(encoding="utf-8")).items():
                tables[name] = {**tables.get(name, {}), **table}
    return tables


def words(lang: str, english_titles: Mapping[str, str], english_hints: Mapping[str, str] | None = None) -> Words:
    """The words of a language; where it lacks one, English stands in.

    Raises:
        KeyError: for a language that has no file.
    """
    if lang not in languages():
        raise KeyError(lang)
    english, own = _table(ENGLISH), _table(lang)
    titles = {**english_titles, **english.get("titles", {}), **own.get("titles", {})}
    return Words(lang, titles, {**english["phrases"], **own.get("phrases", {})}, {**(english_hints or {}), **own.get("hints", {})})
