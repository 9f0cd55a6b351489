# Every target sets up what it needs. Only Python 3.11 or newer and make have to be there.

VENV   ?= .venv
BIN    := $(VENV)/bin
OUT    ?= out
ARGS   ?=
N      ?= 2000
ON     ?= python,duckdb
RECORD ?=
ENGINES ?= mariadb clickhouse spark snowflake bigquery trino dbt sqlmesh
CASES  ?= 4

# What runs on the engines that are asked for.
ENGINE_TESTS = tests/conformance/test_engines.py tests/conformance/test_boundaries.py \
  tests/compiler/test_typed_inputs.py tests/compiler/test_typed_rows.py \
  $(foreach engine,$(ENGINES),$(wildcard tests/compiler/test_sql_$(engine)*.py tests/compiler/test_typed_$(engine)*.py)) \
  tests/warehouse tests/projects

# Tools whose pins do not agree with those of the tests have environments of their own, one for each list of them.
ENVS         := $(VENV)/envs
ENVIRONMENTS := $(patsubst tests/environments/%.txt,$(ENVS)/%/.made,$(wildcard tests/environments/*.txt))

# The first Python on the path that is new enough and can make environments.
PYTHON ?= $(firstword $(shell for p in python3 python3.14 python3.13 python3.12 python3.11 /usr/bin/python3; do \
	"$$p" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 && echo "$$p" && break; \
	done))

PIP := $(BIN)/python -m pip --disable-pip-version-check -qq

.DEFAULT_GOAL := help
.PHONY: help setup demo test test-engines environments soak bench bench-full lint fmt format-check types check docs clean grammar-tables

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: $(BIN)/.dev ## the environment in .venv, with all tools

demo: $(BIN)/.run ## score the shipped sample: 5,000 leads, 60,000 events
	$(BIN)/python rulesets/saas/make_sample.py $(OUT)/demo
	$(BIN)/scoreline score rulesets/saas/saas.score --as-of 2026-01-15T09:00:00Z --limit 15 \
	  --leads $(OUT)/demo/leads.csv --events $(OUT)/demo/events.csv --output $(OUT)/demo/scores.csv

test: $(BIN)/.dev ## all tests (ARGS="-k text" picks some)
	@$(BIN)/pytest $(if $(ARGS),,-n 2 --dist worksteal) $(ARGS)

test-engines: $(BIN)/.engines $(ENVIRONMENTS) ## the engines that take minutes to install: ENGINES="mariadb spark"
	@SCORELINE_LARGE=1 SCORELINE_ENGINES="$(ENGINES)" SCORELINE_ENGINE_CASES=$(CASES) \
	  $(BIN)/pytest -n 2 --dist loadgroup $(ENGINE_TESTS) $(ARGS)

environments: $(ENVIRONMENTS) ## the Python environments beside .venv that test-engines needs

soak: $(BIN)/.dev ## random rule files, N= of them (N=2000), on engines ON= (ON=python,duckdb); RECORD=--record
	@$(BIN)/python tests/soak.py $(N) --on $(ON) $(RECORD) $(ARGS)

bench: $(BIN)/.engines ## how fast everything is, at reduced size, into docs/performance.md: under 15 minutes
	@$(BIN)/python -m scoreline.bench scorer tools memory sql report --size small --rounds 3

bench-full: $(BIN)/.engines ## the same at full size, on all engines: hours
	@$(BIN)/python -m scoreline.bench scorer tools memory sql report --size full

lint: $(BIN)/.dev ## look for mistakes
	@$(BIN)/ruff check .

format-check: $(BIN)/.dev ## does the formatting hold
	@$(BIN)/ruff format --check .

fmt: $(BIN)/.dev ## format the Python code
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

types: $(BIN)/.dev ## strict type check
	@MYPYPATH=$(VENV)/typing $(BIN)/mypy --strict -p scoreline

check: format-check lint types test ## all that the CI looks at, but for the demo

grammar-tables: $(BIN)/.dev ## write grammar/tables.json anew, after a change of the grammar
	@$(BIN)/python -m scoreline.grammar.lalr

docs: $(BIN)/.dev ## write anew what is made in the documents: outputs in the README, index of errors
	@$(BIN)/python docs/errors/index.py
	@$(BIN)/python tests/support/sessions.py

clean: ## remove the environment and all that was made
	rm -rf .venv out build dist *.egg-info .hypothesis .mypy_cache .ruff_cache

$(BIN)/python:
	@test -n "$(PYTHON)" || { echo "no Python 3.11 or newer (with the modules venv and ensurepip) was found" >&2; exit 1; }
	@echo "making the environment in $(VENV) with $(PYTHON)"
	@"$(PYTHON)" -m venv "$(VENV)"

# Stamps: the environment is brought up to date when pyproject.toml changes.
$(BIN)/.run: pyproject.toml | $(BIN)/python
	@echo "installing scoreline"
	@$(PIP) install --editable .
	@touch $@

# The link gives type checkers the name `scoreline` for the folder, which an editable install hides from them.
$(BIN)/.dev: pyproject.toml | $(BIN)/python
	@echo "installing scoreline and its tools"
	@$(PIP) install --editable '.[dev,xlsx,bench]'
	@mkdir -p $(VENV)/typing && ln -sfn "$(CURDIR)" $(VENV)/typing/scoreline
	@touch $(BIN)/.run $@

$(ENVS)/%/.made: tests/environments/%.txt | $(BIN)/python
	@echo "making the environment $*"
	@rm -rf $(@D) && $(BIN)/python -m venv $(@D) && $(@D)/bin/python -m pip --disable-pip-version-check -qq install -r $<
	@touch $@

# A MariaDB server comes with the system; where it is missing, Debian's packages have it.
$(BIN)/.engines: pyproject.toml | $(BIN)/.dev
	@echo "installing the engines"
	@$(PIP) install --editable '.[dev,xlsx,bench,engines]'
	@command -v mariadbd >/dev/null || test -x /usr/sbin/mariadbd || { \
	  export PATH="$$PATH:/usr/sbin:/sbin" DEBIAN_FRONTEND=noninteractive; \
	  apt-get -qq update && apt-get -qq install -y --no-install-recommends mariadb-server; }
	@touch $@
