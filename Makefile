# `make demo` sets up and shows a worked gradient; `make test` sets up and runs the tests.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin

.PHONY: demo test lint types contracts check bench fuzz docs clean

$(BIN)/symderive: pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "symderive needs Python 3.11 or newer: make PYTHON=python3.12 ...")'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	@touch $@

demo: $(BIN)/symderive
	$(BIN)/symderive gradient 'x^2 y + \sin(xy)' --wrt x,y --at x=1,y=2
	@$(BIN)/symderive gradient 'x^2 y + \sin(xy)' --wrt x,y --at x=1,y=2 --out demo.tex
	@$(BIN)/symderive gradient 'x^2 y + \sin(xy)' --wrt x,y --at x=1,y=2 --out demo.md
	@$(BIN)/symderive gradient 'x^2 y + \sin(xy)' --wrt x,y --at x=1,y=2 --out demo.json
	@echo 'Written: demo.tex demo.md demo.json'

test: $(BIN)/symderive
	$(BIN)/python -m pytest

lint: $(BIN)/symderive
	$(BIN)/ruff check symderive tests docs

types: $(BIN)/symderive
	$(BIN)/mypy

contracts: $(BIN)/symderive
	$(BIN)/lint-imports

check: lint types contracts test

bench: $(BIN)/symderive
	$(BIN)/python -m pytest tests/benchmarks --benchmark-only -o addopts='--import-mode=importlib'

fuzz: $(BIN)/symderive
	SYMDERIVE_TREES=100000 SYMDERIVE_INPUTS=1000000 SYMDERIVE_FULL=1 $(BIN)/python -m pytest -s tests/reading/test_round_trip_seeded.py tests/reading/test_fuzz.py tests/reading/test_second.py

docs: $(BIN)/symderive
	$(BIN)/python docs/make_reference.py
	$(BIN)/python docs/make_gallery.py

clean:
	rm -rf $(VENV) build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis demo.tex demo.md demo.json
