"""Letters about a dossier: to the owner and the filer, in the words of its bundle, and to officers (11.2).

What they may say is in content/letters/dossier/_all.yaml; the words stand beside it (decisions/0034).
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

from dvctt import workflow
from dvctt.accounts import people
from dvctt.casework.core.loaded import LoadedDossier
from dvctt.casework.course import amendments, clocks, delivery, fee_wording
from dvctt.casework.course.fees import FeeDue
from dvctt.casework.models import Dossier, Paper
from dvctt.catalogue import api as catalogue
from dvctt.kernel import NotFound, Ref, clock
from dvctt.notices import api as notices


def send_notice(loaded: LoadedDossier, notice: str, *, key: str) -> None:
    """Send the notice of that name to the owner's registered address and, if another, the filer's."""
    _send(loaded, notice, f"{notice}:{key}")


def announce_paper(loaded: LoadedDossier, paper: Paper) -> None:
    """Tell the applicant that a signed paper stands on the dossier's page."""
    _send(loaded, "paper_signed", f"paper:{paper.pk}", title=loaded.flow.documents[paper.name].title)


def tell_recount(loaded: LoadedDossier, moved: Mapping[str, workflow.Recount], key: str) -> None:
    """Tell the applicant which dates are others now, because another version of the calendar counts, and why."""
    rows = [
        {
            "clock": loaded.flow.clocks[name].label,
            "before": one.before.due,
            "after": one.after.due,
            "why": workflow.WHY[one.line.reason],
        }
        for name, one in moved.items()
    ]
    calendars = {
        "from": ", ".join(dict.fromkeys(one.former for one in moved.values())),
        "to": loaded.dossier.clock_calendar,
    }
    _send(loaded, "recounted", f"recount:{key}", clocks=rows, basis=workflow.RECOUNT_BASIS, **calendars)


def tell_fee(loaded: LoadedDossier, due: FeeDue, key: str) -> None:
    """Tell the applicant what the agency set, corrected or released of a fee: what is due, paid and left of it."""
    sums = {"amount": due.amount or 0, "paid": due.noted or 0, "left": due.left or 0}
    _send(loaded, "fee_set", f"fee:{loaded.ref}:{key}", name=due.name, settled=not due.left, **sums)


def warn_officer(loaded: LoadedDossier, clock_name: str, kind: str, due: datetime) -> None:
    """Tell the officer in charge, where there is one, that a clock's time limit, due then, comes near or has passed.

    The letter stands with his account: those of the dossier are the applicant's to read.
    """
    if loaded.dossier.assignee_id is None:
        return
    key = f"{loaded.ref}:{kind}:{clock_name}:{due.isoformat()}"
    label = loaded.flow.clocks[clock_name].label
    to_officer(
        loaded.dossier.assignee_id,
        loaded.dossier,
        f"officer/clock_{kind}",
        key=key,
        code=loaded.dossier.code,
        clock=label,
        due=due,
    )


def to_officer(account: UUID | str, dossier: Dossier, letter: str, *, key: str, **values: Any) -> None:
    """Write to an officer about a dossier; the letter leads to its page where `values` have no other `link`."""
    link = {"link": f"/officer/dossiers/{dossier.pk}/"}
    notices.send_letter(
        people.recipient_for(account),
        letter,
        link | values,
        subject_ref=Ref("account", str(account)),
        key=key,
        unit=dossier.holder_unit,
    )


def recipient_found(ref: Ref) -> notices.Recipient:
    """Give today's addresses for notices about a dossier; raises NotFound."""
    row = Dossier.objects.select_related("owner", "filer").filter(pk=ref.id).first()
    if row is None:
        raise NotFound(str(ref))
    return people.recipient_of(row.owner, row.filer)


def _send(loaded: LoadedDossier, letter: str, key: str, /, **values: Any) -> None:
    """Write to the applicant's people: the owner's letter is the legal one, the filer's tells of it."""
    row = loaded.dossier
    shared = {field: partial(ask, loaded) for field, ask in _VALUES.items()}
    bundled = catalogue.letters(row.version_id).get(letter, "")
    recipients = people.contacts_of(row.owner, row.filer, row.mandate)
    for recipient, mark in zip(recipients, ("", ":filer"), strict=False):
        notices.send_letter(
            recipient,
            f"{notices.DOSSIER}/{letter}",
            shared | values,
            subject_ref=loaded.ref,
            key=f"{key}{mark}",
            unit=row.holder_unit,
            copy=bool(mark),
            bundled=bundled,
        )


def _answer_due(loaded: LoadedDossier, _language: str) -> datetime | None:
    """By when the agency that receives must answer."""
    return next((one.due for one in clocks.standings(loaded).values() if one.due), None)


def _due(loaded: LoadedDossier, _language: str) -> datetime | None:
    main = clocks.main_clock(loaded)
    return clocks.clock_state(loaded, main).due if main else None


def _fee(loaded: LoadedDossier, language: str, *, only_open: bool) -> str:
    return fee_wording.owed(loaded, language, only_open=only_open) if loaded.bundle.fees else ""


def _reason(loaded: LoadedDossier, _language: str) -> str:
    """The reason that was given for the last act."""
    return str(loaded.acts[-1].inputs.get("reason", "")) if loaded.acts else ""


def _items(loaded: LoadedDossier, _language: str) -> list[dict[str, Any]]:
    items = loaded.followed.items_of(loaded.amendment) if loaded.amendment else []
    return [
        {"number": item.position, "place": amendments.place_of(loaded, item), "wrong": item.wrong} for item in items
    ]


def _answered_until(loaded: LoadedDossier, _language: str) -> Iterator[str]:
    """Until when the system takes an answer, where that is longer than the day that the officer asked for."""
    request, flow = loaded.amendment, loaded.flow
    for name, standing in clocks.standings(loaded).items() if request else ():
        waits = flow.clocks[name].whose == "applicant" and standing.state == "running"
        if request and waits and standing.due and clock.day_of(standing.due) > request.answer_by:
            yield clock.written(standing.due)


_VALUES: dict[str, Callable[[LoadedDossier, str], Any]] = {
    "code": lambda subject, _language: subject.dossier.code,
    "procedure": lambda subject, _language: subject.bundle.name,
    "link": lambda subject, _language: f"/me/dossiers/{subject.dossier.pk}/",
    "confirmation": lambda subject, _language: f"/me/dossiers/{subject.dossier.pk}/sent/",
    "submitted": lambda subject, _language: subject.dossier.submitted_at,
    "answer_due": _answer_due,
    "expected": lambda subject, _language: clocks.promised(subject),
    "due": _due,
    "fee": partial(_fee, only_open=False),
    "fee_now": partial(_fee, only_open=True),
    "fee_ways": fee_wording.ways,
    "delivery": delivery.chosen,
    "receiving": lambda subject, _language: delivery.receiving(subject),
    "reason": _reason,
    "request_reason": lambda subject, _language: subject.amendment.reason if subject.amendment else "",
    "answer_by": lambda subject, _language: subject.amendment.answer_by if subject.amendment else None,
    "items": _items,
    "answered_until": _answered_until,
}
