"""A passkey is judged by what its authenticator has signed, and by the page that asked for it.

allauth keeps one challenge for all pages that ask for a passkey. Whether the holder must have been verified (by PIN or
finger) it reads from the challenge. A challenge of the second factor, which does not ask for that, must not open a
sign-in by passkey alone.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn import forms
from allauth.mfa.webauthn.internal import auth
from django import forms as django_forms
from django.core.exceptions import ValidationError
from django.db import transaction
from fido2.webauthn import AuthenticatorData, CollectedClientData, UserVerificationRequirement

from dvctt.accounts.adapters import site

COUNTER = "counter"
LONGEST = 20_000
# What parsing raises of answers that no authenticator gives.
STRANGE = (KeyError, TypeError, ValueError, AttributeError, IndexError)

# allauth carries no types, so its forms count as Any, and one cannot be subclassed without an ignore.


class CredentialField(django_forms.JSONField):
    """What the browser hands on from the authenticator."""

    widget = django_forms.HiddenInput

    def clean(self, value: Any) -> Any:
        """Read it; raises ValidationError, as for a wrong one, for what is none, too long or nested without end."""
        try:
            if isinstance(value, str) and len(value) > LONGEST:
                raise ValidationError("too long")
            return super().clean(value)
        except (RecursionError, ValidationError) as error:
            raise get_adapter().validation_error("incorrect_code") from error


class AddForm(forms.AddWebAuthnForm):  # type: ignore[misc]
    """A new passkey."""

    credential = CredentialField()

    def clean(self) -> dict[str, Any]:
        """Take the key; raises ValidationError where it is none."""
        with _readable():
            cleaned: dict[str, Any] = super().clean()
            if answer := self.cleaned_data.get("credential"):
                _on_our_pages(auth.parse_registration_response(answer).response.client_data)
            return cleaned


class _Judged:
    """A form with the answer of a key that is known: judged by allauth, then by what the key has signed."""

    cleaned_data: dict[str, Any]

    def clean_credential(self) -> Authenticator:
        """Take the key; raises ValidationError where it is none of the account's, not enough, or may be a copy."""
        answer, asked = self.cleaned_data["credential"], (auth.get_state() or {}).get("user_verification")
        with _readable():
            authenticator = super().clean_credential()  # type: ignore[misc]
            response = auth.parse_authentication_response(answer).response
            _on_our_pages(response.client_data)
            signed = response.authenticator_data
        if not self._enough(asked, signed):
            raise get_adapter().validation_error("incorrect_code")
        return _counted(authenticator, signed)

    def _enough(self, _asked: str | None, _signed: AuthenticatorData) -> bool:
        return True


class SecondFactorForm(_Judged, forms.AuthenticateWebAuthnForm):  # type: ignore[misc]
    """The second factor at sign-in."""

    credential = CredentialField()


class ReauthenticateForm(_Judged, forms.ReauthenticateWebAuthnForm):  # type: ignore[misc]
    """The passkey asked for again before an act that cannot be taken back."""

    credential = CredentialField()


class SignInForm(_Judged, forms.LoginWebAuthnForm):  # type: ignore[misc]
    """The passkey alone: possession of the key, and its PIN or a finger, for a challenge of this very page."""

    credential = CredentialField()

    def _enough(self, asked: str | None, signed: AuthenticatorData) -> bool:
        return asked == UserVerificationRequirement.REQUIRED and bool(signed.is_user_verified())


@contextmanager
def _readable() -> Iterator[None]:
    try:
        yield
    except ValidationError:
        raise
    except STRANGE as error:
        raise get_adapter().validation_error("incorrect_code") from error


def _on_our_pages(client: CollectedClientData) -> None:
    """Raise ValidationError where another page, or ours within another's frame, has asked (WebAuthn, 7.1 and 7.2)."""
    if client.origin != site.origin() or client.cross_origin:
        raise get_adapter().validation_error("incorrect_code")


def _counted(authenticator: Authenticator, signed: AuthenticatorData) -> Authenticator:
    """Keep how often the key has signed; one that counts back may be a copy (WebAuthn, 7.2, step 22)."""
    with transaction.atomic():
        row = Authenticator.objects.select_for_update().get(pk=authenticator.pk)
        before = int(row.data.get(COUNTER, row.wrap().authenticator_data.counter))
        if (signed.counter or before) and signed.counter <= before:
            raise get_adapter().validation_error("incorrect_code")
        authenticator.data = row.data = {**row.data, COUNTER: signed.counter}
        row.save(update_fields=["data"])
    return authenticator
