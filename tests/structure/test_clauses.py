"""Each clause of the Circular is in one state, its proof is where it is looked for, and page and run say the same."""

import ast
import re
from pathlib import Path

from dvctt.ops import compliance
from tests.clauses import ClausePlugin

TESTS = Path(__file__).resolve().parents[1]
NOT_PROVEN = ["partly", "not yet"]


def place(clause: str) -> tuple[str, str]:
    """The file in which the proof of a clause stands, and how its name begins: 18.5-1 is `test_18_5_1_`."""
    article = clause.split(".", maxsplit=1)[0].lower()
    return f"test_article_{article.zfill(2) if article.isdigit() else article}.py", (
        f"test_{re.sub('[.-]', '_', clause.lower())}_"
    )


def test_the_compliance_page_says_what_the_tests_say() -> None:
    assert compliance.PAGE.read_text(encoding="utf-8") == compliance.page(), "run dvctt dev pages"


def test_every_clause_is_in_exactly_one_state() -> None:
    missing = compliance.missing()
    assert list(missing) == NOT_PROVEN
    placed = [proof.clause for proof in compliance.proofs()] + [clause for told in missing.values() for clause in told]
    assert sorted(placed) == sorted(compliance.clauses())


def test_a_proof_is_named_after_its_clause_and_says_in_one_sentence_what_it_shows() -> None:
    for proof in compliance.proofs():
        file, beginning = place(proof.clause)
        assert proof.test.startswith(f"{file}::{beginning}"), proof
        assert re.fullmatch(r"[A-Z][^|]*[^.|]\.", proof.sentence) and ". " not in proof.sentence, proof
    for told in compliance.missing().values():
        for clause, sentence in told.items():
            assert re.fullmatch(r"[A-Z][^|]*\.", sentence) and ". " not in sentence, clause


def test_proofs_are_all_that_stands_beside_them_and_stand_nowhere_else() -> None:
    proofs = [proof.test for proof in compliance.proofs()]
    assert len(proofs) == len(set(proofs))
    for file in sorted(TESTS.rglob("test_*.py")):
        text = file.read_text(encoding="utf-8")
        if file.parent != compliance.PROOFS:
            assert not re.search(r"mark\.circular\(", text), file
            continue
        tests = [node.name for node in ast.parse(text).body if isinstance(node, ast.FunctionDef)]
        assert {f"{file.name}::{name}" for name in tests if name.startswith("test_")} <= set(proofs), file


def test_a_proof_reads_no_table_of_the_database() -> None:
    for file in sorted(compliance.PROOFS.glob("test_*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            assert not (isinstance(node, ast.ImportFrom) and str(node.module).endswith(".models")), file
            assert not (isinstance(node, ast.Attribute) and node.attr == "objects"), (file, node.lineno)


def test_the_run_ends_with_the_lists_of_the_page() -> None:
    states, run = compliance.states(), ClausePlugin()
    run.passed = set(states["proven"])
    assert run.lists() == states
    first = states["proven"][0]
    run.failed = {first}
    assert run.lists() == states | {"proven": states["proven"][1:], "proof failed or not run": [first]}
    run.passed.clear()
    assert run.lists()["proven"] == []
