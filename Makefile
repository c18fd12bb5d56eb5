# The doors of the workshop. "make help" lists them.
# A first "make demo" or "make check" makes .venv by itself; nothing is installed outside it but by "make servers".

PYTHON3 ?= python3
VENV    := .venv
BIN     := $(VENV)/bin
# pip at -qq: errors only.
PIP     := $(BIN)/python -m pip --disable-pip-version-check -qq
JOBS    ?= 2
ARGS    ?=
# Two makes at once in one checkout must not build the same .venv.
ifneq ($(shell command -v flock),)
LOCK    := mkdir -p build && flock build/.venv.lock
endif
export PYTHON3
# Where no bytecode may be written every worker and every command under test compiles the rooms anew: 30 s of make check.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help demo run check lint types doors fast test integration crash wheel bench bench-replies bench-bounces bench-viewer soak shots servers lock venv clean
.DEFAULT_GOAL := help

help:  ## this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /  \1|/' | \
	    awk -F'|' '{ printf "  make %-12s %s\n", $$1, $$2 }' | sed 's/make   /make /'

demo: $(VENV)/runtime.stamp  ## the whole product on this machine, no question asked (ONCE=1: play the story and exit)
	@$(BIN)/helpdesk demo $(if $(ONCE),--once) $(ARGS)

run: $(VENV)/runtime.stamp  ## the daemon with ./helpdesk.toml (ARGS="--shadow" and the like)
	@$(BIN)/helpdesk run $(ARGS)

check: $(VENV)/dev.stamp  ## the fast loop, under a minute: ruff, mypy, import contracts, unit and story tests
	@$(MAKE) --no-print-directory -j2 lint types doors fast  # mypy uses one core, and 15 s of it in a new checkout

lint: $(VENV)/dev.stamp  ## ruff: rules and format
	@$(BIN)/ruff check --quiet .
	@$(BIN)/ruff format --check --quiet . || { echo "not formatted: run .venv/bin/ruff format FILE on" >&2; \
	    $(BIN)/ruff format --check . >&2; exit 1; }

types: $(VENV)/dev.stamp  ## mypy, strict, rooms and tests
	@packaging/link-types
	@$(BIN)/mypy --no-error-summary build/types/helpdesk tests bench

doors: $(VENV)/dev.stamp  ## import contracts between the rooms
	@out=$$($(BIN)/lint-imports --no-cache 2>&1) || { echo "$$out" >&2; exit 1; }

fast: $(VENV)/dev.stamp  ## unit, story and house tests that take no time
	@$(BIN)/python -m pytest -q -n $(JOBS) --dist worksteal -m "not slow and not servers" tests/unit tests/story tests/leaks tests/house $(ARGS)

test: N := 100
test: servers check integration crash  ## everything: check, the wheel, real servers, 100 crash runs

integration: $(VENV)/dev.stamp  ## slow tests, tests against real servers and in a real browser
	@$(BIN)/python -m pytest -q -n $(JOBS) --dist loadfile --maxfail 8 tests/integration tests/web $(ARGS)
	@$(BIN)/python -m pytest -q -n $(JOBS) -m "slow or servers" tests/unit tests/story tests/leaks tests/house $(ARGS) || \
	    test $$? -eq 5  # 5: none is marked slow

crash: $(VENV)/dev.stamp  ## kill the process at every failpoint and at random, N=1000 times, and account for every mail
	@HELPDESK_KILLS=$(or $(N),1000) $(BIN)/python -m pytest -q -n $(JOBS) tests/crash $(ARGS)

wheel: $(VENV)/dev.stamp  ## dist/helpdeskd-*.whl
	@rm -rf build/lib build/bdist.*
	@out=$$($(BIN)/python -m build --wheel --no-isolation 2>&1) || { echo "$$out" >&2; exit 1; }; ls dist/*.whl

bench: $(VENV)/dev.stamp  ## what a mail costs: acceptance, every stage at 1,000 and 100,000 tickets, each kind of mail, sending
	@$(BIN)/python -m bench $(ARGS)

bench-replies: $(VENV)/dev.stamp  ## how often a sender's own words are told exactly, whether any are lost, and what hostile mail costs
	@$(BIN)/python -m bench.replies $(ARGS)

bench-bounces: $(VENV)/dev.stamp  ## how many real delivery reports are told, whom they name, and that no person's mail is taken for one
	@$(BIN)/python -m bench.bounces $(ARGS)

bench-viewer: $(VENV)/dev.stamp  ## every page at a thousand tickets and at a million (made in minutes the first time)
	@$(BIN)/python -m bench.window $(ARGS)

soak: $(VENV)/dev.stamp  ## HOURS=1 under load, with kills and faults of the network
	@$(BIN)/python -m bench.soak --hours $(or $(HOURS),1) $(ARGS)

shots: $(VENV)/dev.stamp  ## a picture of every page of the viewer and of every mail, light and dark, in build/shots (ARGS=mails/digest)
	@$(BIN)/python -m tests.web.shots $(ARGS)

servers:  ## Dovecot, Postfix, swaks and Chromium from apt for the integration tests, none of them started
	@packaging/install-servers

venv: $(VENV)/dev.stamp  ## .venv with everything for development

# uv has no use for registry addresses here and none may enter the files.
COMPILE := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url
lock: $(VENV)/dev.stamp  ## write requirements.txt and requirements-dev.txt anew, hash-locked (UPGRADE=1: newest versions)
	@$(COMPILE) $(if $(UPGRADE),--upgrade) pyproject.toml --group build -o requirements.txt
	@$(COMPILE) $(if $(UPGRADE),--upgrade) pyproject.toml --group dev -c requirements.txt -o requirements-dev.txt

clean:  ## remove everything make made
	rm -rf $(VENV) build dist *.egg-info .coverage .coverage.* htmlcov
	rm -rf .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache .grimp_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# --- .venv: one stamp for running, one for development; each is made anew when its lock changes ------
$(BIN)/python:
	@$(LOCK) sh -c 'test -x $@ || packaging/make-venv'

$(VENV)/runtime.stamp: requirements.txt pyproject.toml | $(BIN)/python
	@[ ! -t 2 ] || echo "installing what helpdesk stands on into $(VENV): half a minute, once" >&2
	@$(LOCK) sh -c '$(PIP) install --require-hashes -r requirements.txt && \
	    $(PIP) install --no-deps --no-build-isolation -e . && touch $@'

$(VENV)/dev.stamp: requirements-dev.txt $(VENV)/runtime.stamp
	@$(LOCK) sh -c '$(PIP) install --require-hashes -r requirements-dev.txt && touch $@'
