"""Reading procedures: public facts, the same for everybody."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from dvctt.catalogue import models
from dvctt.catalogue.bundle import Bundle, Fee, Price
from dvctt.forms import Condition, evaluate
from dvctt.kernel import NotFound, Text, clock
from dvctt.ministry import api as ministry


@dataclass(frozen=True)
class PublishedVersion:
    """A version as the other packages use it."""

    id: UUID
    number: int
    content_hash: str
    bundle: Bundle

    def may_be_filed(self, on: date) -> bool:
        """Whether a new dossier may be started on that day."""
        last = self.bundle.last_filing
        return self.bundle.in_force <= on and (last is None or on <= last)


# Versions never change: what was read is kept, so many at most.
_KEPT: dict[UUID, PublishedVersion] = {}
MOST_KEPT = 1000


def version(version_id: UUID) -> PublishedVersion:
    """The version with that id; raises NotFound."""
    if version_id not in _KEPT and not versions([version_id]):
        raise NotFound(f"version {version_id}")
    return _KEPT[version_id]


def versions(ids: Sequence[UUID]) -> list[PublishedVersion]:
    """The versions with those ids in their order, in one statement at most; those that are not there are left out."""
    if missing := [key for key in ids if key not in _KEPT]:
        if len(_KEPT) + len(missing) > MOST_KEPT:
            _KEPT.clear()
            missing = list(ids)
        _KEPT.update({row.pk: _published(row) for row in models.Version.objects.filter(pk__in=missing)})
    return [_KEPT[key] for key in ids if key in _KEPT]


@lru_cache(maxsize=64)
def file(version_id: UUID, path: str) -> bytes:
    """A file of the version, or the ministry's template of that name; raises NotFound."""
    row = models.VersionFile.objects.filter(version_id=version_id, path=path).values_list("content", flat=True).first()
    return bytes(row) if row is not None else ministry.template(path)


@lru_cache(maxsize=256)
def letters(version_id: UUID) -> Mapping[str, str]:
    """The files in which the version writes letters about its dossiers its own way, by the letter's name."""
    rows = models.VersionFile.objects.filter(version_id=version_id, path__startswith="letters/")
    return {Path(path).stem: bytes(content).decode() for path, content in rows.values_list("path", "content")}


def current(code: str, case: str | None = None, on: date | None = None) -> PublishedVersion:
    """The version in force of a procedure's case (its only one when not named); raises NotFound."""
    rows = in_force_rows(on or clock.today()).filter(procedure__code=code)
    if case:
        rows = rows.filter(procedure__case=case)
    row = rows.first()
    if row is None:
        raise NotFound(f"procedure {code}")
    return version(row.pk)


def in_force(on: date | None = None) -> Sequence[PublishedVersion]:
    """Every version in force, by sector, code and case."""
    rows = in_force_rows(on or clock.today()).order_by("procedure__sector", "procedure__code", "procedure__case")
    return versions(list(rows.values_list("pk", flat=True)))


@dataclass(frozen=True)
class FeeTold:
    """What the version says of a fee for a dossier; `amount` in đồng, None where the version does not say it."""

    name: Text
    amount: int | None
    note: Text | None


def fee_for(fee: Fee, values: Mapping[str, Any], facts: Mapping[str, Any], today: date) -> FeeTold:
    """The fee for these answers and facts: as the first case that holds says, else as the fee itself."""

    def holds(when: Condition | None) -> bool:
        return when is None or evaluate(when, values=values, facts=facts, today=today).holds

    case = next((one for one in fee.cases if holds(one.when)), None)
    price: Price | None = case or (fee if holds(fee.when) else None)
    given = values.get(price.by) if price and price.by else None
    amount = price.amount_for(Decimal(str(given)) if given not in (None, "") else None) if price else None
    name = case.name if case and case.name else fee.name
    return FeeTold(name, amount, price.note if price else fee.note)


def versions_of(code: str, case: str) -> Sequence[PublishedVersion]:
    """All versions of a procedure's case, the newest first."""
    rows = models.Version.objects.filter(procedure__code=code, procedure__case=case).order_by("-number")
    return versions(list(rows.values_list("pk", flat=True)))


def in_force_rows(on: date) -> QuerySet[models.Version]:
    """Of each procedure the latest version in force on that day and still open to filing."""
    latest = (
        models.Version.objects.filter(in_force__lte=on)
        .order_by("procedure", "-in_force", "-number")
        .distinct("procedure")
    )
    return models.Version.objects.filter(pk__in=latest.values("pk")).filter(
        Q(last_filing__isnull=True) | Q(last_filing__gte=on)
    )


def _published(row: models.Version) -> PublishedVersion:
    return PublishedVersion(row.pk, row.number, row.content_hash, Bundle.of_version(row.bundle))
