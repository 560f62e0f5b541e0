"""The checker: do claims hold, wherever both sides are defined? It evaluates expressions in ball arithmetic and imports no rule."""
from symderive.checking.calls import positive_near_zero
from symderive.checking.compiling import Claim
from symderive.checking.values import decimals, enclosure, holds, real_value, tendency
from symderive.checking.verdict import check

__all__ = ["Claim", "check", "decimals", "enclosure", "holds", "positive_near_zero", "real_value", "tendency"]
