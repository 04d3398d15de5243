"""Drafters' words: refused wherever a citizen or an officer reads, kept for operators alone."""

from pathlib import Path
from shutil import copytree

import pytest
from django.conf import settings
from django.test import Client

from dvctt.catalogue import api as catalogue
from dvctt.catalogue.bundle import Bundle
from dvctt.catalogue.texts import texts
from dvctt.kernel import Invalid, Role
from dvctt.ministry import api as ministry
from dvctt.ministry.drafting import drafting_file
from dvctt.ops.artefacts import translations
from dvctt.ops.command import main
from tests.catalogue.conftest import FOLDERS, WATER, bundle_in
from tests.catalogue.test_check import faults, put, source
from tests.web.accounts_pages import official, valid

MINISTRY = Path(settings.ROOT) / "content" / "ministry"
# Said to citizens before; each is refused wherever it may stand.
SAID_BEFORE = (
    "Nguồn công bố không thống nhất",
    "Trang thủ tục loại trừ doanh nghiệp, hợp tác xã, nhưng Mẫu 03 nhận mọi tổ chức, cá nhân.",
    "nhãn các ô khác ghi theo trí nhớ",
    "chưa kiểm chứng cho nước dưới đất",
    "Trang thủ tục không liệt kê giấy này.",
    "Trang thủ tục chỉ nêu số hiệu.",
    "Chưa tìm được mức thu.",
    'Trang thủ tục ghi "Miễn phí" ở cột phí nhưng viện dẫn hai thông tư thu phí.',
    "Chưa có đủ nhãn các ô của mẫu nên nộp bản đã điền.",
    "Nhãn các ô dựng lại từ mẫu cũ của Nghị định 27/2019",
    "Thời hạn do hệ thống đặt; nguồn không quy định.",
    "Nguồn nêu Bộ Nông nghiệp và Môi trường là cơ quan hiện nay; bản này giữ tổ chức của Bộ TN&MT.",
    "Theo  TRÍ NHỚ, chưa đối chiếu văn bản",
    "The published source contradicts itself",
    "The page does not list it.",
    "The labels were rebuilt from the older form.",
)
PUBLIC = (
    "texts.summary.vi", "texts.cost.en", "components.so_do.name.vi", "components.don.note.vi",
    "fees.phi_tham_dinh.note.vi",
    "fees.phi_tham_dinh.basis", "process.clocks.answer.basis", "checks.chat_luong_nuoc.text.vi", "form.name.vi",
    "alternatives.bao_cao.label.vi", "process.states.submitted.plain.vi", "components.don.law_name",
    "results.0.name.vi",
)  # fmt: skip


@pytest.mark.parametrize("said", SAID_BEFORE)
def test_what_was_told_to_citizens_before_is_refused(said: str) -> None:
    assert ministry.drafters_words(said)


def test_each_pattern_refuses_its_own_example() -> None:
    for word in drafting_file().words:
        assert ministry.drafters_words(word.example), word.pattern


SAID_WITHOUT_NEED = (
    "Mời nhập ngày theo dạng ngày/tháng/năm", "Mục này bắt buộc, mời điền.", "Nếu là Quý vị: mời đăng nhập",
    "Cần thì mời báo họ", "<p>Chưa có.</p>Mời thử lại", "Mã đã hết hạn;\n mời yêu cầu mã mới",
)  # fmt: skip
INVITING = (
    "Mời thêm người", "Lời mời chưa trả lời", "An mời Quý vị làm thủ tục thay mặt Công ty Hương Mai.", "bên đã mời",
    "Giấy mời họp", "Hồ sơ mời thầu", "đăng ký tổ chức, rồi mời người khác",
)  # fmt: skip


@pytest.mark.parametrize("said", SAID_WITHOUT_NEED)
def test_a_turn_of_phrase_that_says_nothing_is_found(said: str) -> None:
    assert ministry.tics(said)


@pytest.mark.parametrize("said", INVITING)
def test_whoever_really_invites_may_say_so(said: str) -> None:
    assert not ministry.tics(said)


def test_pages_and_letters_say_plainly_what_to_do() -> None:
    said = {
        (place, words)
        for place, message, _context in translations.texts()
        for text in ((message,) if isinstance(message, str) else message)
        if (words := ministry.tics(text))
    }
    assert not said


def test_a_bundle_says_plainly_what_to_do() -> None:
    data = source()
    put("components.don.note.vi", "Mời nộp bản chính.")(data)
    assert "mời" in faults(data)["components.don.note.vi"]


@pytest.mark.parametrize("place", PUBLIC)
def test_a_drafters_word_is_refused_at_its_place(place: str) -> None:
    data = source()
    put(place, "Mức này ghi theo trí nhớ.")(data)
    told = faults(data)
    assert "editor_note" in told[place], told


def test_the_same_words_stand_in_an_editor_note() -> None:
    data = source()
    note = {"vi": "Ghi theo trí nhớ.", "en": "From memory."}
    for place in (
        "editor_note",
        "components.so_do.editor_note",
        "process.clocks.answer.editor_note",
        "fees.phi_tham_dinh.editor_note",
    ):
        put(place, note)(data)
    assert faults(data) == {}
    places = {place for place, _text in catalogue.editor_notes(Bundle.model_validate(data))}
    assert places >= {"", "components.so_do", "process.clocks.answer", "fees.phi_tham_dinh"}


def test_a_version_published_with_a_contradiction_is_still_read() -> None:
    data = source()
    data["who_may_file"]["contradiction"] = data["who_may_file"].pop("editor_note")
    assert Bundle.model_validate(data).who_may_file.editor_note


def test_templates_of_a_bundle_are_read_too(tmp_path: Path) -> None:
    folder = Path(copytree(WATER, tmp_path / "water"))
    licence = folder / "licence.typ"
    licence.write_text(licence.read_text(encoding="utf-8") + "\n// dựng lại theo trí nhớ\n", encoding="utf-8")
    assert catalogue.check_path(folder) == []
    licence.write_text(licence.read_text(encoding="utf-8") + "\nTheo trí nhớ.\n", encoding="utf-8")
    assert [(fault.place, fault.code) for _folder, fault in catalogue.check_path(folder)] == [
        ("licence.typ", "drafters_words")
    ]


def test_the_ministrys_own_files_are_clean_and_a_word_in_them_is_found(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert ministry.ministry_drafting_faults(MINISTRY) == []
    assert main(["procedures", "check"]) == 0, capsys.readouterr().out
    folder = Path(copytree(MINISTRY, tmp_path / "ministry"))
    units = folder / "units.yaml"
    units.write_text(
        units.read_text(encoding="utf-8").replace("Vụ Pháp chế", "Vụ Pháp chế (theo trí nhớ)"), encoding="utf-8"
    )
    assert {fault.code for fault in ministry.ministry_drafting_faults(folder)} == {"drafters_words"}


@pytest.mark.django_db
def test_a_ministry_with_drafters_words_is_not_loaded(tmp_path: Path) -> None:
    folder = Path(copytree(MINISTRY, tmp_path / "ministry"))
    units = folder / "units.yaml"
    units.write_text(
        units.read_text(encoding="utf-8").replace("Vụ Pháp chế", "Vụ Pháp chế (theo trí nhớ)"), encoding="utf-8"
    )
    with pytest.raises(Invalid):
        ministry.load_ministry(folder)
    assert ministry.unit("PC").name.vi == "Vụ Pháp chế"


def notes_of(folder: Path) -> list[str]:
    bundle = bundle_in(folder)
    notes = [text for _place, text in catalogue.editor_notes(bundle)] + list(bundle.source.confidence)
    return [spoken for text in notes for spoken in (text.vi, text.en or "")]


@pytest.mark.django_db
@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
@pytest.mark.parametrize("language", ["vi", "en"])
def test_editor_notes_are_on_the_operators_page_and_on_no_public_one(
    client: Client, folder: Path, language: str
) -> None:
    bundle, notes = bundle_in(folder), notes_of(folder)
    assert notes
    version = catalogue.current(bundle.code, bundle.case)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    public = (
        valid(client.get(f"/procedures/{bundle.code}/{bundle.case}/")).replace("&quot;", '"').replace("&#x27;", "'")
    )
    assert not [note for note in notes if note in public]
    assert version.content_hash not in public
    operator = official("vanhanh", Role.OPERATOR, "CNTT")
    operator.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    page = valid(operator.get("/operator/procedures/")).replace("&quot;", '"').replace("&#x27;", "'")
    assert all(note in page for note in notes[0 if language == "vi" else 1 :: 2])
    places = [place for place, _text in catalogue.editor_notes(bundle) if "." in place]
    assert places and not [place for place in places if f">{place}<" in page]
    assert version.content_hash in page


def test_a_place_is_called_as_pages_call_it() -> None:
    bundle = bundle_in(WATER)
    places = {
        "components.so_do": [bundle.components[-1].name.vi],
        "process.documents.licence.content": ["Giấy phép khai thác nước dưới đất"],
        "": [],
        "form.no_such": [bundle.form.name.vi],
    }
    assert {place: [one.vi for one in catalogue.names_at(bundle, place)] for place in places} == places
    table = next(field for field in bundle.form.fields() if field.id == "gieng")
    place = next(place for place, text in texts(bundle) if text == table.label)
    assert [one.vi for one in catalogue.names_at(bundle, place.removesuffix(".label"))][-1] == table.label.vi
