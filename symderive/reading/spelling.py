"""How signs, names and commands are spelled: the tables behind both tokenizers.

Adding a spelling is one entry here. A token is a kind and a value: ("name", "mu"), ("function", "sin"), ("<=", "").
"""
from __future__ import annotations

import re
import unicodedata

import sympy as sp
from sympy import Basic

from symderive.functions import FUNCTIONS

Spelled = tuple[str, str]                       # kind, value

# ---- Greek letters and other letters with a name

GREEK = frozenset(["alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta", "iota", "kappa", "lambda", "mu", "nu", "xi", "omicron", "rho", "sigma", "tau", "upsilon", "phi", "chi", "psi", "omega", "Gamma", "Delta", "Theta", "Lambda", "Xi", "Pi", "Sigma", "Upsilon", "Phi", "Psi", "Omega", "varepsilon", "vartheta", "varphi", "varrho", "varsigma", "varpi", "varkappa", "ell", "hbar"])


def _unicode_greek() -> dict[str, str]:
    found = {"ϕ": "phi", "ϵ": "epsilon", "ϑ": "vartheta", "ϱ": "varrho", "ϖ": "varpi", "ς": "varsigma", "µ": "mu", "ℓ": "ell", "ħ": "hbar"}
    for c in map(chr, range(0x391, 0x3CA)):
        name = unicodedata.name(c, "").split()
        word = name[-1].lower().replace("lamda", "lambda") if name[:1] == ["GREEK"] else ""
        word = word.capitalize() if name[1:2] == ["CAPITAL"] else word
        if word in GREEK and c not in found:
            found[c] = word
    return found


GREEK_LETTERS = _unicode_greek()
NUMBER_SETS = dict(zip("ℝℤℕℂℚ", "RZNCQ"))       # named as the table of `symderive.problem` names them

# ---- one character for another, so that places in the text stay what they are

PLAIN = str.maketrans({
    **{chr(c): chr(c - 0xFEE0) for c in range(0xFF01, 0xFF5F)},                        # full-width forms
    **dict.fromkeys("−–—﹣", "-"), **dict.fromkeys("·×⋅∙•∗⨯✕", "*"), **dict.fromkeys("÷∕⁄", "/"), **dict.fromkeys("′’‘´", "'"),
    "\u3000": " ", "\u00a0": " ", "\u2009": " ", "\u202f": " ", "、": ",", "。": ".", "∣": "|", "【": "[", "】": "]", "˄": "^", "∶": ":",
})
SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁽⁾ⁿⁱˣʸᵃᵇᵏᵐᵗᵀ", "0123456789+-()nixyabkmtT")
SUBSCRIPTS = str.maketrans("₀₁₂₃₄₅₆₇₈₉ₙᵢⱼₖₓₘₐₜ", "0123456789nijkxmat")
RAISED, LOWERED = ("".join(map(chr, table)) for table in (SUPERSCRIPTS, SUBSCRIPTS))

SIGNS: dict[str, Spelled] = {
    "≤": ("<=", ""), "≥": (">=", ""), "⩽": ("<=", ""), "⩾": (">=", ""), "≠": ("!=", ""), "≈": ("approx", ""), "∈": ("in", ""),
    "→": ("->", ""), "⇒": ("=>", ""), "⇔": ("<=>", ""), "∧": ("and", ""), "∨": ("or", ""), "¬": ("not", ""), "∼": ("~", ""),
    "∞": ("constant", "oo"), "√": ("sqrt", ""), "∛": ("cbrt", ""), "∂": ("partial", ""), "∇": ("nabla", ""),
    "∑": ("sum", ""), "∏": ("prod", ""), "∫": ("int", ""), "‖": ("||", ""), "⌊": ("floor(", ""), "⌋": (")floor", ""), "⌈": ("ceil(", ""), "⌉": (")ceil", ""),
    "⟨": ("<(", ""), "⟩": (")>", ""), "⊙": ("odot", ""), "⊂": ("subset", ""), "⊆": ("subseteq", ""), "∪": ("cup", ""), "∩": ("cap", ""), "∖": ("setminus", ""), "∅": ("constant", "emptyset"), "∉": ("notin", ""), "∀": ("forall", ""), "±": ("pm", ""), "∓": ("mp", ""), "⋆": ("star", ""), "⟺": ("<=>", ""), "⟹": ("=>", ""),
    "°": ("degree", ""), "⊤": ("top", ""), "∘": ("ring", ""), "…": ("dots", ""), "⋯": ("dots", ""),
    **{c: ("name", name) for c, name in (*GREEK_LETTERS.items(), *NUMBER_SETS.items())},
    "π": ("constant", "pi"),
}
CONSTANTS: dict[str, Basic] = {"pi": sp.pi, "oo": sp.oo, "emptyset": sp.S.EmptySet}

# ---- functions

INVERSE = {name: "a" + name for name in FUNCTIONS if "a" + name in FUNCTIONS}          # sin -> asin
ARITY = {**dict.fromkeys(("root", "log", "binom", "polygamma", "besselj", "bessely", "besseli", "besselk", "atan2", "Cov", "Beta", "mod"), 2),
         **dict.fromkeys(("max", "min", "diag", "E", "P", "Var"), 0)}                  # 0: any number; what is missing here takes one
BESSEL = {"J": "besselj", "Y": "bessely", "I": "besseli", "K": "besselk"}              # J_1(x)

# letters that are functions only where a bracket follows, and symbols elsewhere
APPLIED = {"Gamma": "gamma", "psi": "digamma", "zeta": "zeta", "E": "E", "P": "P", "W": "lambertw"}
APPLIED_TEXT = {**APPLIED, "gamma": "gamma"}

FUNCTION_WORDS: dict[str, str] = {
    word: key for key, f in FUNCTIONS.items() for word in (key, *f.text) if word not in APPLIED_TEXT
} | {"exp": "exp", "lg": "lg", "Abs": "abs", "Max": "max", "Min": "min", "re": "re", "im": "im"}
NO_BRACKET_NEEDED = frozenset(w for w, key in FUNCTION_WORDS.items() if key in ("exp", "lg", "log") or (key in FUNCTIONS and FUNCTIONS[key].written == "name"))

# words of plain text that build other nodes than a call, as SymPy prints them
DISTRIBUTIONS = frozenset(["N", "U", "Normal", "Unif", "Uniform", "Bin", "Binomial", "B", "Ber", "Bern", "Bernoulli", "Geom", "Geo", "NB", "NegBin", "Poisson", "Poi", "Pois", "Exp", "Gamma", "Beta", "Weibull", "Laplace", "Cauchy", "Pareto", "Rayleigh", "Dirichlet", "Multinomial", "Mult", "Cat", "Categorical", "Wishart", "LogNormal", "Hypergeometric"])
FORMS = frozenset(["ForAll", "Determinant", "Inverse", "Trace", "MatMul", "MatAdd", "MatPow", "HadamardProduct", "MaxOver", "MinOver", "Argmax", "Argmin", "Sup", "Inf", "NthDerivative", "Sum", "Product", "Prod", "Integral", "Limit", "Derivative", "D", "Rational", "Piecewise", "cases", "Matrix", "Tuple", "cbrt", "Eq", "Ne", "Lt", "Le", "Gt", "Ge", "And", "Or", "Not", "Transpose", "Inner", "inner", "Gradient", "Jacobian", "Hessian"])
WORDS: dict[str, Spelled] = {                                                        # plain text
    "and": ("and", ""), "or": ("or", ""), "not": ("not", ""), "in": ("in", ""), "if": ("if", ""), "for": ("if", ""), "approx": ("approx", ""), "otherwise": ("otherwise", ""), "else": ("otherwise", ""),
    "pi": ("constant", "pi"), "oo": ("constant", "oo"), "inf": ("constant", "oo"), "infinity": ("constant", "oo"), "True": ("otherwise", ""), "true": ("otherwise", ""),
    "sum": ("sum", ""), "prod": ("prod", ""), "int": ("int", ""), "lim": ("lim", ""), "argmin": ("extreme", "argmin"), "argmax": ("extreme", "argmax"), "sup": ("extreme", "sup"), "nabla": ("nabla", ""), "grad": ("nabla", ""), "hessian": ("nabla", "2"), "partial": ("partial", ""), "union": ("cup", ""), "intersect": ("cap", ""),
    "setminus": ("setminus", ""), "emptyset": ("constant", "emptyset"), "notin": ("notin", ""), "subset": ("subset", ""), "subseteq": ("subseteq", ""),
    **{name: ("name", name) for name in GREEK},
}
NOT_SUPPORTED = frozenset(["Li", "li", "Shi", "Chi", "Ai", "Bi", "sn", "cn", "dn", "beta"])          # functions we do not have; before a bracket they are no product
NO_NAMES = frozenset(["import", "lambda_", "print", "while", "def", "class", "return", "from", "eval", "exec"])
ENGLISH = frozenset([                                                               # words that no product of letters is taken for
    "about", "after", "all", "also", "answer", "antiderivative", "any", "are", "area", "assume", "because", "before", "between", "both", "but", "calculate", "can", "chain",
    "change", "compute", "curl", "curve", "derivative", "derivatives", "derive", "determine", "did", "differentiate", "divergence", "does", "draw", "each", "equal", "equals",
    "equation", "evaluate", "even", "every", "expand", "expression", "extrema", "extremum", "factor", "fast", "find", "first", "fourier", "fourth", "from", "function",
    "functions", "get", "give", "given", "gradient", "graph", "grow", "has", "have", "hello", "help", "here", "hessian", "how", "integral", "integrate", "integration", "into",
    "is", "its", "jacobian", "laplace", "length", "let", "limit", "line", "maclaurin", "make", "many", "maximize", "maximum", "minimize", "minimum", "much", "must", "need",
    "number", "numbers", "odd", "of", "only", "order", "our", "over", "please", "plot", "point", "points", "problem", "product", "prove", "question", "quotient", "rate", "read",
    "respect", "respectively", "rule", "second", "series", "should", "show", "simplify", "sketch", "slope", "so", "solution", "solve", "some", "such", "suppose", "take",
    "tangent", "taylor", "than", "that", "the", "them", "then", "there", "these", "they", "third", "this", "those", "under", "until", "use", "using", "value", "values",
    "variance", "very", "volume", "want", "was", "what", "when", "where", "which", "while", "who", "why", "will", "with", "world", "would", "write", "you", "your",
])
ASKED = '"derivative of x^2 at x = 1", "gradient of x^2 y", "find f\'(2) if f(x) = x^3"'
SAID = {                                                                              # what \text{...} may say
    **dict.fromkeys(("otherwise", "else", "其他", "其它", "否则"), "otherwise"), **dict.fromkeys(("if", "for", "when", "若", "当", "如果"), "if"),
    **dict.fromkeys(("and", "且", "及", "和"), "and"), **dict.fromkeys(("or", "或"), "or"),
}

# ---- LaTeX commands

ACCENTS = dict(hat="hat", widehat="hat", bar="bar", tilde="tilde", widetilde="tilde", dot="dot", ddot="ddot", vec="vec", underline="underline", check="check", breve="breve")
FONTS = dict(mathbf="bold", boldsymbol="bold", bm="bold", mathcal="cal", mathscr="scr", mathfrak="frak", mathsf="", mathit="", mathrm="", mathbb="", mathtt="", mathnormal="", rm="")
ACCENTED = frozenset((*ACCENTS.values(), *FONTS.values())) - {""}
SPACES = frozenset(["quad", "qquad", "displaystyle", "textstyle", "scriptstyle", "limits", "nolimits", "mathstrut", "nonumber", "notag", "thinspace", "enspace", "allowbreak", "big", "Big", "bigg", "Bigg", "bigl", "bigr", "Bigl", "Bigr", "biggl", "biggr", "Biggl", "Biggr", "bigm", "Bigm", "biggm", "Biggm", "rm", "boldmath", "unboldmath", "strut", "centering", "medspace", "thickspace", "negthinspace"])

COMMANDS: dict[str, Spelled] = {
    **{name: ("name", name) for name in GREEK},
    **{m[1]: ("function", key) for key, f in FUNCTIONS.items() if f.written != "own" and (m := re.fullmatch(r"\\([A-Za-z]+)", f.latex)) and m[1] not in GREEK},
    **dict.fromkeys(("cdot", "times", "ast", "cdotp"), ("*", "")), "div": ("/", ""), "slash": ("/", ""),
    **dict.fromkeys(("le", "leq", "leqslant"), ("<=", "")), **dict.fromkeys(("ge", "geq", "geqslant"), (">=", "")), **dict.fromkeys(("ne", "neq"), ("!=", "")),
    "lt": ("<", ""), "gt": (">", ""), "in": ("in", ""), "sim": ("~", ""), "approx": ("approx", ""), "to": ("->", ""), "rightarrow": ("->", ""), "coloneqq": ("=", ""),
    **dict.fromkeys(("implies", "Rightarrow", "Longrightarrow"), ("=>", "")), **dict.fromkeys(("iff", "Leftrightarrow", "Longleftrightarrow"), ("<=>", "")),
    "land": ("and", ""), "wedge": ("and", ""), "lor": ("or", ""), "vee": ("or", ""), "lnot": ("not", ""), "neg": ("not", ""),
    "pi": ("constant", "pi"), "infty": ("constant", "oo"),
    "exp": ("function", "exp"), "log": ("function", "log"), "lg": ("function", "lg"), "tg": ("function", "tan"), "ctg": ("function", "cot"), "arctg": ("function", "atan"), "arccot": ("function", "acot"), "sgn": ("function", "sign"),
    "Re": ("function", "re"), "Im": ("function", "im"), "Pr": ("function", "P"),
    **dict.fromkeys(("frac", "dfrac", "tfrac", "cfrac"), ("frac", "")), **dict.fromkeys(("binom", "dbinom", "tbinom"), ("binom", "")), "sqrt": ("sqrt", ""),
    "sum": ("sum", ""), "prod": ("prod", ""), "int": ("int", ""), "lim": ("lim", ""), "partial": ("partial", ""),
    "sup": ("extreme", "sup"), "inf": ("extreme", "inf"), "argmin": ("extreme", "argmin"), "argmax": ("extreme", "argmax"), "nabla": ("nabla", ""), "boxed": ("boxed", ""),
    "lvert": ("|(", ""), "rvert": (")|", ""), "lVert": ("||(", ""), "rVert": (")||", ""), "vert": ("|", ""), "mid": ("|", "mid"), "Vert": ("||", ""), "parallel": ("||", ""),
    "lfloor": ("floor(", ""), "rfloor": (")floor", ""), "lceil": ("ceil(", ""), "rceil": (")ceil", ""),
    "lbrace": ("\\{", ""), "rbrace": ("\\}", ""), "lbrack": ("[", ""), "rbrack": ("]", ""), "lparen": ("(", ""), "rparen": (")", ""),
    **dict.fromkeys(("cdots", "ldots", "dots", "dotsc", "dotsb"), ("dots", "")),
    "prime": ("'", ""), "top": ("top", ""), "intercal": ("top", ""), "circ": ("ring", ""), "degree": ("degree", ""), "overline": ("overline", ""),
    "langle": ("<(", ""), "rangle": (")>", ""), "odot": ("odot", ""), "subset": ("subset", ""), "subseteq": ("subseteq", ""), "colon": (":", ""),
    "cup": ("cup", ""), "cap": ("cap", ""), "setminus": ("setminus", ""), "emptyset": ("constant", "emptyset"), "varnothing": ("constant", "emptyset"), "notin": ("notin", ""),
    "forall": ("forall", ""), "pm": ("pm", ""), "mp": ("mp", ""), "star": ("star", ""), "not": ("negated", ""), "iint": ("iint", "2"), "iiint": ("iint", "3"), "oint": ("oint", ""),
    **dict.fromkeys(("overset", "underset", "stackrel"), ("overset", "")), **dict.fromkeys(("underbrace", "overbrace"), ("underbrace", "")),
    **dict.fromkeys(("color", "textcolor"), ("color", "")), **dict.fromkeys(("cancel", "bcancel", "xcancel"), ("cancel", "")),
    "dd": ("name", "d"), "differentialD": ("name", "d"), "exponentialE": ("name", "e"), "imaginaryI": ("name", "i"), "And": ("&", ""),
    **{name: ("accent", mark) for name, mark in ACCENTS.items()},
    **{name: ("font", mark) for name, mark in FONTS.items() if name != "rm"},
}
UPRIGHT = frozenset(("lim", "sup", "inf"))              # commands that may stand in \\mathrm
ESCAPED: dict[str, Spelled] = {"{": ("\\{", ""), "}": ("\\}", ""), "|": ("||", ""), "%": ("%", ""), "\\": ("row", ""), "&": ("and", "")}

# \left and \right before a delimiter; "" stands for the full stop
LEFT = {"(": "(", "[": "[", "\\{": "\\{", "{": "\\{", "|": "|(", "\\vert": "|(", "\\lvert": "|(", "\\|": "||(", "\\Vert": "||(", "\\lVert": "||(", ".": ".(",
        "\\lfloor": "floor(", "\\lceil": "ceil(", "\\lbrace": "\\{", "\\lbrack": "[", "\\langle": "<("}
RIGHT = {")": ")", "]": "]", "\\}": "\\}", "}": "\\}", "|": ")|", "\\vert": ")|", "\\rvert": ")|", "\\|": ")||", "\\Vert": ")||", "\\rVert": ")||", ".": ").",
         "\\rfloor": ")floor", "\\rceil": ")ceil", "\\rbrace": "\\}", "\\rbrack": "]", "\\rangle": ")>"}

# which brackets may close which; a half-open interval mixes the first two
CLOSERS: dict[str, tuple[str, ...]] = {
    "(": (")", "]"), "[": ("]", ")"), "{": ("}",), "\\{": ("\\}", ")."), "|(": (")|",), "||(": (")||",), "floor(": (")floor",), "ceil(": (")ceil",),
    ".(": (")|", "]", ")"), "<(": (")>",), "begin": ("end",),
}
CLOSING = frozenset(c for closers in CLOSERS.values() for c in closers)
SHOWN = {"\\{": r"\{", "\\}": r"\}", "|(": r"\left|", ")|": r"\right|", "||(": r"\left\|", ")||": r"\right\|", "floor(": r"\lfloor", ")floor": r"\rfloor",
         "ceil(": r"\lceil", ")ceil": r"\rceil", "<(": r"\langle", ")>": r"\rangle", ".(": r"\left.", ").": r"\right.", "begin": r"\begin", "end": r"\end", "row": r"\\"}
