"""The door of casework."""

from dvctt.casework.actions import Outcome, perform
from dvctt.casework.declarations import confirm_authority, confirm_declaration, prepare_declaration, sign_declaration
from dvctt.casework.drafts import Saved, attach, detach, discard_draft, open_draft, save_draft
from dvctt.casework.timers import sweep

__all__ = [
    "Outcome",
    "Saved",
    "attach",
    "confirm_authority",
    "confirm_declaration",
    "detach",
    "discard_draft",
    "open_draft",
    "perform",
    "prepare_declaration",
    "save_draft",
    "sign_declaration",
    "sweep",
]
