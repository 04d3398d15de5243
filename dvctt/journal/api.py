"""The door of `journal`: acts, seals, verification and the access log."""

from dvctt.journal.actions import append, erase_personal, look, sealer
from dvctt.journal.entries import EntryView
from dvctt.journal.queries import LookView, entries, looked, looks
from dvctt.journal.resealing import Resealed, reseal
from dvctt.journal.seals import SealRequest, keep_seal, seal_due, unstamped
from dvctt.journal.verification import Finding, findings, verify

__all__ = [
    "EntryView",
    "Finding",
    "LookView",
    "Resealed",
    "SealRequest",
    "append",
    "entries",
    "erase_personal",
    "findings",
    "keep_seal",
    "look",
    "looked",
    "looks",
    "reseal",
    "seal_due",
    "sealer",
    "unstamped",
    "verify",
]
