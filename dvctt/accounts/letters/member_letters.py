"""What is written about acting for others: to whom is invited, to whom joins or goes, to who manages the party."""

from collections.abc import Callable, Sequence
from uuid import UUID

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from dvctt.accounts.models import Account, Invitation, Membership
from dvctt.accounts.people import operating_unit
from dvctt.accounts.people.queries import addresses, recipient_for, recipient_of_account
from dvctt.kernel import Ref, clock, new_id
from dvctt.notices import api as notices

# Where the pages are; web routes exactly these.
INVITATION_PATH = "/account/invitations/{token}/"
ORGANISATIONS_PATH = "/account/organisations/"


def invited(row: Invitation, token: str) -> None:
    """Send the invitation to its address; what is said is the same whether or not it has an account."""
    with translation.override(row.language):
        send_to(notices.Recipient("", row.language, addresses(row.email)), Ref("party", str(row.party_id)),
              _("Lời mời làm thủ tục thay mặt %(party)s") % {"party": row.party.name}, [
            _("%(inviter)s mời Quý vị làm thủ tục trực tuyến thay mặt %(party)s.")
            % {"inviter": row.invited_by.name, "party": row.party.name},
            _("Quý vị mở liên kết sau, đăng nhập rồi nhận hoặc từ chối. Liên kết dùng được một lần, đến %(due)s:")
            % {"due": clock.written(row.expires_at)},
            settings.BASE_URL + INVITATION_PATH.format(token=token),
            _("Nếu chưa có tài khoản, Quý vị đăng ký bằng chính địa chỉ thư này; lời mời sẽ chờ trong tài khoản."),
            _("Nếu Quý vị không biết bên mời, xin bỏ qua thư này."),
        ])  # fmt: skip


def accepted(row: Invitation, account: Account) -> None:
    """Tell who invited that the invitation was accepted, and by whom."""
    _to_inviter(row, lambda: (
        _("%(name)s đã nhận lời mời") % {"name": account.name},
        _("%(name)s nay được thực hiện thủ tục thay mặt %(party)s, trong phạm vi đã mời.")
        % {"name": account.name, "party": row.party.name},
    ))  # fmt: skip


def declined(row: Invitation) -> None:
    """Tell who invited that the invitation was declined."""
    _to_inviter(row, lambda: (
        _("Lời mời đã bị từ chối"),
        _("Lời mời gửi tới %(email)s đã bị từ chối.") % {"email": row.email},
    ))  # fmt: skip


def changed(row: Membership) -> None:
    """Tell somebody that the limits changed."""
    with translation.override(row.account.language):
        _to_member(row, _("Phạm vi làm việc cho %(party)s đã thay đổi") % {"party": row.party.name}, [
            _("Người quản lý của %(party)s đã thay đổi phạm vi của Quý vị. Xem tại:") % {"party": row.party.name},
            settings.BASE_URL + ORGANISATIONS_PATH,
        ])  # fmt: skip


def ended(row: Membership, *, lapsed: bool) -> None:
    """Tell somebody that the membership was ended, and why; `lapsed` that a change that he asked for ended with it."""
    with translation.override(row.account.language):
        _to_member(row, _("Quý vị không còn làm việc cho %(party)s") % {"party": row.party.name}, [
            _("Từ %(moment)s, Quý vị không còn thực hiện thủ tục thay mặt %(party)s.")
            % {"moment": _ended(row), "party": row.party.name},
            _("Lý do: %(reason)s") % {"reason": row.end_reason},
            _("Hồ sơ đã lập vẫn thuộc %(party)s.") % {"party": row.party.name},
            *([_("Yêu cầu đổi thông tin mà Quý vị đã gửi không được xét nữa.")] if lapsed else []),
        ])  # fmt: skip


def left(row: Membership, managers: Sequence[Account]) -> None:
    """Tell the party that somebody left, and who manages it: the party's address may be that of who left."""
    for to in watching(row.party_id, managers):
        _left(row, to)


def watching(party_id: UUID, managers: Sequence[Account]) -> list[notices.Recipient]:
    """The party's own address and those of the accounts, each once: the one may be known to another than the others."""
    told = [recipient_for(party_id)]
    for one in map(recipient_of_account, managers):
        if one.addresses not in [other.addresses for other in told]:
            told.append(one)
    return told


def _left(row: Membership, to: notices.Recipient) -> None:
    with translation.override(to.language):
        send_to(to, Ref("party", str(row.party_id)),
              _("%(name)s đã rời %(party)s") % {"name": row.account.name, "party": row.party.name}, [
            _("Từ %(moment)s, %(name)s không còn thực hiện thủ tục thay mặt %(party)s.")
            % {"moment": _ended(row), "name": row.account.name, "party": row.party.name},
            _("Hồ sơ đã lập vẫn thuộc %(party)s; người khác của %(party)s nhận tiếp được trên trang từng hồ sơ.")
            % {"party": row.party.name},
        ])  # fmt: skip


def _to_inviter(row: Invitation, words: Callable[[], tuple[str, str]]) -> None:
    to = recipient_for(row.invited_by_id)
    with translation.override(to.language):
        title, body = words()
        send_to(to, Ref("account", str(row.invited_by_id)), title, [body, settings.BASE_URL + ORGANISATIONS_PATH])


def _to_member(row: Membership, title: str, paragraphs: Sequence[str]) -> None:
    send_to(recipient_for(row.account_id), Ref("account", str(row.account_id)), title, paragraphs)


def send_to(recipient: notices.Recipient, ref: Ref, title: str, paragraphs: Sequence[str]) -> None:
    """Send a letter, in the language that is set."""
    notices.send(
        recipient, subject_ref=ref, title=title, body="\n\n".join(paragraphs), kind="legal", key=new_id().hex,
        unit=operating_unit.unit_code(),
    )  # fmt: skip


def _ended(row: Membership) -> str:
    assert row.ended_at is not None
    return clock.written(row.ended_at)
