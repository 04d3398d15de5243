"""A dossier: one row from draft to archive."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q

from dvctt.casework.models.codes import CODE_END, CODE_KEY
from dvctt.kernel import new_id

OUTCOMES = ["", "granted", "not_granted", "refused", "lapsed", "withdrawn"]
LAST_STATUS = 10
CHANNELS = ["online", "public_post", "at_desk"]
HOLDERS = ["applicant", "receiving", "appraising", "deciding", "system"]


class Dossier(models.Model):
    """The declared data with its documents, from draft to archive.

    `owner` is in whose name it is, `filer` the person who files and is written to, under `mandate`; the account that
    clicks stands with each act. `revision` grows by one with every act. `queue_at` is the due date that orders a
    queue: that of the agency's running clock, else of the applicant's answer, or a day in the far future. `returned_at`
    is when an officer sent it back to be worked on again, until that has been done. `filed_phone` is the owner's
    telephone when it was filed. `delivery` is how the applicant chose to receive the result, empty for the way that the
    version offers first; `delivery_address` is where post goes, empty for the owner's address. `calendar` is the
    version of the working calendar in force when it was submitted, `clock_calendar` the one by which all its clocks
    that run are counted (empty where it is to be looked at). `wake_at` is when a clock next warns or runs out: the
    sweep takes the rows whose moment has come. `held_since` is since when the `holder` has it. `late_due_at` is the end
    that a clock of the agency had passed when it was halted at `late_halted_at`: the dossier was late, and is while it
    waits for somebody else. `missed_due_at` is the last end of the agency's that had passed before its clock was
    halted, given another end, or ended at `missed_at`; it stays, after the dossier is closed too. `subject`,
    `search_text` and `provinces` are what lists show and find it by (`search.index`).
    `open_fees` holds by id the fees that are due and not settled, with what is left to pay in đồng (null where nobody
    knows it yet); it is null until it was worked out (`course.fees`, `search.reindex`).
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    code = models.CharField(max_length=40, null=True, unique=True)
    version = models.ForeignKey("catalogue.Version", on_delete=models.PROTECT, related_name="+")
    owner = models.ForeignKey("accounts.Party", on_delete=models.PROTECT, related_name="+")
    owner_folded = models.CharField(max_length=300)
    filer = models.ForeignKey("accounts.Account", on_delete=models.PROTECT, related_name="+")
    mandate = models.ForeignKey("accounts.Membership", on_delete=models.PROTECT, related_name="+", null=True)
    assignee = models.ForeignKey("accounts.Account", on_delete=models.PROTECT, related_name="+", null=True)
    state = models.CharField(max_length=48)
    status = models.PositiveSmallIntegerField(null=True)
    revision = models.PositiveIntegerField(default=0)
    holder = models.CharField(max_length=10)
    holder_unit = models.CharField(max_length=16, blank=True)
    receiving = models.CharField(max_length=16)
    appraising = models.CharField(max_length=16)
    deciding = models.CharField(max_length=16)
    created_at = models.DateTimeField()
    touched_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True)
    accepted_at = models.DateTimeField(null=True)
    started_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    returned_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=12, blank=True)
    due_at = models.DateTimeField(null=True)
    warn_at = models.DateTimeField(null=True)
    queue_at = models.DateTimeField()
    calendar = models.CharField(max_length=40, blank=True)
    clock_calendar = models.CharField(max_length=40, blank=True)
    filed_phone = models.CharField(max_length=32, blank=True)
    delivery = models.CharField(max_length=12, blank=True)
    delivery_address = models.CharField(max_length=300, blank=True)
    wake_at = models.DateTimeField(null=True)
    answer_due_at = models.DateTimeField(null=True)
    late_due_at = models.DateTimeField(null=True)
    late_halted_at = models.DateTimeField(null=True)
    missed_due_at = models.DateTimeField(null=True)
    missed_at = models.DateTimeField(null=True)
    held_since = models.DateTimeField(null=True)
    subject = models.CharField(max_length=300, blank=True)
    search_text = models.TextField(blank=True)
    provinces = ArrayField(models.CharField(max_length=8), default=list)
    open_fees = models.JSONField(default=dict, null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="dossier_code_from_submission",
                condition=Q(submitted_at__isnull=True, code__isnull=True)
                | Q(submitted_at__isnull=False, code__isnull=False),
            ),
            models.CheckConstraint(
                name="dossier_status_from_submission",
                condition=Q(submitted_at__isnull=True, status__isnull=True)
                | Q(submitted_at__isnull=False, status__gte=1, status__lte=LAST_STATUS),
            ),
            models.CheckConstraint(
                name="dossier_accepted_after_submission",
                condition=Q(accepted_at__isnull=True) | Q(accepted_at__gte=F("submitted_at")),
            ),
            models.CheckConstraint(
                name="dossier_closed_with_outcome",
                condition=Q(closed_at__isnull=True, outcome="") | (Q(closed_at__isnull=False) & ~Q(outcome="")),
            ),
            models.UniqueConstraint(CODE_KEY, name="dossier_code_read_once"),
            models.CheckConstraint(name="dossier_outcome_known", condition=Q(outcome__in=OUTCOMES)),
            models.CheckConstraint(name="dossier_holder_known", condition=Q(holder__in=HOLDERS)),
            models.CheckConstraint(
                name="dossier_closed_has_no_due_date", condition=Q(closed_at__isnull=True) | Q(due_at__isnull=True)
            ),
            models.CheckConstraint(
                name="dossier_phone_from_submission", condition=Q(filed_phone="") | Q(submitted_at__isnull=False)
            ),
            models.CheckConstraint(name="dossier_delivery_known", condition=Q(delivery__in=["", *CHANNELS])),
            models.CheckConstraint(
                name="dossier_returned_while_open",
                condition=Q(returned_at__isnull=True) | Q(closed_at__isnull=True),
            ),
            models.CheckConstraint(
                name="dossier_answer_due_while_applicant_holds",
                condition=Q(answer_due_at__isnull=True) | Q(holder="applicant", closed_at__isnull=True),
            ),
            models.CheckConstraint(
                name="dossier_late_halted_after_its_end",
                condition=Q(late_due_at__isnull=True, late_halted_at__isnull=True)
                | Q(late_due_at__lt=F("late_halted_at"), late_halted_at__isnull=False, closed_at__isnull=True),
            ),
            models.CheckConstraint(
                name="dossier_missed_after_its_end",
                condition=Q(missed_due_at__isnull=True, missed_at__isnull=True)
                | Q(missed_due_at__lt=F("missed_at"), missed_at__isnull=False),
            ),
            models.CheckConstraint(
                name="dossier_found_from_submission", condition=Q(submitted_at__isnull=False) | Q(search_text="")
            ),
            models.CheckConstraint(
                name="dossier_fees_due_from_submission",
                condition=Q(submitted_at__isnull=False) | Q(open_fees__isnull=True) | Q(open_fees={}),
            ),
        ]
        indexes = [
            models.Index(
                name="dossier_unit_queue", fields=["holder_unit", "queue_at", "id"], condition=Q(closed_at__isnull=True)
            ),
            models.Index(
                name="dossier_assignee_queue",
                fields=["assignee", "queue_at", "id"],
                condition=Q(closed_at__isnull=True),
            ),
            models.Index(name="dossier_receiving", fields=["receiving", "-submitted_at", "id"]),
            models.Index(name="dossier_appraising", fields=["appraising", "-submitted_at", "id"]),
            models.Index(name="dossier_deciding", fields=["deciding", "-submitted_at", "id"]),
            models.Index(
                name="dossier_clock_calendar",
                fields=["clock_calendar"],
                condition=Q(closed_at__isnull=True, submitted_at__isnull=False),
            ),
            models.Index(name="dossier_to_wake", fields=["wake_at"], condition=Q(wake_at__isnull=False)),
            models.Index(name="dossier_owner", fields=["owner", "-touched_at", "id"]),
            models.Index(CODE_END, name="dossier_code_end"),
            GinIndex(name="dossier_words", fields=["search_text"], opclasses=["gin_trgm_ops"]),
            GinIndex(name="dossier_provinces", fields=["provinces"]),
            models.Index(
                name="dossier_to_index",
                fields=["-submitted_at"],
                condition=Q(search_text="", submitted_at__isnull=False),
            ),
            models.Index(name="dossier_missed", fields=["-submitted_at"], condition=Q(missed_due_at__isnull=False)),
            models.Index(name="dossier_open_fees", fields=["receiving", "version"], condition=~Q(open_fees={})),
            models.Index(
                name="dossier_fees_to_work_out",
                fields=["-submitted_at"],
                condition=Q(open_fees__isnull=True, submitted_at__isnull=False),
            ),
        ]
