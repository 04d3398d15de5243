"""One telephone and one mailbox get so much and no more, whoever asks, and the answer tells nothing about them."""

import ast
from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
from django.test import Client

from dvctt.accounts import changes as accounts_changes
from dvctt.accounts import memberships, registration
from dvctt.journal.security_models import SecurityEvent
from dvctt.kernel import Refused, clock
from dvctt.ministry import api as ministry
from dvctt.notices import api as notices
from dvctt.notices.models import Message
from tests.accounts.people import OPERATOR, VISITOR_AT, acting, applicant, individual, letters, organisation, token_in
from tests.guards import settle
from tests.structure.test_doors import sources
from tests.web.accounts_pages import posted, valid

pytestmark = pytest.mark.django_db
VICTIM = "nan.nhan@dan.example"
HOUR, DAY = timedelta(hours=1, seconds=1), timedelta(days=1, seconds=1)


@pytest.fixture(autouse=True)
def few(db: None) -> None:
    """Bounds that a test reaches soon: two within an hour and three within a day of codes, three and four of mails."""
    settle("accounts.phone_code.individual", "on")
    told = {
        "accounts.code.per_hour": 2, "accounts.code.per_day": 3,
        "accounts.mail.per_hour": 3, "accounts.mail.per_day": 4,
    }  # fmt: skip
    for key, value in told.items():
        ministry.set_setting(OPERATOR, key, value, reason="Thử")


def registered(number: int, **changes: str) -> str:
    """Register somebody else each time, at an address of his own unless one is given; gives the secret of the link."""
    raw = individual(email=f"ke{number}@tan-cong.example", citizen_id=f"0011900001{number:02d}") | changes
    return token_in(letters("registration", registration.register(VISITOR_AT, "individual", raw))[0])


def code_sent(token: str) -> str:
    """What keeps the code from being sent; empty where it goes."""
    try:
        registration.send_phone_code(VISITOR_AT, token)
    except Refused as error:
        return error.reasons[0].code
    return ""


def mail_sent(number: int, email: str) -> str:
    """What keeps a registration from being sent to this address; empty where it is taken."""
    raw = individual(email=email, citizen_id=f"0011900002{number:02d}")
    try:
        registration.register(VISITOR_AT, "individual", raw)
    except Refused as error:
        return error.reasons[0].code
    return ""


def test_a_telephone_gets_so_many_codes_over_all_registrations() -> None:
    tokens = [registered(number) for number in range(6)]
    other = registered(7, phone="0987654321")
    assert [code_sent(one) for one in tokens[:3]] == ["", "", "too_many_codes"]
    assert code_sent(other) == ""
    with clock.travel(clock.now() + HOUR):
        assert [code_sent(one) for one in tokens[3:5]] == ["", "too_many_codes_today"]
    with clock.travel(clock.now() + DAY):
        assert code_sent(registered(8)) == ""
    assert Message.objects.filter(title="Mã xác nhận số điện thoại").count() == 5


def test_a_mailbox_gets_so_many_mails_over_all_registrations_however_it_is_written() -> None:
    spelled = [VICTIM, "Nan.Nhan@dan.example", "nan.nhan+1@dan.example", "nan.nhan+hai@dan.example"]
    assert [mail_sent(*one) for one in enumerate(spelled)] == ["", "", "", "too_many_mails"]
    assert mail_sent(5, "nguoi.khac@dan.example") == ""
    with clock.travel(clock.now() + HOUR):
        assert [mail_sent(number, VICTIM) for number in (6, 7)] == ["", "too_many_mails_today"]
    with clock.travel(clock.now() + DAY):
        assert mail_sent(8, VICTIM) == ""


def test_a_known_address_is_bound_and_answered_as_an_unknown_one() -> None:
    known = applicant(raw=individual(citizen_id="001190000301", email="quen@dan.example")).email
    said = {email: [mail_sent(10 + n, email) for n in range(5)] for email in (known, VICTIM)}
    assert said[VICTIM] == ["", "", "", "too_many_mails", "too_many_mails"]
    assert said[known] == ["", "", "too_many_mails", "too_many_mails", "too_many_mails"]  # it registered before


def test_a_visitor_uses_up_nobodys_account() -> None:
    """Who is signed in changes telephone, address and members, whatever strangers have sent there."""
    account = applicant(raw=individual(citizen_id="001190000302", email="chu@dan.example", phone="0977000111"))
    for number in range(3):
        mail_sent(number, VICTIM)
        code_sent(registered(20 + number))
    party = accounts_changes.managed_parties(acting(account))[0].id
    raw = {"address": individual()["address"], "phone": "0912345678"}
    assert accounts_changes.change_details(acting(account), party, raw)
    accounts_changes.request_email(acting(account), None, VICTIM)
    assert any("/account/email/" in one.body for one in letters("account", account.id))


def test_accounts_together_send_one_mailbox_no_more() -> None:
    acts: list[Callable[[], object]] = []
    for number, code in enumerate(("0100109106", "0100233488")):
        raw = organisation(email=f"to{number}@chuc.example", tax_code=code)
        firm = acting(applicant("organisation", raw | {"representative_citizen_id": f"00108000456{number}"}))
        party = accounts_changes.managed_parties(firm)[0].id
        acts.append(partial(accounts_changes.request_email, firm, party, VICTIM))
        acts.append(partial(memberships.invite, firm, party, VICTIM, memberships.MandateTerms("staff")))
    for act in acts[:3]:
        act()
    with pytest.raises(Refused, match="too_many_mails"):
        acts[3]()


def test_the_form_says_so_keeps_what_was_typed_and_is_recorded(client: Client) -> None:
    answers = [client.post("/register/individual/", posted(individual(email=VICTIM))) for _ in range(4)]
    assert [one.status_code for one in answers] == [303, 303, 303, 409]
    shown = valid(answers[-1])
    assert "Đã gửi nhiều thư tới địa chỉ này" in shown and VICTIM in shown
    again = client.post("/register/sent/")
    assert again.status_code == 409 and "Đã gửi nhiều thư tới địa chỉ này" in valid(again)
    assert set(SecurityEvent.objects.values_list("kind", "place")) == {
        ("limit_hit", "register_individual"), ("limit_hit", "register_sent"),
    }  # fmt: skip


def test_the_page_of_the_code_says_that_none_was_sent(client: Client) -> None:
    *earlier, token = (registered(number) for number in range(3))
    for one in earlier:
        assert code_sent(one) == ""
    answer = client.post(f"/register/confirm/{token}/")
    shown = valid(answer)
    assert answer.status_code == 422 and "Đã gửi nhiều mã" in shown and "vừa gửi mã" not in shown


UNPROVEN = {
    "registration/confirm_email",
    "registration/email_known",
    "account/email_known",
    "account/email_link",
    "account/phone_code",
    "party/invited",
}


def senders(path: Path) -> Iterator[str]:
    """The letters that a module sends to an address which its holder has not shown to be his."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Call):
            yield from (one.value for one in node.args if isinstance(one, ast.Constant) and one.value in UNPROVEN)
            if isinstance(node.func, ast.Name) and node.func.id == "send_confirmation":
                yield "registration/confirm_email"


def test_every_module_that_writes_to_strangers_counts_by_who_receives() -> None:
    assert set(notices.letter_names()) >= UNPROVEN
    found = {path.stem: set(senders(path)) for path in sources() if "accounts" in path.parts}
    writing = {name for name, sent in found.items() if sent}
    assert writing == {"phone_codes", "submission", "renewal", "contact_details", "invitations"}
    counting = {path.stem for path in sources() if "receivers.count_" in path.read_text()}
    assert writing <= counting
