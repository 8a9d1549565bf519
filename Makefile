# `make` alone lists the targets. Needs Python 3.11 or newer with venv, nothing else.

PYTHON ?= $(shell for p in python3.11 python3.12 python3.13 python3.14 python3 python; do \
	command -v $$p >/dev/null 2>&1 && $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/installed
UV := $(BIN)/uv
PYTEST := $(BIN)/pytest -n logical --maxprocesses=4 --dist worksteal
AIRFLOW := .venv-airflow
AIRFLOW_STAMP := $(AIRFLOW)/installed

SCRIPTS := .ci/run tools/pins tests/cluster/run tests/cluster/on-kind/prepare $(shell find infra -type f -perm -100)

export OPERATORS KIND_NODE_IMAGE
export GAMES SEED SPEED ONCE FEEDS LIVE BROKER DATA

.DEFAULT_GOAL := help
.PHONY: help setup demo stack airflow airflow-setup test test-dags test-cluster test-fast test-slow lint format bench docs charts pins pins-check kind-up kind-down checkov actionlint clean

##@ Use
demo: $(STAMP) ## run the whole pipeline: ONCE=1 SEED=7 GAMES=15 SPEED=90 FEEDS=dir LIVE=1 BROKER=mock
	@$(BIN)/pipeline-demo

stack: $(STAMP) ## only PostgreSQL and Kafka, migrated and with topics; prints their settings
	@$(BIN)/local-stack up

airflow: $(STAMP) $(AIRFLOW_STAMP) ## the batch under Airflow beside a running demo: pods as local processes
	@$(BIN)/local-airflow

kind-up: ## a kind cluster with all of it on: OPERATORS="strimzi cnpg keda monitoring"; needs docker, kind, helm, kubectl
	@infra/kind/up

kind-down: ## remove that cluster and its registry
	@infra/kind/down

##@ Develop
setup: $(STAMP) ## make .venv with everything pinned (done by the others on need)

airflow-setup: $(AIRFLOW_STAMP) ## make .venv-airflow, Airflow's own environment (done by the others on need)

test: $(STAMP) $(AIRFLOW_STAMP) ## the whole suite: with coverage, then tests/dags in Airflow's environment, then test-cluster
	@mkdir -p build/coverage
	$(PYTEST) --cov --cov-report=term --cov-report=xml
	$(MAKE) --no-print-directory test-dags
	$(MAKE) --no-print-directory test-cluster

test-dags: $(STAMP) $(AIRFLOW_STAMP) ## only tests/dags, in Airflow's environment
	$(AIRFLOW)/bin/pytest -c tests/dags/pytest.ini -n 2 tests/dags

test-cluster: $(STAMP) ## only tests/cluster: on KUBECONFIG's cluster, or on one that it can start; else says why not
	@tests/cluster/run

test-fast: $(STAMP) ## units and recorded documents, no broker, no database
	$(PYTEST) -q -m "not slow and not kafka and not postgres" --hypothesis-profile=fast tests/unit tests/recorded

test-slow: $(STAMP) ## only the long part: whole days, processes killed at random
	$(PYTEST) -m slow

lint: $(STAMP) $(AIRFLOW_STAMP) pins-check ## ruff, mypy strict, import contracts, pins, generated pages, scripts, Dockerfile
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/mypy --config-file dags/mypy.ini
	$(BIN)/lint-imports
	$(BIN)/python docs/generate.py --check
	$(BIN)/shellcheck $(SCRIPTS)
	$(BIN)/hadolint Dockerfile

format: $(STAMP) ## let ruff order and format everything
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

bench: $(STAMP) ## measure against the baselines; writes build/bench.json
	$(BIN)/python -m bench

docs: $(STAMP) ## write the pages that come from the code: settings, metrics, statistics, alerts, the charts' values, the hardening row
	$(BIN)/python docs/generate.py

charts: $(STAMP) ## write tests/charts/golden, what the charts' profiles render; prints the hardening table
	$(BIN)/python -m chart_checks

checkov: $(STAMP) ## what checkov finds in the charts; .checkov.yaml has the reasons for what it shall not
	@$(UV) tool run --quiet --from checkov==3.3.30 checkov --config-file .checkov.yaml

actionlint: ## what actionlint finds in the workflows; from the path, or made by Go
	@if command -v actionlint >/dev/null; then actionlint; else go run github.com/rhysd/actionlint/cmd/actionlint@v1.7.12; fi

pins: $(STAMP) ## compile requirements/*.txt and dags/*.txt (UPGRADE=1: newest versions that pyproject.toml allows)
	@tools/pins . $(if $(UPGRADE),--upgrade)

pins-check: $(STAMP)
	@tools/pins --check

clean: ## remove the demo's data, logs, caches and build results (keeps .venv and downloads)
	rm -rf .local/demo .local/stack .local/airflow build .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	find . -name __pycache__ -not -path './.venv*' -prune -exec rm -rf {} +

help: ## this list
	@awk 'BEGIN {FS = ":.*## "} /^##@/ {printf "\n%s\n", substr($$0, 5)} \
		/^[a-z-]+:.*## / {printf "  make %-13s %s\n", $$1, $$2}' $(MAKEFILE_LIST)
	@echo

$(STAMP): pyproject.toml requirements/dev.txt requirements/setup.txt
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed (PYTHON=path names one)"; exit 2; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/setup.txt
	@VIRTUAL_ENV=$(VENV) $(UV) pip sync --quiet --require-hashes requirements/dev.txt
	@VIRTUAL_ENV=$(VENV) $(UV) pip install --quiet --no-deps --editable .
	@touch $@

# Bytecode is compiled at once: without it each start of an Airflow process takes several times as long.
$(AIRFLOW_STAMP): dags/requirements-test.txt | $(STAMP)
	@test -x $(AIRFLOW)/bin/python || $(BIN)/python -m venv --without-pip $(AIRFLOW)
	@VIRTUAL_ENV=$(AIRFLOW) $(UV) pip sync --quiet --compile-bytecode --require-hashes dags/requirements-test.txt
	@touch $@
