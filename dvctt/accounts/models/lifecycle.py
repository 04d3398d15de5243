"""What happens to an account after it was granted: codes, changes, suspensions, demands, lost factors, its end."""

from django.db import models
from django.db.models import F, Q

from dvctt.accounts.models.vetted import Vetted
from dvctt.kernel import clock, new_id

MOST_TRIES = 10


class Code(models.Model):
    """A short code sent to a telephone or an address; only its keyed digest is kept, and few tries are allowed."""

    class Purpose(models.TextChoices):
        """What the code confirms."""

        REGISTRATION_PHONE = "registration_phone"
        PHONE = "phone"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    purpose = models.CharField(max_length=18, choices=Purpose.choices)
    registration = models.ForeignKey("accounts.Registration", null=True, on_delete=models.CASCADE, related_name="codes")
    account = models.ForeignKey("accounts.Account", null=True, on_delete=models.CASCADE, related_name="codes")
    target = models.TextField()
    digest = models.CharField(max_length=64)
    tries = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField(default=clock.now)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    void_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index("registration", F("created_at").desc(), name="code_of_registration"),
            models.Index("account", F("created_at").desc(), name="code_of_account"),
        ]
        constraints = [
            models.CheckConstraint(
                name="code_confirms_one_thing",
                condition=Q(purpose="registration_phone", registration__isnull=False, account=None)
                | Q(purpose="phone", account__isnull=False, registration=None),
            ),
            models.CheckConstraint(name="code_tries_limited", condition=Q(tries__lte=MOST_TRIES)),
            models.CheckConstraint(name="code_expires_later", condition=Q(expires_at__gt=F("created_at"))),
            models.CheckConstraint(name="code_used_or_void", condition=Q(used_at=None) | Q(void_at=None)),
        ]


class ChangeRequest(Vetted):
    """A change of who somebody is, vetted again; the old values stay in force until it is approved (8.3.a)."""

    REF = "change"
    ACT = "change_"

    class State(models.TextChoices):
        """Where the request stands."""

        WAITING = "waiting"
        RETURNED = "returned"
        APPROVED = "approved"
        REFUSED = "refused"
        WITHDRAWN = "withdrawn"

    account = models.ForeignKey("accounts.Account", on_delete=models.PROTECT, related_name="changes")
    party = models.ForeignKey("accounts.Party", on_delete=models.PROTECT, related_name="changes")
    state = models.CharField(max_length=9, choices=State.choices, default=State.WAITING)
    old_sealed = models.TextField(blank=True)
    new_sealed = models.TextField(blank=True)
    note = models.TextField(blank=True)
    vetting = models.CharField(max_length=8)
    received_at = models.DateTimeField()
    due_at = models.DateTimeField()
    calendar = models.CharField(max_length=40)

    class Meta:
        indexes = [models.Index("due_at", name="change_queue", condition=Q(state="waiting"))]
        constraints = [
            models.UniqueConstraint(
                "party", name="change_one_open_per_party", condition=Q(state__in=["waiting", "returned"])
            ),
            models.CheckConstraint(
                name="change_state_known",
                condition=Q(state__in=["waiting", "returned", "approved", "refused", "withdrawn"]),
            ),
            models.CheckConstraint(name="change_vetting_known", condition=Q(vetting__in=["operator", "agency"])),
            models.CheckConstraint(
                name="change_decided_by_someone",
                condition=Q(state="waiting") | (Q(decided_at__isnull=False) & ~Q(decided_by="")),
            ),
            models.CheckConstraint(
                name="change_reasons_given", condition=~Q(state__in=["returned", "refused"]) | ~Q(reasons=[])
            ),
            models.CheckConstraint(name="change_due_later", condition=Q(due_at__gte=F("received_at"))),
        ]

    @property
    def kind(self) -> str:
        """Whether a person or an organisation is to be changed."""
        return self.party.kind

    @property
    def name(self) -> str:
        """The name that is in force."""
        return self.party.name


class Suspension(models.Model):
    """That an account may not be used, from when to when, by whom and why; and the appeal against it (13.1.b)."""

    class By(models.TextChoices):
        """Who suspended: the holder, who resumes at will, or the operator."""

        HOLDER = "holder"
        OPERATOR = "operator"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    account = models.ForeignKey("accounts.Account", on_delete=models.PROTECT, related_name="suspensions")
    by = models.CharField(max_length=8, choices=By.choices)
    by_id = models.CharField(max_length=64)
    reason = models.TextField(blank=True)
    since = models.DateTimeField(default=clock.now)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.CharField(max_length=64, blank=True)
    ended_reason = models.TextField(blank=True)
    appeal = models.TextField(blank=True)
    appealed_at = models.DateTimeField(null=True)
    answer = models.TextField(blank=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.CharField(max_length=64, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint("account", name="suspension_one_open", condition=Q(ended_at=None)),
            models.CheckConstraint(name="suspension_by_known", condition=Q(by__in=["holder", "operator"])),
            models.CheckConstraint(name="suspension_reason_given", condition=Q(by="holder") | ~Q(reason="")),
            models.CheckConstraint(
                name="suspension_ended_by_someone",
                condition=Q(ended_at=None, ended_by="")
                | (Q(ended_at__isnull=False, ended_at__gte=F("since")) & ~Q(ended_by="")),
            ),
            models.CheckConstraint(
                name="suspension_appeal_says_something",
                condition=Q(appealed_at=None, appeal="")
                | (Q(appealed_at__isnull=False, appealed_at__gte=F("since"), by="operator") & ~Q(appeal="")),
            ),
            models.CheckConstraint(
                name="suspension_answer_given",
                condition=Q(answered_at=None, answer="", answered_by="")
                | (
                    Q(answered_at__isnull=False, appealed_at__isnull=False, answered_at__gte=F("appealed_at"))
                    & ~Q(answer="")
                    & ~Q(answered_by="")
                ),
            ),
            models.CheckConstraint(
                name="suspension_appeal_decided_by_another",
                condition=Q(answered_by="") | ~Q(answered_by=F("by_id")),
            ),
        ]


class FactorReset(models.Model):
    """That somebody's lost second factor is to be taken away: after a wait, or by the operator who checked identity."""

    class By(models.TextChoices):
        """Who asked for it."""

        HOLDER = "holder"
        OPERATOR = "operator"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    account = models.ForeignKey("accounts.Account", on_delete=models.PROTECT, related_name="factor_resets")
    by = models.CharField(max_length=8, choices=By.choices)
    by_id = models.CharField(max_length=64)
    asked_at = models.DateTimeField(default=clock.now)
    ready_at = models.DateTimeField()
    checked_how = models.CharField(max_length=20, blank=True)
    reason = models.TextField(blank=True)
    done_at = models.DateTimeField(null=True)
    stopped_at = models.DateTimeField(null=True)
    stopped_by = models.CharField(max_length=64, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "account", name="factor_reset_one_open", condition=Q(done_at=None, stopped_at=None)
            ),
            models.CheckConstraint(name="factor_reset_by_known", condition=Q(by__in=["holder", "operator"])),
            models.CheckConstraint(
                name="factor_reset_identity_checked",
                condition=Q(by="holder") | (~Q(checked_how="") & ~Q(reason="")),
            ),
            models.CheckConstraint(
                name="factor_reset_waits", condition=Q(by="operator") | Q(ready_at__gt=F("asked_at"))
            ),
            models.CheckConstraint(
                name="factor_reset_not_before_ready", condition=Q(done_at=None) | Q(done_at__gte=F("ready_at"))
            ),
            models.CheckConstraint(
                name="factor_reset_stopped_by_someone",
                condition=Q(stopped_at=None, stopped_by="")
                | (Q(stopped_at__isnull=False, done_at=None) & ~Q(stopped_by="")),
            ),
        ]


class Demand(models.Model):
    """That the holder must look at the details again and change or confirm them (8.3.b)."""

    class Cause(models.TextChoices):
        """Why the system demands it."""

        LAW_CHANGED = "law_changed"
        UNITS_MERGED = "units_merged"
        DETAILS_OLD = "details_old"
        OTHER = "other"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    batch = models.UUIDField(db_index=True)
    account = models.ForeignKey("accounts.Account", on_delete=models.PROTECT, related_name="demands")
    cause = models.CharField(max_length=12, choices=Cause.choices)
    text_vi = models.TextField()
    text_en = models.TextField(blank=True)
    created_at = models.DateTimeField(default=clock.now)
    created_by = models.CharField(max_length=64)
    grace_until = models.DateField()
    done_at = models.DateTimeField(null=True)
    done_how = models.CharField(max_length=9, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint("account", "batch", name="demand_once_per_batch"),
            models.CheckConstraint(
                name="demand_cause_known",
                condition=Q(cause__in=["law_changed", "units_merged", "details_old", "other"]),
            ),
            models.CheckConstraint(name="demand_says_why", condition=~Q(text_vi="")),
            models.CheckConstraint(
                name="demand_done_somehow",
                condition=Q(done_at=None, done_how="")
                | Q(done_at__isnull=False, done_how__in=["confirmed", "changed", "dropped"]),
            ),
        ]


class Tombstone(models.Model):
    """What is left of an account, a party or a registration after its personal values were erased."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField(max_length=12)
    of = models.UUIDField(unique=True)
    ended_at = models.DateTimeField()
    erased_at = models.DateTimeField(default=clock.now)
    rule = models.CharField(max_length=60)
    entries = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="tombstone_kind_known", condition=Q(kind__in=["account", "party", "registration"])
            ),
            models.CheckConstraint(name="tombstone_rule_given", condition=~Q(rule="")),
            models.CheckConstraint(name="tombstone_after_end", condition=Q(erased_at__gte=F("ended_at"))),
        ]


__all__ = ["ChangeRequest", "Code", "Demand", "FactorReset", "Suspension", "Tombstone"]
