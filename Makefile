# Every command a newcomer needs; each installs what it lacks.
.DEFAULT_GOAL := help
SHELL := /bin/bash
PYTHON ?= $(shell for p in python3.13 python3.12 python3.11 python3; do command -v $$p >/dev/null && $$p -c 'import sys, venv; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
BIN := .venv/bin
PIP := $(BIN)/pip --quiet --disable-pip-version-check

.PHONY: help demo test bench boundary faults fuzz mutants mutation tamper up down compose schemas lock clean

help: ## show this list
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

demo: .venv/run ## the whole chain on real Kafka and PostgreSQL, fed with 240 signals
	@$(BIN)/signaalketen demo

test: .venv/test ## everything CI runs: style, types, boundaries, all tests, 60 faults (ARGS=...: only those tests)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/pyright --warnings
	$(BIN)/lint-imports
	$(if $(ARGS),,$(BIN)/coverage run -m pytest tests/unit && $(BIN)/coverage report)
	$(BIN)/pytest $(or $(ARGS),--ignore=tests/unit)
	$(if $(ARGS),,$(BIN)/python -m tests.faults 60 2)

boundary: .venv/test ## mutants of every access rule on a live broker, and 100,000 pairs of cases per partner
	$(BIN)/python -m tests.boundary.mutants
	$(BIN)/python -m tests.boundary.pairs

fuzz: .venv/test ## 100,000 requests nobody should send, at every API, and clients that try to keep others out
	$(BIN)/python -m tests.fuzz

mutants: .venv/test ## defects planted in the code, each to be caught by a test
	$(BIN)/python -m tests.mutants

mutation: .venv/test ## mutants of every decision function, made by mutmut; the unit tests find 95 in 100
	$(BIN)/python -m tests.mutation

bench: .venv/test ## how long poison holds up what is behind it; how fast the audit log takes in, proves and is checked
	$(BIN)/python -m tests.bench.poison $(POISON)
	$(BIN)/python -m tests.bench.audit_log $(ENTRIES)

faults: .venv/test ## N faults against the real chain (N=60, SEED=...); nothing may be lost or doubled
	$(BIN)/python -m tests.faults $(or $(N),60) $(SEED)

up: .venv/run ## start the chain and leave it running
	@$(BIN)/signaalketen up

down: .venv/run ## stop it; the data stay
	@$(BIN)/signaalketen down

compose: .venv/run ## the same in containers, tried and taken down (STANDIN=1: no image registry needed)
	@$(BIN)/python -m tests.containers.compose $(if $(STANDIN),--standin)

schemas: .venv/test ## write the published contracts anew
	$(BIN)/signaalketen schemas

tamper: .venv/test ## tamper with the audit log in every way we know, 10,000 times (COUNT=n: other than that)
	$(BIN)/python -m tests.tamper.run --count $(or $(COUNT),10000)

lock: ## resolve the dependencies of pyproject.toml anew, with hashes
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer with venv is needed: apt-get install python3 python3-venv" >&2; exit 2; }
	$(PYTHON) -m venv .local/resolver && .local/resolver/bin/pip --quiet install uv
	cd requirements && ../.local/resolver/bin/uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate --no-header --quiet ../pyproject.toml --extra test -o test.txt
	cd requirements && ../.local/resolver/bin/uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate --no-header --quiet ../pyproject.toml -c test.txt -o run.txt

clean: ## stop the chain and remove all it made
	-@test -x $(BIN)/signaalketen && $(BIN)/signaalketen down
	rm -rf .venv .local

.venv/pip:
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer with venv is needed: apt-get install python3 python3-venv" >&2; exit 2; }
	@$(PYTHON) -m venv .venv && touch $@

.venv/run: .venv/pip requirements/run.txt pyproject.toml
	@echo "installing the packages of requirements/run.txt"
	@$(PIP) install --require-hashes -r requirements/run.txt && $(PIP) install --no-deps -e . && touch $@

.venv/test: .venv/run requirements/test.txt
	@echo "installing the packages of requirements/test.txt"
	@$(PIP) install --require-hashes -r requirements/test.txt && touch $@
