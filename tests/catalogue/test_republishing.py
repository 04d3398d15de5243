"""An unchanged bundle is the version that is there, whatever the format has learnt since; a changed one is refused."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from dvctt.catalogue import api as catalogue
from dvctt.catalogue import store
from dvctt.catalogue.models import Procedure, Version, VersionFile
from dvctt.kernel import Refused, canonical_json, clock, system
from tests.catalogue.conftest import WATER

pytestmark = pytest.mark.django_db
EDITOR = system("test")


def published_under_an_earlier_format(folder: Path, bundle: str = "") -> Version:
    """A version as it was stored when the format had none of the fields that stand at their defaults today."""
    read = store.read_folder(folder)
    said: dict[str, Any] = read.bundle.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    assert canonical_json(said) != canonical_json(read.bundle.model_dump(mode="json", by_alias=True))
    version = Version.objects.create(
        procedure=Procedure.objects.get(code=read.bundle.code, case=read.bundle.case), number=read.bundle.version,
        bundle=bundle or json.dumps(said, ensure_ascii=False), content_hash="e" * 64, in_force=read.bundle.in_force,
        receiving=read.bundle.units.receiving, appraising=read.bundle.units.appraising,
        deciding=read.bundle.units.deciding, published_at=clock.now(),
    )  # fmt: skip
    VersionFile.objects.bulk_create(
        VersionFile(version=version, path=name, content=content) for name, content in read.files.items()
    )
    return version


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A bundle that was not published yet: the one of the tree under a number of its own."""
    copied = Path(shutil.copytree(WATER, tmp_path / "bundle"))
    rewritten(copied / "procedure.yaml", "\nversion: ", "\nversion: 9")
    return copied


def rewritten(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert text.count(old) == 1
    file.write_text(text.replace(old, new), encoding="utf-8")


def test_an_unchanged_bundle_is_the_version_that_is_there_under_a_newer_format(folder: Path) -> None:
    version = published_under_an_earlier_format(folder)
    assert catalogue.publish(folder, actor=EDITOR).pk == version.pk
    assert Version.objects.filter(procedure=version.procedure, number=version.number).count() == 1


@pytest.mark.parametrize("changed", ["procedure.yaml", "licence.typ", "new.txt"])
def test_a_changed_bundle_needs_a_number_of_its_own(folder: Path, changed: str) -> None:
    published_under_an_earlier_format(folder)
    if changed == "procedure.yaml":
        rewritten(folder / changed, "max: 50, prefill: answer.thoi_gian", "max: 49, prefill: answer.thoi_gian")
    else:
        with (folder / changed).open("a", encoding="utf-8") as file:
            file.write("\n")
    with pytest.raises(Refused, match="version_is_frozen"):
        catalogue.publish(folder, actor=EDITOR)


def test_a_stored_version_that_is_no_longer_read_is_not_taken_for_the_same(folder: Path) -> None:
    published_under_an_earlier_format(folder, '{"of": "another age"}')
    with pytest.raises(Refused, match="version_is_frozen"):
        catalogue.publish(folder, actor=EDITOR)
