"""What is told to the record of security of files that somebody handed over (13.2.e)."""

from collections.abc import Iterator
from contextlib import contextmanager

from dvctt.documents.inspect.findings import EXECUTABLE_NAMES
from dvctt.documents.sandbox import ChildFailed
from dvctt.journal import api as journal
from dvctt.kernel import Actor, Fault, Invalid

# A file with one of these faults was changed, or made to look signed.
FORGED = frozenset({"changed_after_signing", "covers_part_only", "does_not_cover_our_bytes", "signature_invalid"})
# These say nothing of the file: a slip of the hand, or our own fault.
HARMLESS = frozenset({"empty_file", "too_large", "wrong_type", "scanner_unavailable", "not_judged", "wrong_order"})
# Of wrong types these are no slip: a program, or a document with programs in it.
PROGRAMS = EXECUTABLE_NAMES | {"macro"}


# What a failure of the child says of the bytes. Nothing, where it says nothing of them: they are judged at another try.
TOO_MUCH = frozenset({"time", "memory"})


def outcome(failure: ChildFailed) -> str:
    """What is told where bytes were not judged: not_judged, too_complex (more than is looked at), unreadable."""
    if not failure.lasting:
        return "not_judged"
    return "too_complex" if failure.reason in TOO_MUCH else "unreadable"


@contextmanager
def refusals_told(actor: Actor) -> Iterator[None]:
    """Record that a file of the actor's was refused, and why, before the refusal goes on."""
    try:
        yield
    except Invalid as refusal:
        for fault in refusal.faults:
            if not _is_harmless(fault):
                infected = fault.code == "infected"
                kind = journal.SecurityKind.FILE_INFECTED if infected else journal.SecurityKind.FILE_REFUSED
                journal.security_event(
                    kind, detail=fault.code, place="documents.receive", account=actor.id, address=actor.address
                )
        raise


def _is_harmless(fault: Fault) -> bool:
    return fault.code in HARMLESS and fault.params.get("found") not in PROGRAMS
