"""A sentence by id, before any language: the words come from `lang/`."""
from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Phrase:
    """A sentence by id; `values` fills its places: a Basic is set as mathematics, a Phrase is said, anything else stands as it is.

    A value that is a tuple is a list: its items are said one after the other.
    """
    id: str
    values: Mapping[str, Any] = field(default_factory=dict)
