"""Which clauses of the Circular are proven: collected from the proofs of a run, told at its end."""

import pytest

from dvctt.ops import compliance


class ClausePlugin:
    """Collects `@pytest.mark.circular` of tests/circular with the outcome of each test, across processes."""

    def __init__(self) -> None:
        self.passed: set[str] = set()
        self.failed: set[str] = set()

    @pytest.hookimpl(hookwrapper=True)
    def pytest_runtest_makereport(self, item: pytest.Item, call: pytest.CallInfo[None]):  # type: ignore[no-untyped-def]
        """Hang the test's clause on its report, which travels between processes."""
        outcome = yield
        report = outcome.get_result()
        report.user_properties += [("circular", str(mark.args[0])) for mark in item.iter_markers("circular")]

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Refuse a marker that names no clause, or stands elsewhere: it would look like a proof and be none."""
        clauses = compliance.clauses()
        for item in items:
            for mark in item.iter_markers("circular"):
                if len(mark.args) != 1 or mark.args[0] not in clauses:
                    raise pytest.UsageError(f"{item.nodeid}: no such clause: {mark.args}")
                if item.path.parent != compliance.PROOFS:
                    raise pytest.UsageError(f"{item.nodeid}: proofs of a clause stand in tests/circular")

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Note the outcome of a test for its clause."""
        clauses = {str(clause) for name, clause in report.user_properties if name == "circular"}
        if report.failed:
            self.failed |= clauses
        elif report.when == "call" and report.passed:
            self.passed |= clauses

    def lists(self) -> dict[str, list[str]]:
        """The clauses in each state, as this run saw them; those whose proof did not run or failed apart."""
        states = compliance.states()
        seen = self.passed - self.failed
        unseen = [clause for clause in states["proven"] if clause not in seen]
        states["proven"] = [clause for clause in states["proven"] if clause in seen]
        return states | ({"proof failed or not run": unseen} if unseen else {})

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """Tell the clauses in each state, once a proof has run."""
        if self.passed or self.failed:
            terminalreporter.write_sep("-", "Circular 07/2017/TT-BTNMT")
            for state, clauses in self.lists().items():
                terminalreporter.write_line(f"{state} ({len(clauses)}): {' '.join(clauses)}")
