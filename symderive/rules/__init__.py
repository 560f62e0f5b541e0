"""The shelf of rules: a topic a file, an entry a rule."""
from __future__ import annotations

from symderive.rule import Table
from symderive.rules.chain import CHAIN
from symderive.rules.collect import COLLECT
from symderive.rules.differentiation import DIFFERENTIATION
from symderive.rules.exact import EXACT
from symderive.rules.general import GENERAL
from symderive.rules.implicit import IMPLICIT
from symderive.rules.known_values import VALUES
from symderive.rules.likelihood import LIKELIHOOD
from symderive.rules.limits import LIMITS
from symderive.rules.logarithmic import LOGARITHMIC
from symderive.rules.mistakes import MISTAKES
from symderive.rules.slopes import SLOPES
from symderive.rules.tidy import TIDY
from symderive.rules.vectors import VECTORS

TOPICS = {
    "differentiation": DIFFERENTIATION, "vectors": VECTORS, "chain": CHAIN, "implicit": IMPLICIT, "slopes": SLOPES, "values": VALUES, "logarithmic": LOGARITHMIC,
    "limits": LIMITS, "general": GENERAL, "tidy": TIDY, "collect": COLLECT, "exact": EXACT, "likelihood": LIKELIHOOD, "mistakes": MISTAKES.rules,
}
RULES = Table(*TOPICS.values())
