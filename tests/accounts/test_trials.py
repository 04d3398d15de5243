"""Limits are counted once for all processes, and end by themselves."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from dvctt.accounts import attempts
from dvctt.accounts.attempts.counters import purge_tries
from dvctt.accounts.models import Trial
from dvctt.kernel import clock
from dvctt.web.http import rate_limit


@pytest.mark.django_db
def test_a_limit_is_one_key_s_and_ends() -> None:
    passed = [rate_limit.passes("sign-in", "2001:db8::1", most=3, seconds=60) for _ in range(5)]
    assert passed == [True, True, True, False, False]
    assert rate_limit.passes("sign-in", "2001:db8::2", most=3, seconds=60)
    with clock.travel(clock.now() + timedelta(seconds=61)):
        assert rate_limit.passes("sign-in", "2001:db8::1", most=3, seconds=60)
        assert purge_tries() == 1
    assert attempts.tries("sign-in", "2001:db8::1") == 1
    attempts.forget_tries("sign-in", "2001:db8::1")
    assert attempts.tries("sign-in", "2001:db8::1") == 0


@pytest.mark.django_db
def test_a_count_of_a_clock_that_was_far_ahead_begins_anew() -> None:
    def passed(times: int) -> list[bool]:
        return [rate_limit.passes("sign-in", "2001:db8::1", most=3, seconds=60) for _ in range(times)]

    with clock.travel(clock.now() + timedelta(days=365)):
        assert passed(1) == [True]
    assert passed(4) == [True, True, True, False]
    attempts.forget_tries("sign-in", "2001:db8::1")
    with clock.travel(clock.now() + timedelta(minutes=2)):
        assert passed(1) == [True]
    assert passed(3) == [True, True, False]


def test_of_tries_at_once_every_one_counts(committed_db: str) -> None:
    def tried(_number: int) -> int:
        try:
            return attempts.count_try("code", "same", seconds=60)
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as threads:
        assert sorted(threads.map(tried, range(40))) == list(range(1, 41))


@pytest.mark.django_db
def test_the_key_is_kept_as_a_digest_alone() -> None:
    attempts.count_try("register", "203.0.113.7", seconds=60)
    assert re.fullmatch("[0-9a-f]{64}", Trial.objects.get().key)
    for fault, values in (
        ("trial_key_is_digest", {"key": "203.0.113.7", "count": 1}),
        ("trial_counted", {"key": "0" * 64, "count": 0}),
    ):
        with pytest.raises(IntegrityError, match=fault), transaction.atomic():
            Trial.objects.create(what="register", ends_at=clock.now(), **values)
