"""Sealing the journal: what was written since the last seal, under an outside authority's time stamp (4.3)."""

import structlog

from dvctt.documents import api as documents
from dvctt.journal import api as journal
from dvctt.kernel import Refused

log = structlog.get_logger(__name__)


def seal() -> int:
    """Make the seal that is due and stamp every one that has no stamp yet; the count of those stamped.

    An authority that does not answer leaves the seal waiting for the next night, and so does one that we do not trust
    or whose clock is not ours: a stamp is kept once.
    """
    journal.seal_due()
    publish()
    stamped = 0
    for request in journal.unstamped():
        if not _stamp(request):
            break
        stamped += 1
    publish()
    return stamped


def publish() -> int:
    """Tell the digests of seals outside the database; gives how many lines were added. What fails is tried again."""
    try:
        count = journal.publish_due()
        journal.send_due()
        journal.drop_witnessed()
    except OSError as error:
        log.error("seals_not_published", error=type(error).__name__)  # noqa: TRY400 - the trace tells nothing
        return 0
    return count


def _stamp(request: journal.SealRequest) -> bool:
    token = documents.time_stamp(request.digest)
    at = documents.stamped_at(request.digest, token)
    if at is None:
        log.error("seal_stamp_untrusted", number=request.number)
        return False
    try:
        journal.keep_seal(request.id, token, at)
    except Refused:
        log.error("seal_stamp_out_of_time", number=request.number)  # noqa: TRY400 - the trace tells nothing
        return False
    return True
