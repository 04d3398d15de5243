"""How much one account may begin, and hand over for one dossier: settings of the ministry, so that disks last."""

from dataclasses import dataclass
from uuid import UUID

from dvctt.authority import DossierPower
from dvctt.casework.core.loaded import LoadedDossier, ref_of
from dvctt.casework.core.mandate import draft_to_edit
from dvctt.casework.core.scope import visible
from dvctt.casework.models import Dossier
from dvctt.documents import api as documents
from dvctt.kernel import Actor, Fault, Invalid, NotFound, Reason, Refused, clock
from dvctt.ministry import api as ministry

DRAFTS, FILES, MEGABYTES = "casework.drafts_per_account", "casework.files_per_dossier", "casework.megabytes_per_dossier"
IN_DRAFTS = "casework.megabytes_per_account"
MEGABYTE = 1024 * 1024


def check_drafts(actor: Actor) -> None:
    """Raise Refused where the account has as many dossiers not yet submitted as one may have; discarded ones apart."""
    limit = _number(DRAFTS)
    drafts = Dossier.objects.filter(filer_id=UUID(actor.id), submitted_at__isnull=True, closed_at__isnull=True)
    if drafts.count() >= limit:
        raise Refused(Reason("too_many_drafts", {"limit": limit}))


@dataclass(frozen=True)
class Intake:
    """What is taken in for a dossier: in which formats, and of how many bytes at most."""

    allowed: frozenset[str]
    limit: int


SIGNED = Intake(frozenset({"pdf"}), 50 * MEGABYTE)


def intake(actor: Actor, dossier_id: UUID, component: str = "") -> Intake:
    """What the actor may hand in now for a component, or as the signed declaration, before the file is taken in.

    Raises NotFound, Refused where nothing may be edited, and Invalid at `file` where there is no room.
    """
    row = visible(actor, DossierPower.DRAFT).filter(pk=dossier_id).first()
    if row is None:
        raise NotFound(f"dossier {dossier_id}")
    loaded = LoadedDossier(row, clock.now())
    draft_to_edit(actor, loaded)
    found = next((one for one in loaded.bundle.uploads() if one.id == component), None)
    if component and found is None:
        raise NotFound(f"component {component}")
    check_upload_quota(dossier_id)
    return Intake(frozenset(found.allowed), found.max_mb * MEGABYTE) if found else SIGNED


def check_upload_quota(dossier_id: UUID, *, coming: int = 1) -> None:
    """Raise Invalid at `file` where what was handed over for the dossier, with `coming` files more, is too much.

    Files that were replaced or taken back count as well: they are kept. So do those of the filer's other dossiers that
    are not submitted yet, against what one account may have in all.
    """
    files, size = documents.handed_over(ref_of(dossier_id))
    if files + coming > (limit := _number(FILES)):
        raise Invalid(Fault("file", "too_many_files", {"max": limit}))
    if size > (most := _number(MEGABYTES)) * MEGABYTE:
        raise Invalid(Fault("file", "too_much_in_all", {"max": most}))
    filer = Dossier.objects.values_list("filer_id", flat=True).get(pk=dossier_id)
    begun = Dossier.objects.filter(filer_id=filer, submitted_at__isnull=True, closed_at__isnull=True)
    others = [ref_of(one) for one in begun.values_list("pk", flat=True)]
    if documents.handed_over(*others)[1] > (most := _number(IN_DRAFTS)) * MEGABYTE:
        raise Invalid(Fault("file", "too_much_in_drafts", {"max": most}))


def _number(key: str) -> int:
    value = ministry.setting(key)
    assert isinstance(value, int)
    return value
