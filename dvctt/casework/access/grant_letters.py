"""The courtesy notice to whom a dossier was shared with: no name of a person from it, the way to it, until when."""

from collections.abc import Iterable
from datetime import timedelta

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from dvctt.accounts import people
from dvctt.authority import CASE_ROLES
from dvctt.casework.models import Dossier
from dvctt.casework.models.grants import DossierGrant
from dvctt.kernel import Actor, Ref, Role, clock
from dvctt.ministry import api as ministry
from dvctt.notices import api as notices


def tell_grantees(actor: Actor, dossier: Dossier, made: DossierGrant) -> None:
    """Tell the officer, or who leads the unit, in the caller's transaction; not who shared it himself."""
    told = [str(made.account_id)] if made.account_id else _leading(made.unit)
    for account in told:
        if account != actor.id:
            _tell(account, actor, dossier, made)


def _leading(unit: str) -> list[str]:
    """Who hears for a unit: its heads (and their deputies), else whoever reads there, else those next above it."""
    parents = {one.code: one.parent for one in ministry.units()}
    found = people.officers_over([unit], CASE_ROLES)
    here: str | None = unit
    while here is not None:
        reading = _with_roles(found, here, CASE_ROLES)
        if reading:
            return _with_roles(found, here, {Role.HEAD}) or reading
        here = parents.get(here)
    return []


def _with_roles(found: Iterable[people.OfficerView], unit: str, roles: Iterable[Role]) -> list[str]:
    return [one.account_id for one in found if any(at.unit == unit and at.role in roles for at in one.appointments)]


def _tell(account: str, actor: Actor, dossier: Dossier, made: DossierGrant) -> None:
    recipient = people.recipient_for(account)
    with translation.override(recipient.language):
        title = _("Hồ sơ %(code)s được chia sẻ để phối hợp") % {"code": dossier.code}
        link = f"{settings.BASE_URL}/officer/dossiers/{dossier.pk}/"
        notices.send(
            recipient,
            subject_ref=Ref("account", account),
            title=title,
            body="\n\n".join([*_lines(actor, dossier, made), link]),
            kind="courtesy",
            key=f"shared:{made.id}",
            short=_("%(title)s. Xem: %(link)s") % {"title": title, "link": link},
            unit=dossier.holder_unit,
        )


def _lines(actor: Actor, dossier: Dossier, made: DossierGrant) -> list[str]:
    since, last = (clock.written_day(at) for at in (made.since, made.until - timedelta(seconds=1)))
    facts = {"name": actor.name, "code": dossier.code, "since": since, "last": last}
    shared = _("%(name)s chia sẻ hồ sơ %(code)s với Ông/Bà hoặc đơn vị của Ông/Bà, từ %(since)s đến hết %(last)s.")
    if made.comment:
        return [shared % facts, _("Ông/Bà đọc được hồ sơ, lý do chia sẻ và ghi được ý kiến phối hợp.")]
    return [shared % facts, _("Ông/Bà đọc được hồ sơ và lý do chia sẻ.")]
