"""Notes filled in place: marked problems in Markdown, LaTeX or pandoc documents, and the worked solution below each."""
from __future__ import annotations

from symderive.notes.filling import Filled, Filling, fill, kind_of

__all__ = ["Filled", "Filling", "fill", "kind_of"]
