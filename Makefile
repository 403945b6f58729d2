PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# Tests of a group, such as those of the page with their one browser, run in one worker.
PYTEST := $(BIN)/python -m pytest -n auto --dist loadgroup

.PHONY: run test nightly dated check lock bench pictures clean

run: $(VENV)/.run
	@$(BIN)/python -m bot

test: $(VENV)/.dev
	$(PYTEST) -m "not nightly"

nightly: $(VENV)/.dev
	$(PYTEST) -m nightly

dated: $(VENV)/.dev
	$(PYTEST) -m "dated and not slow and not nightly"

check: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/python -m pip check --disable-pip-version-check

bench: $(VENV)/.dev
	$(BIN)/python -m tests.bench

pictures: $(VENV)/.dev
	$(BIN)/python -m tests.playground.pictures

lock: $(VENV)/.dev
	$(BIN)/uv pip compile -q --universal --generate-hashes --no-emit-index-url --no-header \
		pyproject.toml --extra postgres -o requirements.lock
	$(BIN)/uv pip compile -q --universal --generate-hashes --no-emit-index-url --no-header \
		pyproject.toml --extra postgres --group dev -o requirements-dev.lock

clean:
	rm -rf $(VENV)

$(VENV)/bin/python:
	@$(PYTHON) -c "import sys; sys.exit(sys.version_info < (3, 11) and 'Python 3.11 or newer is needed')"
	@$(PYTHON) -m venv $(VENV)

$(VENV)/.run: requirements.lock | $(VENV)/bin/python
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@touch $@

$(VENV)/.dev: requirements-dev.lock | $(VENV)/bin/python
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@touch $@ $(VENV)/.run
