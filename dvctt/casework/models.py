"""A dossier and what belongs to it: answers, attachments, declaration, acts, clocks, amendments, decision, papers."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q

from dvctt.casework.codes import CODE_END, CODE_KEY
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
    `search_text` and `provinces` are what lists show and find it by (`indexing`).
    `open_fees` holds by id the fees that are due and not settled, with what is left to pay in đồng (null where nobody
    knows it yet); it is null until it was worked out (`fees`, `reindexing`).
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


class Act(models.Model):
    """One act on the dossier as pages show it; the journal's entry of the same number is the proof.

    `key` is the actor's own name for the request: the same again, with the same payload, gets this act as its answer.
    `contents` holds by document what it set of its content, sensitive values sealed; `inputs` holds the rest. `unit` is
    the unit of the appointment by which an officer did it; empty for others, and for acts of before it was kept.
    """

    dossier = models.ForeignKey(Dossier, on_delete=models.CASCADE, related_name="acts")
    seq = models.PositiveIntegerField()
    action = models.CharField(max_length=48)
    at = models.DateTimeField()
    actor_kind = models.CharField(max_length=10)
    actor_id = models.CharField(max_length=64)
    actor_name = models.CharField(max_length=200)
    on_behalf = models.CharField(max_length=64, blank=True)
    unit = models.CharField(max_length=20, blank=True, default="")
    from_state = models.CharField(max_length=48)
    to_state = models.CharField(max_length=48)
    inputs = models.JSONField(default=dict)
    contents = models.JSONField(default=dict)
    revision = models.PositiveIntegerField(default=0)
    key = models.CharField(max_length=80, blank=True)
    payload_digest = models.CharField(max_length=64, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["dossier", "seq"], name="act_seq_once"),
            models.UniqueConstraint(
                fields=["actor_kind", "actor_id", "key"], condition=~Q(key=""), name="act_key_once_per_actor"
            ),
        ]


class ClockEvent(models.Model):
    """One event in the ledger of a statutory clock, with reason and basis; append-only (11.3).

    A `start`, and a `recount` by a later version, names the version of the calendar by which the clock counts.
    """

    dossier = models.ForeignKey(Dossier, on_delete=models.CASCADE, related_name="clock_events")
    clock = models.CharField(max_length=48)
    event = models.CharField(max_length=8)
    at = models.DateTimeField()
    length = models.PositiveIntegerField(null=True)
    reason = models.CharField(max_length=48)
    basis = models.TextField(blank=True)
    calendar = models.CharField(max_length=40, blank=True, default="")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="clock_event_known",
                condition=Q(event__in=["start", "pause", "resume", "stop", "replace", "extend", "recount"]),
            ),
            models.CheckConstraint(
                name="clock_event_names_its_calendar",
                condition=Q(event="start")
                | (Q(event="recount") & ~Q(calendar=""))
                | (~Q(event="recount") & Q(calendar="")),
            ),
        ]


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


class Decision(models.Model):
    """What the competent person decided, under which authority (7.2.c)."""

    dossier = models.OneToOneField(Dossier, on_delete=models.CASCADE, related_name="decision")
    outcome = models.CharField(max_length=12)
    decided_at = models.DateTimeField()
    actor_id = models.CharField(max_length=64)
    name = models.CharField(max_length=200)
    title = models.CharField(max_length=200)
    authority_line = models.CharField(max_length=100, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="decision_outcome_known", condition=Q(outcome__in=["granted", "not_granted"])),
        ]


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


from dvctt.casework.grant_models import DossierGrant, GrantNote  # noqa: E402, F401 - Django finds models here
