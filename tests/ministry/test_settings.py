"""Settings are typed, changed by the operator alone, and every change is journalled."""

import pytest

from dvctt.journal import api as journal
from dvctt.kernel import Actor, ActorKind, Forbidden, Grant, Invalid, NotFound, Ref, Refused, Role
from dvctt.ministry import api as ministry

pytestmark = pytest.mark.django_db
OPERATOR = Actor(
    ActorKind.OFFICER, "o1", channel="test", name="Vũ Minh", grants=(Grant(Role.OPERATOR, "CNTT", frozenset({"CNTT"})),)
)
CLERK = Actor(ActorKind.OFFICER, "o2", channel="test", grants=(Grant(Role.CLERK, "LDB", frozenset({"LDB"})),))


def test_a_setting_has_its_default_until_the_operator_sets_it() -> None:
    assert ministry.setting("accounts.vetting.individual") == "operator"
    with pytest.raises(Refused) as refused:
        ministry.set_setting(OPERATOR, "accounts.vetting.individual", "off", reason="Thông tư 07/2017")
    assert refused.value.reasons[0].code == "takes_two"
    with pytest.raises(Refused):
        ministry.set_confirmed(
            OPERATOR, "accounts.vetting.individual", "off", reason="Thông tư 07/2017", proposed_by=OPERATOR.id
        )
    assert ministry.setting("accounts.vetting.individual") == "operator"
    ministry.set_confirmed(
        OPERATOR, "accounts.vetting.individual", "off", reason="Thông tư 07/2017", proposed_by="another"
    )
    assert ministry.setting("accounts.vetting.individual") == "off"
    shown = {one.key: one for one in ministry.settings(OPERATOR)}["accounts.vetting.individual"]
    assert (shown.value, shown.default, shown.options) == ("off", "operator", ("off", "operator", "agency"))

    entry = journal.entries(Ref("setting", "accounts.vetting.individual"))[-1]
    assert (entry.act, entry.actor_name, entry.reason) == ("setting_changed", "Vũ Minh", "Thông tư 07/2017")
    assert (dict(entry.before), dict(entry.after)) == (
        {"value": "operator"}, {"value": "off", "proposed_by": "another"},
    )  # fmt: skip


@pytest.mark.parametrize(
    ("key", "value", "code"),
    [
        ("accounts.vetting.individual", "nobody", "not_an_option"),
        ("accounts.vetting.individual", 1, "wrong_type"),
        ("accounts.vetting.days", 0, "out_of_bounds"),
        ("accounts.vetting.days", True, "wrong_type"),
        ("accounts.vetting.days", "2", "wrong_type"),
    ],
)
def test_a_wrong_value_is_refused(key: str, value: str | int, code: str) -> None:
    with pytest.raises(Invalid) as refusal:
        ministry.set_setting(OPERATOR, key, value)
    assert [(fault.place, fault.code) for fault in refusal.value.faults] == [(key, code)]
    assert journal.entries(Ref("setting", key)) == ()


def test_only_the_operator_sees_and_sets() -> None:
    with pytest.raises(Forbidden):
        ministry.set_setting(CLERK, "accounts.vetting.days", 3)
    with pytest.raises(Forbidden):
        ministry.settings(CLERK)
    with pytest.raises(NotFound):
        ministry.set_setting(OPERATOR, "no.such.key", 3)
    assert ministry.setting("accounts.vetting.days") == 2
