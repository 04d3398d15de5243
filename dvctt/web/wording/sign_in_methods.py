"""By what somebody signed in, in words."""

from django.utils.translation import gettext as _

from dvctt.accounts import providers
from dvctt.web.wording.texts import words


def how(method: str) -> str:
    """By what somebody signed in, in words."""
    first, _plus, second = method.partition("+")
    primary = _first(first)
    factor = {"totp": _("mã xác thực"), "recovery": _("mã dự phòng"), "passkey": _("khóa truy cập")}.get(second)
    return _("%(first)s và %(second)s") % {"first": primary, "second": factor} if factor else primary


def _first(method: str) -> str:
    if method.startswith("oidc:"):
        names = {provider.id: words(provider.name) for provider in providers.identity_providers()}
        return names.get(method.removeprefix("oidc:"), _("nhà cung cấp định danh"))
    return {"password": _("mật khẩu"), "passkey": _("khóa truy cập")}.get(method, _("cách khác"))
