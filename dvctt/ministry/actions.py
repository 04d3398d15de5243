"""Change a setting, take a number."""

from datetime import datetime

from django.db import connection, transaction

from dvctt.authority import SystemPower, require
from dvctt.forms import unprintable_fault
from dvctt.journal import api as journal
from dvctt.kernel import Actor, Fault, Invalid, NotFound, Reason, Ref, Refused
from dvctt.ministry import patterns, queries
from dvctt.ministry.content import SettingSpec, SettingValue
from dvctt.ministry.models import SeriesRule, Setting, TakenNumber
from dvctt.ministry.proving import proved
from dvctt.ministry.snapshot import snapshot

NEXT = """
INSERT INTO ministry_numberseries AS held (series, unit, period, last) VALUES (%s, %s, %s, 1)
ON CONFLICT (series, unit, period) DO UPDATE SET last = held.last + 1 RETURNING last
"""


@proved
@transaction.atomic
def set_setting(actor: Actor, key: str, value: SettingValue, *, reason: str = "") -> None:
    """Set a value, by the operator; raises Forbidden, NotFound, Invalid at the place `key`.

    Raises Refused `takes_two` where the setting is a guard: that takes `set_confirmed`.
    """
    row, spec = _settable(actor, key, value)
    if spec.two:
        raise Refused(Reason("takes_two"))
    _set(actor, row, value, reason, {})


def set_confirmed(actor: Actor, key: str, value: SettingValue, *, reason: str, proposed_by: str) -> None:
    """Set a value that another official proposed, a guard too; raises as `set_setting`, Refused `own_proposal`.

    The caller has judged and recorded the proposal, and asked for a fresh proof.
    """
    if proposed_by in ("", actor.id):
        raise Refused(Reason("own_proposal"))
    with transaction.atomic():
        row, _spec = _settable(actor, key, value)
        _set(actor, row, value, reason, {"proposed_by": proposed_by})


def require_settable(actor: Actor, key: str, value: SettingValue) -> None:
    """Raise what `set_setting` would raise of who asks and of the value; nothing is set."""
    with transaction.atomic():
        _settable(actor, key, value)


def _settable(actor: Actor, key: str, value: SettingValue) -> tuple[Setting, SettingSpec]:
    require(actor, SystemPower.SETTINGS)
    row = Setting.objects.select_for_update().filter(key=key).first()
    if row is None:
        raise NotFound(key)
    spec = SettingSpec.model_validate(row.spec)
    if code := spec.fault(value):
        raise Invalid(Fault(key, code))
    if isinstance(value, str) and (wrong := unprintable_fault(key, value)):
        raise Invalid(*wrong)
    return row, spec


def _set(actor: Actor, row: Setting, value: SettingValue, reason: str, facts: dict[str, str]) -> None:
    before, row.value = queries.setting(row.key), value
    row.save(update_fields=["value"])
    after = {"value": value, **facts}
    journal.append(
        Ref("setting", row.key), actor, "setting_changed", before={"value": before}, after=after, reason=reason
    )


def next_number(series: str, *, unit: str, at: datetime, pattern: str = "") -> str:
    """Take the next number of a series at the agency that `unit` belongs to, written by its pattern.

    The pattern is the agency's own of content/ministry/series.yaml, else `pattern`, else the series' own. Numbers
    begin again each day or year as the series says, and have no gaps: the series' row stays locked until the caller's
    transaction ends, and a rollback gives the number back. Raises RuntimeError outside a transaction, ValueError where
    there is no right pattern, NotFound for an unknown unit.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("a number is taken inside a transaction")
    agency = queries.agency_of(unit)
    rules = snapshot().series_rules
    rule = rules.get(series) or rules.get("*") or SeriesRule(reset="year")
    written = rule.agencies.get(agency.code) or pattern or rule.pattern
    period = patterns.period(rule.reset, at)
    number = _advance(series, agency.code, period)
    text = patterns.write(written, number=number, identifier=agency.identifier, abbr=agency.doc_abbreviation, at=at)
    TakenNumber.objects.create(unit=agency.code, period=period, text=text, series=series, at=at)
    return text


def _advance(series: str, agency: str, period: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(NEXT, [series, agency, period])
        return int(cursor.fetchone()[0])
