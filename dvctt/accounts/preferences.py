"""What the operator sees of one account, and what a person chooses for one's own."""

from uuid import UUID

from django.db import transaction

from dvctt.accounts.models import Account
from dvctt.accounts.queries import account_row
from dvctt.accounts.views import AccountView
from dvctt.journal import api as journal
from dvctt.kernel import Actor, Fault, Invalid, Ref
from dvctt.kernel.authority import Power, require

LANGUAGES = ("vi", "en")


def account(actor: Actor, account_id: UUID | str) -> AccountView:
    """Give an account to its holder or the operator; raises Forbidden for others, NotFound."""
    if str(account_id) != actor.id:
        require(actor, Power.ACCOUNTS)
    row = account_row(account_id)
    return AccountView(str(row.id), row.username, row.name, row.kind, row.state, row.email)


@transaction.atomic
def set_language(actor: Actor, language: str) -> None:
    """Choose the language of pages and messages, for one's own account; raises Invalid at `language`."""
    if language not in LANGUAGES:
        raise Invalid(Fault("language", "not_an_option"))
    row = Account.objects.select_for_update().get(id=account_row(actor.id).id)
    before, row.language = row.language, language
    row.save(update_fields=["language"])
    journal.append(
        Ref("account", actor.id), actor, "language_chosen", before={"language": before}, after={"language": language}
    )  # fmt: skip
