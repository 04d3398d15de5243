"""What becomes of dossiers when an account is cancelled: drafts are dropped, what was filed stays with its owner."""

from collections.abc import Sequence
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef

from dvctt.casework.erasure.words import erase_words
from dvctt.casework.models import Act, Dossier, SensitiveIndex
from dvctt.kernel import system
from dvctt.outbox import api as outbox

CANCELLED = system("account_cancelled")


def parties_with_filed_dossiers(parties: Sequence[UUID]) -> frozenset[UUID]:
    """Give those of the parties that own a dossier that was filed: they stay as long as it does."""
    filed = Dossier.objects.filter(owner_id__in=parties, submitted_at__isnull=False)
    return frozenset(filed.values_list("owner_id", flat=True))


@transaction.atomic
def account_cancelled(event: outbox.EventView) -> None:
    """Drop the drafts of the person whose account was cancelled; an organisation's stay with it.

    Of a draft on which an act was done, such as its discarding, rows stay and words go (decisions/0009).
    """
    parties = [UUID(one) for one in event.payload["parties"]]
    drafts = Dossier.objects.filter(owner_id__in=parties, submitted_at__isnull=True)
    acted = Exists(Act.objects.filter(dossier=OuterRef("pk")))
    drafts.filter(~acted).delete()
    for row in drafts.filter(acted):
        _empty(row)


def _empty(row: Dossier) -> None:
    row.attachments.all().delete()
    row.declarations.all().delete()
    row.answer_sets.update(values={}, kept={})
    SensitiveIndex.objects.filter(dossier=row).delete()
    row.owner_folded = row.delivery_address = row.subject = ""
    row.save(update_fields=["owner_folded", "delivery_address", "subject"])
    erase_words(CANCELLED, row.pk, "account_cancelled")
