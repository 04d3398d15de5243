"""A registration with all its answers, as its registrant and its vetter see it."""

from dvctt.accounts.models import Registration
from dvctt.accounts.people import channels
from dvctt.accounts.providers import registry
from dvctt.accounts.registration import confusables, declaration, vetted
from dvctt.accounts.registration.read_models import Duplicate, RegistrationView
from dvctt.kernel import Text


def registration_view(row: Registration, *, similar: tuple[Duplicate, ...] = ()) -> RegistrationView:
    """Give a registration with all its answers; duplicates only where the caller adds them for a vetter."""
    return RegistrationView(
        id=row.id, kind=row.kind, state=row.state, name=row.name, email=row.email, values=declaration.read(row),
        vetting=row.vetting, agency=row.agency, created_at=row.created_at, received_at=row.received_at,
        due_at=row.due_at, overdue=vetted.is_overdue(row),
        decided_at=row.decided_at, remarks=vetted.remarks_of(row),
        duplicates=similar, open_acts=vetted.open_acts(row),
        borrowed=confusables.foreign_letters(row.name), by_sms=channels.by_sms(row),
        vouched=tuple(row.attested.get("fields", ())), vouched_by=_provider(row.attested.get("provider", "")),
        accept_reason=row.accept_reason,
    )  # fmt: skip


def _provider(provider_id: str) -> Text | None:
    return next((one.name for one in registry.providers() if one.id == provider_id), None)
