"""Bytes kept once under their hash, documents made of them, and the rows that wait for slow work on them."""

from django.db import models
from django.db.models import F, Q

from dvctt.kernel import clock, new_id
from dvctt.outbox.api import WaitingRow

SHA256 = r"^[0-9a-f]{64}$"
CODE = r"^[0-9A-HJKMNP-TV-Z]{20}$"


class Blob(models.Model):
    """Bytes that stand once in the store under their SHA-256; rows are never changed nor deleted."""

    sha256 = models.CharField(primary_key=True, max_length=64)
    size = models.BigIntegerField()
    media_type = models.CharField(max_length=100)
    created_at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        constraints = [
            models.CheckConstraint(name="documents_blob_sha256_form", condition=Q(sha256__regex=SHA256)),
            models.CheckConstraint(name="documents_blob_not_empty", condition=Q(size__gt=0)),
            models.CheckConstraint(name="documents_blob_typed", condition=~Q(media_type="")),
        ]

    def __str__(self) -> str:
        return self.sha256


class ScanState(models.TextChoices):
    """What is known of malicious code in a document; `own` was made here and needs no scan."""

    PENDING = "pending"
    CLEAN = "clean"
    UNSCANNED = "unscanned"
    INFECTED = "infected"
    UNREADABLE = "unreadable"
    OWN = "own"


class Document(models.Model):
    """Bytes with a name, handed in or issued for a subject; only `scan_state` ever moves on.

    `undrawable` says why intake could not draw its first page (time, memory, crash); empty where it could.
    `photographs` is of how many pictures that were chosen together its pages were made; 0 for every other document.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    blob = models.ForeignKey(Blob, on_delete=models.PROTECT, related_name="documents")
    name = models.CharField(max_length=255)
    kind = models.CharField(max_length=60)
    subject_kind = models.CharField(max_length=40)
    subject_id = models.CharField(max_length=64)
    pages = models.PositiveIntegerField(null=True, blank=True)
    undrawable = models.CharField(max_length=10, blank=True, default="")
    photographs = models.PositiveSmallIntegerField(default=0)
    scan_state = models.CharField(max_length=10, choices=ScanState.choices, default=ScanState.PENDING)
    by_kind = models.CharField(max_length=10)
    by_id = models.CharField(max_length=64)
    created_at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        constraints = [
            models.CheckConstraint(name="documents_document_named", condition=~Q(name="") & ~Q(kind="")),
            models.CheckConstraint(
                name="documents_document_has_subject", condition=~Q(subject_kind="") & ~Q(subject_id="")
            ),
            models.CheckConstraint(name="documents_document_has_author", condition=~Q(by_kind="") & ~Q(by_id="")),
            models.CheckConstraint(
                name="documents_document_scan_state_known", condition=Q(scan_state__in=ScanState.values)
            ),
            models.CheckConstraint(
                name="documents_document_pages_counted", condition=Q(pages__isnull=True) | Q(pages__gt=0)
            ),
            models.CheckConstraint(
                name="documents_document_undrawable_known",
                condition=Q(undrawable="") | Q(undrawable__in=["time", "memory", "crash"], pages__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["subject_kind", "subject_id", "created_at"], name="documents_document_subject"),
        ]

    def __str__(self) -> str:
        return f"{self.id} {self.name}"


class Rendition(WaitingRow):
    """A document to be made from a template and data, then signed and stamped where `sign_as` is set.

    `data_sealed` is the sealed JSON of the data: read it with `queries.rendition_data`. That a done row has its
    document, and a done validation its report, is held at commit by triggers.
    """

    subject_kind = models.CharField(max_length=40)
    subject_id = models.CharField(max_length=64)
    kind = models.CharField(max_length=60)
    template = models.ForeignKey(Blob, on_delete=models.PROTECT, related_name="+")
    data_sealed = models.TextField()
    title = models.CharField(max_length=300)
    sign_as = models.CharField(max_length=40, blank=True, default="")
    number = models.CharField(max_length=80, blank=True, default="")
    issued_on = models.DateField()
    issuer = models.CharField(max_length=200, blank=True, default="")
    holder = models.CharField(max_length=300, blank=True, default="")
    valid_from = models.DateField(null=True, blank=True)
    valid_until = models.DateField(null=True, blank=True)
    verifiable = models.BooleanField(default=False)
    verification_code = models.CharField(max_length=20, blank=True, default="")
    performs = models.CharField(max_length=80, blank=True, default="")
    document = models.OneToOneField(Document, null=True, blank=True, on_delete=models.PROTECT, related_name="rendition")

    class Meta(WaitingRow.Meta):
        constraints = [
            *WaitingRow.Meta.constraints,
            models.CheckConstraint(name="documents_rendition_named", condition=~Q(kind="") & ~Q(title="")),
            models.CheckConstraint(
                name="documents_rendition_has_subject", condition=~Q(subject_kind="") & ~Q(subject_id="")
            ),
            models.CheckConstraint(
                name="documents_rendition_document_when_done", condition=Q(document__isnull=True) | Q(state="done")
            ),
            models.CheckConstraint(
                name="documents_rendition_code_when_verifiable",
                condition=Q(verifiable=True, verification_code__regex=CODE) | Q(verifiable=False, verification_code=""),
            ),
            models.UniqueConstraint(
                name="documents_rendition_code_unique",
                fields=["verification_code"],
                condition=~Q(verification_code=""),
            ),
        ]
        indexes = [
            *WaitingRow.Meta.indexes,
            models.Index(fields=["subject_kind", "subject_id"], name="documents_rendition_subject"),
        ]

    def __str__(self) -> str:
        return f"{self.id} {self.kind}"


class Validation(WaitingRow):
    """A signed document to be judged; `prefix_of` is the document of ours that it must begin with, byte by byte."""

    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="validations")
    prefix_of = models.ForeignKey(Document, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    subject_kind = models.CharField(max_length=40)
    subject_id = models.CharField(max_length=64)
    ok = models.BooleanField(null=True, blank=True)
    report = models.JSONField(null=True, blank=True)

    class Meta(WaitingRow.Meta):
        constraints = [
            *WaitingRow.Meta.constraints,
            models.CheckConstraint(
                name="documents_validation_has_subject", condition=~Q(subject_kind="") & ~Q(subject_id="")
            ),
            models.CheckConstraint(
                name="documents_validation_report_when_done",
                condition=Q(ok__isnull=True, report__isnull=True)
                | Q(state="done", ok__isnull=False, report__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.id} of {self.document_id}"


class IssuedState(models.TextChoices):
    """Whether an issued document still counts."""

    IN_FORCE = "in_force"
    REVOKED = "revoked"
    SUPERSEDED = "superseded"


class Issued(models.Model):
    """The register that the verify page reads: what was issued under which verification code, and whether it counts."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    verification_code = models.CharField(max_length=20)
    document = models.OneToOneField(Document, on_delete=models.PROTECT, related_name="issued")
    kind = models.CharField(max_length=60)
    title = models.CharField(max_length=300)
    number = models.CharField(max_length=80, blank=True, default="")
    issued_on = models.DateField()
    issuer = models.CharField(max_length=200)
    holder = models.CharField(max_length=300, blank=True, default="")
    valid_from = models.DateField(null=True, blank=True)
    valid_until = models.DateField(null=True, blank=True)
    state = models.CharField(max_length=10, choices=IssuedState.choices, default=IssuedState.IN_FORCE)
    state_reason = models.CharField(max_length=500, blank=True, default="")
    state_at = models.DateTimeField(null=True, blank=True)
    superseded_by = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="documents_issued_code_unique", fields=["verification_code"]),
            models.CheckConstraint(name="documents_issued_code_form", condition=Q(verification_code__regex=CODE)),
            models.CheckConstraint(name="documents_issued_named", condition=~Q(kind="") & ~Q(title="") & ~Q(issuer="")),
            models.CheckConstraint(
                name="documents_issued_valid_in_order",
                condition=Q(valid_from__isnull=True)
                | Q(valid_until__isnull=True)
                | Q(valid_from__lte=F("valid_until")),
            ),
            models.CheckConstraint(
                name="documents_issued_state_explained",
                condition=Q(state="in_force", state_at__isnull=True, state_reason="", superseded_by__isnull=True)
                | (Q(state="revoked", state_at__isnull=False, superseded_by__isnull=True) & ~Q(state_reason=""))
                | (Q(state="superseded", state_at__isnull=False, superseded_by__isnull=False) & ~Q(state_reason="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.verification_code} {self.title}"


class Renewal(models.Model):
    """The file of a document that we signed, as it stands from then on; rows are never changed nor deleted.

    `number` 0 is the file as it was made, each later one the same with a further time stamp. `until` is the end of the
    certificate that made the newest stamp.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="renewals")
    number = models.PositiveSmallIntegerField()
    blob = models.ForeignKey(Blob, on_delete=models.PROTECT, related_name="+")
    until = models.DateTimeField()
    created_at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="documents_renewal_numbered", fields=["document", "number"]),
            models.CheckConstraint(name="documents_renewal_countable", condition=Q(number__gte=0) & Q(number__lt=100)),
        ]
        indexes = [models.Index(fields=["until"], name="documents_renewal_ending")]

    def __str__(self) -> str:
        return f"{self.document_id} {self.number}"


class Upload(models.Model):
    """A file that arrives in parts; its bytes so far stand beside the store until it is finished or lapses."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    subject_kind = models.CharField(max_length=40)
    subject_id = models.CharField(max_length=64)
    by_kind = models.CharField(max_length=10)
    by_id = models.CharField(max_length=64)
    name = models.CharField(max_length=255)
    size = models.BigIntegerField()
    received = models.BigIntegerField(default=0)
    created_at = models.DateTimeField(default=clock.now, editable=False)
    expires_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="documents_upload_received_within_size",
                condition=Q(received__gte=0) & Q(received__lte=F("size")),
            ),
            models.CheckConstraint(name="documents_upload_not_empty", condition=Q(size__gt=0) & ~Q(name="")),
            models.CheckConstraint(
                name="documents_upload_has_owner",
                condition=~Q(by_kind="") & ~Q(by_id="") & ~Q(subject_kind="") & ~Q(subject_id=""),
            ),
        ]
        indexes = [
            models.Index(fields=["by_id", "created_at"], name="documents_upload_owner"),
            models.Index(fields=["expires_at"], name="documents_upload_lapsing"),
        ]

    def __str__(self) -> str:
        return f"{self.id} {self.received}/{self.size}"
