"""What authorities answered is kept with a judgement, bound by its act, and proves the certificate years later."""

import io
from datetime import UTC, datetime
from typing import Any

import pytest

from dvctt.documents import actions, queries, store, validation
from dvctt.documents import api as documents
from dvctt.documents.models import Blob, Validation
from dvctt.outbox import api as outbox
from tests.documents import pens
from tests.documents.files import SUBJECT
from tests.documents.papers import declaration
from tests.documents.test_signing import changed
from tests.fixtures_pki import Pki

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("here")]
LIMIT = 10_000_000
# The certificates of persons end with 2043, the stamping authority's with 2044.
WHILE_STAMPS_HOLD, WHEN_NOTHING_HOLDS = datetime(2044, 6, 1, tzinfo=UTC), datetime(2060, 6, 1, tzinfo=UTC)


def judged(pki: Pki, *, stamped: bool = True, flags: tuple[str, ...] = ()) -> bytes:
    """A declaration that was signed, handed in and judged by the worker."""
    ours = declaration()
    return handed_in(ours, pki.sign(ours, pki.key("Công ty Nước", "MST:0100233488", *flags), stamped=stamped))


def handed_in(ours: bytes, signed: bytes) -> bytes:
    first = store.keep(ours, name="tờ khai.pdf", kind="declaration", subject=SUBJECT)
    kept = store.keep(signed, name="tờ khai đã ký.pdf", kind="declaration", subject=SUBJECT)
    actions.request_validation(kept.id, subject=SUBJECT, expected_prefix_of=first.id)
    outbox.work("validation")
    return signed


def told(data: bytes, at: datetime) -> tuple[str, tuple[str, ...]]:
    verdict = documents.verify_file(io.BytesIO(data), limit=LIMIT, at=at)
    return verdict.verdict, verdict.faults


@pytest.mark.parametrize("stamped", [True, False])
@pytest.mark.parametrize("at", [WHILE_STAMPS_HOLD, WHEN_NOTHING_HOLDS])
def test_a_declaration_is_proven_when_its_certificate_has_ended(pki: Pki, at: datetime, stamped: bool) -> None:
    signed = judged(pki, stamped=stamped)
    answers = Validation.objects.get().report["answers"]  # type: ignore[index]
    assert {one["kind"] for one in answers} >= {"ocsp"}
    assert Blob.objects.filter(sha256__in=[one["sha256"] for one in answers]).count() == len(answers)
    pki.stop()
    try:
        assert documents.validate_pdf(signed, at=at).codes & {"expired", "revocation_unknown"}
        assert told(signed, at) == ("signed", ())
        assert told(changed(signed), at)[0] == "changed"
    finally:
        pki.start()


@pytest.mark.parametrize(("flags", "code"), [(("revoked",), "revoked"), (("expired",), "expired")])
def test_what_was_not_good_then_is_not_good_later(pki: Pki, flags: tuple[str, ...], code: str) -> None:
    signed = judged(pki, flags=flags)
    assert [one.ok for one in queries.validations(Validation.objects.get().document_id)] == [False]
    assert told(signed, WHEN_NOTHING_HOLDS)[0] == "untrusted"
    assert code in Validation.objects.get().report["faults"][0]["code"]  # type: ignore[index]


def test_a_made_up_stamp_proves_no_time_though_the_file_is_known(pki: Pki) -> None:
    ours = declaration()
    by = pens.signer(pens.certificate(pki, pens.DIGITAL_SIGNATURE, pens.NON_REPUDIATION), pki)
    signed = handed_in(ours, pens.sign(ours, by, stamper=pens.made_up_stamper()))
    known = validation.known_of(store.sha256_of(signed))
    (signer,) = documents.verify_file(io.BytesIO(signed), limit=LIMIT, at=WHEN_NOTHING_HOLDS).signers
    assert known is not None and not signer.proven


def test_what_no_act_recorded_proves_nothing(pki: Pki) -> None:
    signed = judged(pki)
    row = Validation.objects.get()
    report: dict[str, Any] = dict(row.report or {})
    Validation.objects.filter(pk=row.pk).update(report={**report, "at": "2026-01-01T00:00:00+00:00"})
    assert validation.known_of(store.sha256_of(signed)) is None
    assert told(signed, WHEN_NOTHING_HOLDS)[0] == "untrusted"
    Validation.objects.filter(pk=row.pk).update(report=report)
    assert told(signed, WHEN_NOTHING_HOLDS) == ("signed", ())


def test_what_is_kept_is_bounded(pki: Pki, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(validation, "MOST_KEPT", 1)
    judged(pki)
    assert Validation.objects.get().report["answers"] == []  # type: ignore[index]
