"""The list as officers use it: found again after every act, refused words told at their field, and what is late."""

import re
from datetime import timedelta
from html import unescape
from urllib.parse import quote, urlencode

import pytest
from django.test import Client

from dvctt.casework import api as casework
from dvctt.casework.models import Dossier
from dvctt.kernel import clock
from dvctt.ministry import api as ministry
from tests.casework.test_finding import ask_amendment, before
from tests.counting import Statements
from tests.fixtures_casework import CONFIRMED, OWNERS, World
from tests.web.officers import officer_browser, place
from tests.web.walking import MOST_QUERIES, browser, valid

SEARCH = {"tab": "unit", "q": "trac dia", "procedure": "1.000082", "sort": "submitted"}


def counted(text: str) -> dict[str, str]:
    """The numbers at the tabs."""
    return dict(re.findall(r'data-counter="(\w+)"[^>]*><span class="value">([^<]+)<', text))


def opened_from(text: str) -> list[str]:
    """Where the rows lead."""
    return [unescape(url) for url in re.findall(r'<a href="([^"]+)" title="[^"]*" data-open>', text)]


def up(client: Client, page: str) -> str:
    """Where the way back to the list ends."""
    links = re.findall(r'href="([^"]+)"[^>]* data-up', page)
    crumbs = re.search(r'class="crumbs".*?href="([^"]+)"', page, re.S)
    assert crumbs is not None and crumbs[1] in links
    return str(client.get(crumbs[1]).headers["Location"])


def test_search_tab_sort_and_page_survive_the_dossier_and_every_act(surveying: World) -> None:
    dossier = surveying.submitted()
    surveying.act("desk", dossier, "accept")
    client = officer_browser(surveying.people["appraiser"])
    wanted = f"/officer/?{urlencode(SEARCH)}"
    (row,) = opened_from(valid(client.get(wanted)))
    assert up(client, valid(client.get(row))) == wanted
    seen = Dossier.objects.get(pk=dossier).revision
    answer = client.post(place(dossier, "act/take/"), {"seen": seen, "key": "take"})
    assert answer.status_code == 303
    assert up(client, valid(client.get(answer.headers["Location"]))) == wanted
    for page in ("clock/", "who/", "sharing/"):
        text = valid(client.get(place(dossier, page)))
        crumb = re.search(r'class="crumbs".*?href="([^"]+)"', text, re.S)
        assert crumb is not None and client.get(crumb[1]).headers["Location"] == wanted, page


def test_the_page_of_the_list_is_found_again(surveying: World) -> None:
    for _number in range(2):
        surveying.submitted()
    client = officer_browser(surveying.people["desk"])
    first, _second = casework.queue(surveying.people["desk"], "all").rows
    wanted = f"/officer/?tab=all&after={quote(first.place)}"
    (row,) = opened_from(valid(client.get(wanted)))
    assert up(client, valid(client.get(row))) == wanted


def test_two_windows_keep_their_lists_apart(surveying: World) -> None:
    one, other = surveying.submitted(), surveying.submitted()
    client = officer_browser(surveying.people["desk"])
    client.get(place(one) + "?" + urlencode({"list": "tab=unit", "at": ""}))
    client.get(place(other) + "?" + urlencode({"list": "tab=all&q=sao", "at": ""}))
    assert client.get(place(one, "list/")).headers["Location"] == "/officer/?tab=unit"
    assert client.get(place(other, "list/")).headers["Location"] == "/officer/?tab=all&q=sao"


@pytest.mark.parametrize(
    "given",
    ["https://evil.example/", "//evil.example", "next=//evil.example", "tab=all&next=//evil.example", "%00"],
)
def test_the_way_back_leads_nowhere_else(surveying: World, given: str) -> None:
    dossier = surveying.submitted()
    client = officer_browser(surveying.people["desk"])
    assert client.get(place(dossier) + "?" + urlencode({"list": given, "at": "x" * 999})).status_code == 200
    back = client.get(place(dossier, "list/"))
    assert back.status_code == 302 and back.headers["Location"].startswith("/officer/")
    assert "evil" not in back.headers["Location"]
    assert client.get(place(dossier, "next/")).headers["Location"] == place(dossier)


def test_next_and_previous_follow_the_list(surveying: World) -> None:
    for _number in range(3):
        surveying.submitted()
    client = officer_browser(surveying.people["desk"])
    rows = opened_from(valid(client.get("/officer/?tab=unit")))
    bare = [row.split("?")[0] for row in rows]
    client.get(rows[0])
    onward = client.get(f"{bare[0]}next/").headers["Location"]
    assert onward == rows[1]
    client.get(onward)
    assert client.get(f"{bare[1]}previous/").headers["Location"] == rows[0]
    client.get(rows[2])
    assert client.get(f"{bare[2]}next/").headers["Location"] == bare[2]


def test_what_is_kept_of_lists_is_bounded(surveying: World) -> None:
    dossiers = [surveying.submitted() for _ in range(2)]
    client = officer_browser(surveying.people["desk"])
    session = client.session
    session["officer_lists"] = {f"{number}": ["tab=all", ""] for number in range(60)}
    session.save()
    for dossier in dossiers:
        client.get(place(dossier) + "?" + urlencode({"list": "tab=unit&q=" + "a" * 9000, "at": ""}))
    kept = client.session["officer_lists"]
    assert len(kept) <= 30 and all(len(query) < 400 for query, _place in kept.values())


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({"q": "?!…"}, "q"), ({"q": "a" * 250}, "q"), ({"q": "a " * 40}, "q"), ({"from": "32/13/2026"}, "f-from"),
        ({"due_to": "hôm qua"}, "f-due_to"), ({"from": "02/10/2026", "to": "01/10/2026"}, "f-to"),
        ({"status": "99"}, "f-status"), ({"status": "²"}, "f-status"),
    ],
)  # fmt: skip
def test_what_cannot_be_searched_is_said_at_its_field(surveying: World, query: dict[str, str], field: str) -> None:
    surveying.submitted()
    text = valid(officer_browser(surveying.people["desk"]).get(f"/officer/?{urlencode(query)}"))
    assert f'id="{field}-fault"' in text and text.count('class="fault"') == 1
    assert re.search(rf'id="{field}"[^>]*aria-invalid="true"', text)
    assert "data-open" not in text
    for name, value in query.items():
        if name != "status":
            assert f'value="{value.strip()}"' in text


@pytest.mark.parametrize("typed", ["19052018", "ngày 19 tháng 5 năm 2018", "2018-05-19T00:00", "19.5.18"])
def test_days_of_the_search_are_read_told_and_picked_as_in_any_form(surveying: World, typed: str) -> None:
    surveying.submitted()
    client = officer_browser(surveying.people["desk"])
    text = valid(client.get("/officer/", {"from": typed, "tab": "all"}))
    shown = re.findall(r'<input class="input w-date"[^>]*>', text)
    assert len(shown) == 4 and all('data-reads="date"' in one and "maxlength" not in one for one in shown)
    assert text.count("data-picker") == text.count("data-pick>") == 4
    assert f'value="{typed}"' in shown[0] and "= 19/05/2018" in text and len(opened_from(text)) == 1


def test_a_search_looks_everywhere_and_tabs_are_its_parts(surveying: World) -> None:
    mine, theirs = surveying.submitted(), surveying.submitted()
    surveying.act("desk", theirs, "accept")
    client = officer_browser(surveying.people["desk"])
    text = valid(client.get(f"/officer/?q={quote(OWNERS['1.000082'][0])}"))
    assert len(opened_from(text)) == 2
    numbers = counted(text)
    assert (numbers["all"], numbers["unit"], numbers["elsewhere"]) == ("2", "1", "1")
    here = re.search(r'href="([^"]+)" data-counter="elsewhere"', text)
    assert here is not None
    (row,) = opened_from(valid(client.get(unescape(here[1]))))
    assert str(theirs) in row and str(mine) not in row
    assert 'name="tab"' not in text


def test_a_row_tells_its_subject_and_until_when_the_applicant_is_waited_for(water: World) -> None:
    dossier = water.in_appraisal()
    items = [{"kind": "field", "target": "ten", "wrong": "Khác giấy chứng nhận."}]
    by = clock.today() + timedelta(days=20)
    water.act(
        "appraiser", dossier, "request_amendment", {"reason": "Chưa rõ.", "answer_by": f"{by:%d/%m/%Y}", "items": items}
    )
    row = Dossier.objects.get(pk=dossier)
    assert row.answer_due_at is not None and row.subject
    head = water.people["head"]
    with clock.travel(clock.now() + timedelta(days=3)):
        text = valid(officer_browser(head).get("/officer/?tab=applicant"))
    assert row.subject.split(" · ")[0] in unescape(text)
    assert f"{row.answer_due_at.astimezone(clock.HANOI):%d/%m/%Y}" in text and "đã chờ 3 ngày" in text
    # The dossier's own page has the same day first, and names the day that the officer wished for as that.
    page = valid(officer_browser(head).get(place(dossier)))
    dues = r'<span class="at"><time datetime="([^"]+)".*?<span class="left">(?:<svg.*?</svg>)?([^<]+)'
    first = re.findall(dues, page, re.S)[0]
    assert first[0][:10] == f"{row.answer_due_at.astimezone(clock.HANOI):%Y-%m-%d}" and "hạn bổ sung" in first[1]
    assert f"Ngày mong nhận trả lời, ghi trong yêu cầu: {by:%d/%m/%Y}" in page
    with clock.travel(row.answer_due_at + timedelta(hours=1)):
        assert "hết hạn bổ sung" in valid(officer_browser(head).get("/officer/?tab=applicant"))


def test_units_are_offered_that_hold_something_or_stand_above_one_that_does(water: World) -> None:
    held = Dossier.objects.get(pk=water.in_appraisal()).holder_unit
    client = officer_browser(water.people["desk"])
    above = [one.code for one in ministry.units() if held in ministry.covered(one.code)]
    whole = ministry.unit(ministry.agency_of(held).code)

    def offered(**asked: str) -> list[tuple[str, str]]:
        (select,) = re.findall(r'<select[^>]*name="unit".*?</select>', valid(client.get("/officer/", asked)), re.S)
        return [(code, unescape(name)) for code, name in re.findall(r'value="([^"]+)"[^>]*>([^<]*)<', select)]

    assert [code for code, _name in offered()] == above
    assert (whole.code, f"{whole.name.vi} và các đơn vị trực thuộc") in offered()
    assert [code for code, _name in offered(unit="CNTT")] == [
        one.code for one in ministry.units() if one.code in (*above, "CNTT")
    ]
    assert (f"own:{whole.code}", f"{whole.name.vi}, không kể đơn vị trực thuộc") in offered(unit=f"own:{whole.code}")
    assert len(opened_from(valid(client.get("/officer/", {"unit": whole.code, "tab": "all"})))) == 1


def test_who_leads_finds_what_is_late_from_the_first_page(water: World) -> None:
    dossier = water.in_appraisal()
    with clock.travel(clock.now() + timedelta(days=120)):
        for who in ("head", "competent"):
            client = officer_browser(water.people[who])
            text = valid(client.get("/officer/"))
            assert 'id="late"' in text and 'data-overdue="1"' in text, who
            urls = [unescape(url) for url in re.findall(r'<td class="numbers"><a href="([^"]+)"', text)]
            assert len(urls) == 2, who
            for url in urls:
                (row,) = opened_from(valid(client.get(url)))
                assert str(dossier) in row, who
        for narrowed in ("q=kh%C3%B4ng+ai", "procedure=1.000070", "due_from=01/01/2020"):
            assert 'id="late"' not in valid(officer_browser(water.people["head"]).get(f"/officer/?{narrowed}")), (
                narrowed
            )
        for who in ("desk", "appraiser", "clerk"):
            assert 'id="late"' not in valid(officer_browser(water.people[who]).get("/officer/")), who


@pytest.mark.parametrize("typed", ["01/12/2026", "1-12-2026", "ngày 1/12/2026"])
def test_a_day_among_the_words_leads_to_the_fields_of_days(water: World, typed: str) -> None:
    dossier = water.in_appraisal()
    client = officer_browser(water.people["head"])
    text = valid(client.get("/officer/", {"q": typed}))
    urls = [unescape(url) for url in re.findall(r'<a href="([^"]+)">Hồ sơ (?:nộp|đến hạn) ngày 01/12/2026</a>', text)]
    assert [re.findall(r"\w*from=01%2F12%2F2026", url) for url in urls] == [
        ["from=01%2F12%2F2026"], ["due_from=01%2F12%2F2026"]
    ]  # fmt: skip
    assert all("q=" not in url and client.get(url).status_code == 200 for url in urls)
    assert "ngày 01/12/2026</a>" not in valid(client.get("/officer/", {"q": "261201"}))
    assert dossier


@pytest.mark.parametrize("query", ["q=trac+dia+0108112238", "q=001203000123&tab=overdue", "unit=DDBD-QL&officer=none"])
def test_a_search_page_keeps_within_its_statements(surveying: World, query: str) -> None:
    surveying.in_appraisal()
    client = officer_browser(surveying.people["head"])
    client.get("/officer/")
    with Statements() as queries:
        assert client.get(f"/officer/?{query}").status_code == 200
    assert len(queries) <= MOST_QUERIES


def test_looking_from_a_list_costs_the_dossier_page_little(surveying: World) -> None:
    dossier = surveying.in_appraisal()
    client = officer_browser(surveying.people["head"])
    client.get(place(dossier))
    costs = []
    for query in ("", "?list=tab%3Dunit&at="):
        with Statements() as queries:
            client.get(place(dossier) + query)
        costs.append(len(queries))
    assert costs[1] <= costs[0] + 4


def test_a_dossier_that_was_late_says_so_while_it_waits_for_the_applicant(water: World) -> None:
    dossier = water.in_appraisal()
    late = clock.now() + timedelta(days=120)
    with clock.travel(late):
        items = [{"kind": "field", "target": "ten", "wrong": "Khác giấy chứng nhận."}]
        by = f"{clock.today() + timedelta(days=20):%d/%m/%Y}"
        water.act("appraiser", dossier, "request_amendment", {"reason": "?", "answer_by": by, "items": items})
    for days in (0, 5):
        with clock.travel(late + timedelta(days=days)):
            client = officer_browser(water.people["head"])
            told = set()
            for tab in ("applicant", "overdue"):
                text = valid(client.get(f"/officer/?tab={tab}"))
                told |= set(re.findall(r"quá hạn (\d+) ngày làm việc lúc tạm dừng", text))
                assert counted(text)["overdue"] == "1" and 'data-overdue="1"' in text
                assert f"đã chờ {days} ngày" in text
            assert len(told) == 1  # it does not grow while the applicant is waited for
            assert f"quá hạn {told.pop()} ngày làm việc lúc tạm dừng" in valid(client.get(place(dossier)))
            mine = valid(browser(water.people["applicant"]).get(f"/me/dossiers/{dossier}/"))
            assert "đã quá hạn lúc tạm dừng" in mine


def test_a_reception_that_took_too_long_is_told_on_the_page(surveying: World) -> None:
    dossier = surveying.submitted()
    with clock.travel(clock.now() + timedelta(days=14)):
        desk = officer_browser(surveying.people["desk"])
        assert counted(valid(desk.get("/officer/?tab=unit")))["overdue"] == "1"
        surveying.act("desk", dossier, "accept")
        assert re.search(r"đã kết thúc, chậm \d+ ngày làm việc", valid(desk.get(place(dossier))))


def test_a_dossier_that_was_late_before_its_amendment_says_so_everywhere(water: World) -> None:
    with before(200):
        dossier = water.in_appraisal()
    ask_amendment(water, dossier, target="so_dinh_danh")
    water.declare(dossier)
    water.act("applicant", dossier, "answer_amendment", {**CONFIRMED, "answers": {"1": "Đã rõ."}})
    head = officer_browser(water.people["head"])
    for page in ("/officer/?tab=all", "/officer/?late=going", place(dossier), place(dossier, "course/")):
        assert re.search(r"từng quá hạn \d+ ngày làm việc", valid(head.get(page))), page
    assert "late=going" in valid(head.get("/officer/?tab=overdue"))
    assert head.get("/officer/?late=sometimes").status_code == 200
    assert not opened_from(valid(head.get("/officer/?late=sometimes")))
    water.act("applicant", dossier, "withdraw", {"reason": "Thôi."})
    for page in ("/officer/?tab=all", "/officer/?tab=closed", "/officer/?tab=closed&late=closed"):
        assert re.search(r"từng quá hạn \d+ ngày làm việc", valid(head.get(page))), page


def test_a_closed_row_names_its_end_in_the_column_of_due_dates_whether_it_was_late_or_not(water: World) -> None:
    with before(200):
        late = water.in_appraisal()
    ask_amendment(water, late, target="so_dinh_danh")
    water.act("applicant", late, "withdraw", {"reason": "Thôi."})
    water.act("applicant", water.in_appraisal(), "withdraw", {"reason": "Thôi."})
    head = officer_browser(water.people["head"])
    text = valid(head.get("/officer/?tab=all"))
    cells = re.findall(r'<td class="is-due of-due".*?</td>', text, re.S)
    ended = f"{clock.today():%Y-%m-%d}"
    assert len(cells) == 2 and all("Kết thúc" in one and f'datetime="{ended}' in one for one in cells)
    closed = valid(head.get("/officer/?tab=closed"))
    assert "Mới kết thúc trước" in closed and "Hạn gần nhất trước" not in closed


def test_a_dossier_that_ended_in_time_still_tells_its_limit(water: World) -> None:
    dossier = water.in_appraisal()
    due = Dossier.objects.get(pk=dossier).due_at
    water.act("applicant", dossier, "withdraw", {"reason": "Thôi."})
    text = valid(officer_browser(water.people["head"]).get(place(dossier)))
    assert due is not None and "đã kết thúc, trong hạn" in text
    assert f'datetime="{due.astimezone(clock.HANOI):%Y-%m-%d}' in text
