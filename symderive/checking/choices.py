"""What is chosen where a sign may be one or the other: a certificate must hold with every choice."""
from __future__ import annotations

from collections.abc import Sequence
from typing import Any


class Choice(Exception):
    """A sign may be one or the other: this expression is to be looked at alone, with every choice."""


class Vacuous(Exception):
    """With these choices the expression has no value."""


class NeedsOdd(Exception):
    """Odd roots are met: they want another prime."""


class Choices:
    """A list of choices, in the order in which they are met; `squares` says which radicands may be squares."""

    def __init__(self, prefix: Sequence[bool], irreducible: set[Any]) -> None:
        self.prefix, self.irreducible = list(prefix), irreducible
        self.made: dict[Any, bool] = {}
        self.trail: list[tuple[bool, bool]] = []             # what was chosen; may it be chosen otherwise?

    def take(self, key: Any, place: Any = None) -> bool:
        if key not in self.made:
            free_choice = place is None or (place, self._path()) not in self.irreducible
            taken = self.prefix[len(self.trail)] if len(self.trail) < len(self.prefix) else True
            self.made[key] = taken
            self.trail.append((taken, free_choice))
        return self.made[key]

    def no_square(self, place: Any) -> None:
        """A radicand is no square, with the choices made so far: both its roots are alike."""
        self.irreducible.add((place, self._path()))

    def _path(self) -> tuple[bool, ...]:
        return tuple([taken for taken, _ in self.trail])

    def following(self) -> list[bool] | None:
        """The next list of choices, or None after the last."""
        trail = list(self.trail)
        while trail:
            taken, free_choice = trail.pop()
            if taken and free_choice:
                return [t for t, _ in trail] + [False]
        return None
