"""Nobody is shown what is not so: papers that one may not see, SMS to landlines, two dates for one answer."""

import re
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from dvctt.accounts import changes, people, registration
from dvctt.accounts.models import Account, Party, Registration
from dvctt.casework import api as casework
from dvctt.casework.models import Attachment, Dossier
from dvctt.journal import api as journal
from dvctt.kernel import Invalid, NotFound, clock
from dvctt.notices.models import Message
from dvctt.outbox import api as outbox
from tests.accounts.people import OPERATOR, VISITOR_AT, confirmed, individual, organisation
from tests.fixtures_casework import CONFIRMED, World, pdf
from tests.fixtures_smsgateway import SmsGateway
from tests.web.officers import officer_browser, place
from tests.web.walking import browser, valid

LANDLINE, MOBILE = "024 3883 1122", "0912 345 678"
ASKED = clock.today() + timedelta(days=12)


def component(text: str, name: str) -> str:
    return re.search(rf'<section class="component" id="c-{name}".*?</section>', text, re.DOTALL)[0]  # type: ignore[index]


def test_the_clerk_reads_how_many_papers_there_are_and_that_the_role_does_not_see_them(surveying: World) -> None:
    dossier = surveying.decided()
    given = surveying.answers["given"]
    shown = casework.dossier_page(surveying.people["clerk"], dossier)
    assert {one.id: (one.handed_in, one.files) for one in shown.components if one.id in given} == dict.fromkeys(
        given, (1, ())
    )
    text = valid(officer_browser(surveying.people["clerk"]).get(place(dossier)))
    assert "không xem nội dung các giấy tờ" in text
    for name in given:
        assert "Đã nộp 1 tệp" in component(text, name)
        assert "Không nộp" not in component(text, name) and "Chưa có" not in component(text, name)
    assert "không xem nội dung" not in valid(officer_browser(surveying.people["appraiser"]).get(place(dossier)))


def ask(world: World, dossier: UUID) -> None:
    items = [
        {"kind": "component", "target": world.answers["given"][0], "wrong": "Ảnh chụp mờ."},
        {"kind": "other", "target": "", "wrong": "Giải trình thêm."},
    ]
    asked = {"reason": "Chưa rõ.", "answer_by": f"{ASKED:%d/%m/%Y}", "items": items}
    world.act("appraiser", dossier, "request_amendment", asked)


def test_each_of_the_two_days_for_an_answer_is_named_and_officers_see_the_last_one_first(surveying: World) -> None:
    dossier = surveying.in_appraisal()
    ask(surveying, dossier)
    page = casework.dossier_page(surveying.people["applicant"], dossier)
    grace = next(one.due for one in page.clocks if one.whose == "applicant")
    assert grace is not None and grace.astimezone(clock.HANOI).date() > ASKED
    last, wished = f"{grace.astimezone(clock.HANOI):%d/%m/%Y}", f"{ASKED:%d/%m/%Y}"
    applicant, officer = browser(surveying.people["applicant"]), officer_browser(surveying.people["appraiser"])
    for client, where, first, named in (
        (applicant, f"/me/dossiers/{dossier}/", wished, f"{last}, rồi dừng xử lý hồ sơ"),
        (officer, place(dossier), last, wished),
        (officer, place(dossier, "clock/"), last, wished),
    ):
        text = valid(client.get(where))
        big = re.findall(r'(?:<span class="at"><time[^>]*>|<strong class="numbers">)([^<]+)<', text)
        assert any(first in one for one in big) and named in text, where
        assert not any((last if first == wished else wished) in one for one in big), where
    home = valid(browser(surveying.people["applicant"]).get("/me/"))
    assert f'<time datetime="{ASKED.isoformat()}">' in home


def test_the_points_of_an_amendment_name_no_file_to_who_may_not_see_it(surveying: World) -> None:
    dossier = surveying.in_appraisal()
    component = surveying.answers["given"][0]
    ask(surveying, dossier)
    old = next(one for one in Attachment.objects.filter(dossier=dossier) if one.component == component)
    surveying.hand_in(dossier, component, pdf("anew"), "hop-dong-mat.pdf", replaces=old.pk)
    surveying.declare(dossier)
    surveying.act("applicant", dossier, "answer_amendment", {**CONFIRMED, "answers": {"1": "Đã chụp lại.", "2": "Có."}})
    surveying.act("appraiser", dossier, "appraise", {"report": "Đủ.", "proposal": "grant"})
    surveying.act("head", dossier, "recommend_grant", {"opinion": "Đồng ý."})
    surveying.act("competent", dossier, "approve")
    texts = {who: valid(officer_browser(surveying.people[who]).get(place(dossier))) for who in ("clerk", "head")}
    assert "hop-dong-mat.pdf" in texts["head"] and "giay-to.pdf" in texts["head"]
    told = texts["clerk"][: texts["clerk"].index('id="desk"')]
    assert "hop-dong-mat.pdf" not in texts["clerk"] and "giay-to.pdf" not in told
    item = casework.dossier_page(surveying.people["clerk"], dossier).amendments[0].items[0]
    assert (item.old, item.new, item.changed) == ("1 tệp", "1 tệp", True)


def test_the_mail_says_of_what_each_remark_is(surveying: World) -> None:
    dossier = surveying.in_appraisal()
    ask(surveying, dossier)
    asked = next(one for one in casework.dossier_page(surveying.people["applicant"], dossier).amendments)
    letter = Message.objects.get(subject_id=str(dossier), key__startswith="amendment_request:")
    body = _body(letter)
    assert f"1. {asked.items[0].place.vi}: Ảnh chụp mờ." in body
    assert "2. Nội dung khác: Giải trình thêm." in body


def _body(letter: Message) -> str:
    return journal.cipher().decrypt(letter.body_sealed)


def test_officers_are_not_spoken_to_as_applicants(surveying: World) -> None:
    dossier = surveying.decided()
    surveying.act("clerk", dossier, "number_and_seal")
    outbox.drain()
    publish = valid(officer_browser(surveying.people["clerk"]).get(place(dossier)))
    surveying.act("clerk", dossier, "publish")
    pages = [publish] + [
        valid(officer_browser(surveying.people["desk"]).get(place(dossier, rest))) for rest in ("", "course/", "clock/")
    ]
    for text in pages:
        assert "Quý vị" not in re.sub(r'data-\w+="[^"]*"', "", _main(text))
    assert "Quý vị tải tệp" in valid(browser(surveying.people["applicant"]).get(f"/me/dossiers/{dossier}/"))


def _main(text: str) -> str:
    """The page without the messages that were sent to the applicant."""
    body = text[text.index("<main") : text.index("</main>")]
    return body[: body.index('aria-labelledby="sent-title"')] if "sent-title" in body else body


@pytest.mark.parametrize("phone", [LANDLINE, "028.3822.1122", "+84 24 3883 1122"])
def test_sms_is_refused_for_a_landline_at_registration(db: None, sms: SmsGateway, phone: str) -> None:
    with pytest.raises(Invalid) as refused:
        registration.register(VISITOR_AT, "individual", individual(phone=phone, preferred_channel="sms"))
    assert [(one.place, one.code) for one in refused.value.faults] == [("preferred_channel", "no_sms_to_landline")]
    assert Registration.objects.count() == 0


@pytest.mark.parametrize(
    ("kind", "raw", "gateway", "told"),
    [
        ("individual", individual(preferred_channel="sms"), True, "SMS"),
        ("individual", individual(preferred_channel="sms"), False, "thư điện tử"),
        ("organisation", organisation(preferred_channel="email"), True, "thư điện tử"),
    ],
)
def test_the_operator_is_told_by_what_the_account_is_announced(
    db: None, sms: SmsGateway, settings: Any, kind: str, raw: dict[str, Any], gateway: bool, told: str
) -> None:
    if not gateway:
        settings.SMS_URL = ""
    number = confirmed(kind, raw)
    done = registration.approve(OPERATOR, number)
    assert done.by_sms == (told == "SMS")


def test_who_is_told_by_sms_keeps_a_number_that_takes_it(db: None, sms: SmsGateway) -> None:
    number = confirmed("individual", individual(preferred_channel="sms"))
    registration.approve(OPERATOR, number)
    account = Account.objects.get(registrations=number)
    Account.objects.filter(id=account.id).update(state="active")
    actor = people.actor_for(Account.objects.get(id=account.id), channel="test")
    party = Party.objects.get(memberships__account=account)
    given = {"address": individual()["address"], "phone": LANDLINE}
    with pytest.raises(Invalid) as refused:
        changes.change_details(actor, party.id, given)
    assert [(one.place, one.code) for one in refused.value.faults] == [("phone", "landline_while_sms")]
    changes.set_preferred_channel(actor, "email")
    changes.change_details(actor, party.id, given)
    with pytest.raises(Invalid) as refused:
        changes.set_preferred_channel(actor, "sms")
    assert [one.code for one in refused.value.faults] == ["no_sms_to_landline"]


def test_look_up_takes_the_number_of_the_dossier_and_the_present_one(surveying: World) -> None:
    dossier = surveying.submitted()
    code = str(Dossier.objects.get(pk=dossier).code)
    declared = str(surveying.answers["values"]["dien_thoai"])
    Party.objects.filter(id=Dossier.objects.get(pk=dossier).owner_id).update(phone="+84912345678")
    for digits in ("1234", "02437931234", "5678", "0912345678", declared[-4:]):
        assert casework.look_up(code, digits).code == code
    for digits in ("1235", "", "4", "0000"):
        with pytest.raises(NotFound):
            casework.look_up(code, digits)
