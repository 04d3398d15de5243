"""One search over all that one may find, tabs that add up, and a subject that tells dossiers of one owner apart."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import connection

from bench.copies import CHANGED, multiply
from dvctt.accounts.models import Membership
from dvctt.casework import api as casework
from dvctt.casework.models import Dossier, Paper
from dvctt.casework.search import by_code, reindex
from dvctt.casework.search.index import subject_line
from dvctt.catalogue import api as catalogue
from dvctt.kernel import Actor, Invalid, NotFound, Role, clock
from dvctt.ministry import api as ministry
from tests.counting import cost
from tests.fixtures_casework import CONFIRMED, OWNERS, World, make_officer

LIST = 6


def found(actor: Actor, text: str = "", tab: str = "all", **more: Any) -> list[UUID]:
    return [row.id for row in casework.queue(actor, tab, casework.Search(text=text, **more)).rows]


def code_of(dossier: UUID) -> str:
    return Dossier.objects.get(pk=dossier).code or ""


def ask_amendment(world: World, dossier: UUID, days: int = 20, target: str = "ten") -> None:
    by = f"{clock.today() + timedelta(days=days):%d/%m/%Y}"
    items = [{"kind": "field", "target": target, "wrong": "Khác giấy chứng nhận."}]
    world.act("appraiser", dossier, "request_amendment", {"reason": "Chưa rõ.", "answer_by": by, "items": items})


def before(days: int) -> Any:
    """So many days ago, when the applicant could file already."""
    Membership.objects.update(since=clock.today() - timedelta(days=days))
    return clock.travel(clock.now() - timedelta(days=days))


def as_typed(code: str) -> dict[str, str]:
    """A code as people type, say and paste it."""
    return {
        "as printed": code,
        "without points": code.replace(".", ""),
        "without dashes": code.replace("-", ""),
        "with spaces": code.replace(".", " ").replace("-", " "),
        "letters and digits alone": "".join(sign for sign in code if sign.isalnum()),
        "small letters": code.lower(),
        "long dashes": code.replace("-", "–"),
        "gaps of a page": code.replace(".", ". ").replace("-", "- "),
        "pasted with white space": f"\t{code}\n",
        "behind its label": f"Mã hồ sơ: {code}",
        "from the ministry on": code[code.index("G13") :],
        "from the ministry on, merged": code[code.index("G13") :].replace("-", ""),
        "its end": code[-11:],
        "wide digits": code.translate({ord(str(one)): chr(0xFF10 + one) for one in range(10)}),
    }


def test_a_code_is_found_however_it_is_typed(surveying: World) -> None:
    first, second = surveying.submitted(), surveying.submitted()
    for way, text in as_typed(code_of(first)).items():
        assert found(surveying.people["desk"], text) == [first], way
        assert casework.find_by_code(surveying.people["desk"], text) == first, way
        assert casework.look_up(text, "1234").code == code_of(first), way
    assert set(found(surveying.people["desk"], code_of(first)[:-1])) == {first, second}


def test_the_end_of_a_code_means_the_dossier_whose_telephone_is_known_and_nothing_where_it_fits_two(
    surveying: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = surveying.submitted()
    code, end = code_of(first), code_of(first)[-15:]
    monkeypatch.setitem(CHANGED, "casework_dossier.code", "replace(t.code, '000.00.', '000.01.')")
    (second,) = multiply(first, 1)
    with pytest.raises(NotFound):
        casework.look_up(end, "1234")
    monkeypatch.setattr(by_code, "MOST_ALIKE", 1)
    assert {casework.look_up(code_of(one), "1234").code for one in (first, second)} == {code, code_of(second)}
    monkeypatch.undo()
    Dossier.objects.filter(pk=first).update(filed_phone="+842499990000")
    assert casework.look_up(end, "0000").code == code
    for short in (code[-9:], code[-4:], "0001", "G13"):
        with pytest.raises(NotFound):
            casework.look_up(short, "1234")
    assert set(found(surveying.people["desk"], end)) == {first, second}


@pytest.mark.parametrize(
    "text",
    [
        "Trắc địa Sao Khuê",
        "trac dia sao khue",
        "TRẮC ĐỊA",
        "TRẮC ÐỊA",
        "tra\u0306\u0301c di\u0323a",
        "Sao  Khuê",
        "khu",
    ],
)
def test_an_owner_is_found_with_other_accents(surveying: World, text: str) -> None:
    dossier = surveying.submitted()
    assert found(surveying.people["desk"], text) == [dossier]
    assert found(surveying.people["desk"], "ịa") == []


@pytest.mark.parametrize("text", ["cty cp nuoc sach", "CP Hương Mai", "cp", "công ty cổ phần", "CTCP hương"])
def test_a_name_in_full_is_found_by_its_abbreviations(water: World, surveying: World, text: str) -> None:
    dossier = water.submitted()
    surveying.submitted()
    assert found(water.people["desk"], text) == [dossier]


@pytest.mark.parametrize(
    "text", ["trách nhiệm hữu hạn một thành viên", "cong ty trach nhiem huu han Sao", "tnhh mtv trac"]
)
def test_an_abbreviated_name_is_found_by_its_words_in_full(water: World, surveying: World, text: str) -> None:
    dossier = surveying.submitted()
    water.submitted()
    assert found(surveying.people["desk"], text) == [dossier]


def test_the_abbreviations_are_the_ministrys(water: World) -> None:
    dossier = water.submitted()
    assert found(water.people["desk"], "ncs huong") == []
    operator = make_officer("Quản trị", Role.OPERATOR, "CNTT", "Chuyên viên", "")
    ministry.set_setting(operator, "search.abbreviations", "ncs = nước sạch; lỗi; =; x =", reason="Thử")
    assert found(water.people["desk"], "ncs huong") == [dossier]
    assert found(water.people["desk"], "cp huong") == []


def test_filer_tax_code_procedure_and_place_are_found(water: World) -> None:
    dossier = water.submitted()
    words = ("Nguyễn Hải Đăng", "nguyen hai dang", OWNERS["1.000070"][1], "1.000070", "1000070", "khai thác nước")
    for text in words:
        assert found(water.people["desk"], text) == [dossier], text
    assert found(water.people["desk"], f"{OWNERS['1.000070'][0]} 1.000070") == [dossier]
    assert found(water.people["desk"], "0100109106") == []
    row = Dossier.objects.get(pk=dossier)
    assert row.provinces
    for province in row.provinces:
        assert found(water.people["desk"], province=province) == [dossier]
    assert found(water.people["desk"], province="999") == []


def test_a_number_is_found_behind_what_people_call_it(water: World, surveying: World) -> None:
    dossier, number = water.submitted(), OWNERS["1.000070"][1]
    surveying.submitted()
    spaced = f"{number[:6]} {number[6:]}"
    for label in (
        "mst",
        "MST:",
        "MST ",
        "M.S.T.",
        "mã số thuế",
        "Mã số thuế:",
        "ma so thue",
        "mã số doanh nghiệp",
        "Tax code",
        "số",
    ):
        for typed in (number, spaced):
            assert found(water.people["desk"], f"{label} {typed}") == [dossier], label
    assert found(water.people["desk"], f"MST{number}") == [dossier]
    code = code_of(dossier)
    for label in ("mã hồ sơ", "Hồ sơ số", "mhs", "Biên nhận số", "dossier code"):
        assert found(water.people["desk"], f"{label} {code}") == [dossier], label
        assert casework.look_up(f"{label} {code}", "1234").code == code, label
    # A label is none where words follow that are no number, and a name that begins like one is a name.
    assert found(water.people["desk"], f"mst {number} hương mai") == []
    assert found(water.people["desk"], f"hương mai {number}") == [dossier]
    assert casework.key_of("Mã hồ sơ") == ""


def test_a_unit_stands_for_itself_and_all_below_it(water: World) -> None:
    dossier, desk = water.in_appraisal(), water.people["desk"]
    unit = ministry.unit(Dossier.objects.get(pk=dossier).holder_unit)
    above = [unit.code]
    while unit.parent:
        unit = ministry.unit(unit.parent)
        above.append(unit.code)
    assert len(above) > 2
    for code in above:
        assert found(desk, unit=code) == [dossier], code
    assert found(desk, unit=f"own:{above[0]}") == [dossier]
    assert [found(desk, unit=text) for text in (f"own:{above[1]}", "CNTT", "không có", "own:")] == [[]] * 4
    assert casework.holders(desk).units == {above[0]}
    assert casework.holders(water.people["applicant"]) == casework.Holders((), frozenset())


def test_number_of_a_licence_is_found(surveying: World) -> None:
    dossier = surveying.decided()
    surveying.act("clerk", dossier, "number_and_seal")
    number = (
        Paper.objects.exclude(number="").filter(dossier_id=dossier, kind="result").values_list("number", flat=True)[0]
    )
    for text in (number, number.lower(), number.replace("/", " "), f"GP {number}"):
        expected = [dossier] if not text.startswith("GP ") or "GP" in number else []
        assert found(surveying.people["head"], text) == expected, text


def test_identity_number_finds_only_where_it_may_be_asked_for(surveying: World) -> None:
    surveying.decided()
    dossier = Dossier.objects.get(code__isnull=False).pk
    number = str(surveying.answers["values"]["dai_dien_cccd"])
    spaced = f"{number[:3]} {number[3:6]} {number[6:]}"
    labels = ("cccd", "CCCD số", "số định danh", "Số định danh cá nhân:", "căn cước công dân", "cmnd", "số CMND")
    for text in (number, spaced, f" {number} ", f"CCCD{number}", *(f"{label} {number}" for label in labels)):
        assert found(surveying.people["head"], text) == [dossier], text
    assert found(surveying.people["head"], number[:-1]) == []
    assert found(surveying.people["clerk"]) == [dossier]
    assert found(surveying.people["clerk"], number) == []
    assert number not in Dossier.objects.get(pk=dossier).search_text


def test_dates_state_officer_and_unit_narrow(surveying: World) -> None:
    with before(30):
        early = surveying.in_appraisal()
    late, head, today = surveying.submitted(), surveying.people["head"], clock.today()
    desk = surveying.people["desk"]
    assert found(desk, submitted_from=today) == [late]
    assert found(desk, submitted_to=today - timedelta(days=1)) == [early]
    assert set(found(desk, submitted_from=today - timedelta(days=30), submitted_to=today)) == {early, late}
    assert found(desk, status=1) == [late]
    assert found(desk, officer=surveying.people["appraiser"].id) == [early]
    assert found(desk, officer=casework.NOBODY) == [late]
    assert found(desk, unit="DDBD-QL") == [early]
    due = Dossier.objects.get(pk=early).due_at
    assert due is not None
    on = due.astimezone(clock.HANOI).date()
    assert found(head, due_from=on, due_to=on) == [early]
    assert found(head, due_to=on - timedelta(days=1)) == []
    assert found(desk, officer="nobody at all") == []
    assert found(desk, "can bo appraiser") == [early]


@pytest.mark.parametrize(
    ("text", "code"), [("x" * 201, "too_long"), ("a " * 31, "too_many_words"), ("-.,!", "no_words")]
)
def test_words_that_cannot_be_searched_are_refused_at_the_field(surveying: World, text: str, code: str) -> None:
    with pytest.raises(Invalid) as refused:
        found(surveying.people["desk"], text)
    assert [(one.place, one.code) for one in refused.value.faults] == [("q", code)]


def test_the_desk_keeps_what_it_accepted(water: World) -> None:
    dossier = water.submitted()
    water.act("desk", dossier, "accept")
    desk = water.people["desk"]
    for tab in ("all", "elsewhere", "fee"):
        assert found(desk, tab=tab) == [dossier], tab
    assert found(desk, code_of(dossier)) == [dossier]
    assert found(desk, tab="unit") == []
    assert found(water.people["appraiser"], tab="fee") == []
    paid = {"amount": "8000000", "note": "BL 01", "paid_on": f"{clock.today():%d/%m/%Y}"}
    water.act("desk", dossier, "note_fee", paid)
    assert found(desk, tab="fee") == []
    assert found(desk, tab="elsewhere") == [dossier]


def everywhere(world: World) -> None:
    """Dossiers in every state that the tabs tell apart, some late."""
    world.submitted()
    with before(90):
        world.in_appraisal()
    world.act("desk", world.submitted(), "accept")
    ask_amendment(world, world.in_appraisal())
    with before(90):
        late = world.in_appraisal()
    ask_amendment(world, late)
    world.decided()
    withdrawn = world.submitted()
    world.act("applicant", withdrawn, "withdraw", {"reason": "Nộp nhầm."})
    appraised = world.in_appraisal()
    world.act("appraiser", appraised, "appraise", {"report": "Đủ.", "proposal": "grant"})


def test_parts_of_a_whole_add_up_for_everybody(surveying: World, water: World) -> None:
    everywhere(surveying)
    water.submitted()
    guest, until = water.people["appraiser"], clock.today() + timedelta(days=3)
    shared = surveying.in_appraisal()
    casework.share(surveying.people["head"], shared, account=guest.id, reason="Xin ý kiến.", until=until)
    assert found(guest, tab="shared") == [shared]
    people = [*surveying.people.items(), *water.people.items()]
    for who, actor in (one for one in people if one[0] != "applicant"):
        counted = casework.counters(actor)
        for whole, parts in casework.PARTS.items():
            lists = {part: set(found(actor, tab=part)) for part in parts}
            assert getattr(counted, whole) == sum(getattr(counted, part) for part in parts), (who, whole)
            assert sum(map(len, lists.values())) == len(set().union(*lists.values())), (who, whole)
            assert set(found(actor, tab=whole)) == set().union(*lists.values()), (who, whole)
        for tab in casework.TABS:
            assert getattr(counted, tab) == len(found(actor, tab=tab)), (who, tab)


def test_counters_count_what_the_search_finds(surveying: World) -> None:
    first, _second = surveying.submitted(), surveying.submitted()
    counted = casework.counters(surveying.people["desk"], casework.Search(text=code_of(first)))
    assert (counted.all, counted.unit, counted.unassigned) == (1, 1, 1)


def test_who_decides_is_told_what_is_late_wherever_it_is(water: World) -> None:
    with before(200):
        dossier = water.in_appraisal()
    for who in ("head", "competent"):
        leader = water.people[who]
        assert casework.counters(leader).overdue == 1, who
        assert found(leader, tab="overdue") == [dossier], who
        line = next(one for one in casework.lateness(leader) if one.overdue)
        assert (line.unit, line.officer) == ("TNN-CP", water.people["appraiser"].id), who
        assert found(leader, tab="overdue", unit=line.unit, officer=line.officer) == [dossier], who
    assert casework.lateness(water.people["appraiser"]) == ()
    assert casework.lateness(water.people["desk"]) == ()


def test_waiting_for_the_applicant_has_its_date(surveying: World) -> None:
    dossier = surveying.in_appraisal()
    later = surveying.in_appraisal()
    ask_amendment(surveying, later, days=40)
    ask_amendment(surveying, dossier, days=10)
    rows = casework.queue(surveying.people["head"], "applicant").rows
    assert {row.id for row in rows} == {dossier, later}
    assert [row.answer_due_at for row in rows] == sorted(row.answer_due_at for row in rows if row.answer_due_at)
    assert all(row.held_since and row.held_since <= clock.now() for row in rows)
    surveying.act("applicant", dossier, "withdraw", {"reason": "Thôi."})
    assert Dossier.objects.get(pk=dossier).answer_due_at is None


def test_subject_tells_dossiers_of_one_owner_apart(water: World) -> None:
    first = water.submitted()
    row = Dossier.objects.get(pk=first)
    place = water.answers["values"]["vi_tri"][0]["dia_diem"]["line"]
    assert place in row.subject and "giếng" in row.subject and "m³/ngày đêm" in row.subject
    assert found(water.people["desk"], place) == [first]
    assert casework.queue(water.people["desk"], "all").rows[0].subject == row.subject


def test_an_answered_amendment_brings_the_subject_up_to_date(surveying: World) -> None:
    dossier = surveying.in_appraisal()
    before = Dossier.objects.get(pk=dossier).subject
    ask_amendment(surveying, dossier, target="tru_so")
    values = dict(surveying.answers["values"])
    surveying.fill(dossier, {**values, "tru_so": {**values["tru_so"], "line": "Ngõ 99 phố Mới"}})
    assert Dossier.objects.get(pk=dossier).subject == before
    assert found(surveying.people["head"], "ngo 99 pho moi") == []
    surveying.declare(dossier)
    surveying.act("applicant", dossier, "answer_amendment", {**CONFIRMED, "answers": {"1": "Đã sửa."}})
    row = Dossier.objects.get(pk=dossier)
    assert row.subject != before and "Ngõ 99 phố Mới" in row.subject
    assert found(surveying.people["head"], "ngo 99 pho moi") == [dossier]
    assert row.answer_due_at is None


def test_a_bundle_without_subject_shows_the_first_place_and_size(water: World) -> None:
    bundle = catalogue.current("1.000070").bundle
    bare = bundle.model_copy(update={"subject": ()})
    line = subject_line(bare, water.answers["values"])
    assert water.answers["values"]["vi_tri"][0]["dia_diem"]["line"] in line and "m³/ngày đêm" in line
    numbers = [str(value) for name, value in water.answers["values"].items() if name in ("so_dinh_danh", "ma_so_thue")]
    assert all(number not in line for number in numbers)
    assert subject_line(bundle, {}) == ""


def test_dossiers_of_before_are_indexed_by_the_sweep(water: World) -> None:
    dossier = water.in_appraisal()
    before = Dossier.objects.filter(pk=dossier).values("subject", "search_text", "provinces", "held_since").get()
    Dossier.objects.filter(pk=dossier).update(subject="", search_text="", provinces=[], held_since=None)
    assert found(water.people["head"], code_of(dossier)) == []
    assert reindex.sweep_index() == 1
    after = Dossier.objects.filter(pk=dossier).values("subject", "search_text", "provinces", "held_since").get()
    assert set(after.pop("search_text").split()) == set(before.pop("search_text").split())
    assert after == before
    assert found(water.people["head"], code_of(dossier)) == [dossier]
    assert reindex.sweep_index() == 0


def test_neighbours_follow_the_list_as_it_was(surveying: World) -> None:
    dossiers = [surveying.submitted() for _ in range(3)]
    desk = surveying.people["desk"]
    rows = casework.queue(desk, "all").rows
    assert {row.id for row in rows} == set(dossiers)

    def step(place: str, *, before: bool = False) -> tuple[UUID, str] | None:
        return casework.neighbour(desk, "all", casework.Search(), sort="due", place=place, before=before)

    assert step(rows[0].place) == (rows[1].id, rows[1].place)
    assert step(rows[1].place, before=True) == (rows[0].id, rows[0].place)
    assert step(rows[2].place) is None
    with pytest.raises(NotFound):
        step("nowhere")


def test_a_search_costs_the_same_whatever_the_volume(surveying: World) -> None:
    dossier = surveying.in_appraisal()
    head, search = surveying.people["head"], casework.Search(text="trac dia 0108112238")

    def asked() -> list[int]:
        return [
            cost(lambda: casework.queue(head, "all", search)),
            cost(lambda: casework.counters(head, search)),
            cost(lambda: casework.lateness(head)),
            cost(lambda: casework.holders(head)),
        ]

    asked()
    few = asked()
    multiply(dossier, 60)
    assert asked() == few
    assert max(few) <= LIST


def test_words_are_found_by_an_index(surveying: World) -> None:
    surveying.submitted()
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
    wanted = Dossier.objects.filter(search_text__contains=" trac").order_by()
    assert "dossier_words" in wanted.explain()
