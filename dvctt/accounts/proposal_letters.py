"""What is written about a proposal that was answered: to who proposed it, who answered, and whom it is about.

Where somebody is to act in another's place, that other is told, too.
"""

from collections.abc import Iterator

from django.utils import translation
from django.utils.translation import gettext as _

from dvctt.accounts import operating
from dvctt.accounts.models import Appointment, Proposal
from dvctt.accounts.proposals import name_of
from dvctt.accounts.queries import recipient_for
from dvctt.kernel import NotFound, Ref, new_id
from dvctt.notices import api as notices


def answered(row: Proposal, answered_by: str) -> None:
    """Tell all of them how it was answered and by whom; not what was proposed, which its page shows."""
    for number in dict.fromkeys((str(row.account_id), *_absent(row), row.proposed_by, row.answered_by)):
        try:
            recipient = recipient_for(number)
        except NotFound:
            continue  # who proposed it has no account any more
        with translation.override(recipient.language):
            notices.send(
                recipient, subject_ref=Ref("account", number), title=_("Trả lời đề xuất về quyền quyết định"),
                body="\n\n".join(_said(row, answered_by)), kind="courtesy", key=new_id().hex,
                unit=operating.unit_code(),
            )  # fmt: skip


def _absent(row: Proposal) -> Iterator[str]:
    """In whose place somebody is to act."""
    if row.kind == Proposal.Kind.DEPUTY:
        yield str(Appointment.objects.get(pk=row.what["appointment"]).account_id)


def _said(row: Proposal, answered_by: str) -> list[str]:
    named = {
        "what": kind_name(row.kind), "name": row.account.name, "username": row.account.username, "by": answered_by,
        "proposer": name_of(row.proposed_by),
    }  # fmt: skip
    told = (
        _("%(proposer)s đã đề xuất, %(by)s đã xác nhận: %(what)s của %(name)s (%(username)s).")
        if row.outcome == Proposal.Outcome.CONFIRMED
        else _("%(proposer)s đã đề xuất, %(by)s đã từ chối: %(what)s của %(name)s (%(username)s).")
    )
    said = [told % named]
    said += [_("Lý do: %(reason)s") % {"reason": row.answer}] if row.answer else []
    return [*said, _("Nếu việc này không đúng, hãy báo ngay cho đơn vị quản lý, vận hành.")]


def kind_name(kind: str) -> str:
    """What a kind of proposal is called, in the current translation."""
    return {
        "appointment": _("vị trí có quyền quyết định"), "directory_name": _("tên đăng nhập của tài khoản Bộ"),
        "deputy": _("người xử lý thay người có quyền quyết định"), "email": _("thư điện tử của tài khoản"),
    }[kind]  # fmt: skip
