"""The page of ASVS judges every line of levels 1 and 2 once, and what it names is there."""

import ast
import re
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "security-asvs.md").read_text(encoding="utf-8")
VERDICTS = ("met", "met by code", "not met", "not applicable")
# The numbers of levels 1 and 2 in each section of ASVS 5.0.0.
LINES = """
1.1:1-2 1.2:1-9 1.3:1-11 1.4:1-3 1.5:1-2 2.1:1-3 2.2:1-3 2.3:1-4 2.4:1 3.2:1-2 3.3:1-4 3.4:1-6 3.5:1-5 3.7:1-2 4.1:1-3
4.2:1 4.3:1-2 4.4:1-4 5.1:1 5.2:1-3 5.3:1-2 5.4:1-3 6.1:1-3 6.2:1-12 6.3:1-4 6.4:1-4 6.5:1-5 6.6:1-3 6.8:1-4 7.1:1-3
7.2:1-4 7.3:1-2 7.4:1-5 7.5:1-2 7.6:1-2 8.1:1-2 8.2:1-3 8.3:1 8.4:1 9.1:1-3 9.2:1-4 10.1:1-2 10.2:1-2 10.3:1-4 10.4:1-11
10.5:1-5 10.6:1-2 10.7:1-3 11.1:1-2 11.2:1-3 11.3:1-3 11.4:1-4 11.5:1 11.6:1 12.1:1-3 12.2:1-2 12.3:1-4 13.1:1 13.2:1-5
13.3:1-2 13.4:1-5 14.1:1-2 14.2:1-4 14.3:1-3 15.1:1-3 15.2:1-3 15.3:1-7 16.1:1 16.2:1-5 16.3:1-4 16.4:1-3 16.5:1-3
17.1:1 17.2:1-4 17.3:1-2
"""


def expected() -> list[str]:
    """Every line that there is to judge, in order."""
    found = []
    for section, numbers in (one.split(":") for one in LINES.split()):
        first, _dash, last = numbers.partition("-")
        found += [f"V{section}.{number}" for number in range(int(first), int(last or first) + 1)]
    return found


ROWS = [[cell.strip() for cell in line.strip("|").split("|")] for line in PAGE.splitlines() if line.startswith("| V")]
LINE = re.compile(r"V\d+\.\d+\.\d+")
JUDGED = [row for row in ROWS if LINE.fullmatch(row[0])]
COUNTED = [row for row in ROWS if re.fullmatch(r"V\d+ .+", row[0])]
NAMED = sorted(set(re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", PAGE)))


@cache
def names_in(path: str) -> frozenset[str]:
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    return frozenset(one.name for one in ast.walk(tree) if isinstance(one, ast.FunctionDef))


def test_every_line_stands_once_in_its_order() -> None:
    assert len(expected()) == 253
    assert [row[0] for row in JUDGED] == expected()
    assert {len(row) for row in JUDGED} == {5}


@pytest.mark.parametrize("row", JUDGED, ids=[row[0] for row in JUDGED])
def test_a_verdict_says_by_what_it_is_shown_or_why_it_is_none(row: list[str]) -> None:
    _line, asked, verdict, shown, remark = row
    assert asked and verdict in VERDICTS
    names = [one.strip() for one in shown.split("<br>") if one.strip()]
    assert all(one.startswith("`") and one.endswith("`") for one in names)
    if verdict == "met":
        assert names and all("::test_" in one for one in names)
    elif verdict == "met by code":
        assert names and not any("::" in one for one in names)
    else:
        assert remark and not names


@pytest.mark.parametrize(("path", "name"), NAMED)
def test_every_named_test_is_there(path: str, name: str) -> None:
    assert name in names_in(path), f"{path} has no {name}"


def test_every_named_file_is_there() -> None:
    files = {one for row in JUDGED for one in re.findall(r"`([\w./-]+/[\w.-]+|pyproject\.toml)`", row[3])}
    assert files
    assert [one for one in sorted(files) if not (ROOT / one).is_file()] == []
    links = set(re.findall(r"\]\(([\w./-]+\.md)\)", PAGE))
    assert [one for one in sorted(links) if not (ROOT / "docs" / one).is_file()] == []


def test_the_counts_are_those_of_the_lines() -> None:
    chapters = {row[0].split(" ", 1)[0]: [int(one) for one in row[1:]] for row in COUNTED}
    told = {chapter: Counter(row[2] for row in JUDGED if row[0].startswith(f"{chapter}.")) for chapter in chapters}
    assert len(chapters) == 17
    for chapter, counts in chapters.items():
        assert counts == [*(told[chapter][one] for one in VERDICTS), told[chapter].total()], chapter
    whole = Counter(row[2] for row in JUDGED)
    sums = " | ".join(f"**{count}**" for count in [*(whole[one] for one in VERDICTS), len(JUDGED)])
    assert f"| **all** | {sums} |" in PAGE
