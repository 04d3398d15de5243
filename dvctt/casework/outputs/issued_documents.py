"""Papers of the process: asked for in the act, made and signed by the worker, handed over (7.2.b, 7.2.c)."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db import transaction

from dvctt.casework.core.act_context import ActContext
from dvctt.casework.core.loaded import LoadedDossier
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


def template(loaded: LoadedDossier, name: str) -> bytes:
    """The template of that name, from the version's folder or the ministry's form set."""
    return catalogue.file(loaded.version.id, name)


def request_document(context: ActContext, name: str) -> None:
    """Ask the worker for the document `name` of the version, with what it says fixed now."""
    loaded = context.loaded
    spec = loaded.flow.documents[name]
    number = context.numbers.get(spec.series or "", "")
    data = document_data.document_data(context, name, number)
    require_printable(data)
    rendition = documents.request_rendition(
        loaded.ref,
        spec.kind,
        template=template(loaded, spec.template),
        data=data,
        title=spec.title.vi,
        sign_as=issuing_unit.issuer(loaded, name).code,
        number=number,
        verifiable=True,
        performs=spec.performs,
        issuer=data["agency"]["name"],
        issued_on=loaded.today,
        valid_until=document_data.valid_until(context, name),
    )
    made = Paper.objects.create(
        dossier=loaded.dossier,
        name=name,
        kind=spec.kind,
        number=number,
        rendition=rendition,
        requested_at=context.now,
        announced_by=_announcement(context),
    )
    loaded.followed.papers.append(made)


def require_printable(data: Mapping[str, Any]) -> None:
    """Raises Refused where a document with that data could not be made: better no act than one without its paper."""
    if lacking := documents.lacking_in(data):
        raise Refused(Reason("cannot_be_printed", {"letters": lacking[:12]}))


def publish(context: ActContext, name: str) -> None:
    """Publish a made document to the applicant (12.1.a)."""
    ready = (one for one in reversed(context.loaded.followed.papers) if one.name == name and one.ready_at)
    paper = next(ready, None)
    if paper is None:
        raise NotFound(f"paper {name}")
    paper.published_at = context.now
    paper.save(update_fields=["published_at"])


@transaction.atomic
def on_rendered(event: outbox.EventView) -> None:
    """The worker made a paper: it joins the dossier, is journalled, and is handed over where nothing more is needed."""
    rendition = event.payload["rendition"]
    dossier = Dossier.objects.select_for_update(of=("self",), no_key=True).filter(papers__rendition=rendition).first()
    if dossier is None:
        return
    # Read under the lock: the event may be told twice at once, where the first telling outlasted its lease.
    loaded = LoadedDossier(dossier, clock.now())
    paper = next(one for one in loaded.followed.papers if one.rendition == UUID(str(rendition)))
    if paper.ready_at is not None:
        return
    stood = commitment.state_to_commit(loaded)
    paper.document_id, paper.ready_at = UUID(str(event.payload["document"])), loaded.now
    paper.published_at = loaded.now if paper.kind in AT_ONCE else None
    paper.save()
    journal.append(
        loaded.ref,
        system("documents"),
        "document:made",
        before=stood,
        after={"paper": paper.name, "number": paper.number, "document": str(paper.document_id)}
        | commitment.state_to_commit(loaded),
        at=loaded.now,
    )
    if paper.kind in AT_ONCE and not paper.announced_by:
        letters.announce_paper(loaded, paper)


def _announcement(context: ActContext) -> str:
    """The notice with which the same act tells of its paper: one message for one event."""
    duties = context.loaded.flow.actions[context.action].duties
    return next((duty.notice for duty in duties if isinstance(duty, NoticeDuty)), "")
