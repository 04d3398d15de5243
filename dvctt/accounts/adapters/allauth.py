"""django-allauth as our sign-in: no sign-up of its own, its mails through notices, its secrets sealed."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.http import HttpRequest

from dvctt.accounts.models import Account
from dvctt.journal import api as journal
from dvctt.kernel import Ref, new_id
from dvctt.notices import api as notices


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Accounts come from registrations alone (8.1), so that allauth opens none."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Tell allauth that nobody signs up through it."""
        return False

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Hand a mail of allauth to notices, in the language of the account that has the address."""
        account = Account.objects.filter(email__iexact=email).exclude(state="cancelled").order_by("created_at").first()
        letter = self.render_mail(template_prefix, email, context)
        ref = Ref("account", str(account.id if account else new_id()))
        language = account.language if account else "vi"
        recipient = notices.Recipient(account.name if account else "", language, (("email", email),))
        notices.send(
            recipient, subject_ref=ref, title=letter.subject, body=letter.body, kind="courtesy", key=new_id().hex
        )  # fmt: skip


class MfaAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Seals the secrets of the second factor; an officer keeps one for life."""

    def encrypt(self, text: str) -> str:
        """Seal a secret for the database."""
        return journal.sealer().seal(text)

    def decrypt(self, encrypted_text: str) -> str:
        """Open a sealed secret; raises kernel.sealed.Unreadable."""
        return journal.sealer().open(encrypted_text)

    def get_totp_label(self, user: Account) -> str:
        """Name the account in the authenticator app."""
        return user.username

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """Whether the factor may be taken off: an officer's TOTP may not (15.1)."""
        return not (
            authenticator.type == Authenticator.Type.TOTP and authenticator.user.kind == Account.Kind.OFFICER
        )  # fmt: skip
