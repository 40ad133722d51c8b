# Two commands do everything on a fresh machine: `make demo` and `make test`. `make` alone lists the rest.

PYTHON ?= python3
VENV   ?= .venv
BIN    := $(VENV)/bin
PIP    := $(BIN)/python -m pip --disable-pip-version-check

# The code that decides what happens to a person. Every branch of them is walked, or the suite fails.
DECIDERS := flows/* bot/oncall.py bot/escalation.py bot/inbox.py bot/turns.py bot/meaning.py bot/effects.py bot/daily.py bot/governor.py bot/warnings.py
COUNTED := not slow and not postgres and not processes and not browser
PYTEST := $(BIN)/python -m pytest -n auto --dist worksteal
comma := ,
space := $(subst ,, )

.DEFAULT_GOAL := help
.PHONY: help demo script test check lint faults bench learn lock clean

help: ## List these commands
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | sort | while IFS="$$(printf '\t')" read -r name what; do printf '  make %-8s %s\n' "$$name" "$$what"; done

$(BIN)/python:
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Peerline needs Python 3.11 or newer: make PYTHON=python3.12 demo")'
	$(PYTHON) -m venv $(VENV)

# --no-deps: the locks are whole, and an older pip refuses `coverage[toml]` beside the pinned `coverage`.
$(VENV)/.runtime: requirements.lock pyproject.toml | $(BIN)/python
	$(PIP) install --quiet --no-deps --require-hashes -r requirements.lock
	$(PIP) install --quiet --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.dev: requirements-dev.lock $(VENV)/.runtime
	$(PIP) install --quiet --no-deps --require-hashes -r requirements-dev.lock
	@touch $@

demo: $(VENV)/.runtime ## Run the whole line on this machine, with phones in the browser
	$(BIN)/peerline demo

script: $(VENV)/.runtime ## One evening with the real processes and no person, as a chat log; fails on any difference
	$(BIN)/peerline demo --script

# A story takes nearly twice as long while its branches are counted: they are counted once, on SQLite, and what tells the
# same on PostgreSQL, in real processes, in a browser or at great length runs at full speed.
test: $(VENV)/.dev ## The whole suite, and every branch of the code that decides
	$(PYTEST) -m "$(COUNTED)" --cov --cov-report=
	$(PYTEST) -m "not ($(COUNTED))"
	$(BIN)/coverage report --include='$(subst $(space),$(comma),$(DECIDERS))' --skip-covered --show-missing --fail-under=100

lint: $(VENV)/.dev ## ruff, mypy --strict, and who may import whom
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

check: lint ## lint, and the tests that take less than a minute
	$(PYTEST) -m "not slow and not processes and not browser"

faults: $(VENV)/.dev ## Kill every process in a loop, then every fault, at every step, in 1000 nights: the long form of what `make test` does shortly
	$(BIN)/python -m tests.faults
	$(BIN)/python -m tests.faults.sweep --again

bench: $(VENV)/.dev ## Measure, and write the table in benchmarks/README.md
	$(BIN)/python -m benchmarks
	$(BIN)/python -m benchmarks.storm

learn: $(VENV)/.dev ## Teach the second readers with the corpora; some ten minutes on two cores
	OPENBLAS_NUM_THREADS=1 $(BIN)/python -m tests.triage.learn
	OPENBLAS_NUM_THREADS=1 $(BIN)/python -m tests.hearing.learn

lock: ## Pin every dependency again, with hashes (needs uv)
	uv pip compile pyproject.toml --group build --generate-hashes --universal --python-version 3.11 --no-emit-index-url --no-emit-find-links --no-header --no-annotate --upgrade -q -o requirements.lock
	uv pip compile pyproject.toml --group build --group dev -c requirements.lock --generate-hashes --universal --python-version 3.11 --no-emit-index-url --no-emit-find-links --no-header --no-annotate -q -o requirements-dev.lock

clean: ## Forget the virtual environment and what the demo kept
	rm -rf $(VENV) var .pytest_cache .mypy_cache .ruff_cache .hypothesis .coverage*
