"""Every function known by name: what it is in SymPy, how it is set in type, how the checker evaluates it.

Anything else is an unknown function. Adding a function is one entry here (and one law in `rules/` for its derivative).
"""
from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import sympy as sp


@dataclass(frozen=True)
class Known:
    r"""A function known by name.

    sympy    the SymPy function, called with the same arguments
    latex    the LaTeX name, as `\sin`
    written  "name": before its argument, as sin x; "brackets": always with them, as Γ(x); "own": has a sign of its own, as √ or |·|
    ball     the name of the operation in the checker's table, if it differs from this entry's
    text     what plain text may call it as well
    """
    sympy: Callable[..., Any]
    latex: str
    written: str = "name"
    ball: str = ""
    text: tuple[str, ...] = ()


def operator(name: str) -> str:
    return rf"\operatorname{{{name}}}"


def _sigmoid(u: Any) -> Any:
    return 1 / (1 + sp.exp(-u))


def _softplus(u: Any) -> Any:
    return sp.log(1 + sp.exp(u))


FUNCTIONS: dict[str, Known] = {
    # ---- roots, absolute value, logarithms
    "sqrt":      Known(sp.sqrt,  r"\sqrt", "own"),
    "root":      Known(lambda n, u: sp.Pow(u, sp.Integer(1) / n), r"\sqrt", "own"),              # root(n, u)
    "abs":       Known(sp.Abs,   r"\left|", "own"),
    "ln":        Known(sp.log,   r"\ln", ball="log"),
    "log":       Known(lambda base, u: sp.log(u, base), r"\log", "own"),                         # log(base, u)
    # ---- trigonometric
    "sin":       Known(sp.sin,   r"\sin"),
    "cos":       Known(sp.cos,   r"\cos"),
    "tan":       Known(sp.tan,   r"\tan", text=("tg",)),
    "cot":       Known(sp.cot,   r"\cot", text=("ctg",)),
    "sec":       Known(sp.sec,   r"\sec"),
    "csc":       Known(sp.csc,   r"\csc", text=("cosec",)),
    "asin":      Known(sp.asin,  r"\arcsin", text=("arcsin",)),
    "acos":      Known(sp.acos,  r"\arccos", text=("arccos",)),
    "atan":      Known(sp.atan,  r"\arctan", text=("arctan", "arctg")),
    "acot":      Known(sp.acot,  operator("arccot"), text=("arccot",)),
    "asec":      Known(sp.asec,  operator("arcsec"), text=("arcsec",)),
    "acsc":      Known(sp.acsc,  operator("arccsc"), text=("arccsc",)),
    # ---- hyperbolic
    "sinh":      Known(sp.sinh,  r"\sinh"),
    "cosh":      Known(sp.cosh,  r"\cosh"),
    "tanh":      Known(sp.tanh,  r"\tanh"),
    "coth":      Known(sp.coth,  r"\coth"),
    "sech":      Known(sp.sech,  operator("sech")),
    "csch":      Known(sp.csch,  operator("csch")),
    "asinh":     Known(sp.asinh, operator("arsinh"), text=("arsinh", "arcsinh")),
    "acosh":     Known(sp.acosh, operator("arcosh"), text=("arcosh", "arccosh")),
    "atanh":     Known(sp.atanh, operator("artanh"), text=("artanh", "arctanh")),
    "acoth":     Known(sp.acoth, operator("arcoth"), text=("arcoth", "arccoth")),
    "asech":     Known(sp.asech, operator("arsech"), text=("arsech", "arcsech")),
    "acsch":     Known(sp.acsch, operator("arcsch"), text=("arcsch", "arccsch")),
    # ---- steps and corners
    "sign":      Known(sp.sign,  operator("sgn"), text=("sgn",)),
    "max":       Known(sp.Max,   r"\max", "brackets"),
    "min":       Known(sp.Min,   r"\min", "brackets"),
    "floor":     Known(sp.floor, r"\lfloor", "own"),
    "ceil":      Known(sp.ceiling, r"\lceil", "own", text=("ceiling",)),
    "heaviside": Known(sp.Heaviside, operator("Heaviside"), "brackets", text=("Heaviside",)),           # without a value at 0
    "mod":       Known(sp.Mod,   operator("mod"), "brackets", text=("Mod",)),                    # mod(u, m), between 0 and m
    "relu":      Known(lambda u: sp.Max(0, u), operator("ReLU"), "brackets", text=("ReLU",)),
    # ---- networks
    "sigmoid":   Known(_sigmoid, operator("sigmoid"), "brackets"),
    "softplus":  Known(_softplus, operator("softplus"), "brackets"),
    # ---- special functions
    "erf":       Known(sp.erf,   operator("erf"), "brackets"),
    "erfc":      Known(sp.erfc,  operator("erfc"), "brackets"),
    "erfi":      Known(sp.erfi,  operator("erfi"), "brackets"),
    "Si":        Known(sp.Si,    operator("Si"), "brackets", ball="si"),
    "Ci":        Known(sp.Ci,    operator("Ci"), "brackets", ball="ci"),
    "Ei":        Known(sp.Ei,    operator("Ei"), "brackets", ball="ei"),
    "gamma":     Known(sp.gamma, r"\Gamma", "brackets", text=("Gamma",)),
    "lgamma":    Known(sp.loggamma, r"\ln\Gamma", "brackets", ball="loggamma", text=("loggamma", "gammaln")),
    "Beta":      Known(sp.beta,  operator("B"), "brackets"),                                     # Beta(a, b)
    "digamma":   Known(sp.digamma, r"\psi", "brackets"),
    "polygamma": Known(sp.polygamma, r"\psi", "own"),                                            # polygamma(k, u)
    "lambertw":  Known(sp.LambertW, "W", "brackets", text=("LambertW",)),
    "zeta":      Known(sp.zeta,  r"\zeta", "brackets"),
    "factorial": Known(sp.factorial, "!", "own"),
    "binom":     Known(sp.binomial, r"\binom", "own", ball="binomial", text=("binomial",)),
    "besselj":   Known(sp.besselj, "J", "own"),
    "bessely":   Known(sp.bessely, "Y", "own"),
    "besseli":   Known(sp.besseli, "I", "own"),
    "besselk":   Known(sp.besselk, "K", "own"),
    # ---- complex numbers
    "re":        Known(sp.re,    operator("Re"), "brackets", text=("Re",)),
    "im":        Known(sp.im,    operator("Im"), "brackets", text=("Im",)),
    "arg":       Known(sp.arg,   r"\arg", "brackets"),
    "conj":      Known(sp.conjugate, r"\overline", "own", text=("conjugate",)),
    "atan2":     Known(sp.atan2, operator("atan2"), "brackets"),
    "kronecker": Known(sp.KroneckerDelta, r"\delta", "own"),                                     # kronecker(i, k): 1 where i = k, else 0
    # ---- of matrices
    "tr":        Known(sp.Trace, operator("tr"), "brackets", text=("trace",)),
    "det":       Known(sp.Determinant, r"\det", "brackets"),
    "norm":      Known(lambda a: sp.sqrt(sp.Trace(a.T * a)), r"\lVert", "own"),
    "diag":      Known(sp.diag,  operator("diag"), "brackets"),
    "rank":      Known(sp.Function("rank"), operator("rank"), "brackets"),
    # ---- of random variables
    "E":         Known(sp.Function("E"), r"\mathbb{E}", "own"),
    "Var":       Known(sp.Function("Var"), operator("Var"), "brackets"),
    "Cov":       Known(sp.Function("Cov"), operator("Cov"), "brackets"),
    "P":         Known(sp.Function("P"), "P", "brackets", text=("Pr",)),
}

OF_A_MATRIX = frozenset(("tr", "det", "norm", "rank"))      # a number, whatever the shape of the argument


# ---- unknown functions and their derivatives: f, f', f'' with one argument; f, f^(1,0), f^(0,1) with two

def orders(name: str, arity: int) -> tuple[str, tuple[int, ...]]:
    """The function that is differentiated, and how often in each place: `f''` is ("f", (2,))."""
    if name.endswith(")") and "^(" in name:
        stem, counts = name[:-1].split("^(")
        return stem, tuple(map(int, counts.split(",")))
    stem = name.rstrip("'")
    return stem, (len(name) - len(stem), *[0] * (arity - 1))


def derived(name: str, arity: int, place: int) -> str:
    """The name of the derivative in one place: of `f` in place 0 of 2 it is `f^(1,0)`."""
    stem, counts = orders(name, arity)
    counts = tuple(c + (k == place) for k, c in enumerate(counts))
    if arity == 1:
        return stem + "'" * counts[0]
    return f"{stem}^({','.join(map(str, counts))})"


def to_sympy(name: str, *args: Any) -> Any:
    """The SymPy expression for a call by name."""
    if name in FUNCTIONS:
        return FUNCTIONS[name].sympy(*args)
    stem, counts = orders(name, len(args))
    if not any(counts):
        return sp.Function(stem)(*args)
    places = [a if a.is_Symbol and args.count(a) == 1 else sp.Dummy(f"u{k}") for k, a in enumerate(args)]
    whole = sp.Derivative(sp.Function(stem)(*places), *((p, c) for p, c in zip(places, counts) if c))
    moved = [(p, a) for p, a in zip(places, args) if p is not a]
    return sp.Subs(whole, *zip(*moved)) if moved else whole
