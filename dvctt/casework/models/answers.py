"""What an applicant hands in: answers, files, the declaration of both."""

from django.db import models
from django.db.models import F, Q

from dvctt.casework.models.dossiers import Dossier
from dvctt.kernel import new_id


class AnswerSet(models.Model):
    """The answers to the form at one number: a draft until frozen, then immutable by trigger (7.3.d).

    `saves` counts how often the draft was saved, so that two pages cannot overwrite one another. `kept`
    is what was typed and could not be read, as typed. Sensitive values stand sealed in `values`.
    """

    dossier = models.ForeignKey(Dossier, on_delete=models.CASCADE, related_name="answer_sets")
    number = models.PositiveIntegerField()
    values = models.JSONField(default=dict)
    kept = models.JSONField(default=dict)
    saves = models.PositiveIntegerField(default=0)
    saved_at = models.DateTimeField()
    frozen_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["dossier", "number"], name="answer_set_number_once"),
            models.UniqueConstraint(
                fields=["dossier"], condition=Q(frozen_at__isnull=True), name="answer_set_one_draft"
            ),
        ]


class SensitiveIndex(models.Model):
    """Blind index of a sensitive answer: exact look-up without the value."""

    dossier = models.ForeignKey(Dossier, on_delete=models.CASCADE, related_name="+")
    field = models.CharField(max_length=100)
    index = models.CharField(max_length=64, db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["dossier", "field"], name="sensitive_index_once")]


class Attachment(models.Model):
    """A document handed in for a component, valid from one answer set until another."""

    id = models.UUIDField(primary_key=True, default=new_id)
    dossier = models.ForeignKey(Dossier, on_delete=models.CASCADE, related_name="attachments")
    component = models.CharField(max_length=48)
    document = models.ForeignKey("documents.Document", on_delete=models.PROTECT, related_name="+")
    added_in = models.PositiveIntegerField()
    removed_in = models.PositiveIntegerField(null=True)
    replaces = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+")
    added_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="attachment_removed_after_added",
                condition=Q(removed_in__isnull=True) | Q(removed_in__gt=F("added_in")),
            ),
        ]


class Declaration(models.Model):
    """The answers of one saved state, rendered and signed: what submission reads (7.2.a, 7.3.a).

    Each numbered answer set has its own: an edit voids that of the draft, never what was filed before.
    `content_hash` is over the values and the attachments that it prints.
    """

    class State(models.TextChoices):
        """How far it is."""

        RENDERING = "rendering"
        READY = "ready"
        CHECKING = "checking"
        VALID = "valid"
        INVALID = "invalid"
        CONFIRMED = "confirmed"
        VOID = "void"

    id = models.UUIDField(primary_key=True, default=new_id)
    dossier = models.ForeignKey(Dossier, on_delete=models.CASCADE, related_name="declarations")
    number = models.PositiveIntegerField()
    content_hash = models.CharField(max_length=64)
    state = models.CharField(max_length=10, choices=State.choices, default=State.RENDERING)
    rendition = models.UUIDField(null=True)
    document = models.ForeignKey("documents.Document", on_delete=models.PROTECT, null=True, related_name="+")
    signed = models.ForeignKey("documents.Document", on_delete=models.PROTECT, null=True, related_name="+")
    validation = models.UUIDField(null=True)
    report = models.JSONField(default=dict)
    mismatch = models.BooleanField(default=False)
    authority_confirmed = models.BooleanField(default=False)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["dossier", "number"], condition=~Q(state="void"), name="declaration_one_in_force"
            ),
            models.CheckConstraint(
                name="declaration_valid_has_signature",
                condition=~Q(state__in=["checking", "valid", "invalid"])
                | Q(signed__isnull=False, validation__isnull=False),
            ),
            models.CheckConstraint(
                name="declaration_rendered_has_document",
                condition=Q(state__in=["rendering", "void"]) | Q(document__isnull=False),
            ),
        ]

    @property
    def stands(self) -> bool:
        """Whether one may file with it."""
        return self.state in (Declaration.State.VALID, Declaration.State.CONFIRMED)
