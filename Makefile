# Every verb of this repository; `make` alone lists them.

# The Python that makes .venv: the first one of 3.11 or newer, unless you name one (make setup PYTHON=python3.12).
PYTHON ?= python3 python3.14 python3.13 python3.12 python3.11
# Passed on to pytest: make test ARGS="-k slug".
ARGS ?=
BIN = $(CURDIR)/.venv/bin
PYPROJECTS = pyproject.toml template/pyproject.toml.jinja
DEMO = build/demo

.PHONY: help setup demo test bench endure measure-updates release check format clean
.DEFAULT_GOAL := help

help: ## List the verbs
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  %-15s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: .venv/.ready ## Install into .venv what the template and its tests need (the other verbs do it by themselves)

demo: .venv/.ready ## Generate build/demo from the working tree and run that service's own tests
	@rm -rf $(DEMO)
	@PYTHONWARNINGS='ignore:Dirty template' $(BIN)/copier copy --quiet --defaults --vcs-ref HEAD $(CURDIR) $(DEMO)
	@git init --quiet $(DEMO)
	@$(MAKE) --no-print-directory -C $(DEMO) test
	@printf '%s\n' '' 'That was a new service, tested on real PostgreSQL and Redis. Next:' '' \
	  '    cd $(DEMO)' '    make run' '    make test' ''

test: .venv/.ready ## Test the template as it is in the working tree (ARGS="-k words" goes to pytest)
	@$(BIN)/python -m pytest -n auto --dist worksteal $(ARGS)

bench: .venv/.ready ## Measure everything that docs/performance.md tells, and write it anew (ARGS="isolation --rounds 1")
	@PYTHONPATH=template/src $(BIN)/python -m benchmarks $(ARGS)

endure: .venv/.ready ## Kill runs at random moments, run the suite in many orders, or beside busy processes (load); takes hours (ARGS="kills --times 20")
	@PYTHONPATH=template/src $(BIN)/python -m benchmarks.endurance $(ARGS)

measure-updates: .venv/.ready ## Update a lived-in service of every tenth version and write the table of docs/updates.md (ARGS=1 for each)
	@PYTHONPATH=template/src $(BIN)/python -m tests.harness.measure $(ARGS)

release: .venv/.ready ## Check everything, then commit and tag a release (VERSION=1.2.0)
	@PYTHONPATH=template/src $(BIN)/python -m tests.harness.release check '$(VERSION)'
	@$(MAKE) --no-print-directory check test ARGS=
	@PYTHONPATH=template/src $(BIN)/python -m tests.harness.release write '$(VERSION)'

check: .venv/.ready ## Check format, style, types and the direction of imports, here and in template/
	@failed=0; \
	check() { echo "$$1: $$2"; (cd ./$$1 && PYTHONPATH=src $(BIN)/$$2) || failed=1; }; \
	check . 'ruff format --check .'; check . 'ruff check .'; check . mypy; \
	check adoption 'mypy --config-file ../template/mypy.ini -p backend.tests.harness.adopted'; \
	check template mypy; check template lint-imports; check template 'python -m backend.tests.architecture'; \
	exit $$failed

format: .venv/.ready ## Rewrite the code as ruff likes it
	@$(BIN)/ruff check --fix --quiet . ; $(BIN)/ruff format .

clean: ## Remove .venv, build, caches and reports
	@rm -rf .venv build
	@find . -type d '(' -name __pycache__ -o -name '.*_cache' ')' -prune -exec rm -rf {} +
	@rm -f template/.coverage template/.env

define INSTALL
for python in $(PYTHON) ''; do \
  "$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && break; \
done; \
[ -n "$$python" ] || { echo 'No Python 3.11 or newer was found; name one: make setup PYTHON=/path/to/python3' >&2; exit 1; }; \
echo 'Installing what the template and its tests need into .venv'; \
unset PIP_PREFIX PIP_PYTHON PIP_ROOT PIP_TARGET UV_NO_DEPS UV_WORKING_DIR UV_WORKING_DIRECTORY; \
export PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_USER=0 PIP_NO_DEPS=0 PIP_DRY_RUN=0 UV_PYTHON_DOWNLOADS=never; mkdir -p build; \
"$$python" tests/harness/requirements.py $(PYPROJECTS) > build/requirements.txt; \
if command -v uv >/dev/null; then \
  uv venv --quiet --clear --python "$$python" .venv && \
  uv pip install -qq --python $(BIN)/python --requirement build/requirements.txt; \
else \
  $(BIN)/python -m pip --version >/dev/null 2>&1 || "$$python" -m venv --clear .venv; \
  $(BIN)/python -m pip install -qq --requirement build/requirements.txt; \
fi
endef

.venv/.ready: $(PYPROJECTS)
	@$(INSTALL)
	@touch $@
