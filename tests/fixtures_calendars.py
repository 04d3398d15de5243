"""Later versions of the working calendar, loaded as an operator loads them."""

import shutil
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from pathlib import Path
from uuid import uuid4

import pytest
import yaml
from django.conf import settings

from dvctt.ministry import api as ministry

# libyaml where it is there: five times as fast, with the same data.
LOADER, DUMPER = getattr(yaml, "CSafeLoader", yaml.SafeLoader), getattr(yaml, "CSafeDumper", yaml.SafeDumper)
Declare = Callable[..., str]


def write(folder: Path, days: Mapping[date, str], **more: object) -> str:
    """Write another version into the folder's calendar: its days with those of `days`, whose kinds are the values."""
    path = folder / "calendar.yaml"
    file = yaml.load(path.read_text(encoding="utf-8"), LOADER)
    kept = [row for row in file["days"] if row["date"] not in days]
    name = {"vi": "Nghỉ theo công bố mới", "en": "Day off announced later"}
    added = [{"date": day, "kind": kind, "name": name, "source": "Thông báo mới"} for day, kind in days.items()]
    # A version is kept in the process as soon as it is in force: each test has one of its own.
    version = f"test.{uuid4().hex[:12]}"
    file |= {"version": version, "days": kept + added, **more}
    path.write_text(yaml.dump(file, Dumper=DUMPER, allow_unicode=True), encoding="utf-8")
    return version


@pytest.fixture
def declare(tmp_path: Path) -> Iterator[Declare]:
    """Load a later version of the calendar: its further days by kind, `covers` and `in_force` as the file says them."""
    folder = tmp_path / "ministry"
    shutil.copytree(settings.ROOT / "content" / "ministry", folder)

    def load(days: Mapping[date, str] | None = None, **more: object) -> str:
        version = write(folder, days or {}, **more)
        assert "calendar.yaml" in ministry.load_ministry(folder)
        return version

    yield load
    ministry.look_again()
