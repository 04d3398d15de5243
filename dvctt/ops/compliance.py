"""The compliance page: each clause of the Circular with the tests that prove it, read from the tests' own markers.

Run as `python -m dvctt.ops.compliance`, which writes docs/circular.md; a test holds the page to the tests.
"""

import ast
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import yaml

from dvctt.ops.machine import ROOT

PAGE = ROOT / "docs" / "circular.md"
ARTICLES: Mapping[str, str] = {
    "1": "Scope", "2": "Whom it binds", "3": "Terms", "4": "Principles", "5": "The system", "6": "Transactions",
    "7": "The on-line dossier", "8": "Accounts", "9": "Declaring and submitting", "10": "Amending", "11": "Processing",
    "12": "Returning results", "13": "Rights and duties of applicants", "14": "Who uses the system",
    "15": "Security and access", "16": "Confidentiality", "17": "Incidents", "18": "Executing agencies",
    "19": "The operator", "20": "Building services", "21": "Yearly plan", "22": "Reports", "23": "Budget",
    "24": "Responsibility", "25": "In force", "N": "The news piece on the draft",
}  # fmt: skip
HEAD = """# Circular 07/2017/TT-BTNMT: what is proven, and by which test

Written by `python -m dvctt.ops.compliance` from the `circular` markers of the tests; not to be edited. A clause
without a test is one that later work brings; nothing here claims it. `make test` ends with the same list, of tests
that passed in that run.
"""


def page() -> str:
    """The text of docs/circular.md."""
    clauses = (ROOT / "docs" / "clauses.txt").read_text(encoding="utf-8").split()
    proofs = _proofs()
    proven = [clause for clause in clauses if clause in proofs]
    parts = [HEAD, f"{len(proven)} of {len(clauses)} clauses have a test.\n"]
    parts += _tables(clauses, proofs)
    parts.append("## Departures from the text\n")
    parts.append((ROOT / "docs" / "departures.md").read_text(encoding="utf-8"))
    exempt = list(_exempt_bundles())
    parts.append("Bundles that let an applicant submit without a signature: " + (", ".join(exempt) or "none") + ".\n")
    return "\n".join(parts)


def _tables(clauses: list[str], proofs: Mapping[str, list[str]]) -> Iterator[str]:
    by_article: dict[str, list[str]] = defaultdict(list)
    for clause in clauses:
        by_article[clause.split(".")[0]].append(clause)
    for article, members in by_article.items():
        name = "News piece" if article == "N" else f"Article {article}"
        yield f"## {name}: {ARTICLES[article]}\n\n| clause | tests |\n|---|---|"
        yield "\n".join(f"| {clause} | {'<br>'.join(proofs.get(clause, ['none yet']))} |" for clause in members) + "\n"


def _proofs() -> dict[str, list[str]]:
    """Test functions by the clauses that their markers name."""
    proofs: dict[str, list[str]] = defaultdict(list)
    for file in sorted((ROOT / "tests").rglob("test_*.py")):
        tree = ast.parse(file.read_text(encoding="utf-8"))
        module = _named(node.value for node in tree.body if isinstance(node, ast.Assign) and _is_pytestmark(node))
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
                for clause in dict.fromkeys([*module, *_named(node.decorator_list)]):
                    proofs[clause].append(f"`{file.relative_to(ROOT / 'tests')}::{node.name}`")
    return proofs


def _is_pytestmark(node: ast.Assign) -> bool:
    return any(isinstance(target, ast.Name) and target.id == "pytestmark" for target in node.targets)


def _named(expressions: Iterable[ast.expr]) -> list[str]:
    calls = [call for expression in expressions for call in ast.walk(expression) if isinstance(call, ast.Call)]
    marks = [call for call in calls if isinstance(call.func, ast.Attribute) and call.func.attr == "circular"]
    return [str(argument.value) for call in marks for argument in call.args if isinstance(argument, ast.Constant)]


def _exempt_bundles() -> Iterator[str]:
    for file in sorted((ROOT / "content" / "procedures").rglob("procedure.yaml")):
        bundle = yaml.safe_load(file.read_text(encoding="utf-8"))
        exemption = bundle.get("signing", {}).get("exemption", {})
        if exemption.get("allowed"):
            yield f"{bundle['code']} ({exemption['basis']['vi']})"


def write(target: Path = PAGE) -> None:
    """Write the page."""
    target.write_text(page(), encoding="utf-8")


if __name__ == "__main__":
    write()
