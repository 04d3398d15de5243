"""What accounts write to people about what happens to their account, each in the person's own language."""

from collections.abc import Sequence
from datetime import date, datetime

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from dvctt.accounts.models import Account, Party
from dvctt.accounts.people import operating_unit
from dvctt.accounts.people.queries import addresses, form_of
from dvctt.accounts.people.read_models import Remark
from dvctt.kernel import Ref, Text, clock, new_id
from dvctt.notices import api as notices

# Where the pages of the links are; web routes exactly these.
PASSWORD_PATH = "/account/password/{token}/"  # noqa: S105 - a path
FACTOR_PATH = "/account/lost-code/{token}/"
EMAIL_PATH = "/account/email/{token}/"
SIGN_IN_PATH = "/sign-in/"
DETAILS_PATH = "/account/details/"
LOST_PATH = "/account/lost-password/"


def password_link(account: Account, token: str) -> None:
    """Send the link that resets a lost password (19.3)."""
    with translation.override(account.language):
        _to(account, _("Đặt lại mật khẩu"), [
            _("Có người vừa báo quên mật khẩu của tài khoản dùng địa chỉ này."),
            _("Nếu là Quý vị, hãy mở liên kết sau để đặt mật khẩu mới. Liên kết chỉ dùng được một lần:"),
            _url(PASSWORD_PATH, token),
            _("Nếu không phải Quý vị, xin bỏ qua thư này; mật khẩu cũ vẫn dùng được."),
        ])  # fmt: skip


def password_changed(account: Account) -> None:
    """Tell that the password was set anew and that all sessions have ended."""
    with translation.override(account.language):
        _to(account, _("Mật khẩu đã được đặt lại"), [
            _("Mật khẩu của tài khoản vừa được đặt lại lúc %(at)s. Mọi phiên đăng nhập trước đó đã kết thúc.")
            % {"at": clock.written(clock.now())},
            _not_you(),
        ])  # fmt: skip


def factor_link(account: Account, token: str) -> None:
    """Send the link by which an applicant confirms that the second factor is lost."""
    with translation.override(account.language):
        _to(account, _("Đề nghị gỡ mã xác thực đã mất"), [
            _("Có người vừa báo mất mã xác thực của tài khoản dùng địa chỉ này."),
            _("Nếu là Quý vị, hãy mở liên kết sau và nhập mật khẩu. Sau thời gian chờ, mã xác thực sẽ được gỡ:"),
            _url(FACTOR_PATH, token),
            _("Nếu còn mã dự phòng, Quý vị dùng mã dự phòng để đăng nhập ngay, không phải chờ."),
            _("Nếu không phải Quý vị, xin bỏ qua thư này; không có thay đổi nào."),
        ])  # fmt: skip


def factor_by_operator(account: Account) -> None:
    """Tell an officer that only the operator takes a lost second factor away (15.1)."""
    with translation.override(account.language):
        _to(account, _("Mất mã xác thực của tài khoản công vụ"), [
            _("Mã xác thực của tài khoản công vụ chỉ do đơn vị quản lý, vận hành gỡ, sau khi kiểm tra nhân thân."),
            _("Quý vị liên hệ đơn vị quản lý, vận hành để được giúp. Nếu Quý vị không yêu cầu, xin bỏ qua thư này."),
        ])  # fmt: skip


def factor_will_go(account: Account, ready_at: datetime) -> None:
    """Tell that the second factor will be taken away, when, and how to stop it."""
    with translation.override(account.language):
        _to(account, _("Mã xác thực sẽ được gỡ"), [
            _("Theo yêu cầu đã xác nhận, mã xác thực của tài khoản sẽ được gỡ sau %(at)s.")
            % {"at": clock.written(ready_at)},
            _("Đăng nhập bằng mã xác thực hoặc mã dự phòng trước lúc đó sẽ dừng việc này."),
            _not_you(),
        ])  # fmt: skip


def factor_gone(account: Account) -> None:
    """Tell that the second factor was taken away and that all sessions have ended."""
    officer = account.kind == Account.Kind.OFFICER
    with translation.override(account.language):
        _to(account, _("Mã xác thực đã được gỡ"), [
            _("Mã xác thực của tài khoản đã được gỡ lúc %(at)s; mọi phiên đăng nhập đã kết thúc.")
            % {"at": clock.written(clock.now())},
            _("Lần đăng nhập tới, Quý vị phải đăng ký mã xác thực mới.") if officer
            else _("Quý vị đăng nhập bằng mật khẩu và bật lại mã xác thực trong mục Bảo mật."),
            settings.BASE_URL + SIGN_IN_PATH,
            _not_you(),
        ])  # fmt: skip


def factor_changed(account: Account, *, passkey: bool, on: bool) -> None:
    """Tell that a second factor was put on or taken off, so that the holder notices what somebody else did."""
    with translation.override(account.language):
        titles = {
            (False, True): _("Đã bật mã xác thực"), (False, False): _("Đã tắt mã xác thực"),
            (True, True): _("Đã thêm khóa truy cập"), (True, False): _("Đã bỏ khóa truy cập"),
        }  # fmt: skip
        told = [_("Việc này được thực hiện trên tài khoản %(username)s lúc %(at)s.")
                % {"username": account.username, "at": clock.written(clock.now())}]  # fmt: skip
        if not on and not passkey:
            told.append(_("Từ nay chỉ mật khẩu bảo vệ tài khoản."))
        _to(account, titles[passkey, on], [*told, _not_you()])


def email_link(account: Account, email: str, token: str) -> None:
    """Ask the holder of a new address to confirm it; goes to the new address."""
    with translation.override(account.language):
        _send(notices.Recipient("", account.language, addresses(email)), account, _("Xác nhận thư điện tử mới"), [
            _("Có người muốn dùng địa chỉ này để nhận thư của một tài khoản dịch vụ công trực tuyến."),
            _("Nếu là Quý vị, hãy mở liên kết sau để xác nhận. Liên kết chỉ dùng được một lần:"),
            _url(EMAIL_PATH, token),
            _("Nếu không phải Quý vị, xin bỏ qua thư này; không có thay đổi nào."),
        ])  # fmt: skip


def email_corrected(account: Account, email: str, token: str) -> None:
    """Ask who was checked by the operator to confirm the corrected address; goes to the new address (19.3)."""
    with translation.override(account.language):
        _send(notices.Recipient("", account.language, addresses(email)), account, _("Xác nhận thư điện tử mới"), [
            _("Đơn vị quản lý, vận hành đã kiểm tra nhân thân của Quý vị và ghi địa chỉ này cho tài khoản."),
            _("Nếu đúng, hãy mở liên kết sau để xác nhận. Địa chỉ chỉ có hiệu lực sau khi xác nhận:"),
            _url(EMAIL_PATH, token),
            _("Nếu không phải Quý vị, xin bỏ qua thư này; không có thay đổi nào."),
        ])  # fmt: skip


def email_will_change(account: Account) -> None:
    """Tell the address in force that the operator has recorded another one, which waits to be confirmed."""
    with translation.override(account.language):
        _to(account, _("Thư điện tử của tài khoản sắp được đổi"), [
            _("Lúc %(at)s, đơn vị quản lý, vận hành đã ghi một địa chỉ thư điện tử khác cho tài khoản, sau khi kiểm "
              "tra nhân thân người yêu cầu. Địa chỉ mới có hiệu lực khi người nhận xác nhận.")
            % {"at": clock.written(clock.now())},
            _("Nếu không phải Quý vị yêu cầu, hãy báo ngay cho đơn vị quản lý, vận hành."),
        ])  # fmt: skip


def email_known(account: Account, email: str) -> None:
    """Tell the holder of an address that another account wanted it; the one who typed it learns nothing."""
    with translation.override(account.language):
        _send(notices.Recipient("", account.language, addresses(email)), account, _("Địa chỉ này đã có tài khoản"), [
            _("Có người vừa xin dùng địa chỉ này cho một tài khoản khác, trong khi địa chỉ đã có tài khoản."),
            _("Không có thay đổi nào. Nếu là Quý vị, hãy dùng một địa chỉ khác cho tài khoản kia."),
        ])  # fmt: skip


def email_changed(account: Account, old: str) -> None:
    """Tell the old address that messages now go elsewhere."""
    with translation.override(account.language):
        _send(_recipient(account, old), account, _("Đã đổi thư điện tử"), [
            _("Từ lúc %(at)s, thư của tài khoản được gửi tới một địa chỉ khác.") % {"at": clock.written(clock.now())},
            _not_you(),
        ])  # fmt: skip


def details_changed(account: Account, labels: Sequence[str]) -> None:
    """Tell which plain details were changed, without their values."""
    with translation.override(account.language):
        _to(account, _("Đã đổi thông tin tài khoản"), [
            _("Thông tin sau của tài khoản vừa được đổi: %(what)s.") % {"what": ", ".join(labels)},
            _not_you(),
        ])  # fmt: skip


def change_received(account: Account, party: Party, due: datetime) -> None:
    """Tell that a change of identity is received, and that the old values stay until it is answered (8.3.a)."""
    with translation.override(account.language):
        _to(account, _("Đã nhận yêu cầu đổi thông tin"), [
            _("Yêu cầu đổi thông tin của %(name)s đã được tiếp nhận và đang được kiểm tra.") % {"name": party.name},
            _("Kết quả được thông báo chậm nhất lúc %(due)s; tới lúc đó thông tin cũ vẫn có hiệu lực.")
            % {"due": clock.written(due)},
        ])  # fmt: skip


def change_due_changed(account: Account, party: Party, due: datetime) -> None:
    """Tell that the answer to a change of identity is due at another moment, because the calendar has changed."""
    with translation.override(account.language):
        _to(account, _("Thời hạn trả lời yêu cầu đổi thông tin thay đổi"), [
            _("Về %(name)s.") % {"name": party.name},
            _("Lịch làm việc đã thay đổi nên thời hạn trả lời được tính lại."),
            _("Kết quả được thông báo chậm nhất lúc %(due)s; tới lúc đó thông tin cũ vẫn có hiệu lực.")
            % {"due": clock.written(due)},
        ])  # fmt: skip


def change_decided(account: Account, party: Party, state: str, remarks: Sequence[str]) -> None:
    """Tell that a change of identity was approved, returned or refused, with the reasons (N.refusal)."""
    with translation.override(account.language):
        said = {
            "approved": _("Yêu cầu đổi thông tin đã được chấp nhận"),
            "returned": _("Yêu cầu đổi thông tin cần bổ sung"),
            "refused": _("Yêu cầu đổi thông tin không được chấp nhận"),
        }[state]
        paragraphs = [_("Về %(name)s.") % {"name": party.name}]
        if state == "approved":
            paragraphs.append(_("Thông tin mới có hiệu lực từ bây giờ. Hồ sơ đã nộp giữ thông tin lúc nộp."))
        else:
            paragraphs += [_("Lý do:"), "\n".join(f"- {one}" for one in remarks)]
            paragraphs.append(_("Thông tin cũ vẫn có hiệu lực. Quý vị sửa và gửi lại tại:"))
            paragraphs.append(settings.BASE_URL + DETAILS_PATH)
        _to(account, said, paragraphs)


def suspended(account: Account, reason: str, *, by_holder: bool) -> None:
    """Tell that the account is suspended, why, and how to resume or appeal (13.1.b, 19.3)."""
    with translation.override(account.language):
        if by_holder:
            told = [
                _("Tài khoản đã được tạm dừng theo yêu cầu của Quý vị lúc %(at)s.")
                % {"at": clock.written(clock.now())},
                _("Muốn dùng lại, Quý vị đăng nhập bằng mật khẩu và chọn Dùng lại tài khoản."),
            ]
        else:
            told = [
                _("Đơn vị quản lý, vận hành đã tạm khóa tài khoản lúc %(at)s.") % {"at": clock.written(clock.now())},
                _("Lý do: %(reason)s") % {"reason": reason},
                _("Quý vị có quyền đề nghị xem xét lại: đăng nhập bằng mật khẩu để xem lý do và gửi đề nghị."),
            ]
        _to(account, _("Tài khoản đã tạm dừng"), [*told, settings.BASE_URL + SIGN_IN_PATH])


def lifted(account: Account, reason: str) -> None:
    """Tell that the operator lets the account be used again, and why."""
    with translation.override(account.language):
        _to(account, _("Tài khoản đã được dùng lại"), [
            _("Đơn vị quản lý, vận hành đã cho dùng lại tài khoản từ lúc %(at)s.") % {"at": clock.written(clock.now())},
            _("Lý do: %(reason)s") % {"reason": reason},
            settings.BASE_URL + SIGN_IN_PATH,
        ])  # fmt: skip


def resumed(account: Account) -> None:
    """Tell that the account may be used again, since its holder resumed it."""
    with translation.override(account.language):
        _to(account, _("Tài khoản đã được dùng lại"), [
            _("Tài khoản được dùng lại từ lúc %(at)s.") % {"at": clock.written(clock.now())}, _not_you(),
        ])  # fmt: skip


def appeal_answered(account: Account, answer: str, *, lifted: bool) -> None:
    """Tell how the operator has answered an appeal, with the reason."""
    with translation.override(account.language):
        decided = (
            _("Đề nghị được chấp nhận; tài khoản được dùng lại.")
            if lifted
            else _("Đề nghị không được chấp nhận; tài khoản vẫn bị tạm khóa.")
        )
        _to(account, _("Trả lời đề nghị xem xét lại việc tạm khóa tài khoản"), [
            decided, _("Lý do: %(reason)s") % {"reason": answer},
            *([] if lifted else [_("Cần hỏi thêm hoặc phản ánh, liên hệ theo địa chỉ dưới đây.")]),
        ])  # fmt: skip


def cancelled(account: Account, erased_from: date) -> None:
    """Tell that the account is cancelled, what stays and until when personal data are kept (13.1.b)."""
    with translation.override(account.language):
        _to(account, _("Tài khoản đã được hủy"), [
            _("Tài khoản %(username)s đã được hủy lúc %(at)s và không đăng nhập được nữa.")
            % {"username": account.username, "at": clock.written(clock.now())},
            _("Hồ sơ đã nộp vẫn được giải quyết; thông báo về hồ sơ vẫn gửi tới địa chỉ này."),
            _("Dữ liệu cá nhân của tài khoản được xóa sau ngày %(day)s; hồ sơ được lưu theo quy định về lưu trữ.")
            % {"day": clock.written_day(erased_from)},
        ])  # fmt: skip


def demanded(account: Account, text: Text, grace_until: date) -> None:
    """Tell that the system demands a look at the details, until when (8.3.b)."""
    with translation.override(account.language):
        _to(account, _("Cần xem lại thông tin tài khoản"), [
            text.in_language(account.language),
            _("Quý vị cần đăng nhập, cập nhật hoặc xác nhận thông tin chậm nhất ngày %(day)s; sau ngày đó, "
              "tài khoản chỉ xem được cho tới khi làm xong.") % {"day": clock.written_day(grace_until)},
            settings.BASE_URL + SIGN_IN_PATH,
        ])  # fmt: skip


def demand_withdrawn(account: Account, reason: str) -> None:
    """Tell that what was demanded no longer has to be done, and why."""
    with translation.override(account.language):
        _to(account, _("Không còn cần xem lại thông tin tài khoản"), [
            _("Yêu cầu cập nhật thông tin tài khoản đã được rút lại; Quý vị không phải làm gì."),
            _("Lý do: %(reason)s") % {"reason": reason},
        ])  # fmt: skip


def phone_code(recipient: notices.Recipient, ref: Ref, code: str, minutes: int) -> None:
    """Send a code to a telephone; the text fits into one SMS without diacritics."""
    with translation.override(recipient.language):
        said = _("Mã xác nhận số điện thoại: %(code)s. Mã có hiệu lực %(minutes)s phút. Không đưa mã cho ai.") % {
            "code": code, "minutes": minutes,
        }  # fmt: skip
        notices.send(
            recipient, subject_ref=ref, title=_("Mã xác nhận số điện thoại"), body=said, short=said, kind="courtesy",
            key=new_id().hex,
        )  # fmt: skip


def listed(remarks: Sequence[Remark], labels: dict[str, str]) -> list[str]:
    """Write remarks with the labels of their fields."""
    return [f"{labels[one.place]}: {one.text}" if one.place in labels else one.text for one in remarks]


def _not_you() -> str:
    return _("Nếu không phải Quý vị, hãy đặt lại mật khẩu ngay tại %(url)s và báo cho đơn vị quản lý, vận hành.") % {
        "url": settings.BASE_URL + LOST_PATH
    }


def _to(account: Account, title: str, paragraphs: Sequence[str]) -> None:
    _send(_recipient(account, account.email), account, title, paragraphs)


def _recipient(account: Account, email: str) -> notices.Recipient:
    return notices.Recipient(account.name, account.language, addresses(email), form_of(account))


def _send(recipient: notices.Recipient, account: Account, title: str, paragraphs: Sequence[str]) -> None:
    notices.send(
        recipient, subject_ref=Ref("account", str(account.id)), title=title, body="\n\n".join(paragraphs),
        kind="legal", key=new_id().hex, unit=operating_unit.unit_code(),
    )  # fmt: skip


def _url(path: str, token: str) -> str:
    return settings.BASE_URL + path.format(token=token)
