"""The fee form knows what is due; another amount needs a reason; a result with an open fee says so in time."""

from uuid import UUID

import pytest

from dvctt.casework import api as casework
from dvctt.casework.models import FeeNote
from dvctt.kernel import Invalid, clock
from dvctt.outbox import api as outbox
from tests.fixtures_casework import World
from tests.web.officers import officer_browser, place
from tests.web.walking import hidden, valid

DUE = 8_000_000
RECEIPT = {"note": "BL 01", "paid_on": clock.today().isoformat()}


def offer(world: World, who: str, dossier: UUID, action: str) -> casework.OfferView:
    return next(one for one in casework.dossier_page(world.people[who], dossier).offers if one.action == action)


def unpaid(world: World, who: str, dossier: UUID, action: str) -> list[str]:
    return [one.code for one in offer(world, who, dossier, action).warnings]


@pytest.mark.circular("13.2.g")
def test_the_fee_form_is_filled_in_with_what_is_due_and_another_amount_needs_a_reason(water: World) -> None:
    dossier = water.submitted()
    water.act("desk", dossier, "accept")
    today = clock.today().isoformat()
    assert offer(water, "desk", dossier, "note_fee").expected == {"amount": DUE, "paid_on": today}
    page = valid(officer_browser(water.people["desk"]).get(place(dossier, "act/note_fee/")))
    assert 'value="8.000.000"' in page and f'value="{clock.today():%d/%m/%Y}"' in page
    for wrong in ("5000000", "8000001", "0"):
        with pytest.raises(Invalid) as refused:
            water.act("desk", dossier, "note_fee", {**RECEIPT, "amount": wrong})
        assert [(one.place, one.code) for one in refused.value.faults] == [("difference", "fee_differs")]
    assert not FeeNote.objects.exists()
    water.act("desk", dossier, "note_fee", {**RECEIPT, "amount": "5000000", "difference": "Nộp làm hai lần."})
    assert offer(water, "desk", dossier, "note_fee").expected == {"amount": DUE - 5_000_000, "paid_on": today}
    water.act("desk", dossier, "note_fee", {**RECEIPT, "amount": "3000000"})
    assert offer(water, "desk", dossier, "note_fee").expected == {"paid_on": today}
    assert [one.noted_amount for one in casework.dossier_page(water.people["desk"], dossier).fees] == [DUE]


@pytest.mark.circular("13.2.g")
def test_a_result_with_an_open_fee_says_so_before_it_is_numbered_and_returned(water: World) -> None:
    dossier, clerk = water.decided(), officer_browser(water.people["clerk"])
    assert unpaid(water, "clerk", dossier, "number_and_seal") == ["fee_unpaid"]
    assert "8.000.000 đ" in valid(clerk.get(place(dossier)))
    here = place(dossier, "act/number_and_seal/")
    drawn = clerk.get(here)
    sent = {name: hidden(drawn, name) for name in ("seen", "drawn", "key")}
    silent = clerk.post(here, sent)
    assert silent.status_code == 422 and "8.000.000 đ" in valid(silent)
    assert casework.dossier_page(water.people["clerk"], dossier).state == "approved"
    assert clerk.post(here, sent | {"confirmed": hidden(silent, "confirmed")}).status_code == 303
    outbox.drain()
    assert unpaid(water, "clerk", dossier, "publish") == ["fee_unpaid"]


def test_a_paid_fee_warns_of_nothing_and_an_unknown_one_warns_until_it_is_noted(water: World, surveying: World) -> None:
    paid, unknown = water.decided(), surveying.decided()
    water.act("desk", paid, "note_fee", {**RECEIPT, "amount": str(DUE)})
    assert unpaid(water, "clerk", paid, "number_and_seal") == []
    assert unpaid(surveying, "clerk", unknown, "number_and_seal") == ["fee_unpaid"]
    surveying.act("desk", unknown, "note_fee", {**RECEIPT, "amount": "1200000"})
    assert unpaid(surveying, "clerk", unknown, "number_and_seal") == []


def test_the_history_names_the_unit_of_who_noted_a_fee_not_the_one_that_has_the_dossier(water: World) -> None:
    dossier = water.in_appraisal()
    water.act("desk", dossier, "note_fee", {**RECEIPT, "amount": str(DUE)})
    units = {one.action: one.unit for one in casework.dossier_page(water.people["desk"], dossier).timeline}
    assert units["note_fee"] == units["accept"] != units["take"] != ""
