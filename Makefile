# A fresh machine needs Python 3.11 or newer and this file: `make run`, `make test`.

PYTHON ?= python3
BIN := .venv/bin
INSTALLED := .venv/installed

.PHONY: run test check bench screenshots clean

run: $(INSTALLED)  ## index the corpus and open the web page
	$(BIN)/briefqa index corpus/documents
	$(BIN)/briefqa serve --open

test: $(INSTALLED)  ## run the tests
	$(BIN)/pytest

check: $(INSTALLED)  ## lint, format and types
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

bench: $(INSTALLED)  ## how good the answers are, on the sets in ../shared
	$(BIN)/python -m tests.bench

screenshots: $(INSTALLED)  ## take the pictures of the README anew
	$(BIN)/python -m tests.bench.screenshots

$(INSTALLED): pyproject.toml constraints.txt
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --constraint constraints.txt --editable '.[dev]'
	touch $@

clean:  ## remove what the other targets made
	rm -rf .venv .briefqa build *.egg-info .hypothesis .mypy_cache .pytest_cache .ruff_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
