"""Sealing the journal: what was written since the last seal, under an outside authority's time stamp (4.3)."""

from dvctt.documents import api as documents
from dvctt.journal import api as journal


def seal() -> int:
    """Make the seal that is due and stamp every one that has no stamp yet; the count of those stamped.

    An authority that does not answer leaves the seal waiting for the next night.
    """
    journal.seal_due()
    waiting = journal.unstamped()
    for request in waiting:
        journal.keep_seal(request.id, documents.time_stamp(request.digest))
    return len(waiting)
