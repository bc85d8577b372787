# Every command a newcomer needs; each installs what it lacks.
.DEFAULT_GOAL := help
SHELL := /bin/bash
PYTHON ?= $(shell for p in python3.13 python3.12 python3.11 python3; do command -v $$p >/dev/null && $$p -c 'import sys, venv; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
BIN := .venv/bin
# Trusts what the machine trusts; its cache is on the disk of what it installs, so that nothing is copied.
UV := UV_CACHE_DIR=$${UV_CACHE_DIR:-$(CURDIR)/.local/uv} UV_PYTHON_DOWNLOADS=never UV_SYSTEM_CERTS=true $(BIN)/uv --quiet
# Compiled while installing: a process of the chain would else do it at each start. Wheels alone: building a source
# distribution runs what it brings, before anybody's tests.
INSTALL := $(UV) pip install --compile-bytecode --require-hashes --only-binary :all:
PROJECT := ../pyproject.toml
RESOLVE := cd requirements && $(UV:$(BIN)/%=../$(BIN)/%) pip compile --upgrade --universal --python-version 3.11 \
	--generate-hashes --no-emit-index-url --no-annotate --no-header
# Kept, whatever the machine says, for the same reason: our own bytecode.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help demo check test bench boundary drill faults fuzz mutants mutation tamper up down compose schemas lock clean

help: ## show this list
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

demo: .venv/local ## the whole chain on real Kafka and PostgreSQL, fed with 240 signals (KEEP=1: and leave it running, to sign on)
	@$(BIN)/signaalketen demo $(if $(KEEP),--keep)

check: .venv/test ## within 90 seconds, before each commit: style, types, imports, the unit tests
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/pyright --warnings
	$(BIN)/lint-imports
	$(if $(ARGS),,$(BIN)/coverage run -m pytest tests/unit && $(BIN)/coverage report)

test: check ## everything CI runs: that, all other tests on a real chain, 60 faults (ARGS=...: only those tests)
	$(BIN)/pytest $(or $(ARGS),--ignore=tests/unit)
	$(if $(ARGS),,$(BIN)/python -m tests.faults 60 2)

boundary: .venv/test ## mutants of every access rule on a live broker; 100,000 pairs of cases per partner, and of others' between municipalities
	$(BIN)/python -m tests.boundary.mutants
	$(BIN)/python -m tests.boundary.pairs
	$(BIN)/python -m tests.boundary.municipalities

fuzz: .venv/test ## 100,000 requests nobody should send, at every API, and clients that try to keep others out
	$(BIN)/python -m tests.fuzz

mutants: .venv/test ## defects planted in the code, each to be caught by a test
	$(BIN)/python -m tests.mutants

mutation: .local/mutation/ready ## mutants of every decision function, made by mutmut; the unit tests find 95 in 100 (ONLY=...: of these)
	.local/mutation/bin/python -m tests.mutation $(if $(ONLY),'$(ONLY)')

bench: .venv/test ## what a report costs and how long an alert takes (writes docs/performance.md); Faust against a plain loop; poison; the audit log; the worklists
	$(BIN)/python -m tests.bench.chain_speed docs/performance $(BIN)/py-spy
	$(BIN)/python -m tests.bench.curve docs/performance
	$(BIN)/python -m tests.bench.worker docs/performance
	$(BIN)/python -m tests.bench.screens docs/performance
	$(BIN)/python -m tests.bench.page docs/performance docs/performance.md
	$(BIN)/python -m tests.bench.stream intake $(STREAM)
	$(BIN)/python -m tests.bench.stream enrichment $(STREAM)
	$(BIN)/python -m tests.bench.poison $(POISON)
	$(BIN)/python -m tests.bench.audit_log $(ENTRIES)
	$(BIN)/python -m tests.bench.worklists

faults: .venv/test ## N faults against the real chain (N=60, SEED=...); nothing may be lost or doubled
	$(BIN)/python -m tests.faults $(or $(N),60) $(SEED)

drill: .venv/test ## kill all under load, wipe a service, audit, the broker, everything; restore; nothing may be lost (WHAT=broker)
	$(BIN)/python -m tests.drill $(WHAT)

up: .venv/local ## start the chain and leave it running
	@$(BIN)/signaalketen up

down: .venv/local ## stop it; the data stay
	@$(BIN)/signaalketen down

compose: .venv/local ## the same in containers, tried and taken down (STANDIN=1: no image registry needed)
	@$(BIN)/python -m tests.containers.compose $(if $(STANDIN),--standin)

schemas: .venv/test ## write the published contracts again
	$(BIN)/signaalketen schemas

tamper: .venv/test ## tamper with the audit log in every way we know, 10,000 times (COUNT=n: other than that)
	$(BIN)/python -m tests.tamper.run --count $(or $(COUNT),10000)

lock: .venv/test ## resolve everything in requirements/ again, with hashes
	$(RESOLVE) $(PROJECT) --extra test -o test.txt
	for extra in local operate service partner; do ($(RESOLVE) $(PROJECT) --extra $$extra -c test.txt -o $$extra.txt) || exit; done
	for group in install compose; do ($(RESOLVE) --group $(PROJECT):$$group -o $$group.txt) || exit; done
	# mutmut wants a newer click than the command line of Faust, which nobody calls there
	$(RESOLVE) $(PROJECT) --extra test --group $(PROJECT):mutation --override <(echo 'click>=8.4.2') -o mutation.txt \
		-c <(sed -n '/^click==/d; /^[a-z]/s/ \\$$//p' test.txt)
	$(BIN)/python -m tests.node browser contract desk
	$(BIN)/python -m deploy.local.jars
	$(BIN)/python -m tests.paper.verapdf

clean: ## stop the chain and remove all it made
	-@test -x $(BIN)/signaalketen && $(BIN)/signaalketen down
	rm -rf .venv .local

.venv/uv: requirements/install.txt
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer with venv is needed: apt-get install python3 python3-venv" >&2; exit 2; }
	@$(PYTHON) -m venv .venv && $(BIN)/pip --quiet --disable-pip-version-check install --require-hashes --only-binary :all: -r $< && touch $@

.venv/local: requirements/local.txt pyproject.toml .venv/uv
	@echo "installing the packages of $<"
	@$(INSTALL) -r $< && $(UV) pip install --no-deps -e . && touch $@

.venv/test: requirements/test.txt .venv/local
	@echo "installing the packages of $<"
	@$(INSTALL) -r $< && touch $@

.local/mutation/ready: requirements/mutation.txt .venv/uv
	@echo "installing the packages of $<"
	@$(UV) venv --clear --python $(BIN)/python .local/mutation && VIRTUAL_ENV=.local/mutation $(INSTALL) --no-deps -r $< && touch $@
