"""What casework does when a lower package tells that something is done."""

from uuid import UUID

from dvctt.accounts import people
from dvctt.casework.acts import recount, succession
from dvctt.casework.acts.actions import perform
from dvctt.casework.drafts import cancelled_accounts, declaration
from dvctt.casework.outputs import issued_documents
from dvctt.kernel import Refused, system
from dvctt.outbox import api as outbox

SIGNING = system("signing")


def document_ready(event: outbox.EventView) -> None:
    """A rendition is made: a declaration to sign, or a paper of the process, which may perform an act (6.3)."""
    if event.payload["kind"] == "declaration":
        declaration.rendered(event)
        return
    issued_documents.on_rendered(event)
    if action := event.payload.get("performs"):
        try:
            perform(SIGNING, UUID(event.ref.id), str(action), {}, seen=None, key=str(event.id))
        except Refused as refused:
            if not _already_done(refused):
                raise


def _already_done(refused: Refused) -> bool:
    return all(reason.code == "wrong_state" for reason in refused.reasons)


def register() -> None:
    """Subscribe to the events of documents; called once at start-up."""
    outbox.on("document_ready", document_ready)
    outbox.on("signature_checked", declaration.judged)
    outbox.on("service_ended", succession.service_ended)
    outbox.on("calendar_loaded", recount.calendar_loaded)
    outbox.on(people.ACCOUNT_CANCELLED, cancelled_accounts.account_cancelled)
