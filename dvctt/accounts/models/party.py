"""The people and organisations in whose name things are filed."""

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q

from dvctt.kernel import clock, new_id

# An organisation's tax code, with the number of a branch or not, or a person's: the personal number.
TAX_CODE = r"^([0-9]{10}(-[0-9]{3})?|[0-9]{12})?$"


class Party(models.Model):
    """A person or an organisation in whose name things are filed: the owner, never the account."""

    class Kind(models.TextChoices):
        """What it is."""

        INDIVIDUAL = "individual"
        ORGANISATION = "organisation"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField(max_length=12, choices=Kind.choices)
    name = models.CharField(max_length=300)
    folded = models.CharField(max_length=300, db_index=True)
    organisation_kind = models.CharField(max_length=40, blank=True)
    birth_date = models.DateField(null=True)
    sex = models.CharField(max_length=6, blank=True)
    identity_sealed = models.TextField(blank=True)
    identity_index = models.CharField(max_length=64, blank=True)
    tax_code = models.CharField(max_length=14, blank=True)
    establishment = models.JSONField(default=dict)
    address = models.JSONField(default=dict)
    phone = models.CharField(max_length=32, blank=True)
    email = models.EmailField(max_length=254, blank=True)
    representative_name = models.CharField(max_length=200, blank=True)
    representative_position = models.CharField(max_length=200, blank=True)
    representative_identity_sealed = models.TextField(blank=True)
    representative_identity_index = models.CharField(max_length=64, blank=True)
    active = models.BooleanField(default=True)
    created_at = models.DateTimeField(default=clock.now)
    erased_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "identity_index", name="party_identity_once", condition=Q(active=True) & ~Q(identity_index="")
            ),
            models.UniqueConstraint("tax_code", name="party_tax_code_once", condition=Q(active=True) & ~Q(tax_code="")),
            models.CheckConstraint(name="party_named", condition=~Q(name="") | Q(erased_at__isnull=False)),
            models.CheckConstraint(
                name="party_organisation_taxed",
                condition=~Q(kind="organisation", tax_code="") | Q(erased_at__isnull=False),
            ),
            models.CheckConstraint(
                name="party_erased_is_empty",
                condition=Q(erased_at=None)
                | Q(
                    active=False,
                    name="",
                    folded="",
                    identity_sealed="",
                    identity_index="",
                    tax_code="",
                    email="",
                    phone="",
                    representative_name="",
                    representative_identity_sealed="",
                    birth_date=None,
                    sex="",
                ),
            ),
            models.CheckConstraint(
                name="party_identity_sealed_and_indexed",
                condition=Q(identity_index="", identity_sealed="") | (~Q(identity_index="") & ~Q(identity_sealed="")),
            ),
            models.CheckConstraint(name="party_kind_known", condition=Q(kind__in=["individual", "organisation"])),
            models.CheckConstraint(name="party_tax_code_shaped", condition=Q(tax_code__regex=TAX_CODE)),
        ]
        indexes = [GinIndex(name="party_words", fields=["folded"], opclasses=["gin_trgm_ops"])]
