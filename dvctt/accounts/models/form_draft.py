"""What an official has typed into a form and not yet sent."""

from django.db import models
from django.db.models import Q

from dvctt.kernel import clock


class FormDraft(models.Model):
    """The fields of one form of one page, of one person; sealed, for they may speak of anybody.

    `page` is the path of the page, `form` tells several forms of it apart. `subject_kind` and `subject_id` name what
    the page is about, so that what is written about it can be erased; empty where it is about nothing kept.
    `kept_by` is one opening of the page, in one tab: the one that kept it last.
    """

    account = models.ForeignKey("accounts.Account", on_delete=models.CASCADE, related_name="form_drafts")
    page = models.CharField(max_length=300)
    form = models.CharField(max_length=80, blank=True)
    subject_kind = models.CharField(max_length=20, blank=True)
    subject_id = models.CharField(max_length=64, blank=True)
    sealed = models.TextField()
    kept_by = models.CharField(max_length=32, blank=True, db_default="")
    saved_at = models.DateTimeField(default=clock.now, db_index=True)

    class Meta:
        indexes = [models.Index("subject_kind", "subject_id", name="form_draft_of_subject")]
        constraints = [
            models.UniqueConstraint("account", "page", "form", name="form_draft_once"),
            models.CheckConstraint(name="form_draft_says_something", condition=~Q(sealed="")),
            models.CheckConstraint(
                name="form_draft_names_its_subject",
                condition=Q(subject_kind="", subject_id="") | (~Q(subject_kind="") & ~Q(subject_id="")),
            ),
        ]
