"""Results that are more than one value, or none, are JSON of the same schema, with what is said of them."""
from __future__ import annotations

import json
from importlib.resources import files

import jsonschema
import pytest

import symderive as sd

SCHEMA = json.loads(files("symderive.render").joinpath("solution.schema.json").read_text(encoding="utf-8"))
ASKED = {
    "corner": lambda: sd.derivative("|x|", "x", at=0), "analysis": lambda: sd.analyse("x^3-3x", "x"), "differential": lambda: sd.differential("x*y", ["x", "y"]),
    "surface": lambda: sd.analyse("x^2+y^2", ["x", "y"]), "no limit": lambda: sd.limit("|x|/x", "x", 0), "entry": lambda: sd.gradient(r"\sum_{i=1}^n x_i^2", ["x"]),
    "taylor": lambda: sd.taylor("e^x", "x"), "directional": lambda: sd.directional("x*y", ["x", "y"], [1, 1]),
}


@pytest.mark.parametrize("name", ASKED)
def test_it_fits_the_schema(name: str) -> None:
    found = ASKED[name]().to_dict()
    jsonschema.validate(found, SCHEMA)
    if found["answer"]["sympy"] is None:
        assert found["remarks"]


@pytest.mark.parametrize("name", ASKED)
@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("view", ["chain", "tree"])
def test_every_format_prints_it(name: str, lang: str, view: str) -> None:
    s = ASKED[name]()
    for text in (s.text(lang=lang, view=view), s.latex(lang=lang, view=view, document=True), s.markdown(lang=lang, view=view, detail="full")):
        assert len(text) > 100 and "{f}" not in text and "Traceback" not in text
