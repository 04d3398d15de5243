"""The register of issued documents and what a stranger learns of a code or of a file."""

import io
import re
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dvctt.documents import api as documents
from dvctt.documents import codes, recording, register, sandbox, store
from dvctt.documents.models import Issued, Rendition
from dvctt.kernel import Actor, ActorKind, Invalid, NotFound, Refused, clock, new_id
from tests.documents.files import SUBJECT, archive, pdf
from tests.fixtures_pki import Pki

CLERK = Actor(kind=ActorKind.OFFICER, id="van-thu")
LIMIT = 1_000_000


def issue(data: bytes = b"", pages: int = 1, **more: Any) -> documents.IssuedView:
    """Enter a document into the register as the worker does; `data` is signed."""
    asked = documents.request_rendition(
        SUBJECT, "licence", template=b"= Mau", data={"owner": "Ông A"}, title="Giấy phép khai thác nước dưới đất",
        number="12/GP-BTNMT", verifiable=True, issuer="Bộ Tài nguyên và Môi trường", holder="Ông A", **more,
    )  # fmt: skip
    made = store.keep(data or pdf(pages), name="giay-phep.pdf", kind="licence", subject=SUBJECT, pages=1)
    register.enter_issued(Rendition.objects.get(pk=asked), made, recording.certificate_in(data) if data else "")
    entry = documents.issued(made.id)
    assert entry is not None
    return entry


def check(data: bytes, limit: int = LIMIT) -> documents.FileVerdict:
    return documents.verify_file(io.BytesIO(data), limit=limit)


@pytest.mark.django_db
def test_a_code_tells_what_the_document_is() -> None:
    entry = issue(valid_until=date(2026, 1, 31), issued_on=date(2025, 1, 31))
    assert re.fullmatch(r"([0-9A-HJKMNP-TV-Z]{4}-){4}[0-9A-HJKMNP-TV-Z]{4}", entry.code)
    assert (entry.title, entry.number) == ("Giấy phép khai thác nước dưới đất", "12/GP-BTNMT")
    assert (entry.state, entry.issued_on, entry.holder) == ("in_force", date(2025, 1, 31), "Ông A")
    assert documents.verify_code(entry.code) == entry


@pytest.mark.django_db
def test_a_code_is_read_with_mercy() -> None:
    entry = issue()
    typed = entry.code.lower().replace("-", "  ").replace("0", "o").replace("1", "l")
    assert documents.verify_code(f" {typed}\n") == entry
    assert documents.verify_code(entry.code[:-1]) is None
    wrong = ("2" if entry.code[0] != "2" else "3") + entry.code[1:]
    assert documents.verify_code(wrong) is None
    assert documents.verify_code(codes.new_code()) is None
    assert documents.verify_code("") is None
    assert documents.verify_code("ế" * 20) is None


@given(st.integers(0, codes.LENGTH - 1), st.sampled_from(codes.ALPHABET))
def test_one_wrong_letter_is_always_found(place: int, letter: str) -> None:
    code = codes.new_code()
    changed = code[:place] + letter + code[place + 1 :]
    assert codes.understood(changed) == (code if changed == code else None)


def test_codes_hold_more_than_eighty_bits_and_differ() -> None:
    assert len(codes.ALPHABET) ** (codes.LENGTH - 1) > 2**80
    assert len({codes.new_code() for _ in range(1000)}) == 1000


@pytest.mark.django_db
def test_a_lapsed_document_says_so() -> None:
    entry = issue(valid_until=clock.today() - timedelta(days=1))
    assert entry.lapsed
    assert not issue(pages=2, valid_until=clock.today()).lapsed


@pytest.mark.django_db
def test_a_document_is_revoked_once_with_a_reason() -> None:
    entry = issue()
    with pytest.raises(Invalid):
        documents.revoke(CLERK, entry.document, reason=" ")
    gone = documents.revoke(CLERK, entry.document, reason="Cấp sai đối tượng")
    assert (gone.state, gone.state_reason) == ("revoked", "Cấp sai đối tượng") and gone.state_at
    assert documents.verify_code(entry.code) == gone
    with pytest.raises(Refused) as caught:
        documents.revoke(CLERK, entry.document, reason="lần nữa")
    assert caught.value.reasons[0].code == "not_in_force"
    with pytest.raises(NotFound):
        documents.revoke(CLERK, UUID(int=0), reason="x")


@pytest.mark.django_db
def test_a_document_is_superseded_by_another_of_the_register() -> None:
    old, new = issue(), issue(pages=2)
    with pytest.raises(NotFound):
        documents.supersede(CLERK, old.document, by=old.document, reason="Gia hạn")
    with pytest.raises(NotFound):
        documents.supersede(CLERK, old.document, by=UUID(int=0), reason="Gia hạn")
    gone = documents.supersede(CLERK, old.document, by=new.document, reason="Gia hạn")
    assert (gone.state, gone.superseded_by) == ("superseded", new.code)
    assert documents.verify_code(new.code) == new


@pytest.mark.django_db
def test_entering_twice_is_entering_once() -> None:
    entry = issue()
    row = Rendition.objects.get(verification_code=entry.code.replace("-", ""))
    again = store.keep(pdf(3), name="b.pdf", kind="licence", subject=SUBJECT)
    assert register.enter_issued(row, again, "").document_id == entry.document


@pytest.mark.django_db
def test_a_verifiable_document_names_its_issuer() -> None:
    with pytest.raises(ValueError, match="issuer"):
        documents.request_rendition(SUBJECT, "k", template=b"t", data={}, title="t", verifiable=True)


@pytest.mark.django_db
def test_a_file_that_stands_in_the_register_is_known_by_its_bytes(tmp_path: Path, pki: Pki) -> None:
    ours = pki.sign(pdf())
    entry = issue(ours)
    verdict = check(ours)
    assert (verdict.verdict, verdict.issued) == ("issued", entry)
    place = tmp_path / "a.pdf"
    place.write_bytes(ours)
    assert documents.verify_file(place, limit=LIMIT) == verdict
    documents.revoke(CLERK, entry.document, reason="Cấp sai")
    revoked = check(ours).issued
    assert revoked is not None and revoked.state == "revoked"


@pytest.mark.django_db
@pytest.mark.parametrize("reason", ["time", "crash", "killed"])
def test_a_registered_file_that_is_not_judged_is_not_called_strange(
    reason: str, pki: Pki, monkeypatch: pytest.MonkeyPatch
) -> None:
    ours, other = pki.sign(pdf()), pki.sign(pdf(2))
    entry = issue(ours)

    def fail(*_arguments: object, **_more: object) -> None:
        raise sandbox.ChildFailed(reason)

    with monkeypatch.context() as failing:
        failing.setattr(sandbox, "run", fail)
        assert check(ours).verdict == "unjudged"
        assert (check(other).verdict == "unjudged") is (reason == "killed")
    assert check(ours).issued == entry


@pytest.mark.django_db
def test_a_registered_file_is_issued_only_with_our_own_signature(pki: Pki) -> None:
    issue()
    assert (check(pdf()).verdict, check(pdf()).issued) == ("unsigned", None)
    theirs = pki.sign(pdf(2))
    made = store.keep(theirs, name="a.pdf", kind="licence", subject=SUBJECT, pages=1)
    asked = documents.request_rendition(SUBJECT, "licence", template=b"= Mau", data={}, title="Giấy phép",
                                        verifiable=True, issuer="Bộ")  # fmt: skip
    register.enter_issued(Rendition.objects.get(pk=asked), made, "0" * 64)
    assert (check(theirs).verdict, check(theirs).issued) == ("signed", None)


@pytest.mark.django_db
def test_an_entry_that_no_act_made_is_not_in_the_register(pki: Pki) -> None:
    ours = pki.sign(pdf())
    entry = issue(ours)
    row = Issued.objects.get(pk=entry.id)
    row.pk, row.verification_code, row._state.adding = new_id(), codes.new_code(), True
    row.document = store.keep(pki.sign(pdf(3)), name="b.pdf", kind="licence", subject=SUBJECT, pages=1)
    row.save(force_insert=True)
    for typed in (row.verification_code, codes.shown(row.verification_code)):
        assert documents.verify_code(typed) is None
    forged = check(store.read_bytes(row.document_id))
    assert (forged.verdict, forged.issued) == ("signed", None)
    for change in (lambda: documents.revoke(CLERK, row.document_id, reason="Thu hồi"),
                   lambda: documents.supersede(CLERK, entry.document, by=row.document_id, reason="Thay")):  # fmt: skip
        with pytest.raises(NotFound):
            change()
    assert documents.verify_code(entry.code) == entry
    assert {(one.place, one.code) for one in documents.register_findings()} == {
        (f"issued:{row.verification_code}", "issued_not_recorded")
    }


@pytest.mark.django_db
def test_a_signed_file_tells_its_signer_and_whether_it_was_changed(pki: Any) -> None:
    signed = pki.sign(pdf())
    whole = check(signed)
    (signer,) = whole.signers
    assert (whole.verdict, whole.issued, whole.faults) == ("signed", None, ())
    assert signer.name == "Công ty TNHH Đo đạc Sông Hồng" and signer.trusted and signer.intact and signer.time
    place = signed.index(b"595")
    changed = check(signed[:place] + b"596" + signed[place + 3 :])
    assert changed.verdict == "changed"
    assert check(pki.sign(pdf(), pki.key("Người lạ", "CCCD:001203000123", "unknown_ca"))).verdict == "untrusted"


@pytest.mark.django_db
@pytest.mark.usefixtures("pki")
def test_an_issued_document_changed_after_signing_is_no_longer_issued(pki: Any) -> None:
    signed = pki.sign(pdf())
    entry = issue(signed)
    assert check(signed).issued == entry
    place = signed.index(b"842")
    changed = check(signed[:place] + b"843" + signed[place + 3 :])
    assert (changed.verdict, changed.issued) == ("changed", None)


@pytest.mark.django_db
@pytest.mark.usefixtures("pki")
@pytest.mark.parametrize(
    ("data", "verdict"),
    [(pdf(4), "unsigned"), (b"words", "unknown"), (archive({"a": b"x"}), "unknown"), (b"%PDF-1.7 rubbish", "unknown")],
)
def test_other_files_are_told_apart(data: bytes, verdict: str) -> None:
    told = check(data)
    assert (told.verdict, told.issued, told.signers) == (verdict, None, ())


@pytest.mark.django_db
def test_a_file_to_verify_is_bounded() -> None:
    for data, code in ((b"", "empty_file"), (b"x" * 101, "too_large")):
        with pytest.raises(Invalid) as caught:
            check(data, limit=100)
        assert caught.value.faults[0].code == code


@pytest.mark.django_db
def test_the_data_of_a_rendition_is_sealed_in_the_database() -> None:
    from dvctt.documents.queries import rendition_data

    data = {"cccd": "001203000123", "ngày": date(2026, 1, 2)}
    asked = documents.request_rendition(SUBJECT, "receipt", template=b"= Mau", data=data, title="Giấy tiếp nhận")
    row = Rendition.objects.get(pk=asked)
    assert "001203000123" not in row.data_sealed
    assert rendition_data(row) == {"cccd": "001203000123", "ngày": "2026-01-02"}
    (told,) = documents.renditions(SUBJECT)
    assert (told.id, told.state, told.document, told.kind) == (asked, "waiting", None, "receipt")
    again = documents.request_rendition(SUBJECT, "receipt", template=b"= Mau", data=data, title="Giấy tiếp nhận")
    assert Rendition.objects.get(pk=again).template_id == row.template_id


@pytest.mark.django_db
def test_a_judgement_is_asked_for_and_waits() -> None:
    ours = store.keep(pdf(), name="a.pdf", kind="declaration", subject=SUBJECT)
    theirs = store.keep(pdf(2), name="b.pdf", kind="declaration", subject=SUBJECT)
    asked = documents.request_validation(theirs.id, subject=SUBJECT, expected_prefix_of=ours.id)
    told = documents.validation(asked)
    assert (told.state, told.ok, told.signers, told.document) == ("waiting", None, (), theirs.id)
    assert documents.validations(theirs.id) == (told,)
    for wrong in (UUID(int=0), str(UUID(int=0))):
        with pytest.raises(NotFound):
            documents.request_validation(wrong, subject=SUBJECT)
        with pytest.raises(NotFound):
            documents.validation(wrong)


@pytest.mark.parametrize(
    "sentence",
    ["{} (trang 1)", "Mã tra cứu: {}. Kính gửi Quý công ty", "“{}” – in ngày 15/10/2026", "mã {},\nsố 12/GP-BTNMT",
     "Code {} page 12 of 2026", "https://dvc.example/verify/{}?zarsrc=30 xem tại đây"],
)  # fmt: skip
def test_a_code_is_found_among_the_words_of_a_mail(sentence: str) -> None:
    # One in 32 other readings has the right check digit by chance.
    for code in (codes.new_code() for _ in range(300)):
        for written in (codes.shown(code), codes.shown(code).lower(), code):
            assert codes.understood(sentence.format(written)) == code
