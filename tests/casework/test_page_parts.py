"""A dossier is read for what a page asks of it, and no further."""

from collections import Counter
from typing import Any
from uuid import UUID

import pytest

from dvctt.casework import api as casework
from dvctt.casework.core.encrypted_answers import MARK
from dvctt.casework.models import AnswerSet
from dvctt.journal import api as journal
from tests.counting import cost
from tests.fixtures_casework import World

PARTS = (
    "offers",
    "timeline",
    "sections",
    "components",
    "checks",
    "amendments",
    "changes",
    "papers",
    "contents",
    "fees",
)


def tokens(stored: Any) -> list[str]:
    """The sealed values of stored answers."""
    if isinstance(stored, dict):
        sealed = [stored[MARK]] if set(stored) == {MARK} else []
        return sealed or [token for value in stored.values() for token in tokens(value)]
    return [token for value in stored for token in tokens(value)] if isinstance(stored, list) else []


def read_whole(world: World, who: str, dossier: UUID) -> casework.DossierPage:
    page = casework.dossier_page(world.people[who], dossier)
    for part in PARTS:
        getattr(page, part)
    return page


def test_one_act_is_offered_as_among_all(surveying: World) -> None:
    dossier = surveying.submitted()
    page = casework.dossier_page(surveying.people["desk"], dossier)
    assert page.offers
    for offer in page.offers:
        assert page.offer(offer.action) == offer
    assert page.offer("appraise") is None and page.offer("no_such_act") is None


def test_what_is_not_asked_for_is_not_read(surveying: World) -> None:
    dossier = surveying.decided()
    actor = surveying.people["head"]
    one = cost(lambda: casework.dossier_page(actor, dossier).offer("approve"))
    assert one < cost(lambda: read_whole(surveying, "head", dossier))


def test_answers_are_opened_once_for_all_parts(surveying: World, monkeypatch: pytest.MonkeyPatch) -> None:
    dossier = surveying.submitted()
    sealed = {token for row in AnswerSet.objects.filter(dossier=dossier) for token in tokens(row.values)}
    opened, cipher = Counter[str](), type(journal.cipher())
    real = cipher.decrypt

    def counted(self: Any, token: str) -> str:
        opened[token] += 1
        return real(self, token)

    monkeypatch.setattr(cipher, "decrypt", counted)
    read_whole(surveying, "desk", dossier)
    assert sealed
    assert {opened[token] for token in sealed} == {1}
