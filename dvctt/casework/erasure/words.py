"""What people wrote in words about a dossier, emptied wherever it stands; codes, moments and states stay (16.1).

The same words stand in the journal, in the acts that pages show, in amendment requests and in messages: erasing the
ones without the others would erase nothing. Papers (with what they were made of) and filed answers are records and
are not touched.
"""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from dvctt.accounts import people
from dvctt.casework.core.loaded import ref_of
from dvctt.casework.models import Act, AmendmentItem, AmendmentRequest, Dossier, FeeNote
from dvctt.casework.models.grants import DossierGrant, GrantNote
from dvctt.casework.record.journal_text import without_free_text
from dvctt.catalogue import api as catalogue
from dvctt.journal import api as journal
from dvctt.kernel import Actor, ActorKind, Forbidden, NotFound
from dvctt.notices import api as notices

GONE = "–"
# The guards of rows that are only added let words alone be emptied, and only where this is said.
PERMIT, FORBID = "SET LOCAL dvctt.erasing = 'on'", "SET LOCAL dvctt.erasing = 'off'"


@transaction.atomic
def erase_words(actor: Actor, dossier_id: UUID, reason: str) -> int:
    """Empty all free text on a dossier and the names of who acted as applicants; gives of how many journal entries.

    `reason` is the rule by which, and stays for ever. For what the system itself drops, such as the drafts of whoever
    left; persons ask by `erasures`. Raises Forbidden, and NotFound.
    """
    if actor.kind != ActorKind.SYSTEM:
        raise Forbidden("erase_words")
    row = Dossier.objects.select_for_update().filter(pk=dossier_id).first()
    if row is None:
        raise NotFound(f"dossier {dossier_id}")
    return empty_words(actor, row, reason, {})


def empty_words(actor: Actor, row: Dossier, reason: str, told: Mapping[str, str]) -> int:
    """The emptying itself, of a locked row in the caller's transaction; the caller has judged who may, and by what.

    `told` stands in the act beside the reason.
    """
    dossier_id = row.pk
    with connection.cursor() as cursor:
        cursor.execute(PERMIT)
        _empty_acts(row)
        DossierGrant.objects.filter(dossier=row).update(reason=GONE)
        GrantNote.objects.filter(grant__dossier=row).update(text=GONE)
        FeeNote.objects.filter(dossier=row).exclude(note="").update(note=GONE)
        cursor.execute(FORBID)
    AmendmentRequest.objects.filter(dossier=row).update(reason=GONE)
    items = AmendmentItem.objects.filter(request__dossier=row)
    items.update(wrong=GONE)
    items.exclude(answer="").update(answer=GONE)
    people.drop_form_drafts_about(ref_of(dossier_id))
    notices.erase(actor, ref_of(dossier_id), reason)
    return journal.erase_personal(ref_of(dossier_id), actor, reason, told)


def _empty_acts(row: Dossier) -> None:
    actions = catalogue.version(row.version_id).bundle.process.actions
    for act in Act.objects.filter(dossier=row):
        emptied: dict[str, Any] = {"inputs": without_free_text(actions.get(act.action), act.inputs)}
        if act.actor_kind == ActorKind.APPLICANT:
            emptied["actor_name"] = ""
        Act.objects.filter(pk=act.pk).update(**emptied)
