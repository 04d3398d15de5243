"""Emptying the words of a closed dossier: by a rule that exists, asked for by one operator and confirmed by another.

A request is the last act on a subject of its own, so that nobody can make one without the journal's keys.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from dvctt.accounts import people
from dvctt.authority import SystemPower, may, roles_with
from dvctt.casework.erasure.outcome import ASKED, DONE, ERASURE, WITHDRAWN
from dvctt.casework.erasure.words import empty_words
from dvctt.casework.models import Dossier
from dvctt.casework.outputs.document_data import years_later
from dvctt.casework.search.by_code import find_by_code
from dvctt.catalogue import api as catalogue
from dvctt.journal import api as journal
from dvctt.kernel import Actor, Fault, Forbidden, Invalid, NotFound, Reason, Ref, Refused, Text, clock, system
from dvctt.ministry import api as ministry

LONGEST_ORDER = 200
ERASURES = "/operator/erasures/"
# Who asks knows a code, and learns of the dossier that it is closed, nothing else.
FINDER = system("erasure")


@dataclass(frozen=True)
class ErasureView:
    """A request that waits for a second person: `rule` is the rule's code, `order` the document that wants it.

    Of the dossier who confirms learns what it was about and when it ended, so that a wrong code is noticed.
    """

    dossier: UUID
    code: str
    procedure: Text
    closed_at: datetime | None
    rule: str
    order: str
    asked_by: str
    asked_name: str
    asked_at: datetime


@dataclass(frozen=True)
class ErasedView:
    """A request that was answered: `done` where it was confirmed, otherwise it was taken back; by whom, and when."""

    dossier: UUID
    code: str
    rule: str
    order: str
    asked_name: str
    done: bool
    answered_name: str
    answered_at: datetime


def waiting_erasures(actor: Actor) -> tuple[ErasureView, ...]:
    """The requests that nobody has confirmed or withdrawn, the oldest first; raises Forbidden."""
    _operates(actor)
    return _waiting_of(_last(ASKED))


def erasures_waiting_for(actor: Actor) -> int:
    """How many requests wait for the actor's own answer; raises Forbidden."""
    _operates(actor)
    return sum(act.actor_id != actor.id for act in _last(ASKED))


def listed_erasures(
    actor: Actor, *, after: UUID | None = None, limit: int
) -> tuple[tuple[ErasureView, ...], tuple[ErasedView, ...]]:
    """Give what waits, as `waiting_erasures`, and of what was answered the latest that follow `after`; one walk.

    Answered are dossiers whose last request was confirmed or taken back. Raises Forbidden.
    """
    _operates(actor)
    acts = _last(ASKED, DONE, WITHDRAWN)
    answered = [act for act in acts if act.act != ASKED]
    answered.sort(key=lambda act: (act.at, act.subject.id), reverse=True)
    begins = next((index + 1 for index, act in enumerate(answered) if act.subject.id == str(after)), 0)
    shown = answered[begins : begins + limit]
    rows = Dossier.objects.in_bulk([UUID(act.subject.id) for act in shown])
    given = tuple(_answered(act, rows[UUID(act.subject.id)]) for act in shown)
    return _waiting_of([act for act in acts if act.act == ASKED]), given


def _waiting_of(asked: Sequence[journal.EntryView]) -> tuple[ErasureView, ...]:
    rows = Dossier.objects.in_bulk([UUID(act.subject.id) for act in asked])
    return tuple(sorted((_view(act, rows[UUID(act.subject.id)]) for act in asked), key=lambda one: one.asked_at))


def _last(*names: str) -> list[journal.EntryView]:
    """The last act on each request, of those of these names; one statement. One that is not proven is none."""
    return [act for _subject, act in journal.latest(ERASURE) if act is not None and act.act in names]


def _answered(act: journal.EntryView, row: Dossier) -> ErasedView:
    said = {**act.before, **act.after}
    return ErasedView(
        row.pk, row.code or "", said.get("rule", ""), said.get("order", ""), said.get("asked_name", ""),
        act.act == DONE, act.actor_name, act.at,
    )  # fmt: skip


@ministry.proved
@transaction.atomic
def ask_erasure(actor: Actor, code: str, *, rule: str, order: str) -> UUID:
    """Ask for the words of the dossier with that code to be emptied, and give its id; nothing is emptied yet.

    `order` names the document by which and stays for ever. Raises Forbidden, Invalid (`code`, `rule`, `order`), and
    Refused: dossier_not_closed, kept_for_good, kept_until, erasure_asked.
    """
    _operates(actor)
    order = order.strip()
    faults = [] if rule in {one.code for one in ministry.erasure_rules()} else [Fault("rule", "not_an_option")]
    if not order:
        faults.append(Fault("order", "required"))
    elif len(order) > LONGEST_ORDER:
        faults.append(Fault("order", "too_long", {"max": LONGEST_ORDER}))
    try:
        row = _locked(find_by_code(FINDER, code))
    except NotFound:
        faults.append(Fault("code", "no_such_dossier"))
    if faults:
        raise Invalid(*faults)
    _require_erasable(row, rule)
    if _asked(row) is not None:
        raise Refused(Reason("erasure_asked"))
    told = {"code": row.code, "rule": rule, "order": order}
    journal.append(Ref(ERASURE, str(row.pk)), actor, ASKED, before={}, after=told)
    others = [one.account_id for one in people.officers_over(_units(), roles_with(SystemPower.OPERATE))]
    second = [account for account in others if account != actor.id]
    people.tell_second_person(second, "officer/erasure_waits", name=actor.name, page=ERASURES)
    return row.pk


def _units() -> list[str]:
    return [one.code for one in ministry.units()]


@ministry.proved
@transaction.atomic
def withdraw_erasure(actor: Actor, dossier_id: UUID) -> None:
    """Take a request back, one's own or another's; raises Forbidden, and NotFound where none waits."""
    _operates(actor)
    row = _locked(dossier_id)
    asked = _waiting(row)
    told = {"rule": asked.rule, "order": asked.order, "asked_by": asked.asked_by, "asked_name": asked.asked_name}
    journal.append(Ref(ERASURE, str(row.pk)), actor, WITHDRAWN, before=told, after={})


@ministry.proved
@transaction.atomic
def confirm_erasure(actor: Actor, dossier_id: UUID) -> int:
    """Empty the words as somebody else has asked, and give of how many journal entries; it cannot be taken back.

    Raises Forbidden, NotFound where no request waits, and Refused (second_person, asker_may_no_more where who asked may
    not ask for it any more, and as `ask_erasure`).
    """
    _operates(actor)
    row = _locked(dossier_id)
    asked = _waiting(row)
    if asked.asked_by == actor.id:
        raise Refused(Reason("second_person"))
    if not people.still_may(asked.asked_by, SystemPower.OPERATE):
        raise Refused(Reason("asker_may_no_more"))
    _require_erasable(row, asked.rule)
    told = {"rule": asked.rule, "order": asked.order, "asked_by": asked.asked_by, "asked_name": asked.asked_name}
    journal.append(Ref(ERASURE, str(row.pk)), actor, DONE, before={}, after=told)
    return empty_words(actor, row, f"{asked.rule}: {asked.order}", told)


def _operates(actor: Actor) -> None:
    if not may(actor, SystemPower.OPERATE):
        raise Forbidden("erasure")


def _locked(dossier_id: UUID) -> Dossier:
    row = Dossier.objects.select_for_update().filter(pk=dossier_id).first()
    if row is None:
        raise NotFound(f"dossier {dossier_id}")
    return row


def _require_erasable(row: Dossier, code: str) -> None:
    """Raises Refused where the dossier is in process, or the rule does not reach it yet."""
    rule = next((one for one in ministry.erasure_rules() if one.code == code), None)
    if rule is None:
        raise Refused(Reason("no_such_rule"))
    if row.closed_at is None:
        raise Refused(Reason("dossier_not_closed"))
    if not rule.retention:
        return
    years = kept_years(row)
    if years is None:
        raise Refused(Reason("kept_for_good"))
    last = years_later(clock.day_of(row.closed_at), years)
    if clock.today() <= last:
        raise Refused(Reason("kept_until", {"until": clock.written_day(last)}))


def kept_years(row: Dossier) -> int | None:
    """For how many years after its end the dossier is kept by its procedure; None for good."""
    return catalogue.version(row.version_id).bundle.retention.years


def _waiting(row: Dossier) -> ErasureView:
    asked = _asked(row)
    if asked is None:
        raise NotFound(f"erasure {row.pk}")
    return asked


def _asked(row: Dossier) -> ErasureView | None:
    act = journal.proven(Ref(ERASURE, str(row.pk)))
    return _view(act, row) if act is not None and act.act == ASKED else None


def _view(act: journal.EntryView, row: Dossier) -> ErasureView:
    said = act.after
    return ErasureView(
        row.pk, said["code"], catalogue.version(row.version_id).bundle.name, row.closed_at, said["rule"],
        said["order"], act.actor_id, act.actor_name, act.at,
    )  # fmt: skip
