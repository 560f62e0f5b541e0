"""Mistakes in solving equations and inequalities."""
from __future__ import annotations

from symderive.mistake import Mistakes

EQUATIONS = Mistakes()

# ---- equations
mistake = EQUATIONS.of("equations")
mistake("moved_without_sign", "u + v = 0 <=> u = v", "A term changed sides without changing its sign", "What did you do to both sides?", site="C", ex="4/x + (-2) = 0", wrong="x = -2", also=("u - v = 0 <=> u = -v", "u + v = w <=> u = w + v", "u - v = w <=> u = w - v"))
mistake("solved_inverted", "u/v = w <=> v = w/u", "The fraction was turned upside down when solving", "Put your value back into the equation.", site="C", ex="5/x = 4", wrong="x = 4/5", also=("u*v = w <=> v = u/w",))
mistake("solved_divided_partly", "u*(v + w) = a <=> u = a/v + w", "The whole bracket must be divided out", "Which factor multiplies the unknown?", site="C", ex="x*(y + 2) = 1", wrong="x = 1/y + 2")
mistake("root_lost_dividing", "u*v = u*w <=> v = w", "Dividing by an expression that can be zero loses a solution", "When is it allowed to divide by x?", site="C", ex="x*x^2 = x*4", wrong="x^2 = 4", also=("u^3 = w*u <=> u^2 = w", "u^2 = w*u <=> u = w", "u^2 - w*u = 0 <=> u = w", "u^3 - w*u = 0 <=> u^2 = w"))
mistake("root_lost_square", "u^2 = a <=> u = sqrt(a)", "The negative root is missing", "Which numbers have this square?", site="C", ex="x^2 = 4", wrong="x = 2", also=("u^2 - a = 0 <=> u = sqrt(a)",))
mistake("root_gained_squaring", "sqrt(u) = v <=> u = v^2", "Squaring can add solutions: check them in the first equation", "Put the values back into the original equation.", site="C", ex="sqrt(x) = x - 2", wrong="x = (x - 2)^2")
mistake("inequality_not_turned", "-u < v <=> u < -v", "The inequality sign points the wrong way", "Test one number from your interval.", site="C", ex="-x < 2", wrong="x < -2", also=("-u > v <=> u > -v", "-u <= v <=> u <= -v", "-u >= v <=> u >= -v", "u - v < 0 <=> u > v", "u - v > 0 <=> u < v"))
mistake("inequality_one_side", "a < u + v & u + v < b <=> a < u & u < b - v", "An operation was not applied to every part of the chain of inequalities", "Test an end point of your interval in the line before.", site="C", ex="-1 < x + 1 & x + 1 < 1", wrong="-1 < x & x < 0", also=("a < u + v & u + v < b <=> a - v < u & u < b", "a < u - v & u - v < b <=> u - b < v & v < -a", "a < u - v & u - v < b <=> -b < v & v < u - a"))
mistake("second_derivative_reversed", "D(D(u, x), x) > 0 <=> D(D(u, x), x) < 0", "The test with the second derivative is the wrong way round", "Which way does the curve bend where f'' > 0: like a cup or like a cap?", site="C", ex="D(D(x^3 - 3*x, x), x) > 0", wrong="6*x < 0", also=("D(D(u, x), x) < 0 <=> D(D(u, x), x) > 0",))
mistake("slope_sign_reversed", "D(u, x) > 0 <=> D(u, x) < 0", "A function rises where its derivative is positive and falls where it is negative", "What is the sign of f' there?", site="C", ex="D(x^2 - 4*x, x) > 0", wrong="2*x - 4 < 0", also=("D(u, x) < 0 <=> D(u, x) > 0",))
