"""Grave acts ask anew who is there, once in a while, and lose nothing that was typed."""

import json
from typing import Any
from urllib.parse import quote
from uuid import UUID

import html5lib
import pytest
from django.test import Client

from dvctt.accounts import signin
from dvctt.accounts.models import Account
from dvctt.casework.models import Dossier
from dvctt.catalogue import api as catalogue
from dvctt.kernel import Actor, Role
from dvctt.web.http.form_restore import NOT_SENT
from dvctt.workflow import requires_step_up
from tests.authenticator import code
from tests.fixtures_casework import World, make_officer
from tests.guards import settle
from tests.securitykey import SecurityKey
from tests.web.officers import officer_browser, place
from tests.web.test_officer_acts import REFUSAL, form
from tests.web.walking import address, browser, hidden, valid

PASSWORD = "một câu dễ nhớ 27"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def later(client: Client, minutes: int) -> None:
    """The sign-in of this browser is that many minutes further back."""
    session = client.session
    session[signin.SIGNED_IN_AT] -= minutes * 60
    for one in session.get("account_authentication_methods", []):
        one["at"] -= minutes * 60
    session.save()


def with_password(actor: Actor) -> Account:
    account = Account.objects.get(pk=actor.id)
    account.set_password(PASSWORD)
    account.save()
    return account


def without_password(actor: Actor) -> Account:
    account = Account.objects.get(pk=actor.id)
    account.set_unusable_password()
    account.save()
    return account


def options(page: Any) -> dict[str, Any]:
    """What the page asks of a passkey."""
    found: dict[str, Any] = json.loads(element(page, "js_data"))
    return dict((found.get("request_options") or found["creation_options"])["publicKey"])


def shown(device: SecurityKey, page: Any, handle: str = "") -> str:
    """What a passkey answers to the page, its holder verified."""
    return json.dumps(device.touched(options(page)["challenge"], verified=True, handle=handle))


def with_passkey(client: Client, password: str = PASSWORD) -> SecurityKey:
    """A passkey added on its page."""
    device = SecurityKey()
    client.post("/sign-in/again/", {"password": password})
    credential = json.dumps(device.made(options(client.get("/security/passkeys/new/"))["challenge"]))
    assert client.post("/security/passkeys/new/", {"name": "Khóa", "credential": credential}).status_code == 302
    return device


def element(page: Any, number: str) -> str:
    """The text within the element of that id."""
    found = html5lib.parse(page.content.decode(), namespaceHTMLElements=False).find(f".//*[@id='{number}']")
    return "" if found is None else " ".join(found.itertext())


def state(dossier: UUID) -> str:
    return Dossier.objects.get(pk=dossier).state


@pytest.mark.django_db
def test_the_grave_acts_are_those_that_decide_seal_refuse_and_withdraw() -> None:
    for procedure in ("1.000082", "1.000070"):
        flow = catalogue.current(procedure).bundle.process
        assert {name for name, one in flow.actions.items() if requires_step_up(flow, one)} == {
            "approve", "decide_not_grant", "number_and_seal", "number_and_seal_negative", "refuse", "withdraw",
        }  # fmt: skip


def test_an_officer_proves_it_once_an_hour_and_finds_the_form_as_it_was(surveying: World) -> None:
    dossier, desk = surveying.submitted(), surveying.people["desk"]
    with_password(desk)
    client = officer_browser(desk)
    here, sent = form(client, dossier, "refuse", **REFUSAL)
    later(client, -61)
    assert client.post(here, sent).headers["Location"] == f"/sign-in/again/?next={here}"  # a proof of a time to come
    later(client, 122)
    asked = client.post(here, sent)
    assert (asked.status_code, asked.headers["Location"]) == (303, f"/sign-in/again/?next={here}")
    assert state(dossier) == "submitted"
    assert "Thuộc thủ tục khác." not in str(dict(client.session))
    wrong = client.post("/sign-in/again/", {"password": "khác", "next": here})
    assert wrong.status_code == 200 and client.post(here, sent).status_code == 303 and state(dossier) == "submitted"
    back = client.post("/sign-in/again/", {"password": PASSWORD, "next": here})
    assert (back.status_code, back.headers["Location"]) == (302, here)
    page = client.get(here)
    assert "Thuộc thủ tục khác." in valid(page)
    assert str(NOT_SENT) in valid(page)  # who has just pressed and proved believes that it is done
    again = sent | {name: hidden(page, name) for name in ("seen", "drawn", "key")}
    assert client.post(here, again).status_code == 303
    assert state(dossier) == "refused"


def test_a_code_proves_it_too_and_lighter_acts_do_not_ask(surveying: World) -> None:
    dossier, desk = surveying.submitted(), surveying.people["desk"]
    signin.enrol_totp(without_password(desk), SECRET)
    client = officer_browser(desk)
    here, sent = form(client, dossier, "refuse", **REFUSAL)
    later(client, 61)
    client.post(here, sent)
    way = client.get(f"/sign-in/again/?next={here}")
    assert way.headers["Location"].startswith("/sign-in/again/code/")
    client.post("/sign-in/again/code/", {"code": code(SECRET), "next": here})
    assert "Thuộc thủ tục khác." in valid(client.get(here))
    later(client, 61)
    here, sent = form(client, dossier, "accept")
    assert client.post(here, sent).status_code == 303
    assert state(dossier) == "appraisal"


def test_the_page_names_act_and_dossier_and_comes_back_to_the_same_address(surveying: World) -> None:
    dossier, desk = surveying.submitted(), surveying.people["desk"]
    code_of = Dossier.objects.get(pk=dossier).code
    signin.enrol_totp(with_password(desk), SECRET)
    client = officer_browser(desk)
    here, sent = form(client, dossier, "refuse", **REFUSAL)
    later(client, 61)
    asked = client.post(f"{here}?draft=older&answer=gone", sent).headers["Location"]
    assert asked == f"/sign-in/again/?next={quote(here + '?draft=older')}"
    for page in (client.get(asked), client.get(asked.replace("/again/", "/again/code/"))):
        named = element(page, "weighty")
        assert "Từ chối" in named and code_of in named and "Khuê" in named
        assert "Thuộc thủ tục khác." not in valid(page)
    back = client.post("/sign-in/again/", {"password": PASSWORD, "next": f"{here}?draft=older"})
    assert back.headers["Location"] == f"{here}?draft=older"
    assert "Thuộc thủ tục khác." in valid(client.get(back.headers["Location"]))
    other = make_officer("Người Khác", Role.DESK, "MOTCUA", "Chuyên viên", "")
    with_password(other)
    stranger = officer_browser(other)
    strange = stranger.get(f"/sign-in/again/?next={here}")
    assert strange.status_code == 200 and code_of not in valid(strange)


def test_each_way_that_the_account_has_is_offered_and_no_other(surveying: World) -> None:
    desk = surveying.people["desk"]
    signin.enrol_totp(with_password(desk), SECRET)
    client = officer_browser(desk)
    again = "/sign-in/again/?next=/officer/"
    page = client.get(again)
    assert 'href="/sign-in/again/code/?next=%2Fofficer%2F"' in valid(page) and "data-passkey=" not in valid(page)
    with_passkey(client)
    for where in (again, again.replace("/again/", "/again/code/")):
        page = client.get(where)
        assert 'action="/sign-in/again/passkey/"' in valid(page) and 'id="js_data"' in valid(page)
    without_password(desk)
    client = officer_browser(desk)
    assert client.get(again).headers["Location"] == "/sign-in/again/code/?next=%2Fofficer%2F"
    assert 'name="password"' not in valid(client.get("/sign-in/again/code/?next=/officer/"))
    assert "Dùng mật khẩu" not in valid(client.get("/sign-in/again/passkey/?next=/officer/"))


def test_a_passkey_proves_it_and_a_wrong_one_leaves_what_was_to_be_done(surveying: World) -> None:
    dossier, desk = surveying.submitted(), surveying.people["desk"]
    signin.enrol_totp(with_password(desk), SECRET)
    client = officer_browser(desk)
    device = with_passkey(client)
    here, sent = form(client, dossier, "refuse", **REFUSAL)
    later(client, 61)
    asked = client.post(here, sent).headers["Location"]
    wrong = {"credential": shown(SecurityKey(), client.get(asked)), "next": here}
    again = client.post("/sign-in/again/passkey/", wrong).headers["Location"]
    assert again == f"/sign-in/again/passkey/?next={here}"
    page = client.get(again)
    assert "Từ chối" in element(page, "weighty") and valid(page).count("Khóa truy cập chưa được chấp nhận") == 2
    back = client.post("/sign-in/again/passkey/", {"credential": shown(device, page), "next": here})
    assert back.headers["Location"] == here
    page = client.get(here)
    assert "Thuộc thủ tục khác." in valid(page)
    assert client.post(here, sent | {"key": hidden(page, "key")}).status_code == 303 and state(dossier) == "refused"


def test_a_ministry_may_never_ask_and_a_fresh_sign_in_is_not_asked(surveying: World) -> None:
    dossier, desk = surveying.submitted(), surveying.people["desk"]
    client = officer_browser(desk)
    later(client, 59)
    here, sent = form(client, dossier, "refuse", **REFUSAL)
    assert client.post(here, sent | {"grounds": ""}).status_code == 422
    later(client, 1000)
    settle("accounts.step_up_officer_minutes", 0)
    assert client.post(here, sent).headers["Location"] == place(dossier)
    assert state(dossier) == "refused"


def test_an_applicant_who_withdraws_is_asked_after_a_quarter_of_an_hour(surveying: World) -> None:
    dossier, owner = surveying.submitted(), surveying.people["applicant"]
    with_password(owner)
    client, here = browser(owner), address(dossier, "act/withdraw/")
    page = client.get(here)
    sent = {name: hidden(page, name) for name in ("seen", "key")} | {"reason": "Không còn nhu cầu nữa."}
    later(client, 16)
    assert client.post(here, sent).headers["Location"] == f"/sign-in/again/?next={here}"
    client.post("/sign-in/again/", {"password": PASSWORD, "next": here})
    assert "Không còn nhu cầu nữa." in valid(client.get(here))
    assert client.post(here, sent).status_code == 303
    assert state(dossier) == "withdrawn"


def test_who_has_neither_password_nor_code_here_signs_in_again_and_keeps_the_text(surveying: World) -> None:
    dossier, desk = surveying.submitted(), surveying.people["desk"]
    without_password(desk)
    client = officer_browser(desk)
    here, sent = form(client, dossier, "refuse", **REFUSAL)
    later(client, 61)
    assert client.post(here, sent).headers["Location"] == f"/sign-in/?next={here}"
    assert client.get(here).status_code == 302
    client.force_login(Account.objects.get(pk=desk.id), backend="dvctt.accounts.adapters.passwords.PasswordBackend")
    session = client.session
    session["second_factor"] = desk.id
    session.save()
    assert "Thuộc thủ tục khác." in valid(client.get(here))


@pytest.mark.parametrize("rest", ["declaration/confirm/", "declaration/authority/"])
def test_confirming_a_declaration_is_asked(surveying: World, rest: str) -> None:
    dossier, owner = surveying.ready(), surveying.people["applicant"]
    with_password(owner)
    client, here = browser(owner), address(dossier, rest)
    assert client.post(here).status_code == 409
    later(client, 16)
    assert client.post(here).headers["Location"] == f"/sign-in/again/?next={here}"
