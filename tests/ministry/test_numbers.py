"""Number series: no gaps after a rollback, no twins between transactions."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from threading import Barrier

import pytest
from django.db import IntegrityError, connection, transaction

from dvctt.kernel import NotFound, clock
from dvctt.ministry import api as ministry
from dvctt.ministry import patterns
from dvctt.ministry.models import NumberSeries, SeriesRule, TakenNumber
from dvctt.ministry.snapshot import forget
from tests.patience import PATIENCE

NOON = datetime(2017, 7, 12, 12, 0, tzinfo=clock.HANOI)


def code(unit: str = "MOTCUA", at: datetime = NOON) -> str:
    return ministry.next_number("dossier_code", unit=unit, at=at)


@pytest.mark.django_db
def test_dossier_codes_run_on_within_a_day_and_an_agency() -> None:
    assert [code(), code("BO"), code("TNN-CP"), code("TNN")] == [
        "000.00.00.G13-170712-0001",
        "000.00.00.G13-170712-0002",
        "000.00.16.G13-170712-0001",
        "000.00.16.G13-170712-0002",
    ]
    assert code(at=NOON + timedelta(days=1)) == "000.00.00.G13-170713-0001"
    assert code(at=NOON + timedelta(days=1, hours=12)) == "000.00.00.G13-170714-0001"


@pytest.mark.django_db
def test_documents_run_on_within_a_year_by_the_pattern_of_the_procedure() -> None:
    def licence(at: datetime) -> str:
        return ministry.next_number("licence", unit="LDB", at=at, pattern="{number:02d}/GP-{abbr}")

    assert [licence(NOON), licence(NOON + timedelta(days=100))] == ["01/GP-BTNMT", "02/GP-BTNMT"]
    assert licence(datetime(2018, 1, 1, 0, 30, tzinfo=clock.HANOI)) == "01/GP-BTNMT"
    with pytest.raises(IntegrityError, match="number_taken_once"), transaction.atomic():
        ministry.next_number("other_licence", unit="BO", at=NOON, pattern="{number:02d}/GP-{abbr}")


@pytest.mark.django_db
def test_an_agency_may_have_a_pattern_of_its_own(request: pytest.FixtureRequest) -> None:
    SeriesRule.objects.filter(series="dossier_code").update(agencies={"TNN": "G13.16-{yyyymmdd}-{number:07d}"})
    request.addfinalizer(forget)
    forget()
    assert code("TNN-CP") == "G13.16-20170712-0000001"
    assert code() == "000.00.00.G13-170712-0001"


@pytest.mark.django_db(transaction=False)
@pytest.mark.parametrize(
    ("series", "unit", "pattern", "error"),
    [
        ("dossier_code", "XYZ", "", NotFound),
        ("unnamed", "TNN", "", ValueError),
        ("unnamed", "TNN", "{number.__class__}", ValueError),
        ("unnamed", "TNN", "{number!r}", ValueError),
        ("unnamed", "TNN", "{number", ValueError),
    ],
)
def test_a_wrong_request_takes_no_number(series: str, unit: str, pattern: str, error: type[Exception]) -> None:
    with pytest.raises(error), transaction.atomic():
        ministry.next_number(series, unit=unit, at=NOON, pattern=pattern)
    assert not NumberSeries.objects.exists()


def test_patterns_are_judged() -> None:
    assert patterns.faults("{identifier}-{yymmdd}-{number:04d}") == ()
    assert patterns.faults("{number:1000d}") == ("bad_width",)
    assert patterns.faults("{secret}{number}") == ("unknown_name",)


def test_a_rollback_gives_the_number_back(committed_db: str) -> None:
    with transaction.atomic():
        assert code().endswith("-0001")
        transaction.set_rollback(True)
    with transaction.atomic():
        assert code().endswith("-0001")
    with transaction.atomic():
        assert code().endswith("-0002")


def test_outside_a_transaction_no_number_is_given(committed_db: str) -> None:
    with pytest.raises(RuntimeError):
        code()


def test_concurrent_transactions_leave_no_gap_and_make_no_twin(committed_db: str) -> None:
    together = Barrier(4)

    def takes(worker: int) -> list[str]:
        taken = []
        try:
            together.wait(PATIENCE)
            for turn in range(12):
                try:
                    with transaction.atomic():
                        number = code()
                        if (worker + turn) % 3 == 0:
                            raise ZeroDivisionError  # a transaction that fails after it took a number
                    taken.append(number)
                except ZeroDivisionError:
                    continue
        finally:
            connection.close()
        return taken

    with ThreadPoolExecutor(4) as pool:
        taken = sorted(number for numbers in pool.map(takes, range(4)) for number in numbers)

    assert taken == [f"000.00.00.G13-170712-{number:04d}" for number in range(1, 33)]
    assert list(TakenNumber.objects.order_by("text").values_list("text", flat=True)) == taken


@pytest.mark.django_db
def test_the_database_refuses_a_second_row_of_a_series() -> None:
    code()
    row = NumberSeries.objects.get()
    with pytest.raises(IntegrityError, match="number_series_once"), transaction.atomic():
        NumberSeries.objects.create(series=row.series, unit=row.unit, period=row.period, last=7)
    with pytest.raises(IntegrityError, match="number_series_begins_at_one"), transaction.atomic():
        NumberSeries.objects.create(series="x", unit="BO", last=0)
    with pytest.raises(IntegrityError, match="series_reset_known"), transaction.atomic():
        SeriesRule.objects.create(series="x", reset="week")
