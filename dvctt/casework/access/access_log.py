"""Looks of staff at people's data: recorded with their purpose, and told to the people (13.1.c, 15.2, 16.1)."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Q

from dvctt.accounts import people
from dvctt.authority import DossierPower
from dvctt.casework.core import encrypted_answers
from dvctt.casework.core.loaded import ref_of
from dvctt.casework.core.masking import Reader
from dvctt.casework.core.scope import Access, access, reached, visible
from dvctt.casework.models import AnswerSet, Declaration, Dossier
from dvctt.catalogue import api as catalogue
from dvctt.forms import TableField
from dvctt.journal import api as journal
from dvctt.kernel import Actor, ActorKind, Fault, Invalid, NotFound, Ref, Text
from dvctt.ministry import api as ministry

# The pages of one document that somebody turns over are one look.
TURNING = timedelta(minutes=15)
# What the identity numbers were asked for holds for the declaration, in which they are printed, for so long.
STATED = timedelta(hours=1)
IDENTITY_PART = "identity"
MOST_LOOKS = 200
LONGEST_ASKED = 300
NOT_TOLD = "none"


@dataclass(frozen=True)
class AccessRecord:
    """A look as the people concerned read it: `purpose` is a code, `said` what was written with it.

    `name` is empty where the ministry names positions alone; `dossier` is what was looked at, where it was one.
    """

    at: datetime
    unit: str
    role: str
    name: str
    purpose: str
    said: str
    part: str
    dossier: UUID | None


def record_look(actor: Actor, dossier_id: UUID, seen: Access, *, part: str = "", once: bool = False) -> None:
    """Record that an officer looked at a dossier or a part of it; the looks of others are their own affair."""
    if actor.kind == ActorKind.OFFICER:
        journal.look(
            actor, ref_of(dossier_id), seen.purpose, part=part, unit=seen.unit, role=seen.role,
            once_in=TURNING if once else None,
        )  # fmt: skip


def record_access(actor: Actor, dossier_id: UUID, *, part: str, once: bool = False) -> None:
    """The same for a dossier that the actor may read and that is not at hand; raises NotFound."""
    row = visible(actor).filter(pk=dossier_id).first()
    if row is None:
        raise NotFound(f"dossier {dossier_id}")
    record_look(actor, dossier_id, access(actor, row), part=part, once=once)


def record_search(actor: Actor, text: str) -> None:
    """Record that an officer searched among people by these words; only their keyed digest is kept."""
    if actor.kind == ActorKind.OFFICER and text.strip():
        journal.look(actor, Ref("search", journal.cipher().blind_index("search", text)), "search", once_in=TURNING)


def stated(purpose: str) -> str:
    """The purpose that somebody states, on one line; raises Invalid at `purpose` where none is, or too much."""
    said = " ".join(purpose.split())
    if not said:
        raise Invalid(Fault("purpose", "required"))
    if len(said) > LONGEST_ASKED:
        raise Invalid(Fault("purpose", "too_long", {"max": LONGEST_ASKED}))
    return said


def identity_answers(actor: Actor, dossier_id: UUID, purpose: str) -> tuple[tuple[Text, str], ...]:
    """The sensitive answers in full, with their labels, to who says what for; the asking is recorded (16.1).

    Raises NotFound, and Invalid at `purpose` where nothing is said.
    """
    purpose = stated(purpose)
    row = visible(actor, DossierPower.ASK_IDENTITY).filter(pk=dossier_id).first()
    filed = AnswerSet.objects.filter(dossier=row, frozen_at__isnull=False).order_by("-number").first()
    if row is None or filed is None:
        raise NotFound(f"dossier {dossier_id}")
    seen = access(actor, row)
    journal.look(actor, ref_of(dossier_id), f"identity: {purpose}", part=IDENTITY_PART, unit=seen.unit, role=seen.role)
    return _sensitive(row, filed, Reader(actor.language, hide=False))


def purpose_wanted(actor: Actor, dossier_id: UUID, document_id: UUID) -> bool:
    """Whether the officer must first say what for: a declaration prints the identity numbers in full (16.1).

    Not to whom the table lets read them in full, nor for `STATED` after having asked for them.
    """
    if actor.kind != ActorKind.OFFICER:
        return False
    printed = Declaration.objects.filter(Q(document_id=document_id) | Q(signed_id=document_id), dossier_id=dossier_id)
    if not printed.exists() or visible(actor, DossierPower.IDENTITY).filter(pk=dossier_id).exists():
        return False
    return not journal.looked(actor, ref_of(dossier_id), IDENTITY_PART, STATED)


def accesses(actor: Actor, dossier_id: UUID) -> tuple[AccessRecord, ...]:
    """Who of the staff looked at a dossier, the latest first, to whom the table lets see it; raises NotFound."""
    if not visible(actor, DossierPower.LOOKS).filter(pk=dossier_id).exists():
        raise NotFound(f"dossier {dossier_id}")
    return _told(actor, journal.looks(ref_of(dossier_id), limit=MOST_LOOKS))


def accesses_to_me(actor: Actor) -> tuple[AccessRecord, ...]:
    """Who of the staff looked at anything of an applicant: dossiers, registration, account, the latest first."""
    mine = (
        Dossier.objects.filter(reached(actor, DossierPower.LOOKS)).order_by("-touched_at").values_list("pk", flat=True)
    )
    subjects = [*(ref_of(one) for one in mine[:MOST_LOOKS]), *people.own_refs(actor)]
    return _told(actor, journal.looks(*subjects, limit=MOST_LOOKS))


def _told(actor: Actor, found: tuple[journal.LookView, ...]) -> tuple[AccessRecord, ...]:
    """Looks as this actor may know them: the law may withhold some from the people concerned."""
    officer = actor.kind == ActorKind.OFFICER
    told = ministry.setting("authority.looks_told")
    if not officer and told == NOT_TOLD:
        return ()
    named = officer or told == "names"
    return tuple(_seen_by(one, named=named) for one in found if officer or one.actor_kind == ActorKind.OFFICER)


def _seen_by(one: journal.LookView, *, named: bool) -> AccessRecord:
    purpose, _, said = one.purpose.partition(": ")
    dossier = UUID(one.subject.id) if one.subject.kind == "dossier" else None
    return AccessRecord(one.at, one.unit, one.role, one.actor_name if named else "", purpose, said, one.part, dossier)


def _sensitive(row: Dossier, filed: AnswerSet, reader: Reader) -> tuple[tuple[Text, str], ...]:
    values = encrypted_answers.open_values(filed.values)
    found: list[tuple[Text, str]] = []
    for field in catalogue.version(row.version_id).bundle.form.fields():
        if isinstance(field, TableField):
            hidden = [column for column in field.columns if column.sensitive]
            found += [
                (column.label, reader.shown(column, line.get(column.id)))
                for line in values.get(field.id) or []
                for column in hidden
            ]
        elif field.sensitive:
            found.append((field.label, reader.shown(field, values.get(field.id))))
    return tuple(pair for pair in found if pair[1])
