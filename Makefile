# Suara: what people type. `make help` lists it.

SHELL := /bin/sh
.DEFAULT_GOAL := help
PYTHON ?= python3
BIN := .venv/bin
CHROMIUM_NAMES := chromium chromium-browser google-chrome google-chrome-stable

export PIP_DISABLE_PIP_VERSION_CHECK := 1
export PIP_ROOT_USER_ACTION := ignore
export PIP_NO_INPUT := 1
export PYTHONUTF8 := 1

.PHONY: help setup run test check bench simulate-round lock browser catalogues-check surveys-check format
.DELETE_ON_ERROR:

help: ## List what can be made
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/  make \1|\2/' | column -t -s '|' 2>/dev/null \
	  || grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST)

setup: .venv/.suara ## Prepare .venv with everything that Suara needs

run: .venv/.suara ## Start Suara here, with the simulator unless SUARA_SIMULATOR says otherwise
	@# A line in .env counts as set: a deployment that switched the simulator off must not find it on again.
	@if [ -z "$$SUARA_SIMULATOR" ] && ! grep -Eqs '^[[:space:]]*(export[[:space:]]+)?SUARA_SIMULATOR[[:space:]]*=' .env; then \
	  SUARA_SIMULATOR=1; export SUARA_SIMULATOR; fi; \
	exec $(BIN)/suara run

test: .venv/.dev browser check ## Run every gate: style, types, floors, words, surveys, tests with coverage
	@echo "== tests, in random order, on SQLite and PostgreSQL"
	@rm -f .coverage .coverage.*
	$(BIN)/pytest -n 3 --cov --cov-report=term
	@echo "== the pure floors are covered to the last branch"
	$(BIN)/coverage report --fail-under=100 --include='bot/wording/*,bot/conversation/*,bot/analysis/*,bot/understanding/*,bot/policy/*,bot/survey/*,bot/message.py,bot/segments.py,bot/settings/*,bot/phone.py,bot/times.py'
	@echo "All green."

check: .venv/.dev catalogues-check surveys-check
	@echo "== style, types, floors"
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports

catalogues-check: .venv/.dev
	@echo "== message catalogues"
	$(BIN)/python locales/check.py

surveys-check: .venv/.dev
	@echo "== surveys"
	$(BIN)/suara survey check surveys

bench: .venv/.dev ## Measure against RapidSMS and raw drivers (QUICK=1: two minutes)
	QUICK="$(QUICK)" $(BIN)/python -m benchmarks

year: .venv/.dev browser ## Live through a simulated year and write what its messages came to
	$(BIN)/python -m benchmarks.year

simulate-round: .venv/.dev ## Simulate a round to 405 members in bad weather, and check what must not happen
	$(BIN)/python -m benchmarks.round

readers: .venv/.dev ## Read the same replies with other rules, side by side
	$(BIN)/python -m benchmarks.readers $(FILES)

format: .venv/.dev ## Put the code into shape
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

lock: ## Work out the locked dependencies again (needs uv)
	@command -v uv >/dev/null || { echo "make lock perlu uv: pasang uv lebih dahulu. / make lock needs uv: install it first."; exit 1; }
	uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-strip-extras --no-annotate --no-header \
	  --extra build pyproject.toml -o requirements/run.txt
	uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-strip-extras --no-annotate --no-header \
	  --extra build --extra dev -c requirements/run.txt pyproject.toml -o requirements/dev.txt

# A .venv knows its own folder by heart; in a folder that was moved or copied it is made again.
ifneq ($(wildcard .venv/.python),)
ifneq ($(shell cat .venv/.python),$(CURDIR))
MOVED := moved
endif
endif
.PHONY: moved
moved:
	@rm -rf .venv

# The first Python that is new enough. A name on the PATH may be a shim that starts nothing, so each is tried.
.venv/.python: $(MOVED)
	@for name in "$(PYTHON)" python3 python3.14 python3.13 python3.12 python3.11 python; do \
	  if "$$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then found=$$name; break; fi; \
	done; \
	if [ -z "$$found" ]; then \
	  echo "Suara perlu Python 3.11 atau lebih baru: pasang lalu ulangi, atau make PYTHON=/jalur/python3.11 run."; \
	  echo "Suara needs Python 3.11 or newer: install it and try again, or make PYTHON=/path/to/python3.11 run."; exit 1; fi; \
	echo "Menyiapkan .venv / Preparing .venv ($$("$$found" -V))"; \
	"$$found" -m venv .venv || { \
	  echo "Python ini tidak bisa membuat .venv: pasang paket python3-venv, lalu ulangi."; \
	  echo "This Python cannot make .venv: install the package python3-venv and try again."; exit 1; }
	@echo "$(CURDIR)" > $@

.venv/.run: .venv/.python requirements/run.txt
	@echo "Memasang paket (sekali saja, perlu internet) / Installing packages (once, needs the internet)"
	@$(BIN)/python -m pip install -qq --require-hashes -r requirements/run.txt || { \
	  echo "Pemasangan gagal: periksa internet dan ruang disk, lalu ulangi perintah yang sama."; \
	  echo "The installation failed: check the internet and the disk, then give the same command again."; exit 1; }
	@touch $@

.venv/.suara: .venv/.run pyproject.toml
	@$(BIN)/python -m pip install -qq --no-index --no-deps --no-build-isolation --editable .
	@touch $@

.venv/.dev: .venv/.suara requirements/dev.txt
	@echo "Memasang paket untuk uji / Installing packages for the tests"
	@$(BIN)/python -m pip install -qq --require-hashes -r requirements/dev.txt
	@touch $@

# The browser test needs Chromium; the system's own is enough.
browser:
	@for name in $(CHROMIUM_NAMES); do command -v $$name >/dev/null 2>&1 && exit 0; done; \
	if command -v apt-get >/dev/null 2>&1 && [ "$$(id -u)" = 0 ]; then \
	  echo "Memasang Chromium / Installing Chromium"; \
	  apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium </dev/null >/dev/null; \
	else \
	  echo "Uji peramban perlu Chromium: pasang, lalu ulangi make test."; \
	  echo "The browser test needs Chromium: install it, then make test again."; exit 1; fi
