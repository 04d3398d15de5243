"""The bill of materials names all that is installed, as `dvctt sbom` writes it."""

import json
import subprocess
import sys
from importlib import metadata
from pathlib import Path

from dvctt.ops.sbom import _key


def test_every_installed_library_is_named_with_its_version(tmp_path: Path) -> None:
    place = tmp_path / "sbom.json"
    command = [sys.executable, "-m", "dvctt.ops.command", "sbom", "--output", str(place)]
    subprocess.run(command, check=True)
    told = json.loads(place.read_text())
    assert (told["bomFormat"], told["specVersion"]) == ("CycloneDX", "1.6")
    product = told["metadata"]["component"]
    named = {one["purl"] for one in [*told["components"], product]}
    installed = {f"pkg:pypi/{_key(one)}@{one.version}" for one in metadata.distributions()}
    assert named == installed
    assert product["name"] == "dvctt"
    django = next(one for one in told["components"] if one["name"] == "Django")
    assert django["licenses"][0]["license"]["id"] == "BSD-3-Clause"


def test_a_place_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "dvctt.ops.command", "sbom", "--output", str(tmp_path / "none" / "sbom.json")]
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    assert done.returncode == 2
    assert "none" in done.stderr
