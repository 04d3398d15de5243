"""The compliance page: each clause of the Circular with the test that proves it, or with what is missing.

`dvctt dev pages` writes it to docs/circular.md; a test holds the page to the tests.
"""

import ast
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import yaml

from dvctt.ops.machine import ROOT

DOCS = ROOT / "docs"
PAGE = DOCS / "circular.md"
PROOFS = ROOT / "tests" / "circular"
STATES = ("proven", "partly", "not yet")
ARTICLES: Mapping[str, str] = {
    "1": "Scope", "2": "Whom it binds", "3": "Terms", "4": "Principles", "5": "The system", "6": "Transactions",
    "7": "The electronic dossier", "8": "Accounts", "9": "Declaring and submitting", "10": "Amending",
    "11": "Processing", "12": "Returning results", "13": "Rights and duties of applicants", "14": "Who uses the system",
    "15": "Security and access", "16": "Confidentiality", "17": "Incidents", "18": "Executing agencies",
    "19": "The operator", "20": "Building services", "21": "Yearly plan", "22": "Reports", "23": "Budget",
    "24": "Responsibility", "25": "In force", "N": "The news piece on the draft",
}  # fmt: skip
HEAD = """# Circular 07/2017/TT-BTNMT: what is proven, and by which test

Written by `dvctt dev pages` from the proofs in tests/circular and the sentences in docs/clauses.yaml; not to be edited.
A clause is *proven* where one test shows all that it asks of the software, through pages, mails, commands and machine
end points; *partly* where the software does less than it asks; *not yet* where it does nothing of it. `make test` ends
with the same three lists, of proofs that passed in that run.
"""


@dataclass(frozen=True)
class Proof:
    """A test that proves a clause: `test_article_04.py::test_4_3_…`, and the sentence that says what it shows."""

    clause: str
    test: str
    sentence: str


def clauses() -> list[str]:
    """The ids of all clauses, in the order of the Circular."""
    return (DOCS / "clauses.txt").read_text(encoding="utf-8").split()


def proofs() -> Iterator[Proof]:
    """Each test in tests/circular with each clause that its markers name."""
    for file in sorted(PROOFS.glob("test_*.py")):
        for node in ast.parse(file.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
                sentence = " ".join((ast.get_docstring(node) or "").split())
                for clause in _marked(node):
                    yield Proof(clause, f"{file.name}::{node.name}", sentence)


def missing() -> Mapping[str, Mapping[str, str]]:
    """What is missing of the clauses that are not proven: by state, then by clause."""
    told: Mapping[str, Mapping[str, str]] = yaml.safe_load((DOCS / "clauses.yaml").read_text(encoding="utf-8"))
    return told


def states() -> dict[str, list[str]]:
    """The clauses in each state, in the order of the Circular."""
    proven = {proof.clause for proof in proofs()}
    members = {"proven": proven} | {state: set(sentences) for state, sentences in missing().items()}
    return {state: [clause for clause in clauses() if clause in members[state]] for state in STATES}


def page() -> str:
    """The text of docs/circular.md."""
    proven, partly, not_yet = (len(listed) for listed in states().values())
    parts = [HEAD, f"Of {len(clauses())} clauses {proven} are proven, {partly} are partly met, {not_yet} not yet.\n"]
    parts += _tables()
    parts.append("## Departures from the text\n")
    parts.append((DOCS / "departures.md").read_text(encoding="utf-8"))
    exempt = list(_exempt_bundles())
    parts.append("Bundles that let an applicant submit without a signature: " + (", ".join(exempt) or "none") + ".\n")
    return "\n".join(parts)


def _tables() -> Iterator[str]:
    rows = {clause: f"{state} | {words}" for state, told in missing().items() for clause, words in told.items()}
    rows |= {proof.clause: f"**proven** | {proof.sentence}<br>`{proof.test}`" for proof in proofs()}
    by_article: dict[str, list[str]] = defaultdict(list)
    for clause in clauses():
        by_article[clause.split(".")[0]].append(clause)
    for article, members in by_article.items():
        name = "News piece" if article == "N" else f"Article {article}"
        yield f"## {name}: {ARTICLES[article]}\n\n| clause | state | proof, or what is missing |\n|---|---|---|"
        yield "\n".join(f"| {clause} | {rows[clause]} |" for clause in members) + "\n"


def _marked(test: ast.FunctionDef) -> Iterator[str]:
    for node in test.decorator_list:
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "pytest.mark.circular":
            yield from (str(argument.value) for argument in node.args if isinstance(argument, ast.Constant))


def _exempt_bundles() -> Iterator[str]:
    for file in sorted((ROOT / "content" / "procedures").rglob("procedure.yaml")):
        bundle = yaml.safe_load(file.read_text(encoding="utf-8"))
        exemption = bundle.get("signing", {}).get("exemption", {})
        if exemption.get("allowed"):
            yield f"{bundle['code']} ({exemption['basis']['vi']})"


def write(target: Path = PAGE) -> None:
    """Write the page."""
    target.write_text(page(), encoding="utf-8")
