"""From a waiting row to a signed, registered document and back: what the worker does."""

import hashlib
from typing import Any

import pytest

from dvctt.documents import actions, queries, register, store
from dvctt.documents.models import Document, Issued, Rendition, Validation
from dvctt.kernel import Ref, clock
from dvctt.outbox import api as outbox
from dvctt.outbox.models import Event
from tests.documents.papers import declaration, letter_data, template
from tests.fixtures_pki import Pki

pytestmark = pytest.mark.django_db
SUBJECT = Ref("dossier", "0192")


def ask(**changes: Any) -> Rendition:
    wanted: dict[str, Any] = {
        "template": template("refusal"), "data": letter_data(verify=None), "title": "Phiếu từ chối",
        "sign_as": "TNN", "number": "07/PTC-TNN", "verifiable": True, "issuer": "Cục Quản lý tài nguyên nước",
        "performs": "refused",
    }  # fmt: skip
    identity = actions.request_rendition(SUBJECT, "refusal", **(wanted | changes))
    return Rendition.objects.get(pk=identity)


def told(name: str) -> dict[str, Any]:
    payload: dict[str, Any] = Event.objects.get(name=name).payload
    return payload


@pytest.mark.usefixtures("pki")
def test_paper_is_rendered_sealed_registered_and_told_once() -> None:
    row = ask()
    assert outbox.work("rendition") == 1
    assert outbox.work("rendition") == 0
    row.refresh_from_db()
    assert row.document is not None
    assert told("document_ready") == {
        "rendition": str(row.id), "document": str(row.document.id), "kind": "refusal", "performs": "refused",
    }  # fmt: skip
    assert (row.document.name, row.document.pages) == ("Phiếu từ chối 07-PTC-TNN.pdf", 1)
    assert Issued.objects.get().document == row.document
    entry = register.verify_code(row.verification_code)
    assert entry is not None
    assert entry.number == "07/PTC-TNN"
    with store.open_bytes(row.document.id) as file:
        verdict = register.verify_file(file, limit=10_000_000)
    assert (verdict.verdict, verdict.faults) == ("issued", ())
    assert [signer.name for signer in verdict.signers] == ["Cục Quản lý tài nguyên nước"]


def test_silent_authority_leaves_the_row_waiting_until_it_speaks(pki: Pki) -> None:
    row = ask()
    pki.stop()
    try:
        outbox.work("rendition")
        row.refresh_from_db()
        assert (row.state, row.attempts, row.document, Document.objects.count()) == ("waiting", 1, None, 0)
        assert "SignerUnavailable" in row.last_error
    finally:
        pki.start()
    with clock.travel(row.next_at):
        outbox.work("rendition")
    row.refresh_from_db()
    assert (row.state, row.verification_code) == ("done", Issued.objects.get().verification_code)


def test_declaration_without_agency_is_not_sealed() -> None:
    row = ask(sign_as=None, verifiable=False)
    outbox.work("rendition")
    row.refresh_from_db()
    assert row.document is not None
    assert b"/ByteRange" not in store.read_bytes(row.document.id)
    assert not Issued.objects.exists()


@pytest.mark.parametrize(("flags", "ok", "codes"), [((), True, set()), (("revoked",), False, {"revoked"})])
def test_signed_declaration_is_judged_and_told(pki: Pki, flags: tuple[str, ...], ok: bool, codes: set[str]) -> None:
    ours = declaration()
    first = store.keep(ours, name="tờ khai.pdf", kind="declaration", subject=SUBJECT)
    signed = pki.sign(ours, pki.key("Công ty TNHH Nước sạch Ỷ La", "MST:0100233488", *flags))
    handed_in = store.keep(signed, name="tờ khai đã ký.pdf", kind="declaration", subject=SUBJECT)
    identity = actions.request_validation(handed_in.id, subject=SUBJECT, expected_prefix_of=first.id)
    outbox.work("validation")
    view = queries.validation(identity)
    assert (view.ok, {code for _, code in view.faults}) == (ok, codes)
    assert [signer.tax_code for signer in view.signers] == ["0100233488"]
    assert told("signature_checked") == {"validation": str(identity), "document": str(handed_in.id), "ok": ok}
    report = Validation.objects.get().report
    assert report is not None
    assert report["sha256"] == hashlib.sha256(signed).hexdigest()
