"""Load a ministry from its folder: what changed is written, the rest is left alone."""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from django.db import transaction

from dvctt.forms import Spec, unprintable_fault
from dvctt.journal import api as journal
from dvctt.kernel import Fault, Invalid, Ref, Text, clock, fold, system
from dvctt.ministry import content, drafting, patterns, setting_proof
from dvctt.ministry.models import (
    AdministrativeUnit,
    CalendarDay,
    CalendarVersion,
    Code,
    LoadedFile,
    SeriesRule,
    Setting,
    Template,
    Unit,
)
from dvctt.ministry.queries import written_calendar
from dvctt.ministry.snapshot import forget
from dvctt.outbox import api as outbox
from dvctt.workflow import CalendarFile

FormSetCheck = Callable[[Mapping[str, bytes]], Iterable[Fault]]
_checks: list[FormSetCheck] = []


def check_form_set(check: FormSetCheck) -> None:
    """Have `check` find what is wrong with a form set before it is loaded; called in `AppConfig.ready`."""
    _checks.append(check)


@transaction.atomic
def load_ministry(folder: Path) -> tuple[str, ...]:
    """Load the files of `content.FILES` and the folder `templates`; gives the names of those that had changed.

    All or nothing. A second load of the same files does nothing; each change is an entry of the journal. Raises
    Invalid where a file is missing or malformed, has drafters' words or letters that cannot be printed, does not fit
    who uses it, or would change a calendar that is in force.
    """
    missing = [name for name in content.FILES if not (folder / name).is_file()]
    if missing:
        raise Invalid(*(Fault(name, "missing") for name in missing))
    changed = [name for name in content.FILES if _load_file(folder / name)]
    if _load_templates(folder / content.TEMPLATES):
        changed.append(content.TEMPLATES)
    if changed and (faults := drafting.ministry_drafting_faults(folder)):
        raise Invalid(*faults)
    forget()
    return tuple(changed)


def _load_file(path: Path) -> bool:
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    if _known(path.name) == digest:
        return False
    parsed = content.parse(path)
    if faults := list(_unprintable(parsed.model_dump(), f"{path.name}: ")):
        raise Invalid(*faults)
    _write(parsed)
    _remember(path.name, digest)
    return True


def _unprintable(data: Any, place: str) -> Iterator[Fault]:
    """Find each text whose letters papers cannot print; a row of a list is named by its code."""
    if isinstance(data, str):
        yield from unprintable_fault(place, data)
    elif isinstance(data, Mapping):
        for name, value in data.items():
            yield from _unprintable(value, f"{place}.{name}".replace(": .", ": "))
    elif isinstance(data, list | tuple):
        for number, value in enumerate(data):
            name = value.get("code", number) if isinstance(value, Mapping) else number
            yield from _unprintable(value, f"{place}.{name}".replace(": .", ": "))


def _write(file: Spec) -> None:
    match file:
        case content.UnitsFile():
            _write_units(file)
        case content.CodesFile():
            _write_codes(file)
        case content.SettingsFile():
            _write_settings(file)
        case content.SeriesFile():
            _write_series(file)
        case content.AddressesFile():
            _write_addresses(file)
        case CalendarFile():
            _write_calendar(file)


def _load_templates(folder: Path) -> bool:
    paths = sorted(path for path in folder.rglob("*") if path.is_file()) if folder.is_dir() else []
    files = {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}
    if faults := [fault for check in _checks for fault in check(files)]:
        raise Invalid(*(Fault(f"{content.TEMPLATES}/{one.place}", one.code, one.params, one.text) for one in faults))
    digests = {name: hashlib.sha256(data).hexdigest() for name, data in files.items()}
    digest = hashlib.sha256(repr(sorted(digests.items())).encode()).hexdigest()
    if _known(content.TEMPLATES) == digest:
        return False
    Template.objects.exclude(name__in=files).delete()
    for name, data in files.items():
        Template.objects.update_or_create(name=name, defaults={"content": data, "digest": digests[name]})
    _remember(content.TEMPLATES, digest)
    return True


def _known(name: str) -> str:
    return LoadedFile.objects.select_for_update().filter(name=name).values_list("digest", flat=True).first() or ""


def _remember(name: str, digest: str) -> None:
    before = {"sha256": _known(name)}
    LoadedFile.objects.update_or_create(name=name, defaults={"digest": digest, "loaded_at": clock.now()})
    after = {"sha256": digest, "rows": setting_proof.rows_of(name)}
    journal.append(Ref("ministry", name), system("load"), "content_loaded", before=before, after=after)


def _write_units(file: content.UnitsFile) -> None:
    codes: set[str] = set()
    for row in file.units:
        if row.parent and row.parent not in codes:
            raise Invalid(Fault(f"{content.UNITS}: {row.code}.parent", "unknown_unit", {"code": row.parent}))
        codes.add(row.code)
        fields = row.model_dump(exclude={"code", "name", "parent"})
        names = {"name_vi": row.name.vi, "name_en": row.name.en or "", "parent_id": row.parent}
        Unit.objects.update_or_create(code=row.code, defaults=fields | names)


def _write_codes(file: content.CodesFile) -> None:
    for code_list, entries in file.lists.items():
        for code, name in entries.items():
            names = {"name_vi": name.vi, "name_en": name.en or ""}
            Code.objects.update_or_create(list=code_list, code=code, defaults=names)


def _write_settings(file: content.SettingsFile) -> None:
    for key, spec in file.settings.items():
        Setting.objects.update_or_create(key=key, defaults={"spec": spec.model_dump(mode="json")})


def _write_series(file: content.SeriesFile) -> None:
    for name, spec in {"*": file.default, **file.series}.items():
        for pattern in filter(None, (spec.pattern, *spec.agencies.values())):
            if wrong := patterns.faults(pattern):
                raise Invalid(Fault(f"{content.SERIES}: {name}", wrong[0], {"pattern": pattern}))
        SeriesRule.objects.update_or_create(series=name, defaults=spec.model_dump())


def _write_addresses(file: content.AddressesFile) -> None:
    rows = [
        AdministrativeUnit(
            set_version=file.set, code=code, name=name, full_name=full_name, parent=parent, folded=fold(full_name)
        )
        for code, name, full_name, parent in _places(file)
    ]
    AdministrativeUnit.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["set_version", "code"],
        update_fields=["name", "full_name", "parent", "folded"],
    )  # fmt: skip


def _places(file: content.AddressesFile) -> list[tuple[str, str, str, str]]:
    """Code, bare name, full name and parent of every unit; a commune's bare name leaves out what kind it is."""
    places = [(province.code, province.name, province.full_name, "") for province in file.provinces]
    kinds = ("Phường ", "Xã ", "Đặc khu ")
    for province in file.provinces:
        for code, full_name in province.communes:
            bare = next((full_name.removeprefix(kind) for kind in kinds if full_name.startswith(kind)), full_name)
            places.append((code, bare, full_name, province.code))
    return places


def _write_calendar(file: CalendarFile) -> None:
    try:
        file.calendar()
    except ValueError as error:
        raise Invalid(Fault(content.CALENDAR, "malformed", {"why": str(error)})) from error
    if version := CalendarVersion.objects.filter(version=file.version).first():
        if written_calendar(version) != file:
            raise Invalid(_calendar_fault("version", "calendar_in_force", version=file.version))
        return
    former = CalendarVersion.objects.order_by("-in_force_at", "-created_at").first()
    if former is not None and file.in_force < former.in_force:
        since = clock.written_day(former.in_force)
        raise Invalid(_calendar_fault("in_force", "never_in_force", version=former.version, since=since))
    row = CalendarVersion.objects.create(
        version=file.version, name_vi=file.name.vi, name_en=file.name.en or "", in_force=file.in_force,
        hours=[[f"{edge:%H:%M}" for edge in span] for span in file.hours], weekdays=list(file.weekdays),
        first=file.covers.first, last=file.covers.last,
    )  # fmt: skip
    CalendarDay.objects.bulk_create(
        CalendarDay(
            calendar=row, date=day.date, kind=day.kind, name_vi=day.name.vi, name_en=day.name.en or "",
            source=day.source, confidence=day.confidence,
        )
        for day in file.days
    )  # fmt: skip
    row.in_force_at = clock.start_of(file.in_force)
    row.save(update_fields=["in_force_at"])
    if former is not None:
        outbox.emit("calendar_loaded", Ref("calendar", file.version), version=file.version)


CALENDAR_FAULTS = {
    "calendar_in_force": Text(
        vi="Phiên bản {version} đã nạp và không sửa được. Đặt số phiên bản mới cho lịch đã sửa.",
        en="Version {version} was loaded already and cannot change. Give the changed calendar another version.",
    ),
    "never_in_force": Text(
        vi="Lịch {version} có hiệu lực từ {since}; lịch mới phải có hiệu lực từ ngày đó hoặc sau đó.",
        en="Calendar {version} is in force from {since}; a later one must be in force from that day on or after it.",
    ),
}


def _calendar_fault(place: str, code: str, **params: str) -> Fault:
    text = CALENDAR_FAULTS[code]
    sentence = Text(vi=text.vi.format(**params), en=(text.en or "").format(**params))
    return Fault(f"{content.CALENDAR}: {place}", code, params, text=sentence)
