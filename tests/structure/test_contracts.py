"""The check of imports finds what it is there to find."""

import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

from dvctt.ops.quality import IMPORTS

RULES = """[importlinter]
root_package = dvctt

[importlinter:contract:one]
name = Below is below
type = forbidden
source_modules =
    {source}
forbidden_modules =
    {target}
"""


@pytest.mark.parametrize(("source", "target", "kept"), [("dvctt.casework", "dvctt.kernel", False),
                                                        ("dvctt.kernel", "dvctt.casework", True)])  # fmt: skip
def test_an_arrow_that_is_forbidden_fails_the_check(source: str, target: str, kept: bool, tmp_path: Path) -> None:
    rules = tmp_path / "rules.ini"
    rules.write_text(RULES.format(source=source, target=target))
    command = [sys.executable, *IMPORTS, "--config", str(rules), "--no-cache"]
    done = subprocess.run(command, cwd=settings.ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode == 0) == kept, done.stdout + done.stderr
    assert ("1 broken" in done.stdout) != kept
