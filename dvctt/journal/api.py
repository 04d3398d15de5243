"""The door of `journal`: acts, seals, verification and the access log."""

from dvctt.journal.actions import append, erase_personal, look, sealer
from dvctt.journal.entries import EntryView
from dvctt.journal.queries import LookView, entries, looks

__all__ = [
    "EntryView",
    "LookView",
    "append",
    "entries",
    "erase_personal",
    "look",
    "looks",
    "sealer",
]
