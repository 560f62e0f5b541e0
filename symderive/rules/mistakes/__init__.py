"""The shelf of misconceptions: a topic a file, an entry a wrong law with what to say of it. Usual mistakes stand before rare ones: in that order they are named."""
from __future__ import annotations

from symderive.mistake import Mistakes
from symderive.rules.mistakes.algebra import ALGEBRA
from symderive.rules.mistakes.derivatives import DERIVATIVES
from symderive.rules.mistakes.equations import EQUATIONS
from symderive.rules.mistakes.formulas import FORMULAS
from symderive.rules.mistakes.likelihoods import LIKELIHOODS
from symderive.rules.mistakes.matrices import MATRICES
from symderive.rules.mistakes.variables import VARIABLES

MISTAKES = Mistakes(DERIVATIVES, VARIABLES, FORMULAS, ALGEBRA, EQUATIONS, LIKELIHOODS, MATRICES)
