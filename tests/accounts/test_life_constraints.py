"""What the database itself refuses of an account's life."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.db.models import Model

from dvctt.accounts.models import ChangeRequest, Code, Demand, FactorReset, FormDraft, Suspension, Tombstone
from dvctt.kernel import clock
from tests.accounts.test_constraints import account, company, link, party, registration

pytestmark = pytest.mark.django_db
NOW = clock.now()
LATER = NOW + timedelta(hours=1)
BEFORE = NOW - timedelta(hours=1)


def one_account() -> Model:
    from dvctt.accounts.models import Account

    return Account.objects.first() or account()


def code(**changes: Any) -> Code:
    right = {"purpose": "phone", "target": "x", "digest": "a", "created_at": NOW, "expires_at": LATER}
    if "account" not in changes:
        changes = {"account": one_account(), **changes}
    return Code.objects.create(**{**right, **changes})


def change(**changes: Any) -> ChangeRequest:
    from dvctt.accounts.models import Party

    right = {"vetting": "operator", "received_at": NOW, "due_at": LATER, "calendar": "1"}
    owner = Party.objects.first() or party()
    return ChangeRequest.objects.create(**{**right, "account": one_account(), "party": owner, **changes})


def suspension(**changes: Any) -> Suspension:
    right = {"by": "operator", "by_id": "op", "reason": "Gửi hồ sơ giả", "since": NOW}
    return Suspension.objects.create(**{**right, "account": one_account(), **changes})


def factor_reset(**changes: Any) -> FactorReset:
    right = {"by": "holder", "by_id": "x", "asked_at": NOW, "ready_at": LATER}
    return FactorReset.objects.create(**{**right, "account": one_account(), **changes})


def demand(**changes: Any) -> Demand:
    right = {"batch": uuid4(), "cause": "other", "text_vi": "Xem lại", "created_by": "op", "grace_until": clock.today()}
    return Demand.objects.create(**{**right, "account": one_account(), **changes})


def form_draft(**changes: Any) -> FormDraft:
    right = {"page": "/officer/x/", "sealed": "x"}
    return FormDraft.objects.create(**{**right, "account": one_account(), **changes})


def tombstone(**changes: Any) -> Tombstone:
    return Tombstone.objects.create(**{"kind": "account", "of": uuid4(), "ended_at": NOW, "rule": "r", **changes})


Maker = Callable[..., Model]
DECIDED = {"decided_at": NOW, "decided_by": "op"}
APPEALED = {"appeal": "Không phải tôi", "appealed_at": LATER}
BROKEN: list[tuple[str, Maker, dict[str, Any]]] = [
    ("account_erased_is_empty", account, {"state": "cancelled", "erased_at": NOW}),
    ("account_cancelled_when", account, {"cancelled_at": NOW}),
    ("party_erased_is_empty", party, {"active": False, "erased_at": NOW}),
    ("party_erased_is_empty", company, {"active": False, "erased_at": NOW}),
    ("registration_erased_is_empty", registration, {"erased_at": NOW}),
    ("link_of_a_change_carries_it", link, {"carries": "x"}),
    ("link_opens_one_thing", link, {"purpose": "password_reset"}),
    ("code_confirms_one_thing", code, {"purpose": "registration_phone"}),
    ("code_tries_limited", code, {"tries": 11}),
    ("code_expires_later", code, {"expires_at": NOW}),
    ("code_used_or_void", code, {"used_at": NOW, "void_at": NOW}),
    ("change_state_known", change, {"state": "asleep", **DECIDED}),
    ("change_vetting_known", change, {"vetting": "off"}),
    ("change_decided_by_someone", change, {"state": "approved"}),
    ("change_reasons_given", change, {"state": "refused", **DECIDED}),
    ("change_due_later", change, {"due_at": BEFORE}),
    ("suspension_by_known", suspension, {"by": "robot"}),
    ("suspension_reason_given", suspension, {"reason": ""}),
    ("suspension_ended_by_someone", suspension, {"ended_at": LATER}),
    ("suspension_ended_by_someone", suspension, {"ended_by": "op"}),
    ("suspension_ended_by_someone", suspension, {"ended_at": BEFORE, "ended_by": "op"}),
    ("suspension_appeal_says_something", suspension, {"appealed_at": LATER}),
    ("suspension_appeal_says_something", suspension, {"by": "holder", **APPEALED}),
    ("suspension_answer_given", suspension, {**APPEALED, "answered_at": LATER, "answered_by": "op"}),
    ("suspension_answer_given", suspension, {"answered_at": LATER, "answered_by": "op", "answer": "Đúng"}),
    (
        "suspension_appeal_decided_by_another", suspension,
        {**APPEALED, "by_id": "op", "answered_at": LATER, "answered_by": "op", "answer": "Đúng"},
    ),
    ("form_draft_says_something", form_draft, {"sealed": ""}),
    ("form_draft_names_its_subject", form_draft, {"subject_kind": "dossier"}),
    ("form_draft_names_its_subject", form_draft, {"subject_id": "1"}),
    ("factor_reset_by_known", factor_reset, {"by": "robot"}),
    ("factor_reset_identity_checked", factor_reset, {"by": "operator"}),
    ("factor_reset_waits", factor_reset, {"ready_at": NOW}),
    ("factor_reset_not_before_ready", factor_reset, {"done_at": NOW}),
    ("factor_reset_stopped_by_someone", factor_reset, {"stopped_at": LATER}),
    ("factor_reset_stopped_by_someone", factor_reset, {"stopped_at": LATER, "stopped_by": "x", "done_at": LATER}),
    ("demand_cause_known", demand, {"cause": "mood"}),
    ("demand_says_why", demand, {"text_vi": ""}),
    ("demand_done_somehow", demand, {"done_at": NOW}),
    ("tombstone_kind_known", tombstone, {"kind": "robot"}),
    ("tombstone_rule_given", tombstone, {"rule": ""}),
    ("tombstone_after_end", tombstone, {"ended_at": LATER, "erased_at": NOW}),
]  # fmt: skip
TWINS: list[tuple[str, Maker]] = [
    ("form_draft_once", form_draft),
    ("change_one_open_per_party", change),
    ("suspension_one_open", suspension),
    ("factor_reset_one_open", factor_reset),
]


@pytest.mark.parametrize(("constraint", "make", "wrong"), BROKEN)
def test_a_broken_row_is_refused(constraint: str, make: Maker, wrong: dict[str, Any]) -> None:
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        make(**wrong)
    make()


@pytest.mark.parametrize(("constraint", "make"), TWINS)
def test_two_open_ones_are_refused(constraint: str, make: Maker) -> None:
    make()
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        make()


def test_a_demand_is_made_once_of_each_account() -> None:
    batch = uuid4()
    demand(batch=batch)
    with pytest.raises(IntegrityError, match="demand_once_per_batch"), transaction.atomic():
        demand(batch=batch)


def test_a_thing_has_one_tombstone() -> None:
    of = uuid4()
    tombstone(of=of)
    with pytest.raises(IntegrityError, match="accounts_tombstone_of"), transaction.atomic():
        tombstone(of=of)
