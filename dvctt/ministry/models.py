"""Tables of the ministry's data: units, addresses, calendars, code lists, settings, number series, templates."""

from django.db import models
from django.db.models import F, Q

from dvctt.kernel import clock, new_id


class Unit(models.Model):
    """An organisational unit, under its parent."""

    class Kind(models.TextChoices):
        """What it is: an agency executes procedures; a desk receives."""

        MINISTRY = "ministry"
        AGENCY = "agency"
        DIVISION = "division"
        DESK = "desk"

    code = models.CharField(primary_key=True, max_length=20)
    kind = models.CharField(max_length=8, choices=Kind.choices)
    parent = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="children")
    name_vi = models.CharField(max_length=200)
    name_en = models.CharField(max_length=200, blank=True)
    short_name = models.CharField(max_length=100)
    identifier = models.CharField(max_length=20, blank=True)
    doc_abbreviation = models.CharField(max_length=20, blank=True)
    phone = models.CharField(max_length=16, blank=True)
    email = models.EmailField(blank=True)
    address = models.CharField(max_length=300, blank=True)
    place = models.CharField(max_length=100, blank=True)
    fee_account = models.CharField(max_length=300, blank=True)
    since = models.DateField()
    until = models.DateField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="unit_kind_known", condition=Q(kind__in=["ministry", "agency", "division", "desk"])
            ),
            models.CheckConstraint(
                name="unit_ministry_is_top",
                condition=Q(kind="ministry", parent=None) | (~Q(kind="ministry") & Q(parent__isnull=False)),
            ),
            models.CheckConstraint(name="unit_not_its_parent", condition=Q(parent=None) | ~Q(parent=F("code"))),
            models.CheckConstraint(
                name="unit_agency_identified",
                condition=Q(kind__in=["division", "desk"]) | (~Q(identifier="") & ~Q(doc_abbreviation="")),
            ),
            models.CheckConstraint(
                name="unit_identifier_shape",
                condition=Q(identifier="") | Q(identifier__regex=r"^[0-9]{3}\.[0-9]{2}\.[0-9]{2}\.[A-Z][0-9]{2}$"),
            ),
            models.UniqueConstraint(
                "identifier", name="unit_identifier_once", condition=Q(until=None) & ~Q(identifier="")
            ),
            models.CheckConstraint(name="unit_dates_ordered", condition=Q(until=None) | Q(until__gte=F("since"))),
        ]


class AdministrativeUnit(models.Model):
    """A province or a commune, as one set of units in force names it; older sets stay for older papers."""

    set_version = models.CharField(max_length=10)
    code = models.CharField(max_length=5)
    name = models.CharField(max_length=100)
    full_name = models.CharField(max_length=100)
    parent = models.CharField(max_length=5, blank=True)
    folded = models.CharField(max_length=100)

    class Meta:
        constraints = [
            models.UniqueConstraint("set_version", "code", name="administrative_unit_once"),
            models.CheckConstraint(
                name="administrative_unit_code_digits", condition=Q(code__regex=r"^([0-9]{2}|[0-9]{5})$")
            ),
        ]
        indexes = [models.Index("set_version", "parent", name="administrative_unit_children")]


class CalendarVersion(models.Model):
    """A version of the working calendar; frozen by trigger once in force.

    It replaces every version that is in force since an earlier moment, or since the same one and was loaded earlier.
    """

    version = models.CharField(primary_key=True, max_length=40)
    name_vi = models.CharField(max_length=200)
    name_en = models.CharField(max_length=200, blank=True)
    hours = models.JSONField()
    weekdays = models.JSONField()
    first = models.DateField()
    last = models.DateField()
    in_force = models.DateField()
    created_at = models.DateTimeField(default=clock.now)
    in_force_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="calendar_dates_ordered", condition=Q(last__gte=F("first"))),
        ]


class CalendarDay(models.Model):
    """A date that differs from the week in a version of the calendar."""

    calendar = models.ForeignKey(CalendarVersion, on_delete=models.PROTECT, related_name="days")
    date = models.DateField()
    kind = models.CharField(max_length=12)
    name_vi = models.CharField(max_length=200)
    name_en = models.CharField(max_length=200, blank=True)
    source = models.CharField(max_length=300, blank=True)
    confidence = models.CharField(max_length=12)

    class Meta:
        constraints = [
            models.UniqueConstraint("calendar", "date", name="calendar_day_once"),
            models.CheckConstraint(
                name="calendar_day_kind_known",
                condition=Q(kind__in=["holiday", "compensatory", "swapped", "make_up"]),
            ),
        ]


class Code(models.Model):
    """An entry of a code list, such as the national statuses of a dossier."""

    list = models.CharField(max_length=40)
    code = models.CharField(max_length=40)
    name_vi = models.CharField(max_length=200)
    name_en = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint("list", "code", name="code_once")]


class Setting(models.Model):
    """A value that the operator may change, with what it may be."""

    key = models.CharField(primary_key=True, max_length=80)
    spec = models.JSONField()
    value = models.JSONField(null=True)


class SeriesRule(models.Model):
    """How a number series is written and when it begins again."""

    series = models.CharField(primary_key=True, max_length=48)
    reset = models.CharField(max_length=5)
    pattern = models.CharField(max_length=100, blank=True)
    agencies = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.CheckConstraint(name="series_reset_known", condition=Q(reset__in=["day", "year", "never"])),
        ]


class NumberSeries(models.Model):
    """The last number of a series at an agency in a period; its row lock makes the numbers gapless."""

    series = models.CharField(max_length=48)
    unit = models.CharField(max_length=20)
    period = models.CharField(max_length=8, blank=True)
    last = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint("series", "unit", "period", name="number_series_once"),
            models.CheckConstraint(name="number_series_begins_at_one", condition=Q(last__gte=1)),
        ]


class TakenNumber(models.Model):
    """A number that was given out; two series of one agency that write the same text are stopped here."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    unit = models.CharField(max_length=20)
    period = models.CharField(max_length=8, blank=True)
    text = models.CharField(max_length=100)
    series = models.CharField(max_length=48)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint("unit", "period", "text", name="number_taken_once")]


class Template(models.Model):
    """A file of the ministry's form set, by its path in the folder of templates."""

    name = models.CharField(primary_key=True, max_length=120)
    content = models.BinaryField()
    digest = models.CharField(max_length=64)


class LoadedFile(models.Model):
    """Which content stands in the tables, so that loading again is idle."""

    name = models.CharField(primary_key=True, max_length=60)
    digest = models.CharField(max_length=64)
    loaded_at = models.DateTimeField(default=clock.now)


__all__ = [
    "AdministrativeUnit",
    "CalendarDay",
    "CalendarVersion",
    "Code",
    "LoadedFile",
    "NumberSeries",
    "SeriesRule",
    "Setting",
    "TakenNumber",
    "Template",
    "Unit",
]
