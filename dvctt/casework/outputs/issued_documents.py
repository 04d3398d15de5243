"""Papers of the process: asked for in the act, made and signed by the worker, handed over (7.2.b, 7.2.c)."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db import transaction

from dvctt.casework.core.act_context import Performing
from dvctt.casework.core.loaded import Subject
from dvctt.casework.models import Dossier, Paper
from dvctt.casework.outputs import document_data, issuing_unit, letters
from dvctt.casework.record import commitment
from dvctt.catalogue import api as catalogue
from dvctt.documents import api as documents
from dvctt.journal import api as journal
from dvctt.kernel import NotFound, Reason, Refused, clock, system
from dvctt.outbox import api as outbox
from dvctt.workflow import NoticeDuty

# Handed over as soon as it is signed; results wait for the act of publishing.
AT_ONCE = frozenset({"acknowledgement", "receipt", "amendment_request", "refusal", "notice"})

declaration_data = document_data.declaration


def template(subject: Subject, name: str) -> bytes:
    """The template of that name, from the version's folder or the ministry's form set."""
    return catalogue.file(subject.version.id, name)


def ask_for(performing: Performing, name: str) -> None:
    """Ask the worker for the document `name` of the version, with what it says fixed now."""
    subject = performing.subject
    spec = subject.flow.documents[name]
    number = performing.numbers.get(spec.series or "", "")
    data = document_data.paper(performing, name, number)
    require_printable(data)
    rendition = documents.request_rendition(
        subject.ref,
        spec.kind,
        template=template(subject, spec.template),
        data=data,
        title=spec.title.vi,
        sign_as=issuing_unit.issuer(subject, name).code,
        number=number,
        verifiable=True,
        performs=spec.performs,
        issuer=data["agency"]["name"],
        issued_on=subject.today,
        valid_until=document_data.valid_until(performing, name),
    )
    made = Paper.objects.create(
        dossier=subject.dossier,
        name=name,
        kind=spec.kind,
        number=number,
        rendition=rendition,
        requested_at=performing.now,
        announced_by=_announcement(performing),
    )
    subject.followed.papers.append(made)


def require_printable(data: Mapping[str, Any]) -> None:
    """Raises Refused where a document with that data could not be made: better no act than one without its paper."""
    if lacking := documents.lacking_in(data):
        raise Refused(Reason("cannot_be_printed", {"letters": lacking[:12]}))


def hand_over(performing: Performing, name: str) -> None:
    """Publish a made document to the applicant (12.1.a)."""
    ready = (one for one in reversed(performing.subject.followed.papers) if one.name == name and one.ready_at)
    paper = next(ready, None)
    if paper is None:
        raise NotFound(f"paper {name}")
    paper.published_at = performing.now
    paper.save(update_fields=["published_at"])


@transaction.atomic
def made(event: outbox.EventView) -> None:
    """The worker made a paper: it joins the dossier, is journalled, and is handed over where nothing more is needed."""
    rendition = event.payload["rendition"]
    dossier = Dossier.objects.select_for_update(of=("self",), no_key=True).filter(papers__rendition=rendition).first()
    if dossier is None:
        return
    # Read under the lock: the event may be told twice at once, where the first telling outlasted its lease.
    subject = Subject(dossier, clock.now())
    paper = next(one for one in subject.followed.papers if one.rendition == UUID(str(rendition)))
    if paper.ready_at is not None:
        return
    stood = commitment.standing(subject)
    paper.document_id, paper.ready_at = UUID(str(event.payload["document"])), subject.now
    paper.published_at = subject.now if paper.kind in AT_ONCE else None
    paper.save()
    journal.append(
        subject.ref,
        system("documents"),
        "document:made",
        before=stood,
        after={"paper": paper.name, "number": paper.number, "document": str(paper.document_id)}
        | commitment.standing(subject),
        at=subject.now,
    )
    if paper.kind in AT_ONCE and not paper.announced_by:
        letters.announce_paper(subject, paper)


def _announcement(performing: Performing) -> str:
    """The notice with which the same act tells of its paper: one message for one event."""
    duties = performing.subject.flow.actions[performing.action].duties
    return next((duty.notice for duty in duties if isinstance(duty, NoticeDuty)), "")
