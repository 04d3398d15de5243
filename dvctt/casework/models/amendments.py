"""Requests to amend a dossier, item by item."""

from django.db import models
from django.db.models import Q

from dvctt.casework.models.dossiers import Dossier
from dvctt.kernel import new_id


class AmendmentRequest(models.Model):
    """What the agency asks the applicant to amend or supplement, item by item (10.1)."""

    id = models.UUIDField(primary_key=True, default=new_id)
    dossier = models.ForeignKey(Dossier, on_delete=models.CASCADE, related_name="amendments")
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=9, default="open")
    reason = models.TextField()
    answer_by = models.DateField()
    opened_at = models.DateTimeField()
    opened_by = models.CharField(max_length=200)
    base_number = models.PositiveIntegerField()
    answer_number = models.PositiveIntegerField(null=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["dossier", "number"], name="amendment_number_once"),
            models.UniqueConstraint(fields=["dossier"], condition=Q(state="open"), name="amendment_one_open"),
            models.CheckConstraint(
                name="amendment_state_known", condition=Q(state__in=["open", "answered", "lapsed", "cancelled"])
            ),
            models.CheckConstraint(
                name="amendment_closed_has_moment",
                condition=Q(state="open", closed_at__isnull=True) | (~Q(state="open") & Q(closed_at__isnull=False)),
            ),
        ]


class AmendmentItem(models.Model):
    """One thing to amend: a field or component, what is wrong with it, and the applicant's answer."""

    request = models.ForeignKey(AmendmentRequest, on_delete=models.CASCADE, related_name="items")
    position = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=9)
    target = models.CharField(max_length=48, blank=True)
    wrong = models.TextField()
    answer = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["request", "position"], name="amendment_item_position_once"),
            models.CheckConstraint(
                name="amendment_item_names_its_place",
                condition=Q(kind="other", target="") | (Q(kind__in=["field", "component"]) & ~Q(target="")),
            ),
        ]
