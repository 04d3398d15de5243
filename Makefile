# Two commands for a newcomer: `make run` and `make test`; they install what they need.

VENV := .venv
PYTHON := $(VENV)/bin/python
PIP := $(PYTHON) -m pip --quiet --disable-pip-version-check
# setuptools warns of every editable install that a folder may hide the package; ours is that folder.
EDITABLE := PYTHONWARNINGS=ignore $(PIP) install --no-deps --no-build-isolation --editable .
# pip compiles what it installs on one processor; where a library brings a file that is no Python, it stays as it is.
COMPILED := $(PYTHON) -W ignore -m compileall -qq -j 0 $(abspath $(VENV))/lib || true
# Every command starts from compiled code, also where the environment has that off: a start costs a third less.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: run demo test check bench screenshots packages clean

run: $(VENV)/run.stamp
	@$(PYTHON) -m demo run

demo: $(VENV)/run.stamp
	@$(PYTHON) -m demo walk

# All checks and tests; `make test ONLY=casework` the tests of one package alone.
test: packages $(VENV)/test.stamp
	@$(PYTHON) -m dvctt.ops.quality $(if $(ONLY),test tests/$(ONLY),whole)

check: $(VENV)/test.stamp
	@$(PYTHON) -m dvctt.ops.quality check

bench: $(VENV)/test.stamp
	@$(PYTHON) -m bench

screenshots: packages $(VENV)/test.stamp
	@$(PYTHON) -m dvctt.ops.quality screenshots

# What tests need of the system, before anything that takes long.
packages:
	@sh tools/system-packages.sh test

$(VENV)/venv.stamp:
	@sh tools/system-packages.sh run
	@python3 -m venv $(VENV)
	@touch $@

$(VENV)/run.stamp: requirements/run.txt pyproject.toml | $(VENV)/venv.stamp
	@echo "Cài các thư viện (lần đầu mất một vài phút)…"
	@$(PIP) install --no-compile --require-hashes -r requirements/run.txt
	@$(EDITABLE)
	@$(COMPILED)
	@touch $@

$(VENV)/test.stamp: requirements/test.txt pyproject.toml | $(VENV)/venv.stamp
	@$(PIP) install --no-compile --require-hashes -r requirements/test.txt
	@$(EDITABLE)
	@$(COMPILED)
	@touch $@ $(VENV)/run.stamp

clean:
	rm -rf $(VENV) var
