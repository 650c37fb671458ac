# Two commands do everything on an empty machine: `make run` and `make test`.
PYTHON ?= python3
SCALE ?= 0.05
YEARS ?= 2019:2026
SEED ?= 1
PORT ?= 3000
VENV := .venv
BIN := $(VENV)/bin
INSTALLED := $(VENV)/.installed
export BYOMRAADER_HOME ?= $(CURDIR)/data

.DEFAULT_GOAL := help
.PHONY: help install run ui test check lint unit bench fuzz defects clean

help:  ## Show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)
	@echo "  settings: SCALE=$(SCALE) YEARS=$(YEARS) SEED=$(SEED) PORT=$(PORT) BYOMRAADER_HOME=$(BYOMRAADER_HOME)"

install: $(INSTALLED)  ## Install the locked versions into .venv

$(INSTALLED): requirements.lock requirements.uv.lock pyproject.toml
	@$(PYTHON) -c 'import sys; ok = (3, 11) <= sys.version_info < (3, 14); sys.exit(0 if ok else "Python 3.11, 3.12 or 3.13 is needed; set PYTHON=")'
	@echo "Installing the locked versions into $(VENV) (once; about a minute)"
	@$(BIN)/python -m pip --version > /dev/null 2>&1 || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.uv.lock \
	  && $(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes -r requirements.lock \
	  || $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

run: install  ## From nothing to two frozen editions: synthetic city, refresh, editions 2025 and 2027 (draft)
	@$(BIN)/byomraader synthesise --scale $(SCALE) --years $(YEARS) --seed $(SEED)
	@$(BIN)/byomraader refresh
	@$(BIN)/byomraader plan-refresh 2025
	@$(BIN)/byomraader plan-refresh 2027 --draft
	@$(BIN)/byomraader edition list
	@$(BIN)/byomraader overview
	@echo
	@echo "Marts to query:    $(BYOMRAADER_HOME)/shelf/marts.duckdb   (start with: from katalog.laes_mig)"
	@echo "Frozen editions:   $(BYOMRAADER_HOME)/editions"
	@echo "Dagster UI:        make ui, then http://127.0.0.1:$(PORT)"

ui: install  ## Dagster UI and daemon on localhost
	@$(BIN)/byomraader ui --port $(PORT)

test: install  ## All tests: unit, dbt, end to end, browser
	@$(BIN)/python -m pytest -q -n 2 --dist loadgroup

check: lint unit  ## Lint, types, import borders, SQL style and unit tests

lint: install  ## Lint, types, import borders, SQL style
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check --quiet .
	@$(BIN)/mypy --no-error-summary
	@$(BIN)/lint-imports --no-logo
	@$(BIN)/python -m tests.lint_sql

unit: install  ## Unit tests only (under a minute)
	@$(BIN)/python -m pytest -q -n 2 --dist loadgroup -m "not end_to_end and not browser"

bench: install  ## Measure the full-size city against plain limits (minutes; writes to a folder of its own)
	@$(BIN)/python -m tests.benchmarks

fuzz: install  ## Feed damaged bytes to every reader for ten minutes
	@$(BIN)/python -m tests.fuzzing --minutes 10

defects: install  ## Run the whole catalogue of defects: code, expected verdict, got, ok
	@$(BIN)/byomraader defects

clean:  ## Remove the data made by `make run` (not the virtual environment)
	rm -rf data
