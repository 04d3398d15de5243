"""The whole proof: chains and seals of the journal, and what stands beside it."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from dvctt.accounts import officials
from dvctt.casework import api as casework
from dvctt.documents import api as documents
from dvctt.journal import api as journal
from dvctt.ministry import api as ministry


def findings(
    published: Sequence[str] = (), witnesses: Sequence[Path] = (), unknown: casework.Uncommitted | None = None
) -> Iterator[journal.Finding]:
    """All that somebody changed, took away or added without our keys, one by one as it is found.

    `published` are files and addresses with digests of seals, `witnesses` folders of other machines, beside our own.
    What was recorded before entries committed to it is counted in `unknown`: it is not found wrong.
    """
    yield from journal.findings(documents.stamped_at)
    yield from documents.register_findings()
    yield from casework.proof_findings(unknown)
    yield from officials.authority_findings()
    yield from ministry.setting_findings()
    yield from journal.published_findings(*published)
    yield from journal.witness_findings(*witnesses)
