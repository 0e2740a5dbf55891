# Two commands matter: `make run` and `make test`. Everything else is a part of them. The work is in tools/.
.DEFAULT_GOAL := help
.PHONY: help setup run demo-reset test test-long lint types lock lock-check bench wheel-smoke catalogue clean

BIN := .venv/bin
export HOST ?= 127.0.0.1
export PORT ?= 8000

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: ## the environment (.venv) and the system libraries, ready to work on the code
	@bash tools/setup.sh dev

run: ## the demonstration organisation on http://127.0.0.1:8000 (PORT=8001 for another port)
	@exec bash tools/run.sh

demo-reset: ## throw the demonstration away and build it anew
	@bash tools/setup.sh run
	@$(BIN)/lms demo --reset

test: ## the whole suite, on SQLite and on PostgreSQL when one answers (ARGS='-k signing' chooses)
	@bash tools/setup.sh test
	@$(BIN)/python tools/with_postgres.py $(BIN)/python -m pytest -m 'not long' -n 2 --dist worksteal $(ARGS)

test-long: ## the long suites: fuzzing, kill rounds, a million entries
	@bash tools/setup.sh test
	@$(BIN)/python tools/with_postgres.py $(BIN)/python -m pytest -m long $(ARGS)

lint: ## ruff: style and likely mistakes
	@bash tools/setup.sh dev
	@$(BIN)/ruff check .

types: ## mypy: strict on domain/ and services/
	@bash tools/setup.sh dev
	@$(BIN)/mypy

lock: ## write the locked requirements anew from pyproject.toml
	@bash tools/setup.sh dev
	@bash tools/lock.sh write

lock-check: ## fail when the locked requirements no longer answer to pyproject.toml
	@bash tools/setup.sh dev
	@bash tools/lock.sh check

bench: ## measure pages, writes and certificates against a small Flask app (docs/benchmarks.md)
	@bash tools/setup.sh dev
	@$(BIN)/python -m bench

wheel-smoke: ## build the wheel, install it elsewhere, and see that it serves
	@bash tools/setup.sh dev
	@$(BIN)/python tools/wheel_smoke.py

catalogue: ## collect new texts into the translation catalogues and compile them
	@bash tools/setup.sh dev
	@bash tools/catalogue.sh

clean: ## remove the environment, caches and built files (never instance/)
	@rm -rf .venv .pytest_cache .mypy_cache .ruff_cache .hypothesis build dist
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
