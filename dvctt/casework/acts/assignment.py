"""Who has a dossier: the acts that change it name from whom to whom, and both are told when a colleague loses it."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from dvctt.accounts import people
from dvctt.casework.core.act_context import Performing
from dvctt.casework.core.loaded import Subject
from dvctt.casework.models import Act
from dvctt.kernel import Ref
from dvctt.notices import api as notices


def between(subject: Subject, account: str, name: str) -> dict[str, Any]:
    """What an act of assignment keeps: to whom, and from whom where somebody had the dossier; accounts and names."""
    held = subject.dossier.assignee_id
    before = {"from_account": str(held), "from": people.display_name(held)} if held else {}
    return {"assigned": {"to_account": account, "to": name, **before}}


def journalled(inputs: Mapping[str, Any], side: str) -> dict[str, str]:
    """Who had the dossier (`from`), or has it (`to`), as the journal keeps it for ever: an account's id."""
    account = inputs.get("assigned", {}).get(f"{side}_account")
    return {"assignee": account} if account else {}


def names(act: Act, known: Mapping[str, str]) -> tuple[str, str]:
    """From whom to whom an act gave the dossier; `known` are names by account, for acts that kept no name."""
    given = act.inputs.get("assigned")
    if given is None:
        return "", known.get(str(act.inputs.get("assignee")), "")
    return given.get("from", ""), given["to"]


def tell_both(performing: Performing) -> None:
    """Word to who had the dossier and to who has it now, in the act's transaction; none where nobody had it.

    The reason is not in the letter: it is read on the dossier's page, and is erased there.
    """
    given = performing.inputs["assigned"]
    if given.get("from_account") in (None, given["to_account"]):
        return
    for account in (given["from_account"], given["to_account"]):
        _tell(performing, account)


def _tell(performing: Performing, account: str) -> None:
    row, given = performing.subject.dossier, performing.inputs["assigned"]
    recipient = people.recipient_for(account)
    with translation.override(recipient.language):
        title = _("Hồ sơ %(code)s chuyển cho %(to)s xử lý") % {"code": row.code, "to": given["to"]}
        body = _("Hồ sơ %(code)s trước do %(from)s xử lý, nay do %(to)s xử lý. Người chuyển: %(who)s.") % {
            "code": row.code, "from": given["from"], "to": given["to"], "who": performing.actor.name,
        }  # fmt: skip
        link = f"{settings.BASE_URL}/officer/dossiers/{row.pk}/"
        notices.send(
            recipient,
            subject_ref=Ref("account", account),
            title=title,
            body="\n\n".join([body, _("Lý do, nếu có, ghi ở quá trình xử lý của hồ sơ."), link]),
            kind="courtesy",
            key=f"assigned:{row.pk}:{performing.seq}:{account}",
            short=_("%(title)s. Xem: %(link)s") % {"title": title, "link": link},
            unit=row.holder_unit,
        )
