# Counterpoint. `make` alone lists what there is; CONTRIBUTING.md tells more.
SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

export PORT ?= 8000
export PYTHONUNBUFFERED := 1
# Modules compiled once are kept, whatever the surroundings say: a start takes a third of the time.
export PYTHONDONTWRITEBYTECODE :=

VENV := .venv
BIN := $(VENV)/bin
PY := $(BIN)/python
TEST_ARGS ?=
TEST_WORKERS ?= 2

# What `make check` looks at runs as a real site would: reached by https, with a key that is not the generated one.
DEPLOYED := DJANGO_SETTINGS_MODULE=cms.settings.production SITE_URL=https://counterpoint.example \
	SECRET_KEY=only-for-the-check-of-the-deployment-settings-0123456789

.PHONY: help run dev test check fmt messages bench faults lock clean venv venv-dev

help: ## list the commands
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /\1\t/' | while IFS=$$'\t' read -r name what; \
		do printf '  make %-10s %s\n' "$$name" "$$what"; done

run: venv ## install what is missing, then serve on http://127.0.0.1:8000 (PORT=8001 changes it)
	@exec $(PY) -m cms.serve

dev: venv-dev ## the same for working on the code: reloads by itself, shows errors, component gallery at /styleguide/
	@exec $(PY) -m cms.serve --dev

test: venv-dev ## all tests (TEST_ARGS="tests/cms -k press" chooses; TEST_WORKERS=4 with more cores)
	@$(BIN)/pytest -n $(TEST_WORKERS) --dist=worksteal $(TEST_ARGS)

check: venv-dev ## style, import order, missing migrations, untranslated text, deployment settings, templates
	@PATH="$(abspath $(BIN)):$$PATH" DEPLOYED="$(DEPLOYED)" bash .ci/check

fmt: venv-dev ## put the Python source into the house's form
	@$(BIN)/ruff check --fix-only --quiet .
	@$(BIN)/ruff format .

messages: venv-dev ## collect the interface text into locale/*/LC_MESSAGES/*.po
	@$(PY) manage.py makemessages

bench: venv-dev ## measure speed and weight against a bare view (some minutes)
	@$(PY) tests/bench/run.py $(BENCH_ARGS)

faults: venv-dev ## kill the server again and again while a class answers, and look what is left (some minutes)
	@$(PY) tests/faults/run.py $(FAULTS_ARGS)

lock: ## compile requirements*.in into requirements*.txt (needs uv); UPGRADE=--upgrade for newer releases
	@command -v uv >/dev/null || { echo "make lock needs uv: python3 -m pip install uv" >&2; exit 1; }
	@for name in requirements requirements-dev; do \
		uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
			--no-emit-index-url $(UPGRADE) $$name.in -o $$name.txt; done

clean: ## remove what was built and can be built again (never your database, uploads or secret)
	@rm -rf $(VENV) var/static var/prepared var/test-templates .pytest_cache .ruff_cache .import_linter_cache .hypothesis
	@find . -name __pycache__ -type d -not -path './$(VENV)/*' -prune -exec rm -rf {} +
	@find locale -name '*.mo' -delete 2>/dev/null || true

venv:
	@bash .ci/venv requirements.txt

venv-dev:
	@bash .ci/venv requirements-dev.txt
