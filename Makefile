# The commands of Dingfen. What they do is in config/stack; docs/operations.md describes it.
#   make run [PORT=8000] [HOST=127.0.0.1]      make manage cmd="COMMAND ARGUMENTS"      make test [args="-k NAME"]

# The virtual environment's Python where there is one: it starts at once; any Python 3.11 or newer will do.
PYTHON ?= $(shell test -x .venv/bin/python3 && echo .venv/bin/python3 || echo python3)
PYTHON := $(PYTHON)
STACK := $(PYTHON) config/stack

.DEFAULT_GOAL := help
.PHONY: help run manage test check format bench lock

help: ## list these commands
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/make \1\t\2/p' Makefile | expand -t 14

run: ## start everything, with demo data at the first start; Ctrl-C stops it (PORT=8000 HOST=127.0.0.1)
	@$(STACK) run

# $(value cmd) and not $(cmd): make would read its dollar signs.
manage: export DINGFEN_COMMAND = $(value cmd)
manage: ## run a management command: make manage cmd="COMMAND ARGUMENTS"
	@$(STACK) manage

test: export DINGFEN_ARGUMENTS = $(value args)
test: ## make check, then the whole test suite (args="-k NAME" goes to pytest)
	@$(STACK) test

check: ## format, lint, types, templates, translations, import directions, migrations, production settings
	@$(STACK) check

format: ## bring the sources into the form that make check asks for
	@$(STACK) format

bench: export DINGFEN_ARGUMENTS = $(value args)
bench: ## measure the system at volume beside bare SQL, bare pages and numpy (args="--only lists --cases 100000")
	@$(STACK) bench

LOCK := uv pip compile --quiet --generate-hashes --no-emit-index-url --no-emit-find-links --no-header \
	--universal --python-version 3.11
lock: ## write the lock files anew from pyproject.toml and package.json (needs uv and npm)
	@$(LOCK) pyproject.toml -o requirements.txt
	@$(LOCK) pyproject.toml --group dev -c requirements.txt -o requirements-dev.txt
	@$(LOCK) --group node -o requirements-node.txt
	@npm install --package-lock-only --ignore-scripts --no-audit --no-fund --omit-lockfile-registry-resolved
