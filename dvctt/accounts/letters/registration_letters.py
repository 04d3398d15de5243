"""What accounts write to people, in the language that they registered with."""

from collections.abc import Sequence
from datetime import datetime

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from dvctt.accounts.models import Account, OneTimeLink, Registration
from dvctt.accounts.people import channels, link_terms, operating_unit
from dvctt.accounts.people.queries import addresses, recipient_of_account
from dvctt.accounts.people.read_models import Remark
from dvctt.kernel import Ref, clock, new_id
from dvctt.ministry import api as ministry
from dvctt.notices import api as notices

Purpose = OneTimeLink.Purpose
# Where the pages of the links are; web routes exactly these.
CONFIRM_PATH = "/register/confirm/{token}/"
MEND_PATH = "/register/mend/{token}/"
FIRST_ACCESS_PATH = "/first-access/{token}/"
SIGN_IN_PATH = "/sign-in/"
# An SMS has 160 letters for everything: this one leads to the page of first access.
SHORT_ACCESS_PATH = "/f/{token}"


def confirm_email(row: Registration, token: str) -> None:
    """Ask the registrant to confirm the e-mail address (8.1.a).

    Without the name: whoever registers may give another's address, and would write to it in our name.
    """
    with translation.override(row.language):
        by_mail = notices.Recipient("", row.language, addresses(row.email))
        _send(by_mail, _ref(row), _("Xác nhận thư điện tử đăng ký tài khoản"), [
            _("Chúng tôi đã nhận được phiếu đăng ký tài khoản dịch vụ công trực tuyến dùng địa chỉ này."),
            _("Quý vị mở liên kết sau để xác nhận địa chỉ. Liên kết dùng được một lần, trong %(hours)s giờ:")
            % {"hours": ministry.setting("accounts.link.confirm_hours")},
            _url(CONFIRM_PATH, token),
            _("Nếu Quý vị không đăng ký, xin bỏ qua thư này."),
        ])  # fmt: skip


def received(row: Registration, due: datetime) -> None:
    """Tell that the registration is received, and by when it is checked (N.vetting)."""
    with translation.override(row.language):
        _to_registrant(row, _("Đã nhận đăng ký tài khoản"), [
            _("Phiếu đăng ký của Quý vị đã được tiếp nhận và đang được kiểm tra."),
            _("Kết quả được thông báo chậm nhất lúc %(due)s.") % {"due": clock.written(due)},
        ], _("Đã nhận đăng ký tài khoản. Kết quả chậm nhất lúc %(due)s.") % {"due": clock.written(due)})  # fmt: skip


def due_changed(row: Registration, due: datetime) -> None:
    """Tell that the check is due at another moment, because the working calendar has changed."""
    with translation.override(row.language):
        _to_registrant(row, _("Thời hạn trả lời đăng ký tài khoản thay đổi"), [
            _("Lịch làm việc đã thay đổi nên thời hạn trả lời được tính lại."),
            _("Kết quả được thông báo chậm nhất lúc %(due)s.") % {"due": clock.written(due)},
        ], _("Kết quả đăng ký tài khoản chậm nhất lúc %(due)s.") % {"due": clock.written(due)})  # fmt: skip


def granted(row: Registration, account: Account, token: str) -> None:
    """Announce the account with user name and the link of first access (8.1.b, N.grant)."""
    with translation.override(row.language):
        to = channels.newcomer(row, account)
        _send(to, _ref(row), _("Tài khoản dịch vụ công trực tuyến đã được cấp"), [
            _("Đăng ký của %(name)s đã được chấp nhận.") % {"name": row.name},
            _("Tên đăng nhập: %(username)s") % {"username": account.username},
            _("Quý vị mở liên kết sau để đặt mật khẩu và truy cập lần đầu. "
              "Liên kết chỉ dùng được một lần, đến %(until)s:") % {"until": _until(Purpose.FIRST_ACCESS)},
            _url(FIRST_ACCESS_PATH, token),
        ], _access(account, token))  # fmt: skip


def organisation_added(row: Registration, account: Account) -> None:
    """Announce that the account may now act for one more organisation."""
    with translation.override(row.language):
        _to_registrant(row, _("Đăng ký tổ chức đã được chấp nhận"), [
            _("Tài khoản %(username)s nay được thực hiện thủ tục thay mặt %(name)s.")
            % {"username": account.username, "name": row.name},
            settings.BASE_URL + SIGN_IN_PATH,
        ], _("Tài khoản %(username)s nay làm được thủ tục thay mặt tổ chức mới đăng ký.")
           % {"username": account.username})  # fmt: skip


def returned(row: Registration, remarks: Sequence[Remark], labels: dict[str, str], token: str) -> None:
    """Tell what is missing or wrong, and where to mend it (N.refusal)."""
    with translation.override(row.language):
        _to_registrant(row, _("Đăng ký tài khoản cần bổ sung"), [
            _("Phiếu đăng ký cần sửa các mục sau:"),
            _listed(remarks, labels),
            _("Quý vị sửa và gửi lại tại liên kết sau, chậm nhất lúc %(until)s:") % {"until": _until(Purpose.RESEND)},
            _url(MEND_PATH, token),
        ], _("Đăng ký tài khoản cần bổ sung. Sửa tại %(link)s") % {"link": _url(MEND_PATH, token)})  # fmt: skip


def refused(row: Registration, remarks: Sequence[Remark], labels: dict[str, str]) -> None:
    """Tell that no account is given, and why (N.refusal)."""
    with translation.override(row.language):
        _to_registrant(row, _("Đăng ký tài khoản không được chấp nhận"), [
            _("Phiếu đăng ký của Quý vị không được chấp nhận vì lý do sau:"),
            _listed(remarks, labels),
            _("Quý vị có thể đăng ký lại khi đã khắc phục."),
            _("Cần hỏi thêm hoặc phản ánh, liên hệ theo địa chỉ dưới đây."),
        ], _("Đăng ký tài khoản không được chấp nhận. Hỏi lý do tại đơn vị quản lý, vận hành."))  # fmt: skip


def revoked(row: Registration, reason: str) -> None:
    """Tell who registered that the account is taken back before it was opened, and why."""
    with translation.override(row.language):
        _to_registrant(row, _("Việc cấp tài khoản đã được thu hồi"), [
            _("Tài khoản vừa cấp cho %(name)s đã được thu hồi trước khi dùng lần đầu; "
              "liên kết đã gửi không còn mở được.") % {"name": row.name},
            _("Lý do: %(reason)s") % {"reason": reason},
            _("Quý vị có thể đăng ký lại khi đã khắc phục."),
            _("Cần hỏi thêm hoặc phản ánh, liên hệ theo địa chỉ dưới đây."),
        ], _("Việc cấp tài khoản đã được thu hồi. Hỏi lý do tại đơn vị quản lý, vận hành."))  # fmt: skip


def replaced(row: Registration, account: Account) -> None:
    """Tell the holder of an account that another account now stands for the person, and where to object."""
    with translation.override(account.language):
        recipient = notices.Recipient(account.name, account.language, addresses(account.email))
        _send(recipient, Ref("account", str(account.id)), _("Tài khoản khác đã thay tài khoản của Quý vị"), [
            _("Một tài khoản mới đã được cấp cho %(name)s, cùng số định danh cá nhân. Từ nay hồ sơ cá nhân được xem và "
              "nộp bằng tài khoản mới; tài khoản %(username)s không còn làm việc cho cá nhân này.") % {
                  "name": row.name, "username": account.username},
            _("Nếu Quý vị không đăng ký tài khoản mới, báo ngay theo địa chỉ dưới đây."),
        ])  # fmt: skip


def email_known(email: str, language: str, ref: Ref) -> None:
    """Tell the holder of an address that somebody registered with it; only the holder learns that it is known."""
    with translation.override(language):
        _send(notices.Recipient("", language, addresses(email)), ref, _("Địa chỉ này đã được dùng để đăng ký"), [
            _("Có người vừa đăng ký tài khoản bằng địa chỉ này, trong khi địa chỉ đã có tài khoản "
              "hoặc đã có phiếu đăng ký đang được xem xét."),
            _("Nếu là Quý vị, hãy đăng nhập; muốn làm thủ tục cho một tổ chức khác, "
              "Quý vị đăng ký thêm tổ chức sau khi đăng nhập."),
            settings.BASE_URL + SIGN_IN_PATH,
            _("Nếu không phải Quý vị, xin bỏ qua thư này; không có thay đổi nào."),
        ])  # fmt: skip


def first_access(account: Account, token: str) -> None:
    """Announce an official account, or a new link where the first was lost (14.2, 19.3)."""
    with translation.override(account.language):
        _send(recipient_of_account(account), Ref("account", str(account.id)), _("Truy cập lần đầu vào tài khoản"), [
            _("Tên đăng nhập: %(username)s") % {"username": account.username},
            _("Mở liên kết sau để đặt mật khẩu và truy cập lần đầu. Liên kết chỉ dùng được một lần, đến %(until)s:")
            % {"until": _until(Purpose.FIRST_ACCESS)},
            _url(FIRST_ACCESS_PATH, token),
        ], _access(account, token))  # fmt: skip


def _to_registrant(row: Registration, title: str, paragraphs: Sequence[str], short: str) -> None:
    _send(channels.registrant(row), _ref(row), title, paragraphs, short)


def _send(
    recipient: notices.Recipient, ref: Ref, title: str, paragraphs: Sequence[str], short: str = ""
) -> None:  # fmt: skip
    notices.send(
        recipient, subject_ref=ref, title=title, body="\n\n".join(paragraphs), kind="legal", key=new_id().hex,
        short=short, unit=operating_unit.unit_code(),
    )  # fmt: skip


def _ref(row: Registration) -> Ref:
    return Ref("registration", str(row.id))


def _access(account: Account, token: str) -> str:
    said = {"username": account.username, "link": _url(SHORT_ACCESS_PATH, token)}
    return _("Tài khoản %(username)s. Đặt mật khẩu: %(link)s") % said


def _listed(remarks: Sequence[Remark], labels: dict[str, str]) -> str:
    lines = [(labels.get(remark.place, ""), remark.text) for remark in remarks]
    return "\n".join(f"- {label}: {text}" if label else f"- {text}" for label, text in lines)


def _url(path: str, token: str) -> str:
    return settings.BASE_URL + path.format(token=token)


def _until(purpose: OneTimeLink.Purpose) -> str:
    """Until when a link that is sent now can be used, as people write it."""
    return clock.written(link_terms.until(purpose))
