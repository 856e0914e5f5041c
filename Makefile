# Every target is one call of the command `segmentation`, which works without make as well (README).

PYTHON3 ?= python3
PYTHON := .venv/bin/python
PINS := requirements.txt constraints.txt pyproject.toml
ENV := .venv/installed
DEV := .venv/installed-dev

.PHONY: help run test notebooks sweep mine app docs data bench clean

help:  ## list the targets
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/\1|\2/p' Makefile | while IFS='|' read -r name does; do printf '%-11s%s\n' "$$name" "$$does"; done

run: $(ENV)  ## execute notebooks 01 to 08 into runs/default and print the personas
	@$(PYTHON) -m segmentation run

test: $(DEV)  ## lint, types, layers, tests, and nbval over every committed notebook
	@$(PYTHON) -m segmentation check

notebooks: $(ENV)  ## re-execute the committed notebooks in place, refresh README, strategy and images/
	@$(PYTHON) -m segmentation run --in-place && $(PYTHON) -m segmentation report

sweep: $(ENV)  ## run the committed sweeps into runs/sweeps and refresh reports/sweeps
	@$(PYTHON) -m segmentation sweep

mine: $(ENV)  ## segment your own orders: make mine ORDERS=path [ARGS="--country none"]
	@test -n "$(ORDERS)" || { echo "name your orders file, or a folder of them: make mine ORDERS=path" >&2; exit 1; }
	@$(PYTHON) -m segmentation mine "$(ORDERS)" $(ARGS)

app: $(ENV)  ## open the app in a browser: one customer, a file, the segments
	@$(PYTHON) -m segmentation app

docs: $(DEV)  ## build the site into build/site
	@$(PYTHON) -m segmentation docs

data: $(ENV)  ## simulate the shop of 500,000 customers into data/
	@$(PYTHON) -m segmentation data shop

bench: $(ENV)  ## measure speed and memory
	@$(PYTHON) -m segmentation bench

clean:  ## remove generated shops, runs and caches; .venv and data/raw stay
	@rm -rf data/shop data/shop-* data/shop.txt runs build .pytest_cache .mypy_cache .ruff_cache .hypothesis

$(PYTHON):
	@command -v $(PYTHON3) >/dev/null || { echo "$(PYTHON3) is not there: install Python 3.11 or newer, or name one: make PYTHON3=/path/to/python3" >&2; exit 1; }
	@$(PYTHON3) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed, and $(PYTHON3) is older: name another one, as in make PYTHON3=python3.12" >&2; exit 1; }
	@$(PYTHON3) -c 'import ensurepip, venv' 2>/dev/null || { echo "$(PYTHON3) cannot make virtual environments: on Debian and Ubuntu, install the package python3-venv" >&2; exit 1; }
	@$(PYTHON3) -m venv .venv || { rm -rf .venv; echo "the virtual environment .venv could not be made; the reason stands above" >&2; exit 1; }

$(ENV): $(PINS) | $(PYTHON)
	@$(PYTHON) -m pip install --quiet --requirement requirements.txt
	@touch $@

$(DEV): $(PINS) | $(PYTHON)
	@$(PYTHON) -m pip install --quiet --requirement requirements.txt --editable '.[dev]'
	@touch $@ $(ENV)
