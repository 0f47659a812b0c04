# Each target does all of its own set-up; nothing has to be run first.
# PYTHON names the interpreter that the environment is made with (3.11 or newer).

PYTHON ?= python3
BIN := .venv/bin

.DEFAULT_GOAL := help
# The tests start the program some hundred times, which would compile all of it each time.
unexport PYTHONDONTWRITEBYTECODE
.PHONY: help site check test lint bench messages lock clean

help: ## list the targets
	@grep -E '^[a-z]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-8s %s\n", $$1, $$2}'

site: .venv/site ## build this repository's site into build/
	$(BIN)/dr-evidence-site build

check: .venv/site ## report what is wrong in the site's sources, and write nothing
	$(BIN)/dr-evidence-site check

test: .venv/test ## run all tests
	sh .ci/browser $(BIN)
	sh .ci/in-memory $(BIN)/python -m pytest -n auto --dist worksteal

lint: .venv/test ## check style and types
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy

bench: .venv/site ## measure builds beside Hugo and Eleventy (a few minutes)
	$(BIN)/python -m bench

messages: .venv/test ## renew the catalogs of interface words, and list what is left to translate
	$(BIN)/python tests/test_catalogs.py

lock: ## renew the locked versions and hashes (needs uv)
	uv pip compile -q --universal --python-version 3.11 --generate-hashes --upgrade --no-annotate --no-header pyproject.toml --extra search --group build -o requirements.txt
	uv pip compile -q --universal --python-version 3.11 --generate-hashes --upgrade --no-annotate --no-header pyproject.toml --extra search --group build --group test -c requirements.txt -o requirements-test.txt

clean: ## remove everything that the other targets made
	rm -rf .venv build dist .cache .pytest_cache .mypy_cache .ruff_cache .hypothesis

.venv/site: requirements.txt pyproject.toml .ci/environment
	sh .ci/environment $(PYTHON) requirements.txt
	@touch $@

.venv/test: requirements-test.txt pyproject.toml .ci/environment
	sh .ci/environment $(PYTHON) requirements-test.txt
	@touch $@ .venv/site
