"""Amendment requests: opened item by item, staged by the applicant, answered, lapsed or cancelled (10.1, 10.2.a)."""

from datetime import date, datetime

from dvctt.casework.core.act_context import ActContext
from dvctt.casework.core.loaded import LoadedDossier
from dvctt.casework.course import clocks
from dvctt.casework.models import AmendmentItem, AmendmentRequest, AnswerSet, Attachment
from dvctt.kernel import Text, clock
from dvctt.workflow import Action, ClockDuty

# Why the ledger holds a longer clock: the officer gave a later day for the answer.
LATER_ANSWER = "answer_by"
STATES = {"answer": "answered", "lapse": "lapsed", "cancel": "cancelled"}


def open_request(context: ActContext) -> None:
    """Open the numbered request with its items, and a staged copy of the answers for the applicant to work on.

    The clock that waits for the applicant never ends before the day that the officer gave.
    """
    loaded, given = context.loaded, context.inputs
    filed = loaded.filed
    assert filed is not None
    answer_by = date.fromisoformat(given["answer_by"])
    request = AmendmentRequest.objects.create(
        dossier=loaded.dossier,
        number=len(loaded.amendments) + 1,
        reason=given["reason"],
        answer_by=answer_by,
        opened_at=context.now,
        opened_by=context.actor.name,
        base_number=filed.number,
    )
    items = [
        AmendmentItem(request=request, position=position, **item)
        for position, item in enumerate(given["items"], start=1)
    ]
    loaded.amendments.append(request)
    loaded.followed.items.extend(AmendmentItem.objects.bulk_create(items))
    AnswerSet.objects.create(dossier=loaded.dossier, number=filed.number + 1, values=filed.values, saved_at=context.now)
    _bound_answer_clock(context, answer_by)


def waited_until(loaded: LoadedDossier, action: Action, answer_by: date | None = None) -> datetime | None:
    """Until when an answer would be taken if the request of that act were sent now.

    That is the end of the clock that the act starts for the applicant, which waits for the day that the officer gives
    where it is later; None where the act starts no such clock.
    """
    started = [duty.clock for duty in action.duties if isinstance(duty, ClockDuty) and duty.event == "start"]
    ends = []
    for name in (one for one in started if loaded.flow.clocks[one].whose == "applicant"):
        due = clocks.provisional_due(loaded, name)
        days = _days_to(answer_by, due, loaded.today) if answer_by else None
        ends.append(clocks.provisional_due(loaded, name, length=days) if days else due)
    return min((one for one in ends if one), default=None)


def place_of(loaded: LoadedDossier, item: AmendmentItem) -> Text:
    """What an item asks to be amended, by its name: an answer, a paper, or something else."""
    if item.kind == "field":
        return next(one.label for one in loaded.bundle.form.fields() if one.id == item.target)
    component = loaded.bundle.component(item.target) if item.kind == "component" else None
    return component.name if component else Text(vi="Nội dung khác", en="Something else")


def keep_answers(context: ActContext) -> None:
    """Keep the applicant's words to each item of the open request."""
    request = context.loaded.amendment
    assert request is not None
    given = context.inputs["answers"]
    items = context.loaded.followed.items_of(request)
    for item in items:
        item.answer = given.get(str(item.position), "")
    AmendmentItem.objects.bulk_update(items, ["answer"])


def close_request(context: ActContext, how: str) -> None:
    """Close the open request, if there is one: with the applicant's answer, by lapse, or because it is taken back."""
    loaded = context.loaded
    request = loaded.amendment
    if request is None:
        return
    request.state, request.closed_at = STATES[how], context.now
    if how == "answer":
        request.answer_number = loaded.sets[-1].number
    else:
        _drop_staged(loaded)
        AmendmentItem.objects.filter(request=request).update(answer="")
    request.save()


def _days_to(answer_by: date, due: datetime | None, today: date) -> int | None:
    """How many days an answer is waited for where the officer gives a later day than the end of the clock."""
    later = due is not None and clock.day_of(due) < answer_by
    return (answer_by - today).days if later else None


def _bound_answer_clock(context: ActContext, answer_by: date) -> None:
    loaded = context.loaded
    for name, one in clocks.standings(loaded).items():
        waits = loaded.flow.clocks[name].whose == "applicant" and one.state == "running"
        if waits and (days := _days_to(answer_by, one.due, loaded.today)):
            clocks.write(loaded, name, "replace", reason=LATER_ANSWER, length=days)


def _drop_staged(loaded: LoadedDossier) -> None:
    """Forget what the applicant had begun to change: the filed answers and files stand."""
    staged = loaded.draft
    if staged is None:
        return
    loaded.void_declaration(staged)
    Attachment.objects.filter(dossier=loaded.dossier, added_in=staged.number).delete()
    Attachment.objects.filter(dossier=loaded.dossier, removed_in=staged.number).update(removed_in=None)
    staged.delete()
    loaded.sets.remove(staged)
