"""What the worker does by the clock for documents."""

from dvctt.documents import pages, renewing, sweeping, uploads
from dvctt.outbox import api as outbox


@outbox.periodic("documents.purge_uploads", "17 2 * * *")
def purge_uploads() -> None:
    """Each night: uploads that were begun and never finished."""
    uploads.purge_uploads()


@outbox.periodic("documents.purge_pictures", "37 2 * * *")
def purge_pictures() -> None:
    """Each night: pictures of pages that were drawn long ago."""
    pages.purge_pictures()


@outbox.periodic("documents.sweep", "27 3 * * *")
def sweep() -> None:
    """Each night: the next portion of the store is read over again, so that damage is found before it is needed."""
    sweeping.sweep()


@outbox.periodic("documents.renew", "*/10 0-4 * * *")
def renew() -> None:
    """All night: the next portion of what we signed is stamped again before its stamps can be checked no more."""
    renewing.renew()
