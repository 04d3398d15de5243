"""What the pages of a dossier show to one actor."""

from dvctt.casework.authority_report import act_lines, power_lines
from dvctt.casework.pages.answers_due import answer_days
from dvctt.casework.pages.dossier import DossierPage
from dvctt.casework.pages.queries import (
    dossier_page,
    draft_page,
    look_up,
    may_read_document,
    printed_code,
    revision_of,
)

__all__ = [
    "DossierPage",
    "act_lines",
    "answer_days",
    "dossier_page",
    "draft_page",
    "look_up",
    "may_read_document",
    "power_lines",
    "printed_code",
    "revision_of",
]
