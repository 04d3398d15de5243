"""Entries about the fees of a dossier."""

from django.db import models
from django.db.models import Q

from dvctt.casework.models.dossiers import Dossier


class FeeNote(models.Model):
    """An entry about a fee, which is paid at the agency (level 3, 13.2.g); only added, and added up.

    `kind` payment: `amount` was paid on `paid_on`. correction: what was paid had been entered wrongly by `amount`, with
    its sign. set: the agency says that `amount` is due. release: what is open need not be paid.
    """

    dossier = models.ForeignKey(Dossier, on_delete=models.CASCADE, related_name="fee_notes")
    fee = models.CharField(max_length=48)
    kind = models.CharField(max_length=10, default="payment")
    amount = models.BigIntegerField(null=True)
    paid_on = models.DateField(null=True)
    note = models.TextField(blank=True)
    noted_at = models.DateTimeField()
    noted_by = models.CharField(max_length=200)

    class Meta:
        constraints = [
            models.CheckConstraint(name="fee_note_names_its_fee", condition=~Q(fee="")),
            models.CheckConstraint(
                name="fee_note_paid_has_amount", condition=Q(paid_on__isnull=True) | Q(amount__isnull=False)
            ),
            models.CheckConstraint(
                name="fee_note_kind_known", condition=Q(kind__in=["payment", "correction", "set", "release"])
            ),
            models.CheckConstraint(
                name="fee_note_amount_not_negative",
                condition=Q(kind="correction") | Q(amount__isnull=True) | Q(amount__gte=0),
            ),
            models.CheckConstraint(
                name="fee_note_says_how_much", condition=~Q(kind__in=["set", "correction"]) | Q(amount__isnull=False)
            ),
            models.CheckConstraint(
                name="fee_note_change_has_reason", condition=~Q(kind__in=["correction", "release"]) | ~Q(note="")
            ),
        ]
