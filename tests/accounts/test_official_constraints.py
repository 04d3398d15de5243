"""Deputyships and ends of service that the database itself refuses."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from dvctt.accounts.models import Account, Appointment, Deputyship, ServiceEnd
from dvctt.kernel import Role, clock
from tests.fixtures_casework import make_officer

pytestmark = pytest.mark.django_db


def test_the_database_refuses_what_cannot_be() -> None:
    absent, other = (make_officer(name, Role.HEAD, "TNN-CP", "Trưởng phòng", "") for name in ("Vắng", "Thay"))
    held, today = Appointment.objects.get(account_id=absent.id), clock.today()
    deputy: dict[str, Any] = {
        "appointment": held, "absent_id": absent.id, "deputy_id": other.id, "since": today, "until": today,
        "reason": "Đi công tác", "named_by": absent.id,
    }  # fmt: skip
    end: dict[str, Any] = {"account_id": absent.id, "last_day": today, "reason": "Nghỉ hưu", "asked_by": other.id}
    Deputyship.objects.create(**deputy)
    ServiceEnd.objects.create(**end)
    second = end | {"account_id": other.id}
    wrong: list[tuple[str, Any, dict[str, Any]]] = [
        ("deputyship_one_from_a_day", Deputyship, deputy),
        ("deputyship_dates_ordered", Deputyship, deputy | {"until": today - timedelta(days=1)}),
        ("deputyship_not_of_oneself", Deputyship, deputy | {"deputy_id": absent.id}),
        ("deputyship_reason_given", Deputyship, deputy | {"reason": ""}),
        ("deputyship_named_by_someone", Deputyship, deputy | {"named_by": ""}),
        ("deputyship_ended_by_someone", Deputyship, deputy | {"ended_at": clock.now()}),
        ("service_end_once", ServiceEnd, end),
        ("service_end_reason_given", ServiceEnd, second | {"reason": ""}),
        ("service_end_asked_by_someone", ServiceEnd, second | {"asked_by": ""}),
        ("service_end_successor_is_another", ServiceEnd, second | {"successor_id": other.id}),
        ("service_end_withdrawn_by_someone", ServiceEnd, second | {"withdrawn_by": "x"}),
        (
            "service_end_done_or_withdrawn", ServiceEnd,
            second | {"done_at": clock.now(), "withdrawn_at": clock.now(), "withdrawn_by": "x"},
        ),
        (
            "appointment_ended_has_last_day", Appointment,
            {"account_id": other.id, "unit": "TNN", "role": "head", "title_vi": "x", "ended_at": clock.now()},
        ),
        ("appointment_role_known", Appointment, {"account_id": other.id, "unit": "TNN", "role": "x", "title_vi": "x"}),
    ]  # fmt: skip
    for name, model, values in wrong:
        with pytest.raises(IntegrityError, match=name), transaction.atomic():
            model.objects.create(**values)
    assert Account.objects.filter(kind="officer").count() == 2
