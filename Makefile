# Two commands: `make demo` runs the main job, `make test` proves the rest.
PYTHON ?= python3
BIN := .venv/bin
UV_VERSION := 0.13.9
UV := $(BIN)/uv --quiet
export UV_PYTHON := $(BIN)/python

.PHONY: demo test lint bench-trace bench-identity bench-journal bench-policy bench-sources prove prove-crashes policy-diff packs schemas lock lock-check licences clean

demo: .venv/installed
	@$(BIN)/tracer demo

test: .venv/installed-dev
	@./tests/install-chromium
	@./tests/install-postgresql
	@$(BIN)/pytest --numprocesses auto --dist loadfile

lint: .venv/installed-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench-trace: .venv/installed-dev
	$(BIN)/python -m benchmarks.trace

bench-sources: .venv/installed-dev
	$(BIN)/python -m benchmarks.sources

bench-identity: .venv/installed-bench
	$(BIN)/python -m benchmarks.identity

bench-journal: .venv/installed-dev
	$(BIN)/python -m benchmarks.journal

bench-policy: .venv/installed-bench
	$(BIN)/python -m benchmarks.policy

prove: .venv/installed-dev
	@$(BIN)/python -m tests.proofs.prove

prove-crashes: .venv/installed-dev
	@$(BIN)/python -m tests.faults.crashes --injections 10000

policy-diff: .venv/installed-dev
	@$(BIN)/python -m tests.proofs.diff $(OLD) $(NEW)

$(BIN)/uv:
	@echo "Installing into .venv, once." >&2
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed"; exit 1; }
	@$(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check uv==$(UV_VERSION)

.venv/installed: requirements.lock pyproject.toml | $(BIN)/uv
	@$(UV) pip install --require-hashes --requirement requirements.lock
	@$(UV) pip install --no-deps --no-build-isolation --editable .
	@touch $@

.venv/installed-dev: requirements-dev.lock .venv/installed
	@$(UV) pip install --require-hashes --requirement requirements-dev.lock
	@touch $@

.venv/installed-bench: requirements-bench.lock .venv/installed
	@$(UV) pip install --require-hashes --requirement requirements-bench.lock
	@touch $@

COMPILE := $(UV) pip compile pyproject.toml --universal --generate-hashes --no-header --no-annotate --group build
DEPLOYED := --extra browser --extra postgresql --extra timestamp

packs: .venv/installed
	$(BIN)/python -m policies.manifest

schemas: .venv/installed
	$(BIN)/python -m api.schemas.export docs

lock: | $(BIN)/uv
	$(COMPILE) --output-file requirements.lock
	$(COMPILE) $(DEPLOYED) --constraint requirements.lock --output-file requirements-deploy.lock
	$(COMPILE) --group dev --extra neo4j $(DEPLOYED) --constraint requirements-deploy.lock --output-file requirements-dev.lock
	$(COMPILE) --group bench --constraint requirements.lock --output-file requirements-bench.lock

lock-check: | $(BIN)/uv
	@cp requirements.lock .venv/runtime.lock && cp requirements-deploy.lock .venv/deploy.lock && cp requirements-dev.lock .venv/dev.lock && cp requirements-bench.lock .venv/bench.lock
	@$(COMPILE) --output-file .venv/runtime.lock > /dev/null
	@$(COMPILE) $(DEPLOYED) --constraint requirements.lock --output-file .venv/deploy.lock > /dev/null
	@$(COMPILE) --group dev --extra neo4j $(DEPLOYED) --constraint requirements-deploy.lock --output-file .venv/dev.lock > /dev/null
	@$(COMPILE) --group bench --constraint requirements.lock --output-file .venv/bench.lock > /dev/null
	@diff -q requirements.lock .venv/runtime.lock && diff -q requirements-deploy.lock .venv/deploy.lock && diff -q requirements-dev.lock .venv/dev.lock && diff -q requirements-bench.lock .venv/bench.lock && echo "locks match pyproject.toml"

licences: .venv/installed-dev
	@$(BIN)/python -m tests.licences

clean:
	rm -rf .venv .pytest_cache .mypy_cache .ruff_cache .hypothesis
