"""The ministry's folder is loaded once, changed by what changed, and refused whole where it is wrong."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import settings

from dvctt.journal import api as journal
from dvctt.kernel import Invalid, Ref
from dvctt.ministry import api as ministry
from dvctt.ministry.snapshot import forget

pytestmark = pytest.mark.django_db
Edit = Callable[[str, str, str], None]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    copy = tmp_path / "ministry"
    shutil.copytree(settings.ROOT / "content" / "ministry", copy)
    return copy


@pytest.fixture
def edit(folder: Path) -> Edit:
    def change(name: str, old: str, new: str) -> None:
        text = (folder / name).read_text(encoding="utf-8")
        assert old in text
        (folder / name).write_text(text.replace(old, new, 1), encoding="utf-8")

    return change


@pytest.fixture(autouse=True)
def _look_again() -> object:
    yield
    forget()


def test_loading_again_does_nothing(folder: Path) -> None:
    before = journal.entries(Ref("ministry", "units.yaml"))
    assert before
    assert ministry.load_ministry(folder) == ()
    assert journal.entries(Ref("ministry", "units.yaml")) == before


def test_a_change_is_loaded_shown_and_journalled(folder: Path, edit: Edit) -> None:
    edit("units.yaml", "Phòng Cấp phép và Thẩm định", "Phòng Cấp phép")
    (folder / "templates").mkdir(exist_ok=True)
    (folder / "templates" / "new.typ").write_bytes(b"= Tin")

    assert ministry.load_ministry(folder) == ("units.yaml", "templates")

    assert ministry.unit("TNN-CP").name.vi == "Phòng Cấp phép"
    assert ministry.template("new.typ") == b"= Tin"
    entry = journal.entries(Ref("ministry", "units.yaml"))[-1]
    assert (entry.act, entry.actor_id) == ("content_loaded", "load")
    assert entry.before["sha256"] != entry.after["sha256"]


def test_a_setting_keeps_its_value_when_its_default_changes(folder: Path, edit: Edit) -> None:
    edit("settings.yaml", "default: 2\n", "default: 3\n")
    ministry.load_ministry(folder)
    assert ministry.setting("accounts.vetting.days") == 3


FAULTS = [
    ("units.yaml", "kind: agency", "kind: bureau", "units.yaml: units.6.kind", "malformed"),
    ("units.yaml", "parent: TNN\n", "parent: NOBODY\n", "units.yaml: TNN-CP.parent", "unknown_unit"),
    ("units.yaml", "short_name: ", "shortname: ", "units.yaml: units.0.short_name", "malformed"),
    ("units.yaml", "units:\n", "units: [\n", "units.yaml", "malformed"),
    ("units.yaml", "Phòng Cấp phép và", "Phòng 🙂 và", "units.yaml: units.TNN-CP.name.vi", "unprintable"),
    ("settings.yaml", "default: 2\n", "default: 0\n", "settings.yaml: settings.accounts.vetting.days", "malformed"),
    ("series.yaml", "{number:04d}", "{number.__class__}", "series.yaml: dossier_code", "unknown_name"),
    ("series.yaml", "{number:04d}", "{number:>9}", "series.yaml: dossier_code", "bad_width"),
    ("series.yaml", "-{number:04d}", "", "series.yaml: dossier_code", "no_number"),
    ("calendar.yaml", "- date: 2017-01-02", "- date: 2017-01-03", "calendar.yaml: version", "calendar_in_force"),
    ("calendar.yaml", "- date: 2017-01-02", "- date: 2017-01-01", "calendar.yaml", "malformed"),
]


@pytest.mark.parametrize(("name", "old", "new", "place", "code"), FAULTS)
def test_a_wrong_file_is_refused_whole_and_its_place_named(
    folder: Path, edit: Edit, name: str, old: str, new: str, place: str, code: str
) -> None:
    edit("statuses.yaml", "Mới đăng ký", "Vừa đăng ký")
    edit(name, old, new)
    with pytest.raises(Invalid) as refusal:
        ministry.load_ministry(folder)
    assert (place, code) in [(fault.place, fault.code) for fault in refusal.value.faults]
    assert ministry.national_status(1).vi == "Mới đăng ký"


def test_a_missing_file_is_named(folder: Path) -> None:
    (folder / "series.yaml").unlink()
    with pytest.raises(Invalid) as refusal:
        ministry.load_ministry(folder)
    assert [(fault.place, fault.code) for fault in refusal.value.faults] == [("series.yaml", "missing")]
