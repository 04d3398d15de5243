"""An applicant's list says of each date what it is the end of."""

from datetime import timedelta

from dvctt.casework import api as casework
from dvctt.kernel import clock
from tests.fixtures_casework import World
from tests.web.test_applicant_dossier import asked
from tests.web.walking import address, browser, valid


def test_the_date_of_a_dossier_not_yet_accepted_is_that_of_the_answer_on_reception(water: World) -> None:
    dossier, applicant = water.submitted(), water.people["applicant"]
    clocks = water.people["desk"], dossier
    for step in ("reception", "processing"):
        (running,) = [one for one in casework.dossier_page(*clocks).clocks if one.state == "running"]
        assert running.name == step
        # Once accepted it waits for the fee, and stands among what needs the applicant.
        for where in ("/me/", "/me/dossiers/") if step == "reception" else ("/me/dossiers/",):
            text = valid(browser(applicant).get(where))
            assert f'<span class="sub">{running.label.vi}</span>' in text and "Hẹn trả kết quả" not in text
        if step == "reception":
            water.act("desk", dossier, "accept")


def test_no_day_of_the_result_is_told_while_the_applicant_is_to_answer(surveying: World) -> None:
    moves = "Ngày trả kết quả lùi theo số ngày Quý vị trả lời"
    client, dossier = browser(surveying.people["applicant"]), surveying.submitted()
    items = [{"kind": "field", "target": "website", "wrong": "Không mở được."}]
    by = (clock.today() + timedelta(days=40)).isoformat()
    assert moves not in valid(client.get(address(dossier)))
    request = {"reason": "Cần làm rõ.", "answer_by": by, "items": items}
    surveying.act("desk", dossier, "request_amendment_at_reception", request)
    page = casework.dossier_page(surveying.people["applicant"], dossier)
    assert page.provisional_due is None and page.code
    due = valid(client.get(address(dossier))).partition("Dự kiến trả kết quả</span>")[2].partition("</div>")[0]
    assert moves in due and "<time" not in due
    looked_up = client.post("/look-up/", {"code": page.code, "digits": "1234"})
    assert "Dự kiến trả kết quả" not in valid(looked_up)
    accepted = valid(client.get(address(asked(surveying))))
    assert moves in accepted and "Dự kiến trả kết quả" not in accepted
