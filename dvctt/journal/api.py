"""The door of `journal`: acts, seals, verification and the access log."""

from dvctt.journal.actions import Place, append, cipher, erase_personal, look, reserve
from dvctt.journal.carried import (
    CarriedChain,
    CarriedSeal,
    Link,
    carried_chain,
    carried_lines,
    carried_seals,
    check_chain,
    check_seal,
    line_of,
)
from dvctt.journal.entries import EntryView, Secret
from dvctt.journal.findings import Finding
from dvctt.journal.keying import backup_holds, backup_mac, kept_holds, kept_mac
from dvctt.journal.keying import known as key_known
from dvctt.journal.publishing import Published, drop_witnessed, publish_due, published, send_due
from dvctt.journal.publishing import file as published_file
from dvctt.journal.publishing import findings as published_findings
from dvctt.journal.queries import LookView, Proven, Unproven, entries, latest, looked, looks, proven, proven_entries
from dvctt.journal.resealing import Resealed, reseal
from dvctt.journal.seals import SLACK, SealRequest, keep_seal, last_seal, seal_due, unstamped
from dvctt.journal.security import (
    SecurityEventView,
    SecurityKind,
    purge_security_events,
    security_counts,
    security_event,
    security_events,
    security_table,
)
from dvctt.journal.timing import remarks
from dvctt.journal.verification import chain_findings, findings, recorded, verify
from dvctt.journal.witness import findings as witness_findings
from dvctt.journal.witness import folder as witness_folder

__all__ = [
    "SLACK",
    "CarriedChain",
    "CarriedSeal",
    "EntryView",
    "Finding",
    "Link",
    "LookView",
    "Place",
    "Proven",
    "Published",
    "Resealed",
    "SealRequest",
    "Secret",
    "SecurityEventView",
    "SecurityKind",
    "Unproven",
    "append",
    "backup_holds",
    "backup_mac",
    "carried_chain",
    "carried_lines",
    "carried_seals",
    "chain_findings",
    "check_chain",
    "check_seal",
    "cipher",
    "drop_witnessed",
    "entries",
    "erase_personal",
    "findings",
    "keep_seal",
    "kept_holds",
    "kept_mac",
    "key_known",
    "last_seal",
    "latest",
    "line_of",
    "look",
    "looked",
    "looks",
    "proven",
    "proven_entries",
    "publish_due",
    "published",
    "published_file",
    "published_findings",
    "purge_security_events",
    "recorded",
    "remarks",
    "reseal",
    "reserve",
    "seal_due",
    "security_counts",
    "security_event",
    "security_events",
    "security_table",
    "send_due",
    "unstamped",
    "verify",
    "witness_findings",
    "witness_folder",
]
