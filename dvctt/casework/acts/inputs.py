"""The payload of an act: cleaned by the version's own form, and by the shape that its kind has."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from dvctt import workflow
from dvctt.accounts import people
from dvctt.casework.acts import assignment
from dvctt.casework.core.loaded import LoadedDossier
from dvctt.casework.outputs import contents
from dvctt.forms import clean_sections, unprintable_fault
from dvctt.kernel import Actor, Fault, Invalid, clock, composed
from dvctt.ministry import api as ministry

MOST_ITEMS = 50
LONGEST = 4000
FURTHEST_ANSWER = timedelta(days=366)


def clean_input(loaded: LoadedDossier, actor: Actor, action: str, payload: Mapping[str, Any]) -> contents.Input:
    """The payload of `action`, cleaned; raises Invalid naming every field that is wrong.

    What the payload leaves out of a content that stands stays as it is.
    """
    spec = loaded.flow.actions[action]
    cleaned = clean_sections(
        workflow.asked_sections(loaded.flow, spec),
        workflow.asked_rules(loaded.flow, spec),
        {**contents.kept(loaded, spec), **payload},
        today=clock.today(),
        addresses=ministry.address_book(),
        language=actor.language,
    )
    values, faults = dict(cleaned.values), list(cleaned.faults)
    if spec.kind == "amendment_request":
        values["items"] = _items(loaded, payload.get("items", []), faults)
        faults += _too_far(loaded, values)
    elif spec.kind == "amendment_answer":
        values["answers"] = _answers(loaded, payload.get("answers", {}), faults)
    elif spec.takes:
        values |= assignment.between(loaded, actor.id, actor.name)
    elif spec.kind == "assign":
        values |= _assignee(loaded, payload.get("assignee"), faults)
    if faults:
        raise Invalid(*faults)
    return contents.parted(loaded, spec, values)


def _items(loaded: LoadedDossier, items: Any, faults: list[Fault]) -> list[dict[str, str]]:
    """What is to be amended, item by item: each names a field or component of this version, or neither."""
    if not isinstance(items, list) or not items:
        faults.append(Fault("items", "no_items"))
        return []
    if len(items) > MOST_ITEMS:
        faults.append(Fault("items", "too_many_rows", {"max": MOST_ITEMS}))
        return []
    fields = {field.id for field in loaded.bundle.form.fields()}
    components = {component.id for component in loaded.bundle.components}
    places = {"field": fields, "component": components, "other": {""}}
    kept = []
    for index, item in enumerate(items):
        if not isinstance(item, Mapping) or not all(isinstance(one, str) for one in item.values()):
            faults.append(Fault(f"items.{index}", "wrong_shape"))
            continue
        kind, target, wrong = (str(item.get(name, "")).strip() for name in ("kind", "target", "wrong"))
        if target not in places.get(kind, ()):
            faults.append(Fault(f"items.{index}.target", "unknown_place", {"place": target}))
        if not wrong:
            faults.append(Fault(f"items.{index}.wrong", "required"))
        faults += item_faults(index, wrong)
        kept.append({"kind": kind, "target": target, "wrong": wrong})
    return kept


def item_faults(index: int, wrong: str) -> list[Fault]:
    """What is wrong with the words of an item, at `items.N.wrong`."""
    place = f"items.{index}.wrong"
    too_long = [Fault(place, "too_long", {"max": LONGEST})] if len(wrong) > LONGEST else []
    return [*too_long, *unprintable_fault(place, wrong)]


def _too_far(loaded: LoadedDossier, values: Mapping[str, Any]) -> list[Fault]:
    """No answer is waited for beyond a year, whatever a version that sets no bound of its own lets pass."""
    furthest = loaded.today + FURTHEST_ANSWER
    if date.fromisoformat(values.get("answer_by") or loaded.today.isoformat()) <= furthest:
        return []
    return [Fault("answer_by", "too_late", {"max": clock.written_day(furthest)})]


def _answers(loaded: LoadedDossier, answers: Any, faults: list[Fault]) -> dict[str, str]:
    """The applicant's words to each item; every item needs words or a change where it points."""
    read, wrong = read_answers(answers)
    request = loaded.amendment
    asked = {str(item.position) for item in loaded.followed.items_of(request)} if request else set()
    faults += [Fault(f"answers.{position}", "unknown_place") for position in read if position not in asked]
    given = {position: text for position, text in read.items() if text}
    faults += wrong
    faults += [
        Fault(f"answers.{position}", "item_unanswered")
        for position in loaded.unanswered()
        if str(position) not in given
    ]
    return given


def read_answers(answers: Any) -> tuple[dict[str, str], list[Fault]]:
    """The applicant's words by position, with LF as line end and without outer space; what is no text, or too long."""
    if not isinstance(answers, Mapping):
        return {}, [Fault("answers", "wrong_shape")]
    spoilt = [str(key) for key, value in answers.items() if not isinstance(value, str)]
    if spoilt:
        return {}, [Fault(f"answers.{position}", "wrong_shape") for position in spoilt]
    lines = {str(key): value.replace("\r\n", "\n").replace("\0", "\ufffd") for key, value in answers.items()}
    given = {position: composed(text).strip() for position, text in lines.items()}
    faults = [Fault(f"answers.{position}", "too_long", {"max": LONGEST}) for position, text in given.items()
              if len(text) > LONGEST]  # fmt: skip
    for position, text in given.items():
        faults += unprintable_fault(f"answers.{position}", text)
    return given, faults


def _assignee(loaded: LoadedDossier, chosen: Any, faults: list[Fault]) -> dict[str, Any]:
    """To whom it is given: an officer of the unit that holds the dossier."""
    unit = loaded.dossier.holder_unit
    names = {officer.account_id: officer.name for officer in people.officers(unit, None)}
    if str(chosen) not in names:
        faults.append(Fault("assignee", "not_of_this_unit", {"unit": unit}))
        return {}
    return assignment.between(loaded, str(chosen), names[str(chosen)])
