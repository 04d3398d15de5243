"""What is written to the holder of an account about its sign-in: a new device, an external identity."""

from datetime import datetime

from django.conf import settings
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from dvctt.accounts.models import Account
from dvctt.accounts.people import operating_unit
from dvctt.accounts.people.queries import recipient_for
from dvctt.kernel import Ref, new_id
from dvctt.notices import api as notices

SIGN_IN_PATH = "/sign-in/"
SESSIONS_PATH = "/security/sessions/"


def changed(account: Account, provider: str, *, linked: bool) -> None:
    """Tell that signing in by a provider was switched on or off, in case that was somebody else."""
    with translation.override(account.language):
        title = _("Đã liên kết đăng nhập bên ngoài") if linked else _("Đã gỡ liên kết đăng nhập bên ngoài")
        said = (
            _("Từ nay tài khoản %(username)s đăng nhập được bằng %(provider)s.")
            if linked
            else _("Tài khoản %(username)s không còn đăng nhập được bằng %(provider)s.")
        )
        body = [
            said % {"username": account.username, "provider": provider},
            _("Nếu không phải Quý vị làm việc này, hãy đổi mật khẩu ngay và báo cho đơn vị quản lý, vận hành."),
            settings.BASE_URL + SIGN_IN_PATH,
        ]
    notices.send(
        recipient_for(account.id), subject_ref=Ref("account", str(account.id)), title=title, body="\n\n".join(body),
        kind="courtesy", key=new_id().hex, unit=operating_unit.unit_code(),
    )  # fmt: skip


def new_device(account: Account, device: str, network: str, at: datetime) -> None:
    """Tell that the account was used from a device that it was never used from, in case that was somebody else."""
    with translation.override(account.language):
        facts = {
            "username": account.username, "device": device or _("thiết bị không rõ"), "network": network or "?",
            "at": date_format(timezone.localtime(at), "H:i, d/m/Y"),
        }  # fmt: skip
        body = [
            _("Tài khoản %(username)s vừa đăng nhập trên thiết bị mới: %(device)s, mạng %(network)s, lúc %(at)s.")
            % facts,
            _("Nếu không phải Quý vị, hãy đăng xuất nơi đó và đổi mật khẩu ngay:"),
            settings.BASE_URL + SESSIONS_PATH,
        ]
        title = _("Đăng nhập trên thiết bị mới")
    notices.send(
        recipient_for(account.id), subject_ref=Ref("account", str(account.id)), title=title, body="\n\n".join(body),
        kind="courtesy", key=new_id().hex, unit=operating_unit.unit_code(),
    )  # fmt: skip
