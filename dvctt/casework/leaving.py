"""What becomes of dossiers when an account is cancelled: drafts are dropped, what was filed stays with its owner."""

from collections.abc import Sequence
from uuid import UUID

from django.db import transaction

from dvctt.casework.models import Dossier
from dvctt.outbox import api as outbox


def owning(parties: Sequence[UUID]) -> frozenset[UUID]:
    """Give those of the parties that own a dossier that was filed: they stay as long as it does."""
    filed = Dossier.objects.filter(owner_id__in=parties, submitted_at__isnull=False)
    return frozenset(filed.values_list("owner_id", flat=True))


@transaction.atomic
def account_cancelled(event: outbox.EventView) -> None:
    """Drop the drafts of the person whose account was cancelled; an organisation's stay with it."""
    parties = [UUID(one) for one in event.payload["parties"]]
    Dossier.objects.filter(owner_id__in=parties, submitted_at__isnull=True).delete()
