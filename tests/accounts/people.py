"""Registrants, vetters and their messages."""

import re
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from dvctt.accounts import officials, people, registration, signin
from dvctt.accounts.models import Registration
from dvctt.kernel import VISITOR, Actor, ActorKind, Grant, Ref, Role, clock, system
from dvctt.notices import api as notices

VISITOR_AT = replace(VISITOR, address="203.0.113.9")
OPERATOR = Actor(
    ActorKind.OFFICER, "op", channel="test", name="Vũ Minh",
    grants=(Grant(Role.OPERATOR, "CNTT", frozenset({"CNTT"})),),
)  # fmt: skip
VETTER = Actor(
    ActorKind.OFFICER, "vt", channel="test", name="Lê An",
    grants=(Grant(Role.VETTER, "TNN", frozenset({"TNN", "TNN-CP"})),),
)  # fmt: skip
CLERK = Actor(
    ActorKind.OFFICER, "cl", channel="test", name="Đỗ Hà",
    grants=(Grant(Role.CLERK, "TNN", frozenset({"TNN", "TNN-CP"})),),
)  # fmt: skip
PASSWORD = "một mật khẩu thật dài 9"
# Thursday before the holidays of 30 April and 1 May 2025; 26 April was a worked Saturday, 2 May a swapped day off.
THURSDAY = datetime(2025, 4, 24, 10, 0, tzinfo=clock.HANOI)


def individual(**changes: Any) -> dict[str, Any]:
    """What a person declares."""
    return {
        "name": "Nguyễn Thị Hoa", "birth_date": "12/03/1990", "sex": "female", "citizen_id": "001190000123",
        "address": {"province": "01", "commune": "00004", "line": "Số 5 phố Đội Cấn"},
        "phone": "0912345678", "email": "hoa@dan.example", "accurate": "true", **changes,
    }  # fmt: skip


def organisation(**changes: Any) -> dict[str, Any]:
    """What an organisation declares."""
    return {
        "name": "Công ty TNHH Nước Sạch Sông Hồng", "organisation_kind": "enterprise", "tax_code": "0100109106",
        "establishment": {"number": "0100109106", "date": "01/02/2010", "issuer": "Sở KH&ĐT Hà Nội"},
        "address": {"province": "01", "commune": "00004", "line": "Số 1 phố Quán Thánh"},
        "phone": "02437956868", "email": "vanthu@nuocsach.example", "representative_name": "Trần Văn Bình",
        "representative_position": "Giám đốc", "representative_citizen_id": "001080004567",
        "registrant_is_representative": "true", "accurate": "true", **changes,
    }  # fmt: skip


def letters(kind: str, number: UUID | str) -> list[notices.MessageView]:
    """The messages about a registration or an account, the latest first."""
    return list(notices.messages(Ref(kind, str(number))))


def token_in(letter: notices.MessageView) -> str:
    """The secret of the link in a message."""
    found = re.search(r"/(?:confirm|mend|first-access|password|lost-code|email)/([\w-]+)/", letter.body)
    assert found, letter.body
    return found[1]


def confirmed(kind: str, raw: dict[str, Any], **more: Any) -> UUID:
    """Register and confirm the address: the number of a received registration."""
    number = registration.register(VISITOR_AT, kind, raw, **more)
    token = token_in(letters("registration", number)[0])
    if registration.wants_phone_code(token):
        registration.send_phone_code(VISITOR_AT, token)
        registration.confirm_phone_of(token, code_in(letters("registration", number)[0]))
    registration.confirm_email(VISITOR_AT, token)
    return number


def code_in(letter: notices.MessageView) -> str:
    """The code in a message."""
    found = re.search(r"\b\d{6}\b", letter.body)
    assert found, letter.body
    return found[0]


def opened(number: UUID) -> people.Account:
    """Take the first access of an approved registration: its account."""
    granted = signin.first_access(VISITOR_AT, token_in(letters("registration", number)[0]), PASSWORD)
    return signin.account_named(granted.username)


def opened_by(token: str) -> people.Account:
    """Take the first access by the secret of its link: the account."""
    return signin.account_named(signin.first_access(VISITOR_AT, token, PASSWORD).username)


def applicant(kind: str = "individual", raw: dict[str, Any] | None = None) -> people.Account:
    """An account that went the whole way."""
    number = confirmed(kind, raw or (individual() if kind == "individual" else organisation()))
    registration.approve(OPERATOR, number, reason="Đã đối chiếu.")
    return opened(number)


def acting(account: people.Account, on_behalf: str | None = None) -> Actor:
    """The actor that an account is."""
    return people.actor_for(account, channel="test", address="203.0.113.9", on_behalf=on_behalf)


def official(username: str, *positions: officials.Position) -> people.Account:
    """An officer's account that went the whole way."""
    number = officials.create_official(
        system("seed"), username=username, name=f"Cán bộ {username}", email=f"{username}@monre.example",
        positions=positions,
    )  # fmt: skip
    granted = signin.first_access(VISITOR_AT, token_in(letters("account", number)[0]), PASSWORD)
    return signin.account_named(granted.username)


def row(number: UUID) -> Registration:
    """The stored registration."""
    return Registration.objects.get(id=number)
