"""What the worker does by the clock, across packages: timers of dossiers, and the journal's seals."""

from procrastinate.contrib.django import app

from dvctt.casework import api as casework
from dvctt.ops import sealing


@app.periodic(cron="* * * * *")
@app.task(name="ops.timers", queueing_lock="ops.timers")
def timers(timestamp: int) -> None:
    """Each minute: clocks that warn or run out."""
    casework.sweep()


@app.periodic(cron="7 1 * * *")
@app.task(name="ops.seal", queueing_lock="ops.seal")
def seal(timestamp: int) -> None:
    """Each night: seal the journal's new entries under a time stamp."""
    sealing.seal()
