# Everything here needs only Python 3.11+, Node 20+ and make. `make help` lists the targets.
SHELL := /bin/bash
PYTHON ?= python3
PY := .venv/bin/python
WEIGHTS := src/scumble/vision/weights/.complete
PHRASES := src/scumble/language/weights/phrases.npz
FONTS := src/scumble/engines/cpu/fonts/.complete
PHOTOS ?=
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.PHONY: help setup run test lint gallery quality bench soak soak-kill wheel lock clean

help: ## this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 12

setup: .venv/.complete build/.compiled $(WEIGHTS) $(PHRASES) $(FONTS) ## the virtual environment, the model weights, the fonts, all that others need

.venv/.complete: requirements-dev.lock pyproject.toml
	test -x $(PY) || $(PYTHON) -m venv .venv
	$(PY) -m pip install --quiet --no-compile --require-hashes -r requirements-dev.lock
	$(PY) -m pip install --quiet --no-deps --no-build-isolation -e .
	-$(PY) -m compileall -qq -j 0 .venv/lib # on all processors, where pip takes one
	touch $@

# Where PYTHONDONTWRITEBYTECODE is set, as it is in many containers, every start of a process would compile them anew.
build/.compiled: .venv/.complete $(shell find src -name '*.py')
	$(PY) -m compileall -qq -j 0 src
	mkdir -p build && touch $@

$(WEIGHTS): .venv/.complete $(wildcard tools/weights/*)
	$(PY) tools/weights/fetch.py
	touch $@

$(PHRASES): $(WEIGHTS) tools/weights/phrases.py $(wildcard src/scumble/language/*.py src/scumble/planner/*.py src/scumble/planner/words/*.py)
	$(PY) tools/weights/phrases.py

$(FONTS): .venv/.complete $(wildcard tools/fonts/*)
	$(PY) tools/fonts/fetch_fonts.py
	touch $@

run: setup ## start the server with its page on http://127.0.0.1:8080 and print a key and a curl line
	exec .venv/bin/scumble serve --first-key

test: setup ## all tests, in as many processes as there are processors (at most four)
	$(PY) -m pytest -n $$($(PY) -c 'import os; print(min(4, os.cpu_count() or 1))') --dist loadfile --no-loadscope-reorder --durations 20

lint: setup ## ruff, pyright (strict), import rules
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/lint-imports
	.venv/bin/pyright

gallery: setup ## contact sheets of every operation: make gallery [PHOTOS=dir]
	$(PY) -m bench.gallery $(if $(PHOTOS),--photos "$(PHOTOS)") --out gallery

quality: setup ## every bench of quality against its goals: make quality PHOTOS=dir [PARTS=lettering,removal] (two hours)
	$(PY) tools/fonts/fetch_fonts.py --bench
	$(PY) -m bench.quality --photos "$(PHOTOS)" $(if $(PARTS),--parts "$(PARTS)")

bench: setup ## benchmarks side by side; results in bench/results
	$(PY) -m bench.stages

soak: setup ## the long checks at full size
	SCUMBLE_TEST_SOAK=full $(PY) -m pytest -m soak --timeout=3600

soak-kill: setup ## 200 kill -9 over 5,000 paid edits on SQLite and PostgreSQL; writes bench/results/soak-kill.md
	$(PY) -m tests.kill.soak --out bench/results/soak-kill.md

wheel: setup ## the wheel, weights inside, in dist/
	$(PY) -m build --wheel --no-isolation --outdir dist .

lock: ## resolve dependencies again, with hashes and without registry addresses
	.venv/bin/pip-compile $(LOCK) --output-file=requirements.lock pyproject.toml
	.venv/bin/pip-compile $(LOCK) --extra=dev --extra=postgres --output-file=requirements-dev.lock pyproject.toml

LOCK := --quiet --generate-hashes --strip-extras --allow-unsafe --no-emit-index-url --no-emit-trusted-host --no-emit-find-links

clean: ## remove what setup made
	rm -rf .venv build dist gallery src/scumble/vision/weights/*.onnx src/scumble/language/weights/*.npz $(WEIGHTS) $(dir $(FONTS))
