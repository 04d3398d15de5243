"""A date that may be so many days ahead at most: one bound for the check, the hint and what is told while typing."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from dvctt import forms
from dvctt.kernel import clock
from dvctt.web.ui import inputs

TODAY = date(2026, 11, 30)
FIELD = forms.DateField.model_validate(
    {"id": "answer_by", "label": {"vi": "Trả lời trước ngày"}, "type": "date", "not_before_today": True,
     "within_days": 90}
)  # fmt: skip


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("30/11/2026", ""),
        ("28/02/2027", ""),
        ("01/03/2027", "too_late"),
        ("2027-03-01", "too_late"),
        ("29/11/2026", "before_today"),
        ("31/02/2027", ""),
        ("28/0", ""),
        ("", ""),
    ],
)
def test_what_is_out_of_bounds_is_told_before_it_is_sent(typed: str, code: str) -> None:
    fault = forms.out_of_bounds(FIELD, typed, today=TODAY)
    assert (fault.code if fault else "") == code
    assert bool(inputs.out_of_bounds(FIELD, typed, today=TODAY)) is bool(code)
    if code == "too_late":
        assert fault and fault.params == {"max": "28/02/2027"}


def test_an_earlier_fixed_bound_stands() -> None:
    both = FIELD.model_copy(update={"max": date(2026, 12, 31)})
    assert both.latest(TODAY) == date(2026, 12, 31)
    assert FIELD.latest(TODAY) == date(2027, 2, 28)
    assert FIELD.model_copy(update={"within_days": None}).latest(TODAY) is None


@pytest.mark.django_db
def test_hint_and_reading_know_the_bound(client: Client) -> None:
    assert "28/02/2027" in inputs.latest(FIELD, TODAY)
    described = {name.removeprefix("data-"): value for name, value in inputs.line(FIELD)[2].items() if "data-" in name}
    assert described == {"reads": "date", "ahead": "true", "within": "90"}
    spec = inputs.spec_of(described)
    assert isinstance(spec, forms.DateField) and (spec.within_days, spec.not_before_today) == (90, True)
    day = clock.today().replace(year=clock.today().year + 1)
    told = client.post(reverse("reading"), {**described, "text": f"{day:%d/%m/%Y}"}).json()
    assert told["fault"] and f"{FIELD.latest(clock.today()):%d/%m/%Y}" in told["fault"]
    fine = client.post(reverse("reading"), {**described, "text": f"{clock.today():%d/%m/%Y}"}).json()
    assert "fault" not in fine
    assert client.post(reverse("reading"), {**described, "within": "10000000000", "text": "1"}).status_code == 200
