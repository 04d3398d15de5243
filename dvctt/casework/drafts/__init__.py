"""What an applicant works on before it is filed: answers, files, the declaration."""

from dvctt.casework.drafts.cancelled_accounts import parties_with_filed_dossiers
from dvctt.casework.drafts.declaration import (
    confirm_authority,
    confirm_declaration,
    prepare_declaration,
    sign_declaration,
)
from dvctt.casework.drafts.draft import Saved, attach, detach, open_draft, save_answers, save_draft
from dvctt.casework.drafts.quotas import check_upload_quota, intake

__all__ = [
    "Saved",
    "attach",
    "check_upload_quota",
    "confirm_authority",
    "confirm_declaration",
    "detach",
    "intake",
    "open_draft",
    "parties_with_filed_dossiers",
    "prepare_declaration",
    "save_answers",
    "save_draft",
    "sign_declaration",
]
