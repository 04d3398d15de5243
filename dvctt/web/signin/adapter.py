"""What happens when somebody comes back from an identity provider: signed in, linked, asked, or refused."""

from collections.abc import Mapping
from typing import Any

import structlog
from allauth.account.utils import perform_login
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialApp, SocialLogin
from allauth.socialaccount.providers.base.constants import AuthError
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from dvctt.accounts import people, providers, signin
from dvctt.journal import api as journal
from dvctt.kernel import Refused
from dvctt.web.http import pending_identity, step_up
from dvctt.web.http.request import see_other
from dvctt.web.http.security_events import note
from dvctt.web.ui.form_view import words
from dvctt.web.wording.sentences import reason_sentence

log = structlog.get_logger("dvctt.web.signin")
SILENT = frozenset({"unreachable", "discovery", "discovery_issuer"})
# What comes of waiting too long, or of another tab.
OWN_DOING = frozenset({"state", "signed_in_already", "session_changed"})


class IdentityAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]
    """allauth's questions about providers, answered by the deployment's file; it opens no account by itself."""

    def list_apps(
        self, request: HttpRequest, provider: str | None = None, client_id: str | None = None
    ) -> list[SocialApp]:
        """The providers of this deployment; the database holds none."""
        return [providers.identity_app(spec) for spec in providers.identity_providers() if provider in (None, spec.id)]

    def get_provider(
        self, request: HttpRequest, provider: str, client_id: str | None = None
    ) -> providers.AllauthProvider:
        """One of them; raises NotFound."""
        return providers.AllauthProvider(request, app=providers.identity_app(providers.identity_provider(provider)))

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        """Nobody signs up through allauth: an account comes of a registration (8.1)."""
        return False

    def populate_user(self, request: HttpRequest, sociallogin: SocialLogin, data: dict[str, Any]) -> Any:
        """Fill in nothing of what the provider says."""
        return sociallogin.user

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Decide here on every identity that was believed; allauth's own way would keep the account in the session."""
        ways = {"connect": _connected, providers.RENEW: _renewed}
        way = ways.get(str(sociallogin.state.get("process")), _arrived)
        answer = way(request, sociallogin.identity, sociallogin.state)
        raise ImmediateHttpResponse(answer)

    def on_authentication_error(
        self,
        request: HttpRequest,
        provider: providers.AllauthProvider,
        error: str | None = None,
        exception: Exception | None = None,
        extra_context: dict[str, Any] | None = None,
    ) -> None:
        """Show our own page in place of allauth's."""
        state = (extra_context or {}).get("state") or {}
        if error == AuthError.CANCELLED:
            messages.info(request, _("Đã thôi đăng nhập bằng nhà cung cấp định danh."))
            back = "identities" if state.get("process") == "connect" else "account_login"
            raise ImmediateHttpResponse(redirect(again(state) or back))
        code = "state" if "state_id" in (extra_context or {}) else "provider_error"
        if isinstance(exception, providers.IdentityRefused):
            code = exception.code
        raise ImmediateHttpResponse(refused(request, provider.spec, code, state))


def again(state: Mapping[str, Any]) -> str:
    """Where who wanted to prove it anew may try once more, by what the session remembers; empty for a sign-in."""
    url = f"{reverse('account_reauthenticate')}?{step_up.following(str(state.get('next') or ''))}"
    return url if state.get("process") == providers.RENEW else ""


def refused(
    request: HttpRequest, provider: providers.IdentityProvider, code: str, state: Mapping[str, Any] | None = None
) -> HttpResponse:
    """The page that says why nobody was signed in, or nothing was proved; the log has the code and nothing personal."""
    log.warning("identity_refused", provider=provider.id, reason=code)
    if code not in SILENT | OWN_DOING:
        note(request, journal.SecurityKind.PROVIDER_REFUSED, f"{provider.id}:{code}")
    context = {"provider": words(provider.name), "silent": code in SILENT, "cause": _cause(code), "code": code}
    context["again"] = again(state or {})
    return render(request, "signin/refused.html", context, status=503 if code in SILENT else 400)


def _arrived(request: HttpRequest, identity: providers.ExternalIdentity, state: dict[str, Any]) -> HttpResponse:
    """Sign in to the account that is linked, or lead to the page that says how one comes to be."""
    provider = providers.identity_provider(identity.provider)
    account = providers.identity_holder(identity)
    if request.user.is_authenticated:
        return redirect("go") if request.user == account else refused(request, provider, "signed_in_already")
    try:
        account = account or providers.link_entered_identity(identity, request.META.get("REMOTE_ADDR", ""))
    except Refused as error:
        return refused(request, provider, error.reasons[0].code)
    if account is not None and account.kind != provider.audience:
        return refused(request, provider, "identity_wrong_kind")
    if account is None:
        pending_identity.keep(request, identity)
        return redirect("identity_arrived")
    request.session[signin.STANDING] = {
        "account": str(account.id), "provider": provider.id, "assurance": identity.assurance.value,
        "second_factor": identity.second_factor,
    }  # fmt: skip
    signin.record_provider(request, account, provider.id, identity.proved_at)
    answer: HttpResponse = perform_login(
        request, account, email_verification="none", redirect_url=state.get("next") or None
    )  # fmt: skip
    return answer


def _renewed(request: HttpRequest, identity: providers.ExternalIdentity, state: dict[str, Any]) -> HttpResponse:
    """Count it as a proof of who is signed in here, where it is the same person."""
    provider, user = providers.identity_provider(identity.provider), request.user
    if not isinstance(user, people.Account) or state.get("account") != str(user.pk):
        return refused(request, provider, "session_changed")
    if providers.identity_holder(identity) != user:
        return refused(request, provider, "identity_another", state)
    signin.record_provider(request, user, provider.id, identity.proved_at, anew=True)
    return redirect(state.get("next") or "go")


def _connected(request: HttpRequest, identity: providers.ExternalIdentity, state: dict[str, Any]) -> HttpResponse:
    """Link to the account that asked for it before it left, and to no other."""
    provider, user = providers.identity_provider(identity.provider), request.user
    if not isinstance(user, people.Account) or state.get("account") != str(user.pk):
        return refused(request, provider, "session_changed")
    return linked(request, user, identity, "account_page")


def linked(
    request: HttpRequest, account: people.Account, identity: providers.ExternalIdentity, how: str
) -> HttpResponse:
    """Link, and say so, or why not, on the page of one's identities."""
    name = words(providers.identity_provider(identity.provider).name)
    try:
        if providers.identity_holder(identity) != account:
            providers.link_identity(request.actor, account, identity, how)  # type: ignore[attr-defined]
        messages.success(request, _("Đã liên kết. Từ nay đăng nhập được bằng %(name)s.") % {"name": name})
    except Refused as error:
        code = error.reasons[0].code
        log.warning("identity_refused", provider=identity.provider, reason=code)
        note(request, journal.SecurityKind.PROVIDER_REFUSED, f"{identity.provider}:{code}")
        messages.error(request, " ".join(reason_sentence(reason) for reason in error.reasons))
    return see_other("/security/identities/")


def _cause(code: str) -> str:
    """What the person is told of the cause: enough to act upon."""
    causes = {
        "auth_time": _("Nhà cung cấp nói đã hỏi Quý vị vào một lúc chưa tới."),
        "auth_time_missing": _("Nhà cung cấp không cho biết đã hỏi lại Quý vị lúc nào."),
        "auth_time_old": _("Nhà cung cấp không hỏi lại Quý vị lần này."),
        "identity_another": _("Người vừa đăng nhập ở nhà cung cấp không phải là chủ của tài khoản đang dùng."),
        "state": _("Lần đăng nhập này đã hết hạn, đã dùng rồi, hoặc bắt đầu từ một trình duyệt khác."),
        "code_refused": _("Nhà cung cấp không chấp nhận mã của lần đăng nhập này; mã chỉ dùng được một lần."),
        "expired": _("Xác nhận của nhà cung cấp đã hết hạn."),
        "signed_in_already": _("Trình duyệt này đang đăng nhập một tài khoản khác. Đăng xuất tài khoản đó trước."),
        "session_changed": _("Tài khoản đang đăng nhập đã đổi trong lúc liên kết."),
        "identity_wrong_kind": _("Nhà cung cấp này không dành cho loại tài khoản này."),
        "identity_one_each": _("Tài khoản này của Bộ đã được gắn với người khác. Liên hệ đơn vị quản lý, vận hành."),
        "identity_linked_elsewhere": _("Danh tính này đã được liên kết với một tài khoản khác."),
    }
    return causes.get(code, _("Xác nhận của nhà cung cấp không đúng nên không được tin."))
