"""What the worker does by the clock across packages; each package below declares its own in its module `tasks`."""

from dvctt.ops import sealing
from dvctt.outbox import api as outbox


@outbox.periodic("ops.seal", "7 1 * * *")
def seal() -> None:
    """Each night: seal the journal's new entries under a time stamp."""
    sealing.seal()


@outbox.periodic("ops.publish", "37 * * * *")
def publish() -> None:
    """Each hour: tell the digests of seals that could not be told, or not sent, as the seal was made."""
    sealing.publish()
