"""Finding procedures as people ask for them: half sentences, without accents, mistyped, by number."""

from datetime import date

import pytest
from django.db import connection
from django.test import Client

from dvctt.catalogue import api as catalogue
from dvctt.catalogue import finding, models, words
from dvctt.catalogue.bundle import Bundle
from dvctt.kernel import clock
from tests.catalogue.test_check import source
from tests.counting import Statements
from tests.web.accounts_pages import valid

pytestmark = pytest.mark.django_db
WATER, SURVEYING = "1.000070", "1.000082"
BOTH = {WATER, SURVEYING}


def found(text: str) -> list[str]:
    return [version.bundle.code for version in catalogue.find(text).versions]


# What people typed, and what stands first; the others of a set may follow.
QUERIES: dict[str, str] = {
    "xin giấy phép khai thác nước": WATER,
    "thủ tục khai thác nước": WATER,
    "thủ tục cấp giấy phép khai thác nước dưới đất": WATER,
    "làm giấy phép khai thác nước ngầm": WATER,
    "hồ sơ xin cấp phép nước dưới đất": WATER,
    "tài nguyên nước": WATER,
    "TAI NGUYEN NUOC": WATER,
    "nước ngầm": WATER,
    "nuoc ngam": WATER,
    "nước": WATER,
    "nuoc": WATER,
    "giếng khoan": WATER,
    "khoan giếng": WATER,
    "gieng": WATER,
    "giếng": WATER,
    "báo cáo hiện trạng": WATER,
    "báo cáo hiện trạng khai thác": WATER,
    "lấy ý kiến cộng đồng": WATER,
    "1000070": WATER,
    "1.000070": WATER,
    "000070": WATER,
    "5000 m3": WATER,
    "5.000 m3": WATER,
    "5.000 m³/ngày đêm": WATER,
    "5000m3": WATER,
    "54/2024/NĐ-CP": WATER,
    "nghị định 54/2024": WATER,
    "luật tài nguyên nước": WATER,
    "Cục Quản lý tài nguyên nước": WATER,
    "groundwater": WATER,
    "giây phép khai thác nước": WATER,
    "trắc địa": SURVEYING,
    "trac dia": SURVEYING,
    "đo đạc": SURVEYING,
    "ÐO ĐẠC": SURVEYING,
    "do dac": SURVEYING,
    "đo đạc bản đồ": SURVEYING,
    "đo đạc và bản đồ": SURVEYING,
    "(bản đồ)": SURVEYING,
    '"bản đồ"': SURVEYING,
    "bản-đồ": SURVEYING,
    "giấy phép, bản đồ": SURVEYING,
    "flycam": SURVEYING,
    "viễn thám": SURVEYING,
    "địa chính": SURVEYING,
    "chứng chỉ hành nghề": SURVEYING,
    "1.000082.": SURVEYING,
    "1000082": SURVEYING,
    "1.000082.000.00.00.G13": SURVEYING,
    "1.000070.000.00.00.H18": WATER,
    "Mã TTHC: 1.000082": SURVEYING,
    "mã thủ tục 1.000070 (cấp bộ)": WATER,
    "nuwowcs ngaamf": WATER,
    "giaays phesp khai thasc nuwowsc": WATER,
    "ddo ddajc": SURVEYING,
    "nu7o7c1 nga62m": WATER,
    "d9o d9a5c": SURVEYING,
    "27/2019/NĐ-CP": SURVEYING,
    "surveying licence": SURVEYING,
    "Cục Đo đạc": SURVEYING,
    "\u200bđo\u00ad đạc": SURVEYING,
}


@pytest.mark.parametrize(("text", "first"), QUERIES.items())
def test_what_people_type_finds_what_they_mean(text: str, first: str) -> None:
    assert found(text)[:1] == [first]


# What was mistyped, what is offered first, and the procedure that the offer leads to.
MISTYPED: dict[str, tuple[str, str]] = {
    "đo đạt": ("đo đạc", SURVEYING),
    "do dat": ("đo đạc", SURVEYING),
    "Đo Đạt": ("đo đạc", SURVEYING),
    "thủ tục đo đạt": ("đo đạc", SURVEYING),
    "dodac": ("đo đạc", SURVEYING),
    "đo đạt bản đồ": ("đo đạc bản đồ", SURVEYING),
    "trắc dịa": ("trắc địa", SURVEYING),
    "trac dja": ("trắc địa", SURVEYING),
    "flaycam": ("flycam", SURVEYING),
    "khia thac nuoc": ("khai thác nước", WATER),
    "khai thắc nứoc": ("khai thác nước", WATER),
    "giến khoan": ("giếng khoan", WATER),
    "nước nghầm": ("nước ngầm", WATER),
    "nước dướt đất": ("nước dưới đất", WATER),
    "surveing": ("surveying", SURVEYING),
    "khoan giếng nước ngầm cho nhà máy bia": ("khoan giếng", WATER),
}


@pytest.mark.parametrize("text", MISTYPED)
def test_what_is_mistyped_is_not_misled_and_the_offer_leads_there(text: str) -> None:
    term, code = MISTYPED[text]
    finds = catalogue.find(text)
    assert [version.bundle.code for version in finds.versions] in ([], [code])
    if not finds.versions:
        assert term in finds.guesses, finds.guesses
        assert found(finds.guesses[0])[:1] == [code]
        assert found(term)[:1] == [code]


@pytest.mark.parametrize("text", ["đo đạt", "do dat", "ĐO ĐẠT", "đo đạt đất", "xin giấy phép đo đạt"])
def test_a_misspelt_survey_never_leads_to_groundwater(client: Client, text: str) -> None:
    page = valid(client.get("/procedures/", {"q": text}))
    assert "/procedures/1.000070/" not in page
    assert all(WATER not in found(term) for term in catalogue.find(text).guesses)


@pytest.mark.parametrize("text", ["sổ đỏ", "làm sổ đỏ", "SỔ ĐỎ", "xin cấp sổ đỏ", "vị trị", "hộ khẩu"])
def test_words_with_all_their_accents_find_no_others_among_papers(client: Client, text: str) -> None:
    assert found(text) == []
    assert not {"đo vẽ", "đo đạc", "bản đồ", "hải đồ"} & set(catalogue.find(text).guesses)
    assert "data-nothing-found" in valid(client.get("/procedures/", {"q": text}))


@pytest.mark.parametrize("text", ["", "  ", "thủ tục", "xin cấp hồ sơ", "giấy phép", "...", "m"])
def test_words_that_say_nothing_narrow_nothing(text: str) -> None:
    assert set(found(text)) == (BOTH if text != "m" else set())


@pytest.mark.parametrize(
    "text", ["zzzzqqqq", "hộ chiếu phổ thông", "' & | ! ( ) : * <->", "a" * 5000, "\\' 'x", "nước:*"]
)
def test_anything_may_be_typed(text: str) -> None:
    finds = catalogue.find(text)
    assert finds.total == len(finds.versions)
    assert finds.pages == 1


def test_whole_syllables_count_and_not_pieces() -> None:
    assert found("nướ") == []
    assert found("dia chin") == []
    assert words.words("(Bản-đồ), 1.000082. 12,5 m³ Ðo") == [
        words.Word("bản", "ban"), words.Word("đồ", "do"), words.Word("1000082", "1000082"), words.Word("125", "125"),
        words.Word("m3", "m3"), words.Word("đo", "do"),
    ]  # fmt: skip


def variant(number: int, **texts: str) -> Bundle:
    """Another procedure whose texts say nothing but what is given."""
    data = source()
    blank = {"vi": "Việc khác", "en": "Other business"}
    data |= {
        "code": f"1.{900000 + number:06d}",
        "keywords": {"vi": [], "en": []},
        "name": dict(blank),
        "case_name": dict(blank),
    }
    data["texts"] |= {"summary": dict(blank), "result": dict(blank)}
    data["components"] = [
        data["components"][0] | {"name": dict(blank), "law_name": None, "form_number": None, "note": None}
    ]
    data["alternatives"], data["checks"] = [], []
    data["legal_basis"] = [{"number": "1/2020/QH14", "name": dict(blank)}]
    for place, text in texts.items():
        spoken = {"vi": text, "en": text}
        match place:
            case "name" | "case_name":
                data[place] = spoken
            case "keywords":
                data["keywords"] = {"vi": [text]}
            case "summary":
                data["texts"]["summary"] = spoken
            case "papers":
                data["components"][0]["name"] = spoken
    return Bundle.model_validate(data)


def published(bundle: Bundle, units: tuple[str, str, str] = ("MOTCUA", "TNN-CP", "LDB")) -> models.Version:
    procedure = models.Procedure.objects.create(code=bundle.code, case=bundle.case, sector=bundle.sector)
    row = models.Version.objects.create(
        procedure=procedure, number=1, bundle=bundle.model_dump_json(by_alias=True), in_force=date(2026, 2, 1),
        content_hash=f"{int(bundle.code.replace('.', '')):064x}", published_at=clock.now(),
        receiving=units[0], appraising=units[1], deciding=units[2],
    )  # fmt: skip
    finding.index(row, bundle)
    return row


def test_the_order_is_name_keywords_summary_papers() -> None:
    places = ("papers", "summary", "keywords", "name")
    for number, place in enumerate(places):
        published(variant(number, **{place: "Quan trắc lún mặt nền"}))
    assert found("quan trắc lún") == ["1.900003", "1.900002", "1.900001", "1.900000"]


def test_a_field_counts_more_than_an_agency_and_an_agency_more_than_a_summary() -> None:
    bundle = variant(1, summary="Về tài nguyên nước ở hạ lưu")
    published(bundle.model_copy(update={"sector": "sea", "units": bundle.units.model_copy(
        update={"receiving": "DDBD-MC", "appraising": "DDBD-QL", "deciding": "DDBD"})}))  # fmt: skip
    published(variant(2).model_copy(update={"sector": "sea"}))
    published(variant(3).model_copy(update={"units": bundle.units.model_copy(
        update={"receiving": "DDBD-MC", "appraising": "DDBD-QL", "deciding": "DDBD"})}))  # fmt: skip
    assert found("tài nguyên nước")[1:] == ["1.900003", "1.900002", "1.900001"]


def test_pages_of_many_procedures_cost_few_statements(client: Client) -> None:
    for number in range(60):
        published(variant(number, name=f"Cấp phép quan trắc số {number}"))
    with Statements() as asked:
        finds = catalogue.find("xin cấp phép quan trắc", page=2)
    assert (finds.total, finds.page, finds.pages, len(finds.versions)) == (60, 2, 3, 20)
    assert len(asked) <= 3
    with Statements() as asked:
        page = valid(client.get("/procedures/", {"q": "quan trắc", "page": "3"}))
    assert len(asked) <= 8
    assert 'rel="prev"' in page
    assert 'rel="next"' not in page
    with Statements() as asked:
        valid(client.get("/procedures/", {"q": "quan trắt lún"}))
    assert len(asked) <= 9
    assert catalogue.find("quan trắc", page=99).page == 3


COPIES = """
WITH copies AS (SELECT counted, gen_random_uuid() AS procedure, gen_random_uuid() AS version
    FROM generate_series(1, 500) AS counted),
  procedures AS (INSERT INTO catalogue_procedure SELECT (jsonb_populate_record(p, jsonb_build_object(
      'id', procedure, 'code', '2.' || (900000 + counted)))).* FROM catalogue_procedure p, copies WHERE p.id = %s),
  versions AS (INSERT INTO catalogue_version SELECT (jsonb_populate_record(v, jsonb_build_object(
      'id', version, 'procedure_id', procedure, 'content_hash', lpad(counted::text, 64, '0')))).*
    FROM catalogue_version v, copies WHERE v.id = %s)
INSERT INTO catalogue_searchentry SELECT (jsonb_populate_record(e, jsonb_build_object('version_id', version))).*
  FROM catalogue_searchentry e, copies WHERE e.version_id = %s
"""


def test_five_hundred_procedures_cost_the_statements_of_one(client: Client) -> None:
    row = published(variant(1, name="Cấp phép quan trắc lún"))
    asked = {}
    for total in (1, 501):
        with Statements() as asked[total]:
            finds = catalogue.find("xin cấp phép quan trắc lún")
        assert (finds.total, len(finds.versions)) == (total, min(total, finding.PAGE))
        if total == 1:
            with connection.cursor() as cursor:
                cursor.execute(COPIES, [row.procedure_id, row.pk, row.pk])
    assert len(asked[501]) == len(asked[1]) <= 3
    with Statements() as page:
        valid(client.get("/procedures/", {"q": "quan trắc lún", "page": "20"}))
    assert len(page) <= 8


def test_a_guess_far_from_what_was_typed_is_asked_and_not_shown(client: Client) -> None:
    page = valid(client.get("/procedures/", {"q": "cap lai so do"}))
    assert "data-nothing-found" in page and "data-instead" not in page and "/procedures/1.000082/" not in page


def test_an_empty_result_offers_terms_fields_and_all_procedures(client: Client) -> None:
    shown = valid(client.get("/procedures/", {"q": "đo đạt"}))
    assert "data-instead" in shown and "/procedures/1.000082/" in shown and "exact=1" in shown
    page = valid(client.get("/procedures/", {"q": "đo đạt", "exact": "1"}))
    assert "data-guesses" in page and "data-instead" not in page
    assert "?q=%C4%91o%20%C4%91%E1%BA%A1c" in page
    for link in ("?sector=water", "?sector=surveying"):
        assert link in page
    assert "data-nothing-found" not in valid(client.get("/procedures/", {"q": "đo đạc"}))


def test_a_changed_name_of_an_agency_is_found_after_a_load() -> None:
    models.SearchEntry.objects.all().delete()
    assert found("đo đạc") == []
    catalogue.reindex(everything=False)
    assert found("đo đạc") == [SURVEYING]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("nuwowcs", "nuoc"), ("DDaats", "dat"), ("Traawsc dija", "trac dia"), ("nu7o7c1 nga62m", "nuoc ngam"),
        ("d9o", "do"), ("nước", ""), ("nuoc ngam", ""), ("5000 m3", ""), ("sổ ddor", ""), ("xa suw", "xa su"), ("", ""),
    ],
)  # fmt: skip
def test_keys_for_accents_are_taken_out_of_what_has_none(typed: str, meant: str) -> None:
    assert words.retyped(typed) == meant
