"""The table of authority as it is read: power by who, and for each procedure who may do which act in which state."""

from collections.abc import Iterator
from dataclasses import dataclass

from dvctt.authority import (
    HELD_NAME,
    POWER_NAMES,
    REACH_NAMES,
    TABLE,
    WHO_NAMES,
    DossierPower,
    DossierRow,
    Power,
    Row,
    SystemPower,
    Who,
)
from dvctt.kernel import Text
from dvctt.workflow import Action, Flow, Holding, open_from

PLACE_NAMES = {
    "receiving": Text(vi="nơi tiếp nhận", en="where it is received"),
    "appraising": Text(vi="nơi thẩm định", en="where it is appraised"),
    "deciding": Text(vi="nơi quyết định", en="where it is decided"),
}
TAKEN = Text(vi="đã nhận xử lý", en="who has taken it")

OF_WHOM: dict[frozenset[Holding], Text] = {
    frozenset({"nobody"}): Text(vi="khi chưa giao cho ai", en="what nobody has"),
    frozenset({"colleague"}): Text(vi="khi đồng nghiệp đang xử lý", en="what a colleague has"),
    frozenset({"nobody", "self"}): Text(vi="khi chưa giao cho ai hoặc giao cho mình", en="what nobody or oneself has"),
}


@dataclass(frozen=True)
class PowerLine:
    """A power with who has it, and how far each reaches."""

    power: Power
    name: Text
    held_by: tuple[tuple[Text, tuple[Text, ...]], ...]


@dataclass(frozen=True)
class ActLine:
    """An act in a state of a process, and who may do it."""

    state: Text
    act: Text
    who: tuple[Text, ...]


def power_lines() -> tuple[PowerLine, ...]:
    """The table, a line for each power; those who have it in the table's order."""
    return tuple(
        PowerLine(power, POWER_NAMES[power], tuple(_held_by(power))) for power in (*DossierPower, *SystemPower)
    )


def act_lines(flow: Flow) -> tuple[ActLine, ...]:
    """Who may do which act in which state, as a process says; its guards narrow this further."""
    return tuple(
        ActLine(state.label, action.label, tuple(_doers(action)))
        for name, state in flow.states.items()
        for action in flow.actions.values()
        if name in open_from(flow, action)
    )


def _held_by(power: Power) -> Iterator[tuple[Text, tuple[Text, ...]]]:
    for who in Who:
        found = [row for row in TABLE if row.who == who and row.power == power]
        if found:
            yield WHO_NAMES[who], tuple(_reach(row) for row in found)


def _reach(row: Row) -> Text:
    name = REACH_NAMES[row.reach]
    if not (isinstance(row, DossierRow) and row.held):
        return name
    return Text(vi=f"{name.vi}, {HELD_NAME.vi}", en=f"{name.en}, {HELD_NAME.en}")


def _doers(action: Action) -> Iterator[Text]:
    for who in action.who:
        name = WHO_NAMES[Who(who.role.value)] if who.role else WHO_NAMES[Who(who.kind)]
        told = [name]
        if who.at:
            told.append(PLACE_NAMES[who.at])
        if who.assigned_only:
            told.append(TAKEN)
        if action.kind == "assign" and (whose := OF_WHOM.get(action.open_on)):
            told.append(whose)
        yield Text(vi=", ".join(one.vi for one in told), en=", ".join(one.en or one.vi for one in told))
