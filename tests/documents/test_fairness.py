"""Strangers take no places from others, and one who hands over much delays nobody by more than one file."""

from io import BytesIO
from typing import Any
from unittest.mock import MagicMock
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import Q
from django.test import Client

from dvctt.documents import api as documents
from dvctt.documents import register, sandbox, store, validation
from dvctt.documents.models import Validation
from dvctt.kernel import Actor, Busy, Ref, background
from dvctt.outbox import actions, registry
from dvctt.outbox import api as outbox
from tests.documents.files import HUNG, LIMIT, MAI, pdf

pytestmark = pytest.mark.django_db
REPORT = {"ok": False, "at": "2026-12-01T00:00:00+00:00", "sha256": "", "faults": [], "signatures": []}


def outbox_kind() -> Any:
    return registry.kind_named("validation")


def signed(actor: Actor, subject: Ref) -> UUID:
    """A file handed over to be judged; gives the id of the judgement that waits."""
    blob = store.put(pdf(), "application/pdf")
    row = store.add_document(blob, name="a.pdf", kind="signed", subject=subject, actor=actor)
    return documents.request_validation(row.id, subject=subject)


def draft(number: int) -> Ref:
    return Ref("draft", f"{number:08d}-1111-1111-1111-111111111111")


def test_a_strangers_file_waits_for_nobody_and_takes_no_place_of_others() -> None:
    file = {"file": SimpleUploadedFile("a.pdf", pdf())}
    with sandbox.apart("stranger"):
        refused = Client().post("/verify/", file)
        assert (refused.status_code, refused.headers["Retry-After"]) == (503, "60")
        assert "Hệ thống đang bận" in refused.content.decode()
        with pytest.raises(Busy), sandbox.apart("stranger"):
            raise AssertionError
    taken = [sandbox._places.acquire(blocking=False) for _ in range(sandbox.AT_ONCE)]
    try:
        assert all(taken)
        file = {"file": SimpleUploadedFile("a.pdf", pdf())}
        assert Client().post("/verify/", file).status_code == 200
    finally:
        for _ in taken:
            sandbox._places.release()


def test_a_strangers_file_takes_what_others_leave_of_the_processors(monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[int] = []
    monkeypatch.setattr(background, "give_way", told.append)
    sandbox.confinement()
    assert told == []
    with sandbox.apart("stranger"):
        sandbox.confinement()
    with sandbox.apart("issued"):
        sandbox.confinement()
    assert len(told) == 1


def test_what_we_issued_is_judged_beside_the_strangers(monkeypatch: pytest.MonkeyPatch) -> None:
    found = MagicMock()
    monkeypatch.setattr(register, "_judged", lambda *_file: "judged")
    with sandbox._taken(sandbox._apart["stranger"], wait=0):
        with pytest.raises(Busy):
            documents.verify_file(BytesIO(pdf()), limit=LIMIT)
        monkeypatch.setattr(register, "register_rows", lambda: found)
        monkeypatch.setattr(register, "issued_view", lambda _row: found)
        assert documents.verify_file(BytesIO(pdf()), limit=LIMIT) == "judged"


def test_the_files_of_one_account_are_judged_one_after_another(monkeypatch: pytest.MonkeyPatch) -> None:
    mine = [signed(MAI, draft(number)) for number in range(4)]
    other = signed(HUNG, draft(9))
    free = actions._take_some(outbox_kind(), Q(), 10)
    assert [row.pk for row in free] == [mine[0], other]
    monkeypatch.setattr(validation, "examine", lambda *_file, **_how: (REPORT, []))
    for row in free:
        validation.handle(row)
    assert [row.pk for row in actions._take_some(outbox_kind(), Q(), 10)] == [mine[1]]


def test_a_file_that_was_replaced_is_judged_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    judged: list[UUID] = []

    def examine(*_file: bytes, **_how: object) -> tuple[dict[str, Any], list[tuple[str, bytes]]]:
        judged.append(UUID(int=0))
        return REPORT, []

    monkeypatch.setattr(validation, "examine", examine)
    first, second, other = signed(MAI, draft(1)), signed(MAI, draft(1)), signed(MAI, draft(2))
    outbox.drain("validation")
    states = {row.pk: row.state for row in Validation.objects.all()}
    assert states == {first: "skipped", second: "done", other: "done"}
    assert len(judged) == 2
    assert outbox.dead_letters() == ()


def test_a_judgement_under_way_is_let_finish() -> None:
    first = signed(MAI, draft(1))
    (row,) = actions._take_some(outbox_kind(), Q(), 1)
    signed(MAI, draft(1))
    assert Validation.objects.get(pk=first).state == "waiting"
    with outbox.settle(row):
        Validation.objects.filter(pk=first).update(ok=False, report=REPORT)
    assert Validation.objects.get(pk=first).state == "done"
