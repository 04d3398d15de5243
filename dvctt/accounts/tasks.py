"""What the worker does by the clock for accounts."""

from dvctt.accounts.adapters import totp
from dvctt.accounts.attempts import counters
from dvctt.accounts.drafts import form_drafts
from dvctt.accounts.officials import end_of_service
from dvctt.accounts.registration import deadlines
from dvctt.accounts.signin import lost_factors, sessions
from dvctt.journal import api as journal
from dvctt.ministry import api as ministry
from dvctt.outbox import api as outbox


@outbox.periodic("accounts.service_ends", "5,35 * * * *")
def service_ends() -> None:
    """Each half hour: officers whose last day of service is over."""
    end_of_service.sweep_service_ends()


@outbox.periodic("accounts.calendar", "*/10 * * * *")
def count_anew() -> None:
    """Every ten minutes: registrations and changes counted by another version of the calendar than the one in force."""
    deadlines.sweep_vetting()


@outbox.periodic("accounts.factor_resets", "*/10 * * * *")
def factor_resets() -> None:
    """Every ten minutes: second factors whose holders reported them lost, and whose waiting time is over."""
    lost_factors.sweep_factor_resets()


@outbox.periodic("accounts.purge", "47 * * * *")
def purge() -> None:
    """Each hour: counts, sessions and codes that have ended, old drafts of forms, old security events."""
    counters.purge_tries()
    form_drafts.purge_form_drafts()
    sessions.purge_sessions()
    totp.purge_taken_codes()
    journal.purge_security_events(int(str(ministry.setting("security.kept_days"))))
