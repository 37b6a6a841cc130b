# Everything a newcomer, a developer and CI run. Needs Python 3.11 or newer and make; all else is installed into .venv.
SHELL := /bin/sh
PYTHON ?= python3
PORT ?= 8000
VENV := .venv
BIN := $(VENV)/bin
INSTALL = $(BIN)/uv pip install --quiet --require-hashes --compile-bytecode
LOCK = $(BIN)/uv pip compile --quiet --python-version 3.11 --universal --generate-hashes --no-emit-index-url --no-header
CHROMIUM := $(shell command -v chromium || command -v chromium-browser || command -v google-chrome)
SERVICES_HINT = start them with: pg_ctlcluster 15 main start; redis-server --daemonize yes  (or set DATABASE_URL, CACHE_URL, CELERY_BROKER_URL)

export PORT
unexport PYTHONDONTWRITEBYTECODE
unexport PYTHONPATH

.DEFAULT_GOAL := help
.PHONY: help run test check browser interop screens services bench pages lock messages

help:  ## show this list
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/make \1|\2/p' Makefile | while IFS='|' read -r name text; do printf '%-14s %s\n' "$$name" "$$text"; done

run: $(VENV)/ready  ## install, load the built-in course and serve it on PORT (8000); Ctrl-C ends all of it
	@exec $(BIN)/python manage.py serve --prepare --tied

test: $(VENV)/ready  ## the test suite; needs no service and no browser
	@$(BIN)/python -m pytest

check: $(VENV)/ready-check  ## style, types, layers, migrations, deployment settings
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python manage.py makemigrations --check --dry-run
	SECRET_KEY=$$($(BIN)/python -c 'import secrets; print(secrets.token_urlsafe(60))') DJANGO_SETTINGS_MODULE=config.settings.production $(BIN)/python manage.py check --deploy --fail-level WARNING

browser: $(VENV)/ready-browser  ## tests in a real Chromium
	@test -n "$(CHROMIUM)" || { echo "No Chromium found; install it with: apt-get install chromium"; exit 1; }
	@CHROMIUM="$(CHROMIUM)" $(BIN)/python -m pytest -m browser tests/browser -n0

interop: $(VENV)/ready  ## our credentials before an independent verifier: VERIFIER=its folder; needs node
	@tests/interop/run "$(VERIFIER)"

screens: $(VENV)/ready-browser  ## the pictures in docs/screens, made anew
	@test -n "$(CHROMIUM)" || { echo "No Chromium found; install it with: apt-get install chromium"; exit 1; }
	@CHROMIUM="$(CHROMIUM)" SCREENS=docs/screens $(BIN)/python -m pytest -m browser tests/browser/test_screens.py tests/browser/test_editor.py tests/browser/test_studio.py tests/browser/test_packages.py -n0 -q

services: export DATABASE_URL ?= postgres://postgres@127.0.0.1:5432/waymark
services: export CACHE_URL ?= redis://127.0.0.1:6379/1
services: export CELERY_BROKER_URL ?= redis://127.0.0.1:6379/0
services: $(VENV)/ready  ## the suite and the fault tests on PostgreSQL and Redis
	@$(BIN)/python tests/services.py || { echo '$(SERVICES_HINT)'; exit 1; }
	@$(BIN)/python -m pytest
	@$(BIN)/python -m pytest -m faults tests -n0

bench: $(VENV)/ready  ## the benchmarks of bench/
	@$(BIN)/python -m bench.exam
	@$(BIN)/python -m bench.certificates

messages: $(VENV)/ready  ## the catalogues in locale anew, from templates and code; needs GNU gettext, which nothing else does
	@command -v msgmerge >/dev/null || { echo "No GNU gettext found; install it with: apt-get install gettext"; exit 1; }
	@grep -v '^#' locale/english-only.txt | sed 's/^/--ignore=/' | xargs $(BIN)/python manage.py makemessages --all --no-location --no-wrap --no-obsolete
	@$(BIN)/python manage.py compilemessages --ignore .venv

pages: $(VENV)/ready-browser  ## what a phone on a slow network waits for
	@CHROMIUM="$(CHROMIUM)" $(BIN)/python -m bench.pages

lock: $(VENV)/ready-check  ## resolve requirements*.in anew into requirements*.txt
	$(LOCK) requirements.in -o requirements.txt
	$(LOCK) requirements-check.in -o requirements-check.txt
	$(LOCK) requirements-browser.in -o requirements-browser.txt

$(BIN)/uv:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Waymark needs Python 3.11 or newer; name one with: make PYTHON=python3.11"; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { echo "Python can't make environments here; install that with: apt-get install python3-venv"; exit 1; }
	@echo "Installing into $(VENV)"
	@rm -rf $(VENV)
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check "uv==$$(sed -n 's/^uv==\([^ ]*\).*/\1/p' requirements-check.txt)"

$(VENV)/ready: requirements.txt | $(BIN)/uv
	@$(INSTALL) --python $(BIN)/python -r requirements.txt
	@touch $@

$(VENV)/ready-check: requirements-check.txt $(VENV)/ready
	@$(INSTALL) --python $(BIN)/python -r requirements-check.txt
	@touch $@

$(VENV)/ready-browser: requirements-browser.txt $(VENV)/ready
	@$(INSTALL) --python $(BIN)/python -r requirements-browser.txt
	@touch $@
