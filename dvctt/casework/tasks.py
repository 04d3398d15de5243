"""What the worker does by the clock for dossiers."""

from dvctt.accounts import people
from dvctt.casework.acts import recount, timers
from dvctt.casework.drafts import cancelled_accounts, form_drafts
from dvctt.casework.search import reindex
from dvctt.outbox import api as outbox


@outbox.periodic("casework.timers", "* * * * *")
def sweep_clocks() -> None:
    """Each minute: clocks that warn or run out."""
    timers.sweep()


@outbox.periodic("casework.calendar", "* * * * *")
def count_anew() -> None:
    """Each minute: dossiers that were counted by another version of the calendar than the one in force."""
    recount.sweep_calendar()


@outbox.periodic("casework.index", "* * * * *")
def index_earlier() -> None:
    """Each minute: dossiers of before, that lists cannot find yet."""
    reindex.sweep_index()


@outbox.periodic("casework.erasures", "27 2 * * *")
def erase_cancelled() -> None:
    """Each night: personal data of accounts that were cancelled long enough ago; what dossiers need of them stays."""
    people.sweep_erasures(cancelled_accounts.parties_with_filed_dossiers)


@outbox.periodic("casework.form_drafts", "37 2 * * *")
def drop_form_drafts() -> None:
    """Each night: drafts of forms about dossiers that have closed, or that their writers no longer reach."""
    form_drafts.drop_form_drafts()
