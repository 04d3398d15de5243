"""The officers' queue: whose turn, how pressing, and taking or giving out from the list."""

import re
from datetime import timedelta
from itertools import product
from typing import Any
from urllib.parse import quote, quote_plus
from uuid import UUID

import pytest

from dvctt.casework import api as casework
from dvctt.casework.models import Dossier
from dvctt.kernel import clock
from tests.casework.test_contents import LESS
from tests.counting import Statements
from tests.fixtures_casework import OFFICERS, OWNERS, World, make_officer
from tests.web.officers import officer_browser
from tests.web.walking import MOST_QUERIES, hidden, valid


def copies(dossier: UUID, number: int) -> None:
    """More dossiers like this one, for volume."""
    row = Dossier.objects.get(pk=dossier)
    code = row.code
    for one in range(number):
        row.pk, row.code = None, f"{code}-{one:04d}"
        row.id = Dossier._meta.pk.get_default()
        row.save(force_insert=True)


def marks(text: str) -> list[str]:
    return re.findall(r'name="chosen" value="([^"]+)"', text)


def shown(world: World, who: str, query: str = "") -> str:
    return valid(officer_browser(world.people[who]).get(f"/officer/{query}"))


def test_a_dossier_waits_for_whose_turn_it_is(surveying: World) -> None:
    dossier = surveying.submitted()
    code = Dossier.objects.get(pk=dossier).code
    assert code is not None
    turns: list[tuple[str, str, dict[str, str]]] = [
        ("accept", "desk", {}),
        ("take", "appraiser", {}),
        ("appraise", "appraiser", {"report": "Đủ.", "proposal": "grant"}),
        ("recommend_grant", "head", {"opinion": "Đồng ý."}),
        ("approve", "competent", {}),
        ("number_and_seal", "clerk", {}),
    ]
    for action, who, payload in turns:
        for person in OFFICERS["1.000082"]:
            waits = code in shown(surveying, person, "?tab=to_do")
            expected = person == who or (person == "head" and action == "take")
            assert waits == expected, (action, person)
        surveying.act(who, dossier, action, payload)


def test_another_agency_sees_nothing(surveying: World, water: World) -> None:
    code = Dossier.objects.get(pk=surveying.submitted()).code
    for tab in casework.TABS:
        assert str(code) not in shown(water, "desk", f"?tab={tab}")
    assert officer_browser(water.people["desk"]).get("/officer/?tab=none").status_code == 404
    assert officer_browser(water.people["desk"]).get("/officer/?tab=all&sort=none").status_code == 404


def test_another_agency_that_searches_by_name_is_told_what_an_absent_name_is_told(
    surveying: World, water: World
) -> None:
    surveying.in_appraisal()
    mine, theirs = OWNERS["1.000070"][0], OWNERS["1.000082"][0]
    water.submitted()
    assert mine in shown(water, "desk", f"?tab=unit&q={quote(mine)}")
    for who, tab in product(("desk", "head"), casework.TABS):
        found, absent = (
            shown(water, who, f"?tab={tab}&q={quote(one)}") for one in (theirs, "Công ty TNHH Không Có Ai")
        )
        assert alike(found, theirs) == alike(absent, "Công ty TNHH Không Có Ai"), (who, tab)


def alike(page: str, words: str) -> str:
    """A page without the words that were searched for, nor what is new in every answer."""
    for said in (words, quote(words), quote_plus(words)):
        page = page.replace(said, "…")
    return re.sub(r'name="(?:csrfmiddlewaretoken|key)" value="[^"]*"', "", re.sub(r"X-CSRFToken[^}]*", "", page))


@pytest.mark.parametrize("number", [0, 90])
def test_queue_asks_the_database_no_more_when_it_grows(surveying: World, number: int) -> None:
    copies(surveying.submitted(), number)
    client = officer_browser(surveying.people["desk"])
    client.get("/officer/")
    for tab in casework.TABS:
        with Statements() as queries:
            assert client.get(f"/officer/?tab={tab}&q=trac dia").status_code == 200
        assert len(queries) <= MOST_QUERIES, tab


def test_paging_by_key_shows_every_dossier_once(surveying: World) -> None:
    copies(surveying.submitted(), 90)
    client, seen, url = officer_browser(surveying.people["desk"]), [], "/officer/?tab=unit"
    while url:
        text = client.get(url).content.decode()
        seen += marks(text)
        after = re.search(r'href="([^"]+)" rel="next"', text)
        url = after[1].replace("&amp;", "&") if after else ""
    assert len(seen) == len(set(seen)) == 91


def test_search_takes_names_without_accents_and_parts_of_codes(surveying: World) -> None:
    code = str(Dossier.objects.get(pk=surveying.submitted()).code)
    for text, found in (("trac dia sao khue", True), ("Trắc địa", True), (code[-8:], True), ("không có", False)):
        assert (code in shown(surveying, "desk", f"?tab=unit&q={text}")) == found, text
    assert code in shown(surveying, "desk", "?tab=unit&procedure=1.000082")
    assert "Không có hồ sơ nào khớp" in shown(surveying, "desk", "?tab=unit&procedure=1.000070")


def test_overdue_has_a_word_and_is_counted(surveying: World) -> None:
    dossier = surveying.submitted()
    with clock.travel(clock.now() + timedelta(days=9)):
        text = shown(surveying, "desk", "?tab=overdue")
    assert str(Dossier.objects.get(pk=dossier).code) in text
    assert re.search(r"quá hạn \d ngày làm việc", text)


def assign(world: World, who: str, text: str, **fields: Any) -> str:
    client = officer_browser(world.people[who])
    sent = {"key": re.search(r'name="key" value="([^"]+)"', text)[1], "next": "/officer/?tab=mine", **fields}  # type: ignore[index]
    answer = client.post("/officer/assign/", sent)
    assert answer.status_code == 303
    return valid(client.get(answer.headers["Location"]))


def test_taking_several_tells_the_result_of_each(surveying: World) -> None:
    first, second = surveying.submitted(), surveying.submitted()
    text = shown(surveying, "desk", "?tab=unassigned")
    colleague = make_officer("Vũ Lan", *OFFICERS["1.000082"]["desk"])
    surveying.people["colleague"] = colleague
    surveying.act("colleague", second, "take_at_reception")
    after = assign(surveying, "desk", text, chosen=marks(text), do="take")
    assert "đã nhận 1 hồ sơ" in after
    told = re.search(rf"{Dossier.objects.get(pk=second).code}: [^<]*", after)
    assert told and "Nhận việc (Vũ Lan" in told[0] and "do Vũ Lan xử lý" in told[0]
    assert str(Dossier.objects.get(pk=first).assignee_id) == surveying.people["desk"].id
    assert str(Dossier.objects.get(pk=second).assignee_id) == colleague.id


def test_giving_to_a_colleague_and_to_nobody(surveying: World) -> None:
    dossier = surveying.submitted()
    colleague = make_officer("Vũ Lan", *OFFICERS["1.000082"]["desk"])
    text = shown(surveying, "desk", "?tab=unit")
    assert "Vũ Lan" in text
    other = surveying.submitted()
    text = shown(surveying, "desk", "?tab=unit")
    wanted = next(mark for mark in marks(text) if str(dossier) in mark)
    forgot = assign(surveying, "desk", text, chosen=[wanted], do="give", next="/officer/?tab=unit")
    assert "Chưa chọn người được giao" in forgot
    # What was ticked is still ticked, and the other dossier is not.
    assert [mark.partition(":")[0] for mark in re.findall(r'value="([^"]+)" checked', forgot)] == [str(dossier)]
    nothing = assign(surveying, "desk", text, do="give", assignee=colleague.id, next="/officer/?tab=unit")
    assert "Chưa chọn hồ sơ nào" in nothing and f'<option value="{colleague.id}" selected>' in nothing
    assert str(other) in nothing and " checked" not in nothing
    given = assign(surveying, "desk", text, chosen=[wanted], do="give", assignee=colleague.id)
    assert "Đã giao 1 hồ sơ cho Vũ Lan." in given
    assert str(Dossier.objects.get(pk=dossier).assignee_id) == colleague.id


def test_row_button_takes_one_and_a_second_press_changes_nothing(surveying: World) -> None:
    dossier = surveying.submitted()
    text = shown(surveying, "desk", "?tab=unit")
    for _press in range(2):
        after = assign(surveying, "desk", text, only=marks(text)[0])
        assert "đã nhận 1 hồ sơ" in after
    assert Dossier.objects.get(pk=dossier).revision == 2


def test_forged_row_is_absent(surveying: World) -> None:
    client = officer_browser(surveying.people["desk"])
    assert client.post("/officer/assign/", {"only": "x:1:take", "key": "k"}).status_code == 404


def test_key_hidden_in_the_page_is_new_each_time(surveying: World) -> None:
    surveying.submitted()
    client = officer_browser(surveying.people["desk"])
    pages = [client.get("/officer/") for _ in range(2)]
    assert hidden(pages[0], "key") != hidden(pages[1], "key")


def test_how_a_dossier_ended_is_said_to_officers(surveying: World) -> None:
    dossier = surveying.submitted()
    surveying.act("applicant", dossier, "withdraw", {"reason": "Nộp nhầm."})
    text = shown(surveying, "desk", "?tab=closed")
    assert "Người nộp rút hồ sơ" in text and "Quý vị" not in text
    assert "Người nộp rút hồ sơ" not in shown(surveying, "desk", "?tab=unit")


def test_a_page_that_refuses_an_act_leads_to_the_dossier(surveying: World) -> None:
    dossier = surveying.submitted()
    surveying.act("desk", dossier, "accept")
    refused = officer_browser(surveying.people["desk"]).get(f"/officer/dossiers/{dossier}/act/accept/")
    assert refused.status_code == 409 and f'href="/officer/dossiers/{dossier}/"' in valid(refused)


def test_a_decided_dossier_is_told_by_what_was_decided_and_found_by_both(water: World) -> None:
    dossier = water.in_appraisal()
    assert "8.000 m³/ngày đêm" in Dossier.objects.get(pk=dossier).subject
    less = {**LESS, "gieng": [{**well, "luu_luong": "3050"} for well in water.answers["values"]["gieng"][:2]]}
    water.act("appraiser", dossier, "appraise", {"report": "Đủ.", "proposal": "grant", **less})
    water.act("head", dossier, "recommend_grant", {"opinion": "Đồng ý."})
    assert "8.000 m³/ngày đêm" in Dossier.objects.get(pk=dossier).subject
    water.act("competent", dossier, "approve")
    row = Dossier.objects.get(pk=dossier)
    assert "6.100 m³/ngày đêm" in row.subject and "2 giếng" in row.subject and "8.000" not in row.subject
    for flow in ("6.100", "8.000"):
        assert str(row.code) in shown(water, "head", f"?tab=all&q={flow}")
