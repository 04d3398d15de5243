"""What the tests of the catalogue share: the bundles as they stand in content/, and the address book."""

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.conf import settings

from dvctt.catalogue.bundle import Bundle, read_bundle

CONTENT = Path(settings.ROOT) / "content"
FOLDERS = sorted(file.parent for file in (CONTENT / "procedures").rglob("procedure.yaml"))
SURVEYING = CONTENT / "procedures" / "surveying" / "1.000082-new-domestic"
WATER = CONTENT / "procedures" / "water" / "1.000070"


class Book:
    """The ministry's administrative units, straight from its file."""

    def __init__(self, data: Mapping[str, Any]) -> None:
        self.version = str(data["set"])
        self.names: dict[str, str] = {}
        self.above: dict[str, str] = {}
        for province in data["provinces"]:
            self.names[province["code"]] = province["full_name"]
            for code, name in province["communes"]:
                self.names[code], self.above[code] = name, province["code"]

    def name(self, code: str, set_version: str | None = None) -> str | None:
        """The unit's name."""
        return self.names.get(code)

    def parent(self, code: str, set_version: str | None = None) -> str | None:
        """The province of a commune."""
        return self.above.get(code)


@pytest.fixture(scope="session")
def book() -> Book:
    return Book(json.loads((CONTENT / "ministry" / "administrative_units.json").read_text(encoding="utf-8")))


@cache
def bundle_in(folder: Path) -> Bundle:
    return read_bundle(folder)


def files_of(folder: Path) -> frozenset[str]:
    return frozenset(str(file.relative_to(folder)) for file in folder.rglob("*") if file.is_file())


def golden(path: Path) -> dict[str, Any]:
    """A golden file, its values laid over those that it is based on."""
    data = yaml.safe_load(path.read_text(encoding="utf-8"))
    if "based_on" in data:
        data["values"] = golden(path.parent / data["based_on"])["values"] | data["values"]
    return dict(data)
