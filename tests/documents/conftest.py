"""Every test of this package has a store of its own; many judge signatures in their own process."""

import json
from pathlib import Path
from typing import Any

import pytest

from dvctt.documents import sandbox
from dvctt.documents.signatures import judge


@pytest.fixture(autouse=True)
def own_folders(settings: Any, tmp_path: Path) -> Path:
    """The store and the arriving files in this test's own folder."""
    settings.VAR = tmp_path
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": tmp_path / "bytes"},
        },
    }
    settings.CLAMD_ADDRESS = ""
    return tmp_path


@pytest.fixture
def here(monkeypatch: pytest.MonkeyPatch) -> None:
    """Judge in this process: the child's walls have tests of their own, and two seconds each."""

    def run(task: str, files: list[bytes], params: dict[str, object]) -> dict[str, object]:
        answer: dict[str, object] = json.loads(json.dumps(judge.judge(files, params)))
        return answer

    if not judge._loop:
        judge.warm()
    monkeypatch.setattr(sandbox, "run", run)
