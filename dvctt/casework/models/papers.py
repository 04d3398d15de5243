"""Documents that the process makes."""

from django.db import models
from django.db.models import Q

from dvctt.casework.models.dossiers import Dossier
from dvctt.kernel import new_id


class Paper(models.Model):
    """A document that the process asked for: requested, made and signed by the worker, then handed over."""

    id = models.UUIDField(primary_key=True, default=new_id)
    dossier = models.ForeignKey(Dossier, on_delete=models.CASCADE, related_name="papers")
    name = models.CharField(max_length=48)
    kind = models.CharField(max_length=20)
    number = models.CharField(max_length=60, blank=True)
    rendition = models.UUIDField(unique=True)
    document = models.ForeignKey("documents.Document", on_delete=models.PROTECT, null=True, related_name="+")
    requested_at = models.DateTimeField()
    ready_at = models.DateTimeField(null=True)
    published_at = models.DateTimeField(null=True)
    announced_by = models.CharField(max_length=48, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="paper_ready_has_document",
                condition=Q(ready_at__isnull=True, document__isnull=True)
                | Q(ready_at__isnull=False, document__isnull=False),
            ),
            models.CheckConstraint(
                name="paper_published_when_ready",
                condition=Q(published_at__isnull=True) | Q(ready_at__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["dossier", "name"],
                condition=Q(kind__in=["result", "negative_decision", "acknowledgement", "receipt", "refusal"]),
                name="paper_once_per_dossier",
            ),
        ]
