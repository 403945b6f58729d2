PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# Tests of a group, such as those of the page with their one browser, run in one worker. Where
# Python is told to keep nothing that it compiled, as in many containers, each test that starts a bot
# or a process compiles it anew: a quarter of the time.
PYTEST := PYTHONDONTWRITEBYTECODE= $(BIN)/python -m pytest -n auto --dist loadgroup

.PHONY: run test nightly dated check lock bench pictures understanding clean

run: $(VENV)/.run
	@$(BIN)/python -m bot

test: $(VENV)/.dev
	$(PYTEST) -m "not nightly"

nightly: $(VENV)/.dev
	PURSER_TEST_THOROUGH=1 $(PYTEST) -m "nightly or thorough"

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

# The base weights come without what their package asks for, which training has no use of.
understanding: $(VENV)/.understanding
	$(BIN)/python -m bot.assistant.training $(VENV)/weights/all_minilm_l6_v2/model.zip

lock: $(VENV)/.dev
	$(BIN)/uv pip compile -q --universal --generate-hashes --no-emit-index-url --no-header \
		pyproject.toml --extra postgres -o requirements.lock
	$(BIN)/uv pip compile -q --universal --generate-hashes --no-emit-index-url --no-header \
		pyproject.toml --extra postgres --group dev -o requirements-dev.lock
	$(BIN)/uv pip compile -q --universal --generate-hashes --no-emit-index-url --no-header \
		pyproject.toml --group understanding -c requirements.lock -o requirements-understanding.lock

clean:
	rm -rf $(VENV)

$(VENV)/bin/python:
	@$(PYTHON) -c "import sys; sys.exit(sys.version_info < (3, 11) and 'Python 3.11 or newer is needed')"
	@$(PYTHON) -m venv $(VENV)

$(VENV)/.run: requirements.lock | $(VENV)/bin/python
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@touch $@

$(VENV)/.understanding: requirements-understanding.lock requirements-weights.txt | $(VENV)/.run
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-understanding.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps \
		--target $(VENV)/weights -r requirements-weights.txt
	@touch $@

$(VENV)/.dev: requirements-dev.lock | $(VENV)/bin/python
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@touch $@ $(VENV)/.run
