"""What the ministry's data says. It is public data, so that no actor is asked for."""

from dvctt.authority import SystemPower, require
from dvctt.kernel import Actor, NotFound, Text, clock, fold
from dvctt.ministry.content import SettingSpec, SettingValue
from dvctt.ministry.models import AdministrativeUnit, CalendarVersion, Setting, Template
from dvctt.ministry.snapshot import snapshot
from dvctt.ministry.views import Addresses, CalendarEnd, HelpDesk, Place, SettingView, UnitView
from dvctt.workflow import Calendar, CalendarFile


def unit(code: str) -> UnitView:
    """Give the unit of that code; raises NotFound."""
    try:
        return snapshot().units[code]
    except KeyError:
        raise NotFound(code) from None


def units() -> tuple[UnitView, ...]:
    """Give all units in force, parents before children."""
    return tuple(snapshot().units.values())


def covered(code: str) -> frozenset[str]:
    """Give the codes of the unit and of all units below it; raises NotFound."""
    below, codes = snapshot().children, {unit(code).code}
    waiting = list(codes)
    while waiting:
        children = below.get(waiting.pop(), ())
        codes.update(children)
        waiting.extend(children)
    return frozenset(codes)


def agency_of(code: str) -> UnitView:
    """Give the agency, or the ministry itself, that a unit belongs to: the one whose code and numbers it uses."""
    view = unit(code)
    while view.kind not in ("agency", "ministry") and view.parent:
        view = unit(view.parent)
    return view


def issuing_unit(code: str) -> UnitView:
    """Give the unit in whose name a unit's papers go out: a desk's own, any other's that of its agency."""
    view = unit(code)
    return view if view.kind == "desk" else agency_of(code)


def place_of(code: str) -> str:
    """Give the place where a unit's papers are issued: its own, else that of the unit above; empty where none says."""
    return _own_or_above(code, "place")


def fee_account_of(code: str) -> str:
    """Give the account into which the fees are paid that a unit collects: its own, else that of the unit above."""
    return _own_or_above(code, "fee_account")


def _own_or_above(code: str, name: str) -> str:
    view = unit(code)
    while not getattr(view, name) and view.parent:
        view = unit(view.parent)
    return str(getattr(view, name))


def help_desk() -> HelpDesk:
    """Give the desk that answers for the whole ministry: its own, not an agency's; raises NotFound before any data."""
    desk = next((view for view in units() if view.kind == "desk" and agency_of(view.code).kind == "ministry"), None)
    hours = calendar()
    return HelpDesk(desk or agency_of(units()[0].code), tuple(sorted(hours.weekdays)), tuple(hours.hours))


def agencies() -> tuple[UnitView, ...]:
    """Give the units that execute procedures (3.2)."""
    return tuple(view for view in units() if view.kind == "agency")


def address_book() -> Addresses:
    """Give the names of administrative units, for forms."""
    return snapshot().addresses


def provinces() -> tuple[Place, ...]:
    """Give the provinces of the set in force, by code."""
    return snapshot().communes.get("", ())


def communes(province: str) -> tuple[Place, ...]:
    """Give the communes of a province in the set in force, by code; none for an unknown province."""
    return snapshot().communes.get(province, ()) if province else ()


def find_communes(text: str, *, province: str | None = None, limit: int = 20) -> tuple[Place, ...]:
    """Find communes whose name has every word of `text`, accents or not; those that begin with it come first."""
    words, book = fold(text).split(), address_book()
    if not words:
        return communes(province or "")[:limit]
    matches = AdministrativeUnit.objects.filter(set_version=book.version).exclude(parent="")
    if province:
        matches = matches.filter(parent=province)
    for word in words:
        matches = matches.filter(folded__contains=word)
    wanted = " ".join(words)
    rows = sorted(matches, key=lambda row: (not fold(row.name).startswith(wanted), row.folded, row.code))[:limit]
    return tuple(Place(row.code, row.full_name, row.parent, book.name(row.parent) or "") for row in rows)


def calendar() -> Calendar:
    """Give the working calendar in force now; raises NotFound before any is."""
    now = clock.now()
    version = next((version for since, version in snapshot().calendars if since <= now), None)
    if version is None:
        raise NotFound("calendar")
    return calendar_version(version)


def calendar_end() -> CalendarEnd:
    """Tell up to which day the calendar in force is declared, and whether the operator is to be reminded of it."""
    current = calendar()
    if current.last is None:
        return CalendarEnd(current.version, None, 0, near=False)
    left = (current.last - clock.today()).days
    near = left <= int(setting("ministry.calendar_reminder_days"))
    return CalendarEnd(current.version, current.last, left, near=near)


def calendar_version(version: str) -> Calendar:
    """Give a version of the calendar; one in force is frozen, and kept in the process. Raises NotFound."""
    if version in _frozen:
        return _frozen[version]
    row = CalendarVersion.objects.filter(version=version).first()
    if row is None:
        raise NotFound(version)
    frozen = written_calendar(row).calendar()
    if row.in_force_at:
        _frozen[version] = frozen
    return frozen


_frozen: dict[str, Calendar] = {}


def written_calendar(row: CalendarVersion) -> CalendarFile:
    """Give a stored version as its file would say it."""
    days = [
        {"date": day.date, "kind": day.kind, "name": _text(day.name_vi, day.name_en), "source": day.source,
         "confidence": day.confidence}
        for day in row.days.order_by("date")
    ]  # fmt: skip
    return CalendarFile.model_validate({
        "version": row.version, "name": _text(row.name_vi, row.name_en), "in_force": row.in_force, "days": days,
        "covers": {"first": row.first, "last": row.last}, "hours": row.hours, "weekdays": row.weekdays,
    })  # fmt: skip


def _text(vi: str, en: str) -> Text:
    return Text(vi=vi, en=en or None)


def setting(key: str) -> SettingValue:
    """Give the value of a setting, its default where nobody set it; raises NotFound."""
    return _setting_view(_setting_row(key)).value


def settings(actor: Actor) -> tuple[SettingView, ...]:
    """Give all settings, for the operator; raises Forbidden for others."""
    require(actor, SystemPower.SETTINGS)
    return tuple(_setting_view(row) for row in Setting.objects.order_by("key"))


def code_name(code_list: str, code: str) -> Text:
    """Give the name of an entry of a code list; raises NotFound."""
    try:
        return snapshot().codes[code_list, code]
    except KeyError:
        raise NotFound(f"{code_list}/{code}") from None


def national_status(code: int) -> Text:
    """Give the name of a national status of a dossier, 1 to 10; raises NotFound."""
    return code_name("status", str(code))


def level_names() -> dict[str, Text]:
    """Give the names of the service levels, those of the Circular and those of 2022."""
    return {code: name for (code_list, code), name in snapshot().codes.items() if code_list == "level"}


def template(name: str) -> bytes:
    """Give a file of the form set by its path among the templates; raises NotFound."""
    content = Template.objects.filter(name=name).values_list("content", flat=True).first()
    if content is None:
        raise NotFound(name)
    return bytes(content)


def letter(name: str) -> str:
    """Give the file of the form set in which the ministry writes a letter its own way; empty where it does not."""
    return snapshot().letters.get(name, "")


def _setting_row(key: str) -> Setting:
    row = Setting.objects.filter(key=key).first()
    if row is None:
        raise NotFound(key)
    return row


def setting_label(key: str) -> Text:
    """Give what a setting is called; raises NotFound."""
    row = Setting.objects.filter(key=key).first()
    if row is None:
        raise NotFound(key)
    return SettingSpec.model_validate(row.spec).label


def _setting_view(row: Setting) -> SettingView:
    spec = SettingSpec.model_validate(row.spec)
    value = spec.default if row.value is None or spec.fault(row.value) else row.value
    return SettingView(
        row.key, spec.type, spec.label, value, spec.default, options=spec.options, min=spec.min, max=spec.max,
        two=spec.two,
    )  # fmt: skip
