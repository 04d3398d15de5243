"""django-allauth as our sign-in: no sign-up of its own, its mails through notices, its secrets sealed."""

import time
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ReauthenticationRequired
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from dvctt.accounts.adapters import site
from dvctt.accounts.adapters.failing import ToldFailures
from dvctt.accounts.adapters.guessing import GuessLimits
from dvctt.accounts.lifecycle.suspension import suspended_by
from dvctt.accounts.models import Account, Suspension
from dvctt.accounts.people import operating_unit
from dvctt.accounts.people.queries import form_of
from dvctt.accounts.signin import proofs
from dvctt.journal import api as journal
from dvctt.kernel import Ref, new_id
from dvctt.notices import api as notices

# allauth speaks no Vietnamese: what it may say on our pages is said here, and nothing else.
WRONG = _("Tên đăng nhập hoặc mật khẩu chưa đúng.")
ACCOUNT_WORDS = {
    "account_inactive": _("Tài khoản này hiện không sử dụng được."),
    "email_password_mismatch": WRONG,
    "phone_password_mismatch": WRONG,
    "username_password_mismatch": WRONG,
    "enter_current_password": _("Nhập mật khẩu hiện tại."),
    "incorrect_password": _("Mật khẩu chưa đúng."),
    "incorrect_code": _("Mã chưa đúng."),
    "too_many_login_attempts": _("Quá nhiều lần thử. Thử lại sau ít phút."),
    "rate_limited": _("Quá nhiều yêu cầu trong thời gian ngắn. Thử lại sau ít phút."),
}
MFA_WORDS = {
    "incorrect_code": _("Mã chưa đúng hoặc đã hết hạn. Nhập mã đang hiện trên ứng dụng."),
    "cannot_delete_authenticator": _("Không thể tắt xác thực hai bước."),
    "cannot_generate_recovery_codes": _("Cần bật xác thực hai bước trước khi tạo mã dự phòng."),
}
DONE_WORDS = {
    "account/messages/logged_out.txt": _("Đã đăng xuất."),
    "account/messages/password_changed.txt": _("Đã đổi mật khẩu."),
    "account/messages/password_set.txt": _("Đã đặt mật khẩu."),
    "mfa/messages/totp_activated.txt": _("Đã bật xác thực hai bước."),
    "mfa/messages/totp_deactivated.txt": _("Đã tắt xác thực hai bước."),
    "mfa/messages/webauthn_added.txt": _("Đã thêm khóa truy cập."),
    "mfa/messages/webauthn_removed.txt": _("Đã bỏ khóa truy cập."),
    "mfa/messages/recovery_codes_generated.txt": _("Đã tạo mã dự phòng mới."),
}
ALLAUTH_STAGE = "allauth.mfa.stages.AuthenticateStage"
SECOND_FACTOR_STAGE = "dvctt.accounts.adapters.stages.SecondFactorStage"
STANDING_STAGE = "dvctt.accounts.adapters.stages.StandingStage"
HOLDER = Suspension.By.HOLDER.value


# Whose suspended account the visitor has proved to be the holder of, when, and who had suspended it; read by the page
# that says why.
INACTIVE = "inactive_account"


class AccountAdapter(ToldFailures, GuessLimits):
    """Accounts come from registrations alone (8.1), so that allauth opens none."""

    error_messages = DefaultAccountAdapter.error_messages | ACCOUNT_WORDS

    def add_message(
        self, request: HttpRequest, level: int, message_template: str | None = None, *unused: Any, **also_unused: Any
    ) -> None:
        """Say what was done, in our words; what needs no words on our pages is left out."""
        if words := DONE_WORDS.get(message_template or ""):
            messages.add_message(request, level, words)

    def is_reauthentication_required(self, app: str) -> bool:
        """Give False where the second factor may be changed now; raises ReauthenticationRequired where not.

        An applicant always proves it anew, as for the other acts on the account itself. Not so an officer who did in
        the last minutes, at sign-in too: an officer enrols right after it. Raised here, since allauth would ask nothing
        of an account that has neither password nor code.
        """
        user = self.request.user
        applicant = isinstance(user, Account) and user.kind == Account.Kind.APPLICANT
        if not (proofs.proved_anew if applicant else proofs.proved_own)(self.request, user):
            raise ReauthenticationRequired
        return False

    def get_reauthentication_methods(self, user: Account) -> list[dict[str, Any]]:
        """Give the pages that ask anew; where there is neither password nor code, the one that leads to a provider."""
        found: list[dict[str, Any]] = super().get_reauthentication_methods(user)
        here = {"id": "reauthenticate", "description": "", "url": reverse("account_reauthenticate")}
        return found or ([here] if user.is_authenticated else [])

    def get_login_stages(self) -> list[str]:
        """Ask for the second factor by our own rule of when a provider has asked already."""
        stages: list[str] = super().get_login_stages()
        ours = [SECOND_FACTOR_STAGE if stage == ALLAUTH_STAGE else stage for stage in stages]
        return [*ours, STANDING_STAGE]

    def pre_login(self, request: HttpRequest, user: Account, **told: Any) -> HttpResponse | None:
        """Stop who may not sign in, but who suspended the account is asked for the second factor first.

        The last stage of the sign-in stops them. One that the operator has suspended may be appealed with the password.
        """
        if not user.is_active and suspended_by(user) == HOLDER:
            return None
        answer: HttpResponse | None = super().pre_login(request, user, **told)
        return answer

    def respond_user_inactive(self, request: HttpRequest, user: Account) -> HttpResponse:
        """Lead who has proved to be the holder of a suspended account to the page that says why."""
        request.session[INACTIVE] = {"account": str(user.pk), "at": time.time(), "by": suspended_by(user)}
        answer: HttpResponse = super().respond_user_inactive(request, user)
        return answer

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Tell allauth that nobody signs up through it."""
        return False

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Hand a mail of allauth to notices, in the language of the account that has the address."""
        account = Account.objects.filter(email__iexact=email).exclude(state="cancelled").order_by("created_at").first()
        letter = self.render_mail(template_prefix, email, context)
        ref = Ref("account", str(account.id if account else new_id()))
        language = account.language if account else "vi"
        form = form_of(account) if account else "person"
        recipient = notices.Recipient(account.name if account else "", language, (("email", email),), form)
        notices.send(
            recipient, subject_ref=ref, title=letter.subject, body=letter.body, kind="courtesy", key=new_id().hex,
            unit=operating_unit.unit_code(),
        )  # fmt: skip


class MfaAdapter(ToldFailures, DefaultMFAAdapter):  # type: ignore[misc]
    """Seals the secrets of the second factor; an officer keeps one for life."""

    error_messages = DefaultMFAAdapter.error_messages | MFA_WORDS

    def encrypt(self, text: str) -> str:
        """Seal a secret for the database."""
        return journal.cipher().encrypt(text)

    def decrypt(self, encrypted_text: str) -> str:
        """Open a sealed secret; raises kernel.sealed.Unreadable."""
        return journal.cipher().decrypt(encrypted_text)

    def get_totp_label(self, user: Account) -> str:
        """Name the account in the authenticator app."""
        return user.username

    def generate_authenticator_name(self, user: Account, type: Authenticator.Type) -> str:
        """Name a passkey that its holder has not named."""
        count = Authenticator.objects.filter(user_id=user.pk, type=type).count()
        return str(_("Khóa truy cập %(number)s")) % {"number": count + 1}

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """Name the site that passkeys are for."""
        return {"id": site.host(), "name": settings.MFA_TOTP_ISSUER}

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """Whether the factor may be taken off: an officer's TOTP may not (15.1)."""
        return not (
            authenticator.type == Authenticator.Type.TOTP and authenticator.user.kind == Account.Kind.OFFICER
        )  # fmt: skip
