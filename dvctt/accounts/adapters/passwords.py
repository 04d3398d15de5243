"""Passwords: one account is found and one hash is computed, whatever name was given."""

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.hashers import make_password
from django.http import HttpRequest

from dvctt.accounts.models import Account
from dvctt.accounts.models.credentials import login_text, password_forms


class PasswordBackend(AuthenticationBackend):  # type: ignore[misc]
    """allauth's backend, which would compute a hash for each way of reading a name and so tell which names exist."""

    def _authenticate(self, request: HttpRequest | None, **credentials: Any) -> AbstractBaseUser | None:
        name = str(credentials.get("username") or credentials.get("email") or "")
        account, password = account_called(name), str(credentials["password"])
        if account is None:  # as many hashes as for an account, so that the time tells nothing
            for form in password_forms(password)[1:]:
                make_password(form)
        found: AbstractBaseUser | None = self._check_password(account, password)
        return found


def account_called(name: str) -> Account | None:
    """Find the account of a user name or e-mail address.

    Where a person has an applicant's and an official account under one address, the address means the applicant's.
    """
    known, login = Account.objects.exclude(state=Account.State.CANCELLED), login_text(name)
    if "@" in login:
        return known.filter(email__iexact=login).order_by("kind").first()
    return known.filter(username=login.lower()).first()
