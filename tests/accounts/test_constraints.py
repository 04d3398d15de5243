"""What the database itself refuses."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.db.models import Model

from dvctt.accounts.models import Account, Appointment, Membership, OneTimeLink, Party, Registration
from dvctt.kernel import clock

pytestmark = pytest.mark.django_db
NOW = clock.now()


def account(**changes: Any) -> Account:
    right = {"username": "hoa", "email": "hoa@dan.example", "name": "Hoa", "folded": "hoa", "kind": "applicant"}
    return Account.objects.create(**{**right, **changes})


def party(**changes: Any) -> Party:
    right = {"kind": "individual", "name": "Hoa", "folded": "hoa", "identity_index": "f" * 64, "identity_sealed": "x"}
    return Party.objects.create(**{**right, **changes})


def company(**changes: Any) -> Party:
    right = {"kind": "organisation", "name": "Nước Sạch", "folded": "nuoc sach", "tax_code": "0100109106"}
    return Party.objects.create(**{**right, **changes})


def registration(**changes: Any) -> Registration:
    right = {"kind": "individual", "values": {}, "sealed": "x", "name": "Hoa", "folded": "hoa", "email": "h@d.example"}
    return Registration.objects.create(**{**right, **changes})


def membership(**changes: Any) -> Membership:
    right = {"power": "self"}
    if "account" not in changes:
        changes |= {"account": Account.objects.first() or account(), "party": Party.objects.first() or party()}
    return Membership.objects.create(**{**right, **changes})


def appointment(**changes: Any) -> Appointment:
    officer = Account.objects.filter(kind="officer").first() or account(username="binh", kind="officer")
    return Appointment.objects.create(
        **{"account": officer, "unit": "TNN", "role": "head", "title_vi": "Cục trưởng", **changes}
    )


def link(**changes: Any) -> OneTimeLink:
    right = {"purpose": "confirm_email", "digest": "a" * 64, "expires_at": NOW + timedelta(hours=1), "created_at": NOW}
    if "account" not in changes:
        changes = {"registration": Registration.objects.first() or registration(), **changes}
    return OneTimeLink.objects.create(**{**right, **changes})


Maker = Callable[..., Model]
DECIDED = {"decided_at": NOW, "decided_by": "op"}
RECEIVED = {"received_at": NOW, "vetting": "operator"}
ALONE: list[tuple[str, Maker, dict[str, Any]]] = [
    ("account_username_plain", account, {"username": "Hoa"}),
    ("account_username_plain", account, {"username": "hoa\nx"}),
    ("account_has_email", account, {"email": ""}),
    ("account_kind_known", account, {"kind": "robot"}),
    ("account_state_known", account, {"state": "asleep"}),
    ("account_language_known", account, {"language": "fr"}),
    ("party_named", party, {"name": ""}),
    ("party_kind_known", party, {"kind": "robot"}),
    ("party_organisation_taxed", company, {"tax_code": ""}),
    ("party_identity_sealed_and_indexed", party, {"identity_sealed": ""}),
    ("membership_power_known", membership, {"power": "king"}),
    ("membership_dates_ordered", membership, {"until": date(2000, 1, 1)}),
    ("registration_kind_known", registration, {"kind": "robot"}),
    ("registration_state_known", registration, {"state": "asleep", **DECIDED}),
    ("registration_waiting_has_clock", registration, {"state": "waiting", **RECEIVED}),
    ("registration_received_has_vetting", registration, {"received_at": NOW}),
    ("registration_decided_by_someone", registration, {"state": "refused", "reasons": [{"place": "", "text": "x"}]}),
    ("registration_reasons_given", registration, {"state": "refused", **DECIDED}),
    ("registration_approved_has_account", registration, {"state": "approved", **DECIDED}),
    ("appointment_dates_ordered", appointment, {"until": date(2000, 1, 1)}),
    ("appointment_role_known", appointment, {"role": "king"}),
    ("link_opens_one_thing", link, {"purpose": "first_access"}),
    ("link_expires_later", link, {"expires_at": NOW}),
]  # fmt: skip
TWICE: list[tuple[str, Maker, dict[str, Any]]] = [
    ("accounts_account_username", account, {"email": "other@dan.example"}),
    ("account_email_once_per_kind", account, {"username": "hoa2", "email": "HOA@dan.example"}),
    ("party_identity_once", party, {}),
    ("party_tax_code_once", company, {}),
    ("membership_once", membership, {"power": "staff"}),
    ("appointment_once", appointment, {}),
    ("accounts_onetimelink_digest", link, {}),
]  # fmt: skip


@pytest.mark.parametrize(("constraint", "make", "wrong"), ALONE)
def test_a_broken_row_is_refused(constraint: str, make: Maker, wrong: dict[str, Any]) -> None:
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        make(**wrong)
    make()


@pytest.mark.parametrize(("constraint", "make", "again"), TWICE)
def test_a_twin_is_refused(constraint: str, make: Maker, again: dict[str, Any]) -> None:
    make()
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        make(**again)


def test_an_account_is_itself_only_once() -> None:
    one = account()
    membership(account=one, party=party())
    with pytest.raises(IntegrityError, match="membership_one_self"), transaction.atomic():
        membership(account=one, party=company())


def test_what_has_ended_leaves_room() -> None:
    account(state="cancelled")
    account(username="hoa2")
    party(active=False)
    party()
    membership(until=clock.today())
    membership()
