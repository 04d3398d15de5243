"""Who is told of a proposal: who may answer it; later who proposed it, who answered, and whom it is about.

Where somebody is to act in another's place, that other is told, too.
"""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from dvctt.accounts.letters import sending
from dvctt.accounts.models import Appointment, Proposal
from dvctt.accounts.people.queries import display_name, recipient_for
from dvctt.kernel import NotFound, Ref


def answered(row: Proposal, answered_by: str) -> None:
    """Tell all of them how it was answered and by whom; not what was proposed, which its page shows."""
    confirmed = row.outcome == Proposal.Outcome.CONFIRMED
    letter = "account/proposal_confirmed" if confirmed else "account/proposal_refused"
    about = [str(row.account_id)] if row.account_id else []
    for number in dict.fromkeys((*about, *_absent(row), row.proposed_by, row.answered_by)):
        try:
            recipient = recipient_for(number)
        except NotFound:
            continue  # who proposed it has no account any more
        sending.send(
            recipient,
            Ref("account", number),
            letter,
            proposer=name_of(row.proposed_by),
            by=answered_by,
            what=lambda _language: _what(row),
            reason=row.answer,
        )


def _absent(row: Proposal) -> Iterator[str]:
    """In whose place somebody is to act."""
    if row.kind == Proposal.Kind.DEPUTY:
        yield str(Appointment.objects.get(pk=row.what["appointment"]).account_id)


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
