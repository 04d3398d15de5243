"""What officials have typed into forms and not yet sent."""

from dvctt.accounts.drafts.form_drafts import (
    ANOTHER_DRAFT,
    FormDraftView,
    KeptForm,
    Knowing,
    drop_form_draft,
    drop_form_drafts_about,
    drop_form_drafts_out_of_reach,
    drop_known_form_draft,
    form_draft,
    keep_form_draft,
    purge_form_drafts,
)

__all__ = [
    "ANOTHER_DRAFT",
    "FormDraftView",
    "KeptForm",
    "Knowing",
    "drop_form_draft",
    "drop_form_drafts_about",
    "drop_form_drafts_out_of_reach",
    "drop_known_form_draft",
    "form_draft",
    "keep_form_draft",
    "purge_form_drafts",
]
