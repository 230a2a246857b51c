# Two commands do all the set-up: `make demo` and `make test`.
PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check

.PHONY: demo test check bench soak format docs lock clean

demo: $(VENV)/.runtime ## Seed a small company, start the daemon, open the console
	$(BIN)/cairnloop demo

test: $(VENV)/.dev $(VENV)/s3_server/.installed tests/clients/node_modules/.installed ## All tests, on SQLite and on a real Postgres, with a real browser
	scripts/install-chromium
	$(BIN)/python -m pytest -n 5

check: $(VENV)/.dev ## Format, lint, types, import contracts, docs
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache
	$(BIN)/python -m scripts.docs --check

bench: $(VENV)/.dev ## Measure speed beside a floor taken in the same run
	$(BIN)/python -m scripts.bench

soak: $(VENV)/.dev ## A business day in fast motion with a hundred kills (DATABASE=postgres for the other one)
	$(BIN)/python -m scripts.soak --database $(or $(DATABASE),sqlite)

format: $(VENV)/.dev
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

docs: $(VENV)/.dev ## Regenerate the generated parts of docs/
	$(BIN)/python -m scripts.docs

lock: ## Resolve both locks again (versions and hashes only)
	scripts/lock

clean:
	rm -rf $(VENV) tests/clients/node_modules

$(VENV)/bin/python:
	$(PYTHON) -m venv $(VENV)

$(VENV)/.runtime: requirements.lock pyproject.toml | $(VENV)/bin/python
	$(PIP) install --quiet --require-hashes -r requirements.lock
	$(PIP) install --quiet --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.dev: requirements-dev.lock $(VENV)/.runtime
	$(PIP) install --quiet --require-hashes -r requirements-dev.lock
	@touch $@

# The S3 server of the tests wants other versions of what the project itself uses.
$(VENV)/s3_server/.installed: tests/files/s3_server.lock | $(VENV)/bin/python
	$(PYTHON) -m venv $(VENV)/s3_server
	$(VENV)/s3_server/bin/python -m pip --disable-pip-version-check install --quiet --require-hashes -r $<
	@touch $@

tests/clients/node_modules/.installed: tests/clients/package-lock.json
	scripts/install-node
	cd tests/clients && npm ci --silent --ignore-scripts --no-audit --no-fund
	@touch $@
