"""Names of symbols and functions: x_1, mu_hat, sigma2, rate, each as a notation writes it. A hostile name is only a name."""
from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from symderive.functions import FUNCTIONS

GREEK = {
    "alpha": "α", "beta": "β", "gamma": "γ", "delta": "δ", "epsilon": "ε", "zeta": "ζ", "eta": "η", "theta": "θ", "iota": "ι",
    "kappa": "κ", "lambda": "λ", "mu": "μ", "nu": "ν", "xi": "ξ", "pi": "π", "rho": "ρ", "sigma": "σ", "tau": "τ",
    "upsilon": "υ", "phi": "φ", "chi": "χ", "psi": "ψ", "omega": "ω", "Gamma": "Γ", "Delta": "Δ", "Theta": "Θ", "Lambda": "Λ",
    "Xi": "Ξ", "Pi": "Π", "Sigma": "Σ", "Upsilon": "Υ", "Phi": "Φ", "Psi": "Ψ", "Omega": "Ω", "varepsilon": "ϵ", "vartheta": "ϑ",
    "varphi": "ϕ", "varrho": "ϱ", "varsigma": "ς", "ell": "ℓ",
}
LETTERS = {sign: name for name, sign in GREEK.items()}

# suffix of a name: (LaTeX, what plain text puts after the letter)
ACCENTS = {
    "hat": (r"\hat", "\u0302"), "bar": (r"\bar", "\u0304"), "tilde": (r"\tilde", "\u0303"), "dot": (r"\dot", "\u0307"),
    "ddot": (r"\ddot", "\u0308"), "vec": (r"\vec", "\u20d7"), "bold": (r"\boldsymbol", ""),
}

BOLD = (("A", "Z", 0x1D400), ("a", "z", 0x1D41A), ("α", "ω", 0x1D6C2))         # where Unicode has their bold forms

# letters that a reader takes for a function where a bracket follows: f(x + 1) is not a product
APPLIED = frozenset(("f", "g", "h", "F", "G", "H", "psi", "Psi", "W", "J", "Y", "I", "K", "d", *FUNCTIONS, *(t for f in FUNCTIONS.values() for t in f.text)))

ESCAPED = {
    "\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "$": r"\$", "&": r"\&", "#": r"\#", "_": r"\_", "%": r"\%",
    "^": r"\textasciicircum{}", "~": r"\textasciitilde{}", "<": r"\textless{}", ">": r"\textgreater{}",
}


def cleaned(s: str) -> str:
    """Without signs that a terminal or a browser would obey instead of show."""
    return "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in s)


def escaped(s: str) -> str:
    """Any text as LaTeX shows it, so that nothing in it is a command."""
    return "".join(ESCAPED.get(c, c) for c in cleaned(s).replace("\N{REPLACEMENT CHARACTER}", "?"))


class Name(NamedTuple):
    """A letter or word, the accents on it, and its subscripts."""
    stem: str
    accents: tuple[str, ...]
    below: tuple[str, ...]


@lru_cache(maxsize=4096)
def split(name: str) -> Name:
    """The parts of a name.

    >>> split("mu_hat_1")
    Name(stem='mu', accents=('hat',), below=('1',))
    >>> split("sigma2")
    Name(stem='sigma', accents=(), below=('2',))
    """
    stem, *rest = name.split("_")
    if not stem or not all(rest):
        return Name(name, (), ())
    digits = re.fullmatch(r"([^\W\d_]+)([0-9]+)", stem)
    below = []
    if digits and (len(digits[1]) == 1 or digits[1] in GREEK):
        stem, below = digits[1], [digits[2]]
    below += [r for r in rest if r not in ACCENTS]
    return Name(LETTERS.get(stem, stem), tuple(r for r in rest if r in ACCENTS), tuple(below))


# ---- LaTeX

@lru_cache(maxsize=4096)
def latex_name(name: str) -> tuple[str, str]:
    r"""A name in LaTeX: the letter with its accents, and the subscript ("" where there is none).

    >>> latex_name("mu_hat"), latex_name("x_12"), latex_name("rate")
    (('\\hat{\\mu}', ''), ('x', '12'), ('\\mathrm{rate}', ''))
    """
    stem, accents, below = split(name)
    text = latex_letter(stem)
    for a in accents:
        command = r"\mathbf" if a == "bold" and len(stem) == 1 else ACCENTS[a][0]
        text = f"{command}{{{text}}}"
    return text, ",".join(map(latex_index, below))


def latex_letter(stem: str) -> str:
    if stem in GREEK:
        return "\\" + stem
    if stem.endswith("'"):
        return latex_letter(stem.rstrip("'")) + "'" * (len(stem) - len(stem.rstrip("'")))
    if re.fullmatch("[A-Za-z]|[0-9]+", stem):
        return stem
    if stem == "…":
        return r"\ldots"
    return rf"\mathrm{{{stem}}}" if re.fullmatch("[A-Za-z][A-Za-z0-9]*", stem) else rf"\text{{{escaped(stem)}}}"


def latex_index(below: str) -> str:
    return below if below not in GREEK and re.fullmatch(r"[0-9]+|[A-Za-z]{1,2}|\([0-9a-z]+\)", below) else latex_letter(below)


# ---- plain text

@lru_cache(maxsize=4096)
def text_name(name: str, unicode: bool = False) -> str:
    """A name in plain text.

    >>> text_name("mu_hat"), text_name("mu_hat", unicode=True)
    ('mu_hat', 'μ̂')
    """
    if not unicode:
        return cleaned(name)
    stem, accents, below = split(name)
    letter = GREEK.get(stem, stem)
    if "bold" in accents and len(letter) == 1:
        letter = chr(ord(letter) + next((bold - ord(first) for first, last, bold in BOLD if first <= letter <= last), 0))
    return cleaned(letter) + "".join(ACCENTS[a][1] for a in accents) + "".join("_" + cleaned(GREEK.get(b, b)) for b in below)
