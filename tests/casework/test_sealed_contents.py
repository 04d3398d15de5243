"""What is sensitive in the content of a result is sealed where it stands, masked for who needs it not, and resealed."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
import yaml
from cryptography.fernet import Fernet

from dvctt.casework.core.loaded import LoadedDossier, ref_of
from dvctt.casework.core.masking import Reader
from dvctt.casework.erasure.words import erase_words
from dvctt.casework.models import Act, Dossier
from dvctt.casework.outputs import contents
from dvctt.casework.pages import content_views
from dvctt.catalogue import api as catalogue
from dvctt.journal import api as journal
from dvctt.kernel import system
from tests.catalogue.conftest import WATER
from tests.fixtures_casework import World, make_world
from tests.fixtures_pki import Pki

OLD, NEW = (Fernet.generate_key().decode() for _ in range(2))
NUMBER, OTHER = "001080004567", "001190000123"
MASKED = "0010******67"
LABEL = {"vi": "Căn cước người vận hành", "en": "Identity number of who runs the works"}
SENSITIVE: list[dict[str, Any]] = [
    {"id": "cccd", "type": "citizen_id", "sensitive": True, "required": False, "label": LABEL},
    {
        "id": "nguoi", "type": "table", "required": False, "max_rows": 5, "label": {"vi": "Người", "en": "People"},
        "columns": [
            {"id": "ten", "type": "text", "max_length": 80, "label": {"vi": "Tên", "en": "Name"}},
            {"id": "so", "type": "citizen_id", "sensitive": True, "label": LABEL},
        ],
    },
]  # fmt: skip


@pytest.fixture
def keyed(settings: Any) -> Iterator[Any]:
    """Changes the keys of the running product, as a restart with other settings does."""

    def use(*values: str) -> None:
        settings.SENSITIVE_KEYS = list(values)
        journal.cipher.cache_clear()

    use(OLD)
    yield use
    journal.cipher.cache_clear()


@pytest.fixture
def named(db: None, pki: Pki, keyed: Any, tmp_path: Path) -> World:
    """A procedure whose licence names people by their identity numbers."""
    folder = Path(shutil.copytree(WATER, tmp_path / "bundle"))
    bundle = yaml.safe_load((folder / "procedure.yaml").read_text(encoding="utf-8"))
    bundle["version"] += 1
    bundle["process"]["documents"]["licence"]["content"]["sections"][0]["fields"] += SENSITIVE
    (folder / "procedure.yaml").write_text(yaml.safe_dump(bundle, allow_unicode=True, sort_keys=False), "utf-8")
    catalogue.publish(folder, actor=system("test"))
    return make_world("1.000070")


def decided(world: World) -> UUID:
    dossier = world.in_appraisal()
    given = {"cccd": NUMBER, "nguoi": [{"ten": "Lê Lan", "so": OTHER}]}
    world.act("appraiser", dossier, "appraise", {"report": "Đủ.", "proposal": "grant", **given})
    return dossier


def stored(dossier: UUID) -> dict[str, Any]:
    content: dict[str, Any] = Act.objects.get(dossier=dossier, action="appraise").contents["licence"]
    return content


def standing(dossier: UUID) -> dict[str, Any]:
    found = contents.standing(LoadedDossier(Dossier.objects.get(pk=dossier)), "licence")
    assert found is not None
    return found


def told(dossier: UUID, *, hide: bool) -> dict[str, str]:
    """The lines of the history about what the appraisal changed."""
    act = Act.objects.get(dossier=dossier, action="appraise")
    loaded = LoadedDossier(Dossier.objects.get(pk=dossier))
    return {label.vi: text for label, text in content_views.changes_by(loaded, act, Reader("vi", hide))}


def test_sensitive_contents_are_sealed_where_they_stand(named: World) -> None:
    dossier = decided(named)
    assert NUMBER not in str(stored(dossier)) and OTHER not in str(stored(dossier))
    assert set(stored(dossier)["cccd"]) == set(stored(dossier)["nguoi"][0]["so"]) == {"sealed"}
    assert stored(dossier)["nguoi"][0]["ten"] == "Lê Lan"
    assert (standing(dossier)["cccd"], standing(dossier)["nguoi"][0]["so"]) == (NUMBER, OTHER)
    entry = next(one for one in journal.entries(ref_of(dossier)) if "contents.licence" in one.personal)
    assert NUMBER in entry.personal["contents.licence"]


def test_who_needs_no_number_reads_it_masked_in_the_content_and_in_the_history(named: World) -> None:
    dossier = decided(named)
    loaded = LoadedDossier(Dossier.objects.get(pk=dossier))
    shown = {
        hide: content_views.content_view(loaded, "licence", standing(dossier), Reader("vi", hide))
        for hide in (True, False)
    }
    for hide, number, other in ((True, MASKED, "0011******23"), (False, NUMBER, OTHER)):
        lines = {line.field: line for line in shown[hide].lines}
        assert lines["cccd"].value == number
        assert [cell.value for cell in lines["nguoi"].rows[0].cells] == ["Lê Lan", other]
        history = told(dossier, hide=hide)
        assert history[LABEL["vi"]] == f"– → {number}"
        assert history["Người – Lê Lan – thêm"] == f"Tên: Lê Lan; {LABEL['vi']}: {other}"


def test_sealed_contents_move_to_a_new_key(named: World, keyed: Any) -> None:
    dossier = decided(named)
    before = stored(dossier)
    keyed(NEW, OLD)
    assert "casework_act.contents" in {one.place for one in journal.reseal() if one.renewed}
    assert stored(dossier)["cccd"] != before["cccd"] and stored(dossier)["thoi_han"] == before["thoi_han"]
    keyed(NEW)
    assert (standing(dossier)["cccd"], standing(dossier)["nguoi"][0]["so"]) == (NUMBER, OTHER)
    assert journal.verify() == ()


def test_emptying_words_leaves_the_record_and_takes_it_from_the_journal(named: World) -> None:
    dossier = decided(named)
    erase_words(system("retention"), dossier, "retention.words")
    assert (standing(dossier)["cccd"], standing(dossier)["nguoi"][0]["so"]) == (NUMBER, OTHER)
    assert all(NUMBER not in str(one.personal) for one in journal.entries(ref_of(dossier)))
    assert journal.verify() == ()
