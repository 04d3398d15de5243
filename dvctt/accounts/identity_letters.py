"""What is written to the holder of an account whose external identities change."""

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from dvctt.accounts.models import Account
from dvctt.accounts.queries import recipient_for
from dvctt.kernel import Ref, new_id
from dvctt.notices import api as notices

SIGN_IN_PATH = "/sign-in/"


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
            _("Nếu không phải Ông/Bà làm việc này, mời đổi mật khẩu ngay và báo cho đơn vị vận hành Hệ thống."),
            settings.BASE_URL + SIGN_IN_PATH,
        ]
    notices.send(
        recipient_for(account.id), subject_ref=Ref("account", str(account.id)), title=title, body="\n\n".join(body),
        kind="courtesy", key=new_id().hex,
    )  # fmt: skip
