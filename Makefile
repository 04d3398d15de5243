# Two commands for a newcomer: `make run` and `make test`; they install what they need.

VENV := .venv
PYTHON := $(VENV)/bin/python
export PYTHONDONTWRITEBYTECODE := 1

.PHONY: run demo test check bench screenshots clean

run: $(VENV)/run.stamp
	@$(PYTHON) -m dvctt.ops.command run

demo: $(VENV)/run.stamp
	@$(PYTHON) -m dvctt.ops.command demo walk

test: $(VENV)/test.stamp
	@sh tools/system-packages.sh test
	@$(PYTHON) -m dvctt.ops.quality check
	@$(PYTHON) -m dvctt.ops.quality test

check: $(VENV)/test.stamp
	@$(PYTHON) -m dvctt.ops.quality check

bench: $(VENV)/test.stamp
	@$(PYTHON) -m bench

screenshots: $(VENV)/test.stamp
	@sh tools/system-packages.sh test
	@$(PYTHON) -m dvctt.ops.quality screenshots

$(VENV)/bin/python:
	@sh tools/system-packages.sh run
	@python3 -m venv $(VENV)

$(VENV)/run.stamp: requirements/run.txt | $(VENV)/bin/python
	@echo "Cài các thư viện (lần đầu mất một vài phút)…"
	@$(PYTHON) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/run.txt
	@touch $@

$(VENV)/test.stamp: requirements/test.txt | $(VENV)/bin/python
	@$(PYTHON) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/test.txt
	@touch $@ $(VENV)/run.stamp

clean:
	rm -rf $(VENV) var
