"""What a request that is vetted keeps of its vetting, whatever it asks for (N.vetting, N.refusal)."""

from typing import ClassVar

from django.db import models

from dvctt.kernel import Ref, clock, new_id


class Vetted(models.Model):
    """A request that a vetter answers by a date: it waits, is returned and sent again, approved or refused.

    `identity_index` and `tax_code` are those that are asked for. `reasons` are the remarks of the last answer;
    `accept_reason` is why it was accepted although a number was known.
    """

    # Its name for journal and notices.
    REF: ClassVar[str]
    # What the entries of the journal that tell of its answers begin with.
    ACT: ClassVar[str] = ""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    identity_index = models.CharField(max_length=64, blank=True, db_index=True)
    tax_code = models.CharField(max_length=14, blank=True, db_index=True)
    agency = models.CharField(max_length=20, blank=True)
    created_at = models.DateTimeField(default=clock.now)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.CharField(max_length=64, blank=True)
    reasons = models.JSONField(default=list)
    accept_reason = models.TextField(blank=True)

    class Meta:
        abstract = True

    @property
    def ref(self) -> Ref:
        """Its name for other packages."""
        return Ref(self.REF, str(self.id))
