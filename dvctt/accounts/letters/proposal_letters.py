"""What is written about proposals: to who may answer that one waits; to who proposed it, who answered, and whom it is
about how it was answered.

Where somebody is to act in another's place, that other is told, too.
"""

from collections.abc import Callable, Iterator

from django.utils import translation
from django.utils.translation import gettext as _

from dvctt.accounts.models import Appointment, Proposal
from dvctt.accounts.people import operating_unit
from dvctt.accounts.people.queries import display_name, recipient_for
from dvctt.kernel import NotFound, Ref, new_id
from dvctt.notices import api as notices

PROPOSALS = "/operator/proposals/"


def proposed(row: Proposal) -> Callable[[], str]:
    """That somebody proposed something of that kind."""
    return lambda: _("%(name)s đã đề xuất: %(what)s. Việc này có hiệu lực khi một người khác xác nhận.") % {
        "name": name_of(row.proposed_by), "what": kind_name(row.kind),
    }  # fmt: skip


def answered(row: Proposal, answered_by: str) -> None:
    """Tell all of them how it was answered and by whom; not what was proposed, which its page shows."""
    about = [str(row.account_id)] if row.account_id else []
    for number in dict.fromkeys((*about, *_absent(row), row.proposed_by, row.answered_by)):
        try:
            recipient = recipient_for(number)
        except NotFound:
            continue  # who proposed it has no account any more
        with translation.override(recipient.language):
            notices.send(
                recipient, subject_ref=Ref("account", number), title=_("Trả lời đề xuất về quyền quyết định"),
                body="\n\n".join(_said(row, answered_by)), kind="courtesy", key=new_id().hex,
                unit=operating_unit.unit_code(),
            )  # fmt: skip


def _absent(row: Proposal) -> Iterator[str]:
    """In whose place somebody is to act."""
    if row.kind == Proposal.Kind.DEPUTY:
        yield str(Appointment.objects.get(pk=row.what["appointment"]).account_id)


def _said(row: Proposal, answered_by: str) -> list[str]:
    named = {"what": _what(row), "by": answered_by, "proposer": name_of(row.proposed_by)}
    told = (
        _("%(proposer)s đã đề xuất, %(by)s đã xác nhận: %(what)s.")
        if row.outcome == Proposal.Outcome.CONFIRMED
        else _("%(proposer)s đã đề xuất, %(by)s đã từ chối: %(what)s.")
    )
    said = [told % named]
    said += [_("Lý do: %(reason)s") % {"reason": row.answer}] if row.answer else []
    return [*said, _("Nếu việc này không đúng, hãy báo ngay cho đơn vị quản lý, vận hành.")]


def _what(row: Proposal) -> str:
    """What it was, with whom it is about or which setting."""
    what = kind_name(row.kind)
    if row.account is None:
        return f"{what} ({row.what['key']})"
    named = {"what": what, "name": row.account.name, "username": row.account.username}
    return _("%(what)s của %(name)s (%(username)s)") % named


def name_of(account: str) -> str:
    """The name of who proposed; empty where there is no such account any more."""
    try:
        return display_name(account)
    except NotFound:
        return ""


def kind_name(kind: str) -> str:
    """What a kind of proposal is called, in the current translation."""
    return {
        "appointment": _("vị trí có quyền quyết định"), "directory_name": _("tên đăng nhập của tài khoản Bộ"),
        "deputy": _("người xử lý thay người có quyền quyết định"), "email": _("thư điện tử của tài khoản"),
        "setting": _("tham số giữ an toàn của hệ thống"),
    }[kind]  # fmt: skip
