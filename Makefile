# Each target does all of its own set-up; nothing has to be run first.
# PYTHON names the interpreter that the environment is made with (3.11 or newer).

PYTHON ?= python3
BIN := .venv/bin

.DEFAULT_GOAL := help
# The tests start the program some hundred times, which would compile all of it each time.
unexport PYTHONDONTWRITEBYTECODE
.PHONY: help site docs check test lint bench fuzz messages lock dist sbom release clean

help: ## list the targets
	@grep -E '^[a-z]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-8s %s\n", $$1, $$2}'

site: .venv/site ## build this repository's site into build/
	$(BIN)/dr-evidence-site build

docs: .venv/site ## build the user guide as a site into build-docs/
	$(BIN)/python docs/site/guide.py build-docs

check: .venv/site ## report what is wrong in the site's sources, and write nothing
	$(BIN)/dr-evidence-site check

test: .venv/test ## run all tests
	sh .ci/browser $(BIN)
	sh .ci/pythons $(BIN) requirements.txt
	sh .ci/servers
	sh .ci/in-memory $(BIN)/python -m pytest -n auto --dist worksteal

lint: .venv/test ## check style and types
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy

dist: .venv/site ## build the wheel and the sdist into dist/, the same bytes on every machine
	rm -rf dist
	$(BIN)/python -m hatchling build -d dist -t sdist -t wheel

sbom: .venv/test ## write what the program is made of into build-sbom/ (CycloneDX)
	$(BIN)/python .ci/sbom.py bom build-sbom/sbom.cdx.json

release: .venv/site ## make VERSION=1.2.3 the version, and date its part of the changelog
	$(BIN)/python .ci/release.py prepare $(VERSION)

bench: .venv/site ## measure builds beside Hugo and Eleventy (a few minutes)
	$(BIN)/python -m bench

fuzz: .venv/test ## look for texts that break a reader, for MINUTES (10) and in TARGETS (all)
	$(BIN)/python -m tests.fuzz --minutes $(or $(MINUTES),10) $(TARGETS)

messages: .venv/test ## renew the catalogs of interface words, and list what is left to translate
	$(BIN)/python tests/test_catalogs.py

lock: ## renew the locked versions and hashes (needs uv)
	uv pip compile -q --universal --python-version 3.11 --generate-hashes --upgrade --no-annotate --no-header pyproject.toml --extra search --group build -o requirements.txt
	uv pip compile -q --universal --python-version 3.11 --generate-hashes --upgrade --no-annotate --no-header pyproject.toml --extra search --group build --group test -c requirements.txt -o requirements-test.txt

clean: ## remove everything that the other targets made
	rm -rf .venv build build-docs build-sbom dist .cache .pytest_cache .mypy_cache .ruff_cache .hypothesis

.venv/site: requirements.txt pyproject.toml .ci/environment
	sh .ci/environment $(PYTHON) requirements.txt
	@touch $@

.venv/test: requirements-test.txt pyproject.toml .ci/environment
	sh .ci/environment $(PYTHON) requirements-test.txt
	@touch $@ .venv/site
