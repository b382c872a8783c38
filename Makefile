# Each target does its own set-up in .venv, once, and again when what is needed changes.
PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo $$p; break; }; done)
VENV := .venv
BIN := $(VENV)/bin
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.PHONY: picture docs report test lab notebooks lint fuzz faults wheel clean

report: $(VENV)/installed
	$(BIN)/duizhao report --out reports

test: $(VENV)/installed
	$(BIN)/pytest

lab: $(VENV)/installed
	$(BIN)/jupyter lab --notebook-dir=notebooks --LabApp.default_url=/lab/tree/explore.ipynb

# The only way in which the notebooks are saved: run from a clean kernel, in order.
notebooks: $(VENV)/installed
	$(BIN)/python -c 'from duizhao.show import notebooks; notebooks.refresh("notebooks")'

lint: $(VENV)/linters
	$(BIN)/ruff check .
	$(BIN)/mypy

# Broken and hostile input for a minute; make fuzz SECONDS=600 for ten.
SECONDS ?= 60
fuzz: $(VENV)/installed
	$(BIN)/python benchmarks/fuzz.py --seconds $(SECONDS)

# Runs that are killed, disks that are full or read-only, dead kernels: a quarter of an hour, on Linux as root.
faults: $(VENV)/installed
	$(BIN)/python benchmarks/faults.py

# The picture in the README, from the report on the seeds.
picture: report
	$(BIN)/python benchmarks/picture.py reports/index.html docs/report.png

# The documentation as a site in site/, built without a network once its packages are there.
docs: $(VENV)/linters
	$(BIN)/mkdocs build --quiet --strict

wheel: $(VENV)/installed
	$(BIN)/pip wheel --quiet --no-deps --wheel-dir dist .

clean:
	rm -rf $(VENV) reports dist site

$(VENV)/installed: pyproject.toml constraints.txt
	@test -n "$(PYTHON)" || { echo "duizhao needs Python 3.11 or newer: install it, or name one with make PYTHON=..." >&2; exit 2; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet -c constraints.txt -e '.[test]'
	@touch $@

$(VENV)/linters: $(VENV)/installed
	$(BIN)/python -m pip install --quiet -c constraints.txt -e '.[dev]'
	@touch $@
