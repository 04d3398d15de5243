"""Reading dossiers: every query takes the actor, and absent looks like out of scope."""

from uuid import UUID

from django.db.models import Exists, OuterRef, Q

from dvctt.accounts import people
from dvctt.authority import DossierPower
from dvctt.casework.core import encrypted_answers
from dvctt.casework.core.loaded import LoadedDossier
from dvctt.casework.core.mandate import draft_to_edit
from dvctt.casework.core.owner import with_owner_as_filed
from dvctt.casework.core.scope import reached, visible
from dvctt.casework.course import clocks
from dvctt.casework.models import AnswerSet, Attachment, Declaration, Dossier, Paper
from dvctt.casework.pages import dossier as assembled
from dvctt.casework.read_models import DraftPage, LookUp
from dvctt.casework.search.by_code import coded, only
from dvctt.casework.search.lists import row_view
from dvctt.catalogue import api as catalogue
from dvctt.kernel import Actor, ActorKind, NotFound, Reason, Refused, clock

FOLLOWED = ("assignee", "filer", "mandate", "decision")
TELLING_OF_FILING = ("acknowledgement", "receipt")
OWNERS_PHONE = "owner.phone"


def dossier_page(actor: Actor, dossier_id: UUID, *, editing: bool = False) -> assembled.DossierPage:
    """The dossier as its pages show it to this actor (6.4, 13.1.d).

    Raises NotFound, and with `editing` Refused where the draft may not be changed now.
    """
    page = assembled.page(actor, _loaded(actor, dossier_id))
    if editing and not page.editable:
        raise Refused(Reason("not_editable_now"))
    return page


def revision_of(actor: Actor, dossier_id: UUID) -> int:
    """The present revision, for a page that waits for a change; raises NotFound."""
    found = visible(actor).filter(pk=dossier_id).values_list("revision", flat=True).first()
    if found is None:
        raise NotFound(f"dossier {dossier_id}")
    return found


def draft_page(actor: Actor, dossier_id: UUID) -> DraftPage:
    """The draft for its form pages; raises NotFound, and Refused where nothing may be edited now."""
    loaded = _loaded(actor, dossier_id)
    draft_to_edit(actor, loaded)
    return assembled.draft(actor, loaded)


def look_up(code: str, digits: str) -> LookUp:
    """The status of a dossier for who knows its code and the owner's telephone, whole or its last four digits.

    The telephone is that with which it was filed, which its papers print, or the present one. Raises NotFound for a
    wrong code and wrong digits alike, and for the end of codes of which the digits fit several.
    """
    alike = coded(Dossier.objects.select_related("owner").filter(submitted_at__isnull=False), code)
    row = only([one for one in alike if _knows(one, digits.strip())], code)
    line = row_view(row, clock.now(), "")
    assert row.code is not None
    assert row.submitted_at is not None
    return LookUp(
        code=row.code,
        procedure=line.procedure,
        plain=line.plain,
        label=line.label,
        status=line.status,
        # While the applicant has it, and once it has ended, the unit stays on the row and works on nothing.
        holder_unit=line.holder_unit if row.closed_at is None and row.holder != "applicant" else None,
        submitted_at=row.submitted_at,
        due_at=row.due_at,
        due_of=clocks.nearest([row]).get(row.pk),
        expected_at=assembled.provisional(LoadedDossier(row, clock.now())),
        closed_at=row.closed_at,
    )


def _knows(row: Dossier, digits: str) -> bool:
    numbers = [row.filed_phone, row.owner.phone, *_declared_phones(row)]
    known = [people.is_phone(one, digits) for one in numbers]
    return any(known)


def _declared_phones(row: Dossier) -> list[str]:
    """The owner's telephone as every filed declaration states it: in the fields that the form fills in from it."""
    form = catalogue.version(row.version_id).bundle.form
    asked = [field.id for field in form.fields() if field.prefill == OWNERS_PHONE]
    filed = row.answer_sets.filter(frozen_at__isnull=False).values_list("values", flat=True) if asked else ()
    return [str(values.get(name) or "") for values in map(encrypted_answers.open_values, filed) for name in asked]


def printed_code(document_id: UUID) -> str:
    """The dossier's code that a paper prints, for who holds that paper: one that tells of the filing, else empty."""
    told = Paper.objects.filter(document_id=document_id, kind__in=TELLING_OF_FILING, published_at__isnull=False)
    return told.values_list("dossier__code", flat=True).first() or ""


def may_read_document(actor: Actor, document_id: UUID) -> UUID:
    """The dossier to which the document belongs and which the actor may see; raises NotFound.

    An applicant reads what was handed in and what was published; an officer what was filed and all that was made.
    """
    attached = Attachment.objects.filter(document_id=document_id)
    declared = Declaration.objects.filter(Q(document_id=document_id) | Q(signed_id=document_id))
    made = Paper.objects.filter(document_id=document_id)
    filed_under = Q(mandate__authorisation_id=document_id)
    if actor.kind == ActorKind.OFFICER:
        attached = attached.filter(_filed("added_in"))
        declared = declared.filter(_filed("number")).exclude(state=Declaration.State.VOID)
    else:
        made = made.filter(published_at__isnull=False)
    given, signed, issued = (Q(pk__in=rows.values("dossier_id")) for rows in (attached, declared, made))
    filed, of_process = reached(actor, DossierPower.FILES), reached(actor, DossierPower.PAPERS)
    rows = Dossier.objects.filter((filed & (given | signed | filed_under)) | (of_process & issued))
    found = rows.values_list("pk", flat=True).first()
    if found is None:
        raise NotFound(f"document {document_id}")
    return found


def _filed(number: str) -> Exists:
    """That the answer set of the row's `number`, or a later one, has been filed."""
    sets = AnswerSet.objects.filter(dossier_id=OuterRef("dossier_id"), number__gte=OuterRef(number))
    return Exists(sets.filter(frozen_at__isnull=False))


def _loaded(actor: Actor, dossier_id: UUID) -> LoadedDossier:
    row = with_owner_as_filed(visible(actor).filter(pk=dossier_id)).select_related(*FOLLOWED).first()
    if row is None:
        raise NotFound(f"dossier {dossier_id}")
    return LoadedDossier(row, clock.now())
