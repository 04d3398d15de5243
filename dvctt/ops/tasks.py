"""What the worker does by the clock, across packages: timers, seals of the journal, left-over uploads."""

from procrastinate.contrib.django import app

from dvctt.accounts import api as accounts
from dvctt.casework import api as casework
from dvctt.documents import api as documents
from dvctt.ops import sealing
from dvctt.outbox import api as outbox


@app.periodic(cron="* * * * *")
@app.task(name="ops.timers", queueing_lock="ops.timers")
def timers(timestamp: int) -> None:
    """Each minute: clocks that warn or run out; not while the demonstration's past is told."""
    with outbox.by_clock() as free:
        if free:
            casework.sweep()


@app.periodic(cron="7 1 * * *")
@app.task(name="ops.seal", queueing_lock="ops.seal")
def seal(timestamp: int) -> None:
    """Each night: seal the journal's new entries under a time stamp."""
    sealing.seal()


@app.periodic(cron="17 2 * * *")
@app.task(name="ops.purge_uploads", queueing_lock="ops.purge_uploads")
def purge_uploads(timestamp: int) -> None:
    """Each night: uploads that were begun and never finished."""
    documents.purge_uploads()


@app.periodic(cron="5,35 * * * *")
@app.task(name="ops.service_ends", queueing_lock="ops.service_ends")
def service_ends(timestamp: int) -> None:
    """Each half hour: officers whose last day of service is over."""
    with outbox.by_clock() as free:
        if free:
            accounts.sweep_service_ends()


@app.periodic(cron="*/10 * * * *")
@app.task(name="ops.factor_resets", queueing_lock="ops.factor_resets")
def factor_resets(timestamp: int) -> None:
    """Every ten minutes: second factors whose holders reported them lost, and whose waiting time is over."""
    with outbox.by_clock() as free:
        if free:
            accounts.sweep_factor_resets()


@app.periodic(cron="27 2 * * *")
@app.task(name="ops.erasures", queueing_lock="ops.erasures")
def erasures(timestamp: int) -> None:
    """Each night: personal data of accounts that were cancelled long enough ago."""
    accounts.sweep_erasures(casework.owning)
