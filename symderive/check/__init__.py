"""The checker: do claims hold, wherever both sides are defined? It evaluates expressions in ball arithmetic and imports no rule."""
from symderive.check.compiling import Claim
from symderive.check.values import decimals, enclosure, holds
from symderive.check.verdict import check

__all__ = ["Claim", "check", "decimals", "enclosure", "holds"]
