"""The operator's and the vetters' pages: decisions with their texts, accounts, settings, dead letters."""

import re
import time
from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from dvctt.accounts import changes, officials
from dvctt.accounts import registration as accounts_registration
from dvctt.accounts.models import Account, Appointment, Deputyship, Registration
from dvctt.journal import api as journal
from dvctt.kernel import Ref, Role, Text, clock
from dvctt.ministry import api as ministry
from dvctt.notices import api as notices
from dvctt.notices.models import Message
from tests.accounts import people
from tests.counting import Statements
from tests.fixtures_calendars import Declare
from tests.fixtures_casework import make_applicant
from tests.fixtures_mailsink import MailSink
from tests.guards import settle
from tests.web.accounts_pages import mailed, official, valid
from tests.web.test_step_up import later

pytestmark = pytest.mark.django_db
MOST_QUERIES = 15
# It also asks what is late of backups, trials, damaged files and stamps: four settings, four last acts, a count.
OVERVIEW = MOST_QUERIES + 9


@pytest.fixture
def operator() -> Client:
    return official("vanhanh", Role.OPERATOR, "CNTT")


@pytest.fixture
def waiting() -> str:
    """A registration that waits for the operator."""
    return str(people.confirmed("organisation", people.organisation()))


def page_of(registration: str) -> str:
    return reverse("operator:registration", args=[registration])


def test_the_queue_is_by_deadline_and_marks_what_is_overdue(operator: Client, waiting: str) -> None:
    late = people.confirmed("individual", people.individual())
    Registration.objects.filter(id=late).update(
        received_at=clock.now() - timedelta(days=9), due_at=clock.now() - timedelta(days=3)
    )
    text = valid(operator.get(reverse("operator:registrations")))
    assert text.index("Nguyễn Thị Hoa") < text.index("Nước Sạch Sông Hồng")
    assert '<tr class="overdue">' in text
    overview = valid(operator.get(reverse("operator:home")))
    assert '<span class="value">2</span><span>Đăng ký chờ kiểm tra' in overview


def test_approving_grants_and_tells(operator: Client, mailbox: MailSink, waiting: str) -> None:
    text = valid(operator.get(page_of(waiting)))
    for shown in ("0100109106", "Trần Văn Bình", "001080004567", "Số 1 phố Quán Thánh"):
        assert shown in text
    kept = operator.post(page_of(waiting), {"act": "approve", "remark.phone": "Sai số"})
    assert kept.status_code == 422
    assert "Sai số" in valid(kept)
    assert operator.post(page_of(waiting), {"act": "approve"}).status_code == 303
    assert mailed(mailbox, "vanthu@nuocsach.example", "/first-access/")
    twice = operator.post(page_of(waiting), {"act": "approve"})
    assert twice.status_code == 409


@pytest.mark.parametrize(("act", "state"), [("return", "returned"), ("refuse", "refused")])
def test_refusing_needs_a_reason_and_keeps_what_was_written(
    operator: Client, mailbox: MailSink, waiting: str, act: str, state: str
) -> None:
    bare = operator.post(page_of(waiting), {"act": act})
    assert bare.status_code == 422
    assert "ít nhất một ý kiến" in valid(bare)
    written = {"act": act, "remark.phone": "x" * 1001, "remark.name": "Tên khác giấy tờ"}
    too_long = operator.post(page_of(waiting), written)
    assert too_long.status_code == 422
    text = valid(too_long)
    assert "Tên khác giấy tờ" in text and "nhiều nhất 1000 ký tự" in text and f">{'x' * 1001}</textarea>" in text
    assert Registration.objects.get(id=waiting).state == "waiting"
    sent = {"act": act, "remark.name": "Tên khác giấy tờ", "remark.general": "Xem lại"}
    if act == "refuse":
        asked = valid(operator.post(page_of(waiting), sent))
        assert "Từ chối đăng ký này?" in asked and "Tên khác giấy tờ" in asked
        assert asked.index('id="sure"') < asked.index('id="vetting"') and "autofocus" in asked
        assert Registration.objects.get(id=waiting).state == "waiting"
    assert operator.post(page_of(waiting), sent | {"sure": "1"}).status_code == 303
    answered = valid(operator.get(reverse("operator:registrations"), {"answered": "1"}))
    assert page_of(waiting) in answered and page_of(waiting) not in valid(
        operator.get(reverse("operator:registrations"))
    )
    row = Registration.objects.get(id=waiting)
    assert (row.state, [one["place"] for one in row.reasons]) == (state, ["name", ""])
    late = operator.post(page_of(waiting), {"act": "refuse", "remark.phone": "Ý kiến của người thứ hai"})
    assert late.status_code == 409
    assert "Ý kiến của người thứ hai" in valid(late)


def test_duplicates_stand_side_by_side_and_can_be_joined(operator: Client, mailbox: MailSink) -> None:
    people.applicant("organisation")
    raw = people.organisation(email="moi@nuocsach.example", phone="02437950000")
    raw |= {"representative_name": "Lê Thị Mai", "representative_citizen_id": "001190000999"}
    second = str(people.confirmed("organisation", raw))
    text = valid(operator.get(page_of(second)))
    assert "Trùng mã số thuế" in text
    assert "024 3795 6868" in text
    assert "024 3795 0000" in text
    refused = operator.post(page_of(second), {"act": "approve"})
    assert refused.status_code == 409
    party = accounts_registration.registration_for(people.OPERATOR, second).duplicates[0]
    assert "Trùng mã số thuế" in valid(operator.get(reverse("operator:registrations")))
    sent = {"act": "approve", "join": party.id}
    assert f'<a href="#join-{party.id}">' in valid(refused) and '<a href="#f-accept-reason">' in valid(refused)
    assert f'<a href="#beside-{party.id}">' in valid(refused)
    summary = valid(refused).partition('class="problems"')[2].partition("</div>")[0]
    faults = summary.count("<li>") - summary.count("#beside-")
    assert faults == 2 and f"Có {faults} mục cần sửa" in summary
    unsaid = operator.post(page_of(second), sent)
    assert unsaid.status_code == 422 and 'id="f-accept-reason-fault"' in valid(unsaid)
    assert "problems-title" in valid(unsaid) and '<a href="#f-accept-reason">' in valid(unsaid)
    assert operator.post(page_of(second), sent | {"accept-reason": "Văn thư của tổ chức."}).status_code == 303
    answered = valid(operator.get(page_of(second)))
    assert "Văn thư của tổ chức." in answered and 'id="beside-' not in answered


def test_the_founding_paper_and_the_representatives_number_stand_side_by_side(operator: Client) -> None:
    people.applicant("organisation")
    paper = {"number": "0100109106", "date": "15/06/2021", "issuer": "Sở KH&ĐT Hà Nội"}
    raw = people.organisation(
        email="moi@nuocsach.example", establishment=paper, representative_citizen_id="001080007654"
    )
    text = valid(operator.get(page_of(str(people.confirmed("organisation", raw)))))
    beside = text[text.index('id="beside-') : text.index('id="block-')]
    for here, there in (("15/06/2021", "01/02/2010"), ("001080007654", "001080004567")):
        assert here in beside and there in beside


def test_who_has_an_account_already_is_accepted_with_a_reason(operator: Client) -> None:
    former = people.applicant()
    second = str(people.confirmed("individual", people.individual(email="moi@dan.example")))
    party = accounts_registration.registration_for(people.OPERATOR, second).duplicates[0]
    refused = operator.post(page_of(second), {"act": "approve", "accept-reason": "Mất hộp thư cũ."})
    text = valid(refused)
    assert refused.status_code == 409 and f'id="join-{party.id}-fault"' in text
    assert f'<a href="#join-{party.id}">' in text and "Mất hộp thư cũ." in text
    assert reverse("operator:person", args=[former.id]) in text
    sent = {"act": "approve", "accept-reason": "Mất hộp thư cũ.", "join": party.id}
    assert operator.post(page_of(second), sent).status_code == 303
    assert Registration.objects.get(id=second).state == "approved"
    assert not people.acting(former).parties


def test_who_registers_an_organisation_and_has_an_account_is_told_to_the_vetter(operator: Client) -> None:
    holder = people.applicant()
    raw = people.organisation(
        registrant_is_representative="false", registrant_name="Nguyễn Thị Hoà", registrant_position="Văn thư",
        registrant_citizen_id=people.individual()["citizen_id"],
    )  # fmt: skip
    number = str(people.confirmed("organisation", raw))
    assert "Trùng số định danh của người đăng ký" in valid(operator.get(reverse("operator:registrations")))
    text = valid(operator.get(page_of(number)))
    assert "Không trùng số định danh" not in text and 'name="join"' not in text
    assert "Đăng ký thêm một tổ chức" in text and 'name="accept-reason"' in text
    beside = text[text.index('id="beside-') : text.index('id="block-')]
    for said in ("Trùng số định danh của người đăng ký: Nguyễn Thị Hoa", "Nguyễn Thị Hoà", holder.username):
        assert said in beside
    assert raw["name"] not in beside
    unsaid = operator.post(page_of(number), {"act": "approve"})
    assert unsaid.status_code == 422 and '<a href="#f-accept-reason">' in valid(unsaid)
    assert Account.objects.filter(kind="applicant").count() == 1
    assert operator.post(page_of(number), {"act": "approve", "accept-reason": "Đã gặp."}).status_code == 303
    assert "một người sẽ có hai tài khoản" not in valid(operator.get(page_of(number)))


def test_a_person_who_registered_an_organisation_is_told_to_the_vetter(operator: Client) -> None:
    holder = people.applicant("organisation")
    own = people.organisation()["representative_citizen_id"]
    raw = people.individual(citizen_id=own, birth_date="12/03/1980", sex="male", name="Trần Văn Bình")
    text = valid(operator.get(page_of(str(people.confirmed("individual", raw)))))
    assert "Trùng số định danh của người đăng ký: Trần Văn Bình" in text
    assert reverse("operator:person", args=[holder.id]) in text
    assert "đăng ký cá nhân khi đang đăng nhập" in text


def test_a_change_to_a_number_that_is_registered_asks_why(operator: Client) -> None:
    account, wanted = people.applicant(), "001190000126"
    asked = {name: people.individual()[name] for name in ("name", "birth_date", "sex")} | {"citizen_id": wanted}
    party = next(iter(people.acting(account).parties))
    change = changes.request_change(people.acting(account), party, asked)
    page = reverse("operator:change", args=[change])
    assert 'name="accept-reason"' not in valid(operator.get(page))
    other = people.confirmed("individual", people.individual(email="c@dan.example", citizen_id=wanted))
    assert valid(operator.get(reverse("operator:registrations"))).count("Trùng số định danh") == 2
    text = valid(operator.get(page))
    assert 'name="accept-reason"' in text and page_of(str(other)) in text
    unsaid = operator.post(page, {"act": "approve"})
    assert unsaid.status_code == 422 and '<a href="#f-accept-reason">' in valid(unsaid)
    assert operator.post(page, {"act": "approve", "accept-reason": "Đã xem thẻ."}).status_code == 303
    assert "Đã xem thẻ." in valid(operator.get(page))


def test_vetters_reach_what_the_setting_gives_them(operator: Client) -> None:
    settle("accounts.vetting.organisation", "agency")
    number = str(people.confirmed("organisation", people.organisation(), agency="TNN"))
    own, other = official("kiemtra1", Role.VETTER, "TNN"), official("kiemtra2", Role.VETTER, "DDBD")
    assert "Nước Sạch Sông Hồng" in valid(own.get(reverse("operator:registrations")))
    assert own.get(page_of(number)).status_code == 200
    for client in (other, operator):
        assert "Nước Sạch Sông Hồng" not in valid(client.get(reverse("operator:registrations")))
        assert client.get(page_of(number)).status_code == 404
        assert client.post(page_of(number), {"act": "approve"}).status_code == 404
    assert own.get(reverse("operator:home")).status_code == 403
    assert own.post(page_of(number), {"act": "approve"}).status_code == 303


def test_official_accounts_are_found_created_and_ended(operator: Client, mailbox: MailSink) -> None:
    form = {"name": "Lê Thị Hồng Hạnh", "username": "Hanh.Le", "email": "hanh.le@monre.example", "unit": "DDBD-QL",
            "role": "appraiser", "title": "Chuyên viên", "authority_line": "", "since": ""}  # fmt: skip
    valid(operator.get(reverse("operator:person_new")))
    refused = operator.post(reverse("operator:person_new"), form | {"email": "không phải", "since": "32/01/2026"})
    assert refused.status_code == 422
    assert "Lê Thị Hồng Hạnh" in valid(refused)
    for place, text in (("name", "Lê 🙂 Hạnh"), ("title", "Cục 🙂 trưởng"), ("title", "C" * 201),
                        ("authority_line", "KT. 🙂"), ("authority_line", "K" * 101)):  # fmt: skip
        refused = operator.post(reverse("operator:person_new"), form | {place: text})
        assert refused.status_code == 422 and f'id="f-{place}-fault"' in valid(refused)
    created = operator.post(reverse("operator:person_new"), form)
    account = Account.objects.get(username="hanh.le")
    assert created.headers["Location"] == reverse("operator:person", args=[account.id])
    assert mailed(mailbox, "hanh.le@monre.example", "/first-access/")
    assert "Lê Thị Hồng Hạnh" in valid(operator.get(reverse("operator:people"), {"q": "hong hanh"}))
    assert "Không tìm thấy" in valid(operator.get(reverse("operator:people"), {"q": "không có ai"}))

    person = reverse("operator:person", args=[account.id])
    assert "Chuyên viên" in valid(operator.get(person))
    wrong = operator.post(reverse("operator:appointment_new", args=[account.id]), form | {"title": "Cục 🙂"})
    assert wrong.status_code == 422 and 'id="f-title-fault"' in valid(wrong)
    again = operator.post(reverse("operator:appointment_new", args=[account.id]), form)
    assert again.status_code == 409
    appointment = Appointment.objects.get(account=account)
    end = reverse("operator:appointment_end", args=[account.id, appointment.id])
    assert operator.post(end, {"reason": ""}).status_code == 422
    assert operator.post(end, {"reason": "Chuyển công tác"}).status_code == 303
    assert f"hết ngày {clock.today():%d/%m/%Y}" in valid(operator.get(person))
    appointment.refresh_from_db()
    assert appointment.until == clock.today()
    assert operator.post(reverse("operator:person_link", args=[account.id])).status_code == 303


def test_people_are_listed_by_kind(operator: Client) -> None:
    people.official("motcua", officials.Position("DDBD-MC", Role.DESK, Text(vi="Chuyên viên")))
    applicant = Account.objects.get(pk=make_applicant().id).username
    address = reverse("operator:people")
    pages = {kind: valid(operator.get(address, {"kind": kind})) for kind in ("", "officer", "organisation", "sai")}
    for kind, seen in (("", "both"), ("sai", "both"), ("officer", "motcua"), ("organisation", applicant)):
        found = {name for name in ("motcua", applicant) if f">{name}<" in pages[kind]}
        assert found == ({"motcua", applicant} if seen == "both" else {seen}), kind
    said = re.findall(r'data-label="Loại">([^<]*)</td>', pages["organisation"])
    assert set(said) == {"Tổ chức"} and "Công vụ" in pages["officer"] and "Cá nhân, tổ chức" not in pages[""]
    assert '<option value="officer" selected>' in pages["officer"] and 'name="q"' in pages["officer"]
    administrator = official("quantri.tnn", Role.ADMINISTRATOR, "TNN")
    assert 'name="kind"' not in valid(administrator.get(address))


def test_the_account_of_an_organisation_is_found(operator: Client) -> None:
    firm = people.applicant("organisation")
    people.applicant()
    for text in ("nước sạch", "0100109106", "vanthu@nuocsach.example"):
        page = valid(operator.get(reverse("operator:people"), {"q": text}))
        assert reverse("operator:person", args=[firm.id]) in page and "Nguyễn Thị Hoa" not in page
        assert "Công ty TNHH Nước Sạch Sông Hồng" in page


def test_a_title_is_corrected_on_the_persons_page(operator: Client) -> None:
    desk = people.official("motcua", officials.Position("DDBD-MC", Role.DESK, Text(vi="Chuyen viên", en="Officer")))
    held = Appointment.objects.get(account=desk)
    person = reverse("operator:person", args=[desk.id])
    text = valid(operator.get(person))
    assert 'name="right_title"' in text and 'value="Chuyen viên"' in text and 'value="Officer"' in text
    correct = reverse("operator:appointment_title", args=[desk.id, held.id])
    sent = {"corrected": str(held.id), "right_title": "", "right_title_en": "Desk officer"}
    refused = operator.post(correct, sent)
    assert refused.status_code == 422 and 'value="Desk officer"' in valid(refused)
    assert operator.post(correct, sent | {"right_title": "Chuyên viên"}).headers["Location"] == person
    held.refresh_from_db()
    assert (held.title_vi, held.title_en) == ("Chuyên viên", "Desk officer")
    assert "Chuyên viên" in valid(operator.get(person))


def test_a_setting_changes_with_its_reason(operator: Client) -> None:
    address, change = reverse("operator:settings"), {"key": "accounts.vetting.days", "value": "3", "reason": ""}
    valid(operator.get(address))
    for wrong in (change, change | {"value": "99", "reason": "Thử"}, change | {"value": "ba", "reason": "Thử"}):
        refused = operator.post(address, wrong)
        assert refused.status_code == 422
        text = valid(refused)
        assert f'value="{wrong["value"]}"' in text and "problems-title" in text
        place = "value" if wrong["reason"] else "reason"
        assert f'<a href="#f-{place}-accounts-vetting-days">' in text
        assert ("Từ 1 đến 30." in text) == (place == "value")
    assert ministry.setting("accounts.vetting.days") == 2
    words = {"key": "catalogue.search.stop_words", "value": "xin 🙂", "reason": "Thử"}
    refused = operator.post(address, words)
    assert refused.status_code == 422 and 'id="f-value-catalogue-search-stop_words-fault"' in valid(refused)
    assert operator.post(address, change | {"reason": "Theo Quyết định 12"}).status_code == 303
    assert ministry.setting("accounts.vetting.days") == 3
    assert journal.entries(Ref("setting", "accounts.vetting.days"))[-1].reason == "Theo Quyết định 12"
    assert operator.post(address, {"key": "unknown", "value": "1", "reason": "Thử"}).status_code == 404


def test_each_setting_has_its_own_words_and_the_name_that_the_guide_uses(operator: Client) -> None:
    address, text = reverse("operator:settings"), valid(operator.get(reverse("operator:settings")))
    assert text.count("Không kiểm tra, cấp ngay") == 2
    for shown in ("accounts.vetting.days", "Không hỏi mã", "Tự động: hỏi mã", "Đáng kể", "Văn phòng Bộ"):
        assert shown in text
    for code in ("auto", "substantial", "on", "VPB"):
        assert f">{code}<" not in text
    unknown = {"key": "accounts.vetting.agency", "value": "KHONG-CO", "reason": "Thử"}
    assert operator.post(address, unknown).status_code == 422


def test_a_dead_letter_runs_again_or_is_let_go_with_a_reason(operator: Client) -> None:
    def dead() -> str:
        number = notices.send(
            notices.Recipient("", "vi", ()), subject_ref=Ref("test", "1"), title="Thư", body="Thư", kind="courtesy",
            key=clock.now().isoformat(),
        )  # fmt: skip
        died = {"state": "dead", "finished_at": clock.now(), "last_error": "Máy chủ thư im lặng"}
        Message.objects.filter(pk=number).update(**died)
        return reverse("operator:dead_letter", args=["message", number])

    first, second = dead(), dead()
    assert "Máy chủ thư im lặng" in valid(operator.get(reverse("operator:home")))
    for reason, told in (("", "bắt buộc"), ("x" * 301, "nhiều nhất 300 ký tự")):
        refused = operator.post(first, {"act": "skip", "reason": reason})
        text = valid(refused)
        assert refused.status_code == 422 and text.count('-fault">') == 1 and f'value="{reason}"' in text
        assert re.search(rf'id="reason-{first.split("/")[-2]}-fault">.*?{told}', text, re.S)
    assert operator.post(first, {"act": "skip", "reason": "Người nhận đã báo"}).status_code == 303
    assert operator.post(second, {"act": "replay"}).status_code == 303
    assert operator.post(first, {"act": "replay"}).status_code == 404
    assert "Máy chủ thư im lặng" not in operator.get(reverse("operator:home")).content.decode()


def test_what_the_ministry_has_can_be_read(operator: Client) -> None:
    assert "000.00.16.G13" in valid(operator.get(reverse("operator:units")))
    assert "Làm bù" in valid(operator.get(reverse("operator:calendar"), {"year": "2025"}))
    assert operator.get(reverse("operator:calendar"), {"year": "x"}).status_code == 200
    procedures = valid(operator.get(reverse("operator:procedures")))
    assert "1.000082" in procedures
    assert "Không có lỗi" in procedures
    kept = dict(re.findall(r'data-kept="([^"]*)">([^<]*)<', procedures))
    assert kept.keys() == {"1.000082", "1.000070"} and all("Thông tư 10/2022/TT-BNV" in said for said in kept.values())


def test_the_operator_is_asked_for_the_next_year_in_time(operator: Client, declare: Declare) -> None:
    for left, asked in ((400, False), (100, True), (-1, True)):
        last = clock.today() + timedelta(days=left)
        version = declare({}, covers={"first": date(2017, 1, 1), "last": last})
        for name in ("home", "calendar"):
            page = valid(operator.get(reverse(f"operator:{name}")))
            assert (f'id="calendar-end" data-last="{last}"' in page) is asked, (left, name)
            assert (version in page) is (asked or name == "calendar")


def test_the_operators_pages_are_cheap(operator: Client, waiting: str) -> None:
    for number in range(30):
        raw = people.individual(email=f"nguoi{number}@dan.example", citizen_id=f"0011900{number:05}")
        people.confirmed("individual", raw)
    officer = Account.objects.get(username="vanhanh")
    names = ("home", "registrations", "settings", "people", "person_new", "units", "calendar", "procedures")
    addresses = [reverse(f"operator:{name}") for name in names]
    operator.get(reverse("operator:people"))  # the first page of a session costs four queries more
    for address in [*addresses, page_of(waiting), reverse("operator:person", args=[officer.id])]:
        with Statements() as made:
            assert operator.get(address).status_code == 200, address
        assert len(made) <= (OVERVIEW if address == addresses[0] else MOST_QUERIES)


def test_deputies_and_the_end_of_service_have_their_pages(operator: Client) -> None:
    leaving, head = official("nguoi.nghi", Role.APPRAISER, "TNN-CP"), official("truong.phong", Role.HEAD, "TNN-CP")
    account, other = (Account.objects.get(username=one) for one in ("nguoi.nghi", "truong.phong"))
    held = Appointment.objects.get(account=account)
    text = valid(head.get(reverse("officer:deputies")))
    assert f"{account.name}: Chuyên viên" in text
    named = {"appointment": held.id, "deputy": other.id, "until": f"{clock.today():%d/%m/%Y}", "reason": "Nghỉ ốm"}
    for wrong in ({"until": ""}, {"deputy": account.id}, {"reason": ""}, {"appointment": ""}, {"since": "x"},
                  {"authority_line": "TUQ. 🙂"}):  # fmt: skip
        assert head.post(reverse("officer:deputies"), named | wrong).status_code == 422
    oneself = valid(head.post(reverse("officer:deputies"), named | {"deputy": account.id}))
    assert "không tự xử lý thay mình" in oneself
    assert "Người xử lý thay" in valid(head.post(reverse("officer:deputies"), named | {"deputy": ""}))
    assert head.post(reverse("officer:deputies"), named).status_code == 303
    assert head.post(reverse("officer:deputies"), named).status_code == 409
    assert "Đang xử lý thay" in valid(leaving.get(reverse("officer:deputies")))
    assert "thay" in valid(head.get(reverse("account")))
    desk = valid(head.get(reverse("officer:queue")))
    assert f"<strong>{account.name}</strong> đến hết {clock.today():%d/%m/%Y}" in desk
    assert 'id="standing-in"' not in valid(leaving.get(reverse("officer:queue")))
    theirs = reverse("operator:person_deputies", args=[account.id])
    row = Deputyship.objects.get()
    assert "Đang xử lý thay" in valid(operator.get(theirs))
    asked = operator.post(theirs, {"end": row.id})
    assert asked.status_code == 200 and 'name="sure"' in valid(asked)
    assert f"Kết thúc việc {other.name} xử lý thay {account.name}?" in valid(asked)
    assert Deputyship.objects.get().ended_at is None
    assert operator.post(theirs, {"end": row.id, "sure": "1"}).status_code == 303
    told = valid(operator.get(theirs))
    ended = Deputyship.objects.get().ended_at
    assert ended and f"{ended.astimezone(clock.HANOI):%H:%M}" in told and "kết thúc sớm" in told
    assert 'name="end"' not in told and 'id="standing-in"' not in valid(head.get(reverse("officer:queue")))
    for sure in ({}, {"sure": "1"}):
        again = operator.post(theirs, {"end": row.id, **sure})
        assert again.status_code == 409 and 'name="sure"' not in valid(again)
    later = clock.today() + timedelta(days=3)
    coming = named | {"since": f"{later:%d/%m/%Y}", "until": f"{later:%d/%m/%Y}"}
    assert head.post(reverse("officer:deputies"), coming).status_code == 303
    row = Deputyship.objects.get(ended_at=None)
    assert 'name="sure"' in valid(head.post(reverse("officer:deputies"), {"end": row.id}))
    assert head.post(reverse("officer:deputies"), {"end": row.id, "sure": "1"}).status_code == 303
    assert "trước khi bắt đầu" in valid(head.get(reverse("officer:deputies")))

    end = reverse("operator:person_end", args=[account.id])
    assert operator.get(end).headers["Location"].startswith("/sign-in/again/")
    session = operator.session
    session["account_authentication_methods_user"] = str(Account.objects.get(username="vanhanh").pk)
    session["account_authentication_methods"] = [{"method": "password", "at": time.time(), "reauthenticated": True}]
    session.save()
    assert "0 hồ sơ đang giải quyết" in valid(operator.get(end))
    asked = {"successor": other.id, "reason": "Nghỉ hưu", "last_day": f"{clock.today():%d/%m/%Y}"}
    for wrong in ({"reason": ""}, {"last_day": "01/01/2020"}, {"last_day": "mai"}, {"successor": "x"}):
        assert operator.post(end, asked | wrong).status_code == 422
    assert operator.post(end, asked).status_code == 303
    assert "Đã ghi ngày làm việc cuối" in valid(operator.get(end))
    assert operator.post(reverse("operator:person_end_withdraw", args=[account.id])).status_code == 303
    assert leaving.get(reverse("officer:queue")).status_code == 200
    opened = leaving.get(reverse("officer:deputies"))
    assert opened.status_code == 200
    assert operator.post(end, asked | {"last_day": ""}).status_code == 303
    closed = leaving.post(reverse("officer:deputies"), named)
    assert closed.status_code in (302, 403)
    assert valid(operator.get(reverse("operator:person", args=[account.id])))
    own = Account.objects.get(username="vanhanh").id
    assert operator.post(reverse("operator:person_end", args=[own]), asked | {"successor": ""}).status_code == 409


def test_a_role_taken_back_while_a_page_is_open_shuts_the_next_act(operator: Client) -> None:
    officer = official("truong.phong", Role.HEAD, "TNN-CP")
    assert officer.get(reverse("officer:deputies")).status_code == 200
    held = Appointment.objects.get(account__username="truong.phong")
    officials.end_appointment(people.OPERATOR, held.id, reason="Thu hồi", at_once=True)
    refused = officer.post(reverse("officer:deputies"), {"appointment": held.id})
    assert refused.status_code == 403
    assert "không" in valid(refused)


def test_an_agencys_administrator_sees_and_makes_its_officials_alone(operator: Client, mailbox: MailSink) -> None:
    administrator, other = official("quantri.tnn", Role.ADMINISTRATOR, "TNN"), official("nguoi.ddbd", Role.DESK, "DDBD")
    assert administrator.get(reverse("go")).headers["Location"] == reverse("operator:people")
    listed = valid(administrator.get(reverse("operator:people")))
    assert "quantri.tnn" in listed
    assert "nguoi.ddbd" not in listed
    new = valid(administrator.get(reverse("operator:person_new")))
    assert "(TNN-CP)" in new
    assert "(DDBD)" not in new
    assert 'value="operator"' not in new
    form = {"name": "Lê Hạnh", "username": "hanh.le", "email": "hanh.le@monre.example", "role": "appraiser",
            "title": "Chuyên viên"}  # fmt: skip
    refused = administrator.post(reverse("operator:person_new"), form | {"unit": "DDBD-QL"})
    assert refused.status_code == 422
    assert administrator.post(reverse("operator:person_new"), form | {"unit": "TNN-CP"}).status_code == 303
    made = Account.objects.get(username="hanh.le")
    assert mailed(mailbox, "hanh.le@monre.example", "/first-access/")
    person = reverse("operator:person", args=[made.id])
    later = {"unit": "TNN", "role": "vetter", "title": "Phó Cục trưởng", "since": "01/01/2090", "until": "01/02/2090"}
    appoint = reverse("operator:appointment_new", args=[made.id])
    assert administrator.post(appoint, later | {"until": "01/01/2089"}).status_code == 422
    assert administrator.post(appoint, later).status_code == 303
    text = valid(administrator.get(person))
    assert "Chưa đến ngày" in text
    held = Appointment.objects.get(account=made, role="appraiser")
    end = reverse("operator:appointment_end", args=[made.id, held.id])
    assert administrator.post(end, {"reason": "Nhầm người", "at_once": "yes"}).status_code == 303
    assert "Đã thu hồi" in valid(administrator.get(person))
    elsewhere = Account.objects.get(username="nguoi.ddbd").id
    assert administrator.get(reverse("operator:person", args=[elsewhere])).status_code == 404
    assert administrator.post(reverse("operator:appointment_new", args=[elsewhere]), later).status_code == 404
    assert administrator.get(reverse("operator:person_directory", args=[made.id])).status_code == 403
    own = Account.objects.get(username="quantri.tnn").id
    assert "Không ai tự giao" in valid(administrator.get(reverse("operator:person", args=[own])))
    assert administrator.post(reverse("operator:appointment_new", args=[own]), later).status_code == 409
    assert other.get(reverse("operator:people")).status_code == 403


def test_the_operators_grave_acts_ask_anew_and_keep_what_was_typed(waiting: str) -> None:
    client = official("vanhanh", Role.OPERATOR, "CNTT")
    desk = people.official("motcua", officials.Position("DDBD-MC", Role.DESK, Text(vi="Chuyên viên")))
    place = str(Appointment.objects.get(account=desk).id)
    page, trouble = (reverse(f"operator:{name}", args=[desk.id]) for name in ("person", "trouble"))
    later(client, 61)
    asked = [
        (trouble, {"act": "suspend", "suspend-reason": "Lý do một"}, trouble),
        (trouble, {"act": "factor", "factor-reason": "Lý do hai", "checked_how": "unit_head"}, trouble),
        (reverse("operator:settings"), {"key": "accounts.step_up_officer_minutes", "value": "0",
                                        "reason": "Lý do ba"}, reverse("operator:settings")),
        (reverse("operator:appointment_new", args=[desk.id]), {"title": "Lý do bốn", "role": "head"}, page),
        (reverse("operator:appointment_end", args=[desk.id, place]), {"reason": "Lý do năm", "appointment": place},
         page),
        (reverse("operator:appointment_title", args=[desk.id, place]), {"right_title": "Lý do bảy", "corrected": place},
         page),
        (reverse("operator:person_new"), {"name": "Lý do sáu", "role": "desk", "title": "Chuyên viên"},
         reverse("operator:person_new")),
        (reverse("operator:appeals"), {"act": "lift"}, reverse("operator:appeals")),
    ]  # fmt: skip
    for address, sent, back in asked:
        answer = client.post(address, sent)
        assert (answer.status_code, answer.headers["Location"]) == (303, f"/sign-in/again/?next={back}"), address
        said = next((one for one in sent.values() if one.startswith("Lý do")), "")
        assert said in valid(client.get(back)), address
    desk.refresh_from_db()
    assert desk.state == "active"
    assert ministry.setting("accounts.step_up_officer_minutes") == 60
    assert Appointment.objects.filter(account=desk, until=None).count() == 1


def test_the_queue_says_who_really_vets(operator: Client, waiting: str) -> None:
    queue = reverse("operator:registrations")
    assert "Văn phòng Bộ" not in (page := valid(operator.get(queue))) and page.count("Đơn vị quản lý, vận hành") == 1
    settle("accounts.vetting.individual", "agency")
    people.confirmed("individual", people.individual())
    assert "Nguyễn Thị Hoa" not in valid(operator.get(queue))
    vetter = valid(official("kiemtra", Role.VETTER, "VPB").get(queue))
    row = vetter[vetter.index("Nguyễn Thị Hoa") : vetter.index("</tr>", vetter.index("Nguyễn Thị Hoa"))]
    assert "Văn phòng Bộ" in row
