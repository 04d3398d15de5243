"""Which clauses of the Circular have a passing test: collected from the markers, told at the end of a run."""

import json
from pathlib import Path

import pytest


class ClausePlugin:
    """Collects `@pytest.mark.circular(...)` with the outcome of each test, across processes."""

    def __init__(self, known: Path) -> None:
        self.known = known.read_text().split()
        self.passed: dict[str, set[str]] = {}
        self.failed: dict[str, set[str]] = {}

    @pytest.hookimpl(hookwrapper=True)
    def pytest_runtest_makereport(self, item: pytest.Item, call: pytest.CallInfo[None]):  # type: ignore[no-untyped-def]
        """Hang the test's clauses on its report, which travels between processes."""
        outcome = yield
        report = outcome.get_result()
        named = [str(clause) for mark in item.iter_markers("circular") for clause in mark.args]
        if named:
            report.user_properties.append(("circular", named))

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Refuse a marker that names no clause: a typing error would look like proof."""
        for item in items:
            for mark in item.iter_markers("circular"):
                unknown = [str(one) for one in mark.args if str(one) not in self.known]
                if unknown or not mark.args:
                    raise pytest.UsageError(f"{item.nodeid}: no such clause: {unknown}")

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Note the outcome of a test for each of its clauses."""
        named = [clause for name, value in report.user_properties if name == "circular" for clause in value]
        for clause in named:
            if report.failed:
                self.failed.setdefault(clause, set()).add(report.nodeid)
            elif report.when == "call" and report.passed:
                self.passed.setdefault(clause, set()).add(report.nodeid)

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
        """Tell the clauses with a passing test and those with none; keep the list for the compliance page."""
        proven = [one for one in self.known if one in self.passed and one not in self.failed]
        rest = [one for one in self.known if one not in proven]
        if not proven:
            return
        terminalreporter.write_sep("-", "Circular 07/2017/TT-BTNMT")
        terminalreporter.write_line(f"clauses with a passing test ({len(proven)}): {' '.join(proven)}")
        terminalreporter.write_line(f"clauses with none ({len(rest)}): {' '.join(rest)}")
        kept = config.rootpath / "var" / "clauses.json"
        kept.parent.mkdir(exist_ok=True)
        kept.write_text(json.dumps({one: sorted(self.passed[one]) for one in proven}, indent=1))
