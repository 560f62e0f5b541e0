"""What an HTML page carries within it: its style, its script, and a mathematical font (STIX Two Math, SIL Open Font License, subset)."""
from __future__ import annotations

from base64 import b64encode
from functools import cache
from importlib.resources import files

HEAD = """<!DOCTYPE html>
<html lang="{lang}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>{style}</style>
</head>
<body>
<main>
"""
FONT = "stix-two-math.woff2"


@cache
def style() -> str:
    """The style sheet, with the font in it."""
    font = b64encode(files(__name__).joinpath(FONT).read_bytes()).decode("ascii")
    return files(__name__).joinpath("page.css").read_text(encoding="utf-8").replace("{font}", f"data:font/woff2;base64,{font}")


@cache
def script() -> str:
    """The script: next step, show all, copy as LaTeX. Without it the page shows everything."""
    return files(__name__).joinpath("page.js").read_text(encoding="utf-8")


@cache
def fragment_style() -> str:
    """The style sheet of a fragment: every rule of it begins with the class of the fragment; it takes the fonts that there are."""
    return files(__name__).joinpath("fragment.css").read_text(encoding="utf-8")
