"""Values and errors that every package shares; knows nothing of the domain, nor of Django."""

from dvctt.kernel import clock
from dvctt.kernel.actor import VISITOR, Actor, ActorKind, Assurance, Grant, Mandate, Role, system
from dvctt.kernel.errors import (
    Busy,
    Conflict,
    DomainError,
    Fault,
    Forbidden,
    Invalid,
    NotFound,
    ProofNeeded,
    Reason,
    Refused,
    Stale,
    may_be_tried_again,
)
from dvctt.kernel.text import UNPRINTABLE, Text, chunks, compact, composed, fold, plain, printable, tidied, unaccented
from dvctt.kernel.values import Ref, canonical_json, digest, dong, new_id

__all__ = [
    "UNPRINTABLE",
    "VISITOR",
    "Actor",
    "ActorKind",
    "Assurance",
    "Busy",
    "Conflict",
    "DomainError",
    "Fault",
    "Forbidden",
    "Grant",
    "Invalid",
    "Mandate",
    "NotFound",
    "ProofNeeded",
    "Reason",
    "Ref",
    "Refused",
    "Role",
    "Stale",
    "Text",
    "canonical_json",
    "chunks",
    "clock",
    "compact",
    "composed",
    "digest",
    "dong",
    "fold",
    "may_be_tried_again",
    "new_id",
    "plain",
    "printable",
    "system",
    "tidied",
    "unaccented",
]
