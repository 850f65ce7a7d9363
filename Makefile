# The commands of this repository. `make help` lists them.
# Both `make demo` and `make test` set up all they need on a bare machine.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.NOTPARALLEL:
MAKEFLAGS += --no-print-directory

CORES ?= all
JOBS ?= 2
DATA ?=
TESTS ?=
N ?= 500000
ROUNDS ?= 5
BENCH ?=

export LC_ALL := C
export PATH := $(CURDIR)/.venv/bin:$(CURDIR)/.tools/bin:$(PATH)
unexport PYTHONPATH PYTHONHOME

.PHONY: help setup setup-dev demo test test-browser check lint format docs screenshots validate check-pdf mutation \
    bench-annotate bench-inherit bench-rank calibrate-rank clean

help: ## List the commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' Makefile
	@printf '\n  CORES=%s  cores of the demo      JOBS=%s  tests at a time      TESTS=%s  tests to run\n' '$(CORES)' '$(JOBS)' '$(TESTS)'
	@printf '  N=%s  records of the benchmark      ROUNDS=%s  timed runs of each command\n' '$(N)' '$(ROUNDS)'

setup: ## Make .venv and see to the external tools, as a run needs them
	@setup/python.sh quality
	@setup/tools.sh demo

setup-dev: ## The same, and what the tests need
	@setup/python.sh dev
	@setup/tools.sh test

demo: setup ## Simulate families and run the line on them, from reads to reports
	@setup/demo.sh '$(CORES)'

test: setup-dev ## Run the tests, end to end ones included
	@if [[ -n '$(TESTS)' ]]; then \
	    pytest $(TESTS); \
	else \
	    pytest -n '$(JOBS)' --ignore=tests/end_to_end tests; \
	    pytest tests/end_to_end; \
	fi

test-browser: setup-dev ## Run the tests that open pages in Chromium; `make test` runs them, too
	@pytest tests/browser

lint: setup-dev ## Format, lint, types, layers, workflow and generated pages, without the tests
	@setup/lint.sh

check: lint test ## All that must be right before a change is taken: lint and tests

validate: setup-dev ## Run on real data with known answers: make validate DATA=FOLDER
	@setup/validate.sh '$(DATA)'

check-pdf: ## Ask veraPDF whether the demo's PDFs are PDF/A-2a: needs Java and Maven
	@setup/verapdf.sh demo/results/cases/*/*.pdf

mutation: setup-dev ## Change the rules of the classification in one place at a time: the tests must notice
	@cd tests && PYTEST_DISABLE_PLUGIN_AUTOLOAD=1 python -m mutation.run --page ../docs/mutation.md

bench-annotate: setup ## Measure annotation against its peers: make bench-annotate N=500000
	@setup/bench.sh '$(N)' '$(ROUNDS)' '$(BENCH)'

bench-inherit: setup ## Measure inheritance on a trio: make bench-inherit N=5000000
	@python -m benchmarks.inherit --records '$(N)' --rounds '$(ROUNDS)' --page docs/benchmarks_inherit.md

bench-rank: setup ## Measure the rank on published cases: make bench-rank DATA=FOLDER
	@python -m benchmarks.rank --data '$(DATA)' --page docs/ranking.md --picture docs/pictures/ranking.svg

calibrate-rank: setup ## Search for the weights of the rank on the calibration cases: make calibrate-rank DATA=FOLDER
	@python -m benchmarks.rank --data '$(DATA)' --calibrate

docs: setup-dev ## Write the generated pages and schemas
	@genopipe docs

screenshots: setup-dev demo ## Take pictures of the demo's reports, those of the documentation among them
	@python setup/screenshots.py

format: setup-dev ## Format Python and the workflow
	@ruff format .
	@ruff check --fix .
	@snakefmt workflow

clean: ## Remove the demo and what tools cache; .venv and .tools stay
	@rm -rf demo screenshots .tools/demo dist .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	@find src tests workflow -name __pycache__ -type d -prune -exec rm -rf {} + 2>/dev/null || true
