"""What a sign-in costs: the whole of it, beside argon2 alone as the library itself verifies the same hash."""

import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from bench.raw import captured

if TYPE_CHECKING:
    from tests.fixtures_casework import World

ROUNDS = 20
PASSWORD = "hoabinh-trangan-27"


def measured(world: "World") -> tuple[list[float], list[float], int]:
    """Seconds of each POST that signs in, of each verification by the library, and the statements of a sign-in."""
    import argon2
    from django.contrib.auth.hashers import make_password
    from django.test import Client, override_settings

    from dvctt.accounts.models import Account

    with override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.Argon2PasswordHasher"]):
        account = Account.objects.get(pk=world.people["applicant"].id)
        account.password = make_password(PASSWORD)
        account.save(update_fields=["password"])
        kept, library = account.password.removeprefix("argon2"), argon2.PasswordHasher()

        def sign_in() -> None:
            answer = Client().post("/sign-in/", {"login": account.username, "password": PASSWORD})
            assert answer.status_code == 302

        sign_in()
        said = len(captured(sign_in))
        return _times(sign_in), _times(lambda: library.verify(kept, PASSWORD)), said


def _times(work: Callable[[], object]) -> list[float]:
    spent = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        work()
        spent.append(time.perf_counter() - began)
    return spent
