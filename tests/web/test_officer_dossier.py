"""The workspace: complete, within its queries, closed to others, and every look recorded."""

from datetime import timedelta
from uuid import UUID, uuid4

from dvctt.casework import api as casework
from dvctt.documents import api as documents
from dvctt.journal import api as journal
from dvctt.kernel import Ref, clock
from dvctt.web.ui.template_tags import NO_BREAK, mail, unbroken
from tests.counting import Statements
from tests.fixtures_casework import World
from tests.web.officers import officer_browser, place
from tests.web.walking import MOST_QUERIES, valid


def ask_to_amend(world: World, dossier: UUID, days: int = 20) -> None:
    """An amendment request of one item, to be answered within so many days."""
    items = [{"kind": "field", "target": "ten", "wrong": "Khác giấy chứng nhận."}]
    by = f"{clock.today() + timedelta(days=days):%d/%m/%Y}"
    request = {"reason": "Chưa rõ.", "answer_by": by, "items": items}
    world.act("appraiser", dossier, "request_amendment", request)


def test_workspace_shows_data_papers_document_and_acts(surveying: World) -> None:
    surveying.words_declared = True
    dossier = surveying.submitted()
    client = officer_browser(surveying.people["desk"])
    text = valid(client.get(place(dossier)))
    for words in ("Thành phần hồ sơ", "Nội dung khai", "Trang 1/", "Tiếp nhận", "Từ chối tiếp nhận",
                  "Cách tính ngày này",
                  "Chữ ký trên tờ khai", "Trắc địa Sao Khuê", "Đủ thành phần hồ sơ"):  # fmt: skip
        assert words in text, words
    assert "<textPath" not in text
    assert "textLength" in text


def test_each_look_is_recorded_outside_the_chain(surveying: World) -> None:
    dossier = surveying.submitted()
    ref = Ref("dossier", str(dossier))
    before = len(journal.entries(ref))
    officer_browser(surveying.people["desk"]).get(place(dossier))
    look = journal.looks(ref)[0]
    assert (look.actor_id, look.purpose) == (surveying.people["desk"].id, "processing")
    assert len(journal.entries(ref)) == before


def test_pages_of_a_dossier_stay_within_their_queries(surveying: World) -> None:
    dossier = surveying.in_appraisal()
    ask_to_amend(surveying, dossier)
    client = officer_browser(surveying.people["appraiser"])
    client.get(place(dossier))
    for rest in ("", "clock/", "course/", "act/cancel_amendment/"):
        with Statements() as queries:
            assert client.get(place(dossier, rest)).status_code == 200, rest
        assert len(queries) <= MOST_QUERIES, (rest, len(queries), [one["sql"][:120] for one in queries])


def test_strangers_find_nothing(surveying: World, water: World) -> None:
    dossier = surveying.submitted()
    for actor in (water.people["desk"], surveying.people["appraiser"]):
        client = officer_browser(actor)
        for rest in ("", "clock/", "course/", "waiting/?seen=1", "act/accept/", f"documents/{uuid4()}/"):
            assert client.get(place(dossier, rest)).status_code == 404, rest


def test_viewer_opens_only_documents_of_this_dossier(surveying: World) -> None:
    first, second = surveying.submitted(), surveying.submitted()
    client = officer_browser(surveying.people["desk"])
    own = next(one for one in documents.documents(Ref("dossier", str(first))) if one.kind == "attachment")
    assert own.name in valid(client.get(place(first, f"documents/{own.id}/")))
    assert client.get(place(second, f"documents/{own.id}/")).status_code == 404


def test_clock_page_explains_every_step(surveying: World) -> None:
    dossier = surveying.in_appraisal()
    text = valid(officer_browser(surveying.people["appraiser"]).get(place(dossier, "clock/")))
    for words in ("Giải quyết hồ sơ", "Trả lời về việc tiếp nhận", "Thẩm định: 5 ngày làm việc", "Nghị định 27/2019"):
        assert words in text


def test_a_longer_time_to_answer_is_explained_in_words(surveying: World) -> None:
    dossier = surveying.in_appraisal()
    ask_to_amend(surveying, dossier, days=45)
    text = valid(officer_browser(surveying.people["appraiser"]).get(place(dossier, "clock/")))
    assert "theo hạn trả lời ghi trong yêu cầu bổ sung" in text and "answer_by" not in text


def test_course_is_a_sheet_to_print(surveying: World) -> None:
    dossier = surveying.in_appraisal()
    text = valid(officer_browser(surveying.people["head"]).get(place(dossier, "course/")))
    assert "Phiếu theo dõi quá trình xử lý hồ sơ" in text
    assert text.index("Nộp hồ sơ</td>") < text.index("Nhận thẩm định</td>")


def test_old_stands_beside_new_and_the_limit_of_the_applicant_counts_calendar_days(surveying: World) -> None:
    dossier = surveying.in_appraisal()
    ask_to_amend(surveying, dossier)
    text = valid(officer_browser(surveying.people["appraiser"]).get(place(dossier)))
    assert "Yêu cầu bổ sung lần 1" in text
    assert "Chờ trả lời" in text
    assert "đang tạm dừng" in text
    clocks = casework.dossier_page(surveying.people["appraiser"], dossier).clocks
    ends = next(one.due for one in clocks if one.whose == "applicant" and one.due)
    assert f"hạn bổ sung, còn {(ends.astimezone(clock.HANOI).date() - clock.today()).days} ngày<" in text


def test_a_figure_stands_on_one_line_with_its_unit() -> None:
    for said, drawn in (
        ("5.421 m³/ngày đêm", "5.421~m³/ngày~đêm"), ("10 years", "10~years"), ("2,799.5 m³ a day", "2,799.5~m³~a~day"),
        ("X = 2.305.101 m; Y = 567.942 m (VN-2000)", "X~=~2.305.101~m; Y~=~567.942~m (VN-2000)"),
        ("Số 221 Nguyễn Trãi, Xã Đông", "Số 221 Nguyễn Trãi, Xã Đông"), (None, ""),
    ):  # fmt: skip
        assert unbroken(said) == drawn.replace("~", NO_BREAK)


def test_an_address_of_mail_breaks_behind_its_marks_only() -> None:
    assert mail("van.thu@nuoc.example") == "van.<wbr>thu@<wbr>nuoc.<wbr>example"
    assert mail("<b>@x.vn") == "&lt;b&gt;@<wbr>x.<wbr>vn"
    assert (mail("Không có"), mail(None)) == ("Không có", "")


def test_a_long_opinion_begins_with_whole_sentences(water: World) -> None:
    dossier = water.in_appraisal()
    report = "Hồ sơ đầy đủ theo quy định. Số liệu phù hợp với giấy tờ kèm theo. " + "Nhận xét về từng giếng, " * 40
    water.act("appraiser", dossier, "appraise", {"report": report, "proposal": "grant"})
    text = valid(officer_browser(water.people["head"]).get(place(dossier)))
    assert "Số liệu phù hợp với giấy tờ kèm theo. …</summary>" in text
