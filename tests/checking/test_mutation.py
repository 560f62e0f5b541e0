"""A few hundred steps of random derivations and their mutants; the full run is `python tests/checking/mutation.py 100000`."""
from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest


def _module() -> ModuleType:
    spec = importlib.util.spec_from_file_location("symderive_mutation", Path(__file__).parent / "mutation.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_steps_hold_and_wrong_mutants_do_not(seed: int) -> None:
    found = _module().run(250, seed)
    assert not found.wrong, found.wrong
    assert found.steps["proved"] >= .85 * found.steps.total()
    jumps = found.reasons["a jump at a point that was not visited"]
    assert found.steps["undecided"] == found.reasons["no common domain"] + jumps and jumps <= 3
    assert found.mutants["refuted"] >= .7 * found.mutants.total()
