"""Signatures are judged whatever stands in the certificate's subject; what cannot be read is not called changed."""

import re
import subprocess
import sys
from io import BytesIO
from pathlib import Path
from typing import Any

import asn1crypto
import pyhanko
import pyhanko_certvalidator
import pytest
from asn1crypto import core
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

from dvctt.documents import api as documents
from dvctt.documents import sandbox, store, trust, validation
from dvctt.documents.models import Validation
from dvctt.documents.signatures import holder, judge
from dvctt.documents.validation import validate_pdf
from dvctt.kernel import Invalid
from tests.documents.files import ALL, LIMIT, MAI, SUBJECT, pdf, refusal
from tests.documents.subjects import KEY, NAME, signed, teletex, with_cms

pytestmark = pytest.mark.usefixtures("started_anew")
CASES = Path(__file__).parent / "cases"
E_MAIL, PHONE, UNIT, COMPONENT, STRANGE = (
    "1.2.840.113549.1.9.1", "2.5.4.20", "2.5.4.11", "0.9.2342.19200300.100.1.25", "1.3.6.1.4.1.99999.7",
)  # fmt: skip
SUBJECTS: dict[str, tuple[str, core.Asn1Value]] = {
    "e-mail IA5": (E_MAIL, core.IA5String("vanthu@nuocthu.vn")),
    "e-mail UTF-8": (E_MAIL, core.UTF8String("vanthu@nuocthu.vn")),
    "e-mail printable": (E_MAIL, core.PrintableString("vanthu.nuocthu.vn")),
    "e-mail of a name with accents": (E_MAIL, core.IA5String("vanthu@" + "nướcthử.vn".encode("idna").decode())),
    "phone printable": (PHONE, core.PrintableString("024 3883 1122")),
    "phone UTF-8": (PHONE, core.UTF8String("024 3883 1122")),
    "unit teletex": (UNIT, teletex("Phòng")),
    "unit BMP": (UNIT, core.BMPString("Phòng Nước")),
    "unit universal": (UNIT, core.UniversalString("Phòng Nước")),
    "domain component": (COMPONENT, core.IA5String("nuocthu")),
    "unknown kind": (STRANGE, core.UTF8String("gì đó")),
}
# A name of a codec in a source; "utf8" and its like are part of the interpreter.
CODEC = re.compile(r"(?:_encoding\s*=\s*|\bencode\(|\bdecode\()u?['\"]([A-Za-z0-9_-]+)['\"]")
LOADED = """
import codecs, sys
from dvctt.documents import late
from dvctt.documents.signatures.judge import warm
warm()
late.watch()
for name in sys.argv[1:]:
    codecs.lookup(name)
late.insist()
"""
FORGETFUL = """
from dvctt.documents import sandbox_child
from dvctt.documents.signatures import judge
judge.LATE_CODECS = ()
sandbox_child.main()
"""


@pytest.fixture(autouse=True)
def any_string() -> None:
    holder.read_any_string()


@pytest.mark.parametrize("which", SUBJECTS)
def test_a_signature_is_judged_whatever_stands_in_the_subject(which: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trust, "roots", list)
    names = (NAME, SUBJECTS[which])
    report = validate_pdf(signed(pdf(), *names))
    (signer,) = report.signatures
    assert (report.codes, signer.intact, signer.cn) == ({"unknown_issuer"}, True, "Công ty Nước Thử Nghiệm")


@pytest.mark.parametrize("place", sorted(CASES.glob("01-*.pdf")), ids=lambda place: place.stem)
def test_a_file_that_was_called_unreadable_is_judged(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trust, "roots", list)
    report = validate_pdf(place.read_bytes())
    assert (report.codes, report.intact) == ({"unknown_issuer"}, True)


def test_every_codec_of_the_libraries_is_loaded_before_the_doors_close() -> None:
    named = set()
    for library in (asn1crypto, pyhanko, pyhanko_certvalidator):
        for source in Path(library.__path__[0]).rglob("*.py"):
            named |= set(CODEC.findall(source.read_text()))
    assert {"cp1252", "teletex", "idna"} <= named
    subprocess.run([sys.executable, "-c", LOADED, *sorted(named)], cwd=sandbox.ROOT, check=True)


def no_signed_attributes(content: Any) -> None:
    del content["signer_infos"][0]["signed_attrs"]


def no_certificate(content: Any) -> None:
    content["certificates"] = []


def other_signature(content: Any) -> None:
    """Signed by another key: the attributes still hold the right digest."""
    info = content["signer_infos"][0]
    info["signature"] = KEY.sign(b"other", ec.ECDSA(hashes.SHA256()))


def rubbish_in_the_subject(file: bytes) -> bytes:
    """The common name in the certificate becomes a whole number."""
    name = NAME[1].dump()
    return re.sub(name.hex().encode(), (b"\x02" + name[1:]).hex().encode(), file, flags=re.IGNORECASE)


def damaged(change: Any) -> bytes:
    file = signed(pdf(), NAME)
    return change(file) if change is rubbish_in_the_subject else with_cms(file, change)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("change", "verdict", "fault", "intact", "trusted"),
    [
        (no_signed_attributes, "unreadable", "signature_unreadable", None, None),
        (no_certificate, "unreadable", "signature_unreadable", None, None),
        (rubbish_in_the_subject, "unreadable", "signature_unreadable", None, None),
        (other_signature, "untrusted", "signature_invalid", None, False),
    ],
)
def test_what_cannot_be_read_is_not_called_changed(
    change: Any, verdict: str, fault: str, intact: bool | None, trusted: bool | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(trust, "roots", list)
    told = documents.verify_file(BytesIO(damaged(change)), limit=10**6)
    (signer,) = told.signers
    assert (told.verdict, told.faults, signer.intact, signer.trusted) == (verdict, (fault,), intact, trusted)


@pytest.mark.django_db
@pytest.mark.parametrize("change", [None, no_certificate, rubbish_in_the_subject])
def test_what_was_changed_is_called_so_even_where_the_signer_cannot_be_read(
    change: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(trust, "roots", list)
    file = damaged(change) if change else signed(pdf(), NAME)
    told = documents.verify_file(BytesIO(file.replace(b"595", b"596", 1)), limit=10**6)
    assert (told.verdict, told.signers[0].intact, told.signers[0].trusted) == ("changed", False, None)


def test_bytes_that_no_signature_covers_are_told_as_that() -> None:
    facts = {"intact": True, "coverage": "unclear", "modification": "none"}
    assert judge._integrity_faults(facts) == ["covers_part_only"]


@pytest.mark.django_db
def test_what_loads_too_late_is_our_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trust, "roots", list)
    monkeypatch.setattr(sandbox, "COMMAND", (sys.executable, "-c", FORGETFUL))
    told = documents.verify_file(CASES / "01-cert-email-in-subject.pdf", limit=10**6)
    assert (told.verdict, told.faults) == ("unjudged", ("not_judged",))


@pytest.mark.django_db
def test_a_judgement_that_fails_for_our_fault_is_tried_again_then_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trust, "roots", list)
    document = store.keep(pdf(), name="a.pdf", kind="declaration", subject=SUBJECT)
    row = Validation.objects.get(pk=documents.request_validation(document.id, subject=SUBJECT))

    def fail(*arguments: object, **more: object) -> None:
        raise sandbox.ChildFailed("ours", "LookupError: encodings.cp1252")

    monkeypatch.setattr(sandbox, "run", fail)
    with pytest.raises(validation.NotJudged):
        validation.handle(row)
    row.attempts = validation.TRIES
    row.save()
    validation.handle(row)
    (told,) = documents.validations(document.id)
    assert (told.ok, told.faults) == (False, (("document", "not_judged"),))


@pytest.mark.django_db
def test_a_file_that_cannot_be_looked_at_for_our_fault_stays_for_another_try(
    monkeypatch: pytest.MonkeyPatch, own_folders: Path
) -> None:
    def fail(*arguments: object, **more: object) -> list[sandbox.ChildFailed]:
        return [sandbox.ChildFailed("ours", "OSError")]

    monkeypatch.setattr(sandbox, "ask", fail)
    assert refusal(pdf(), "a.pdf") == "not_judged"
    upload = documents.begin_upload(MAI, SUBJECT, "a.pdf", len(pdf()), limit=LIMIT)
    documents.append_part(MAI, upload, 0, pdf())
    with pytest.raises(Invalid):
        documents.finish_upload(MAI, upload, allowed=ALL, limit=LIMIT)
    assert list((own_folders / "uploads").iterdir())


@pytest.mark.parametrize(
    ("written", "kind", "number"),
    [
        ("MST:0100233488", "MST", "0100233488"), ("mst: 0314409058 - 002", "MST", "0314409058-002"),
        ("MST：0314409058002", "MST", "0314409058002"), ("MST 0100233488", "MST", "0100233488"),
        ("MSDN:0100233488", "MST", "0100233488"), ("CC:001085012345", "CCCD", "001085012345"),
        ("CCCD-001 085 012 345", "CCCD", "001085012345"), ("CMT:012345678", "CMND", "012345678"),
        ("HC:b1234567", "HC", "B1234567"), ("0100233488", "MST", "0100233488"), ("012345678", "CMND", "012345678"),
        ("001085012345", "CCCD", "001085012345"), ("vanthu", "", ""), ("a@b.vn", "", ""), ("01002334881", "", ""),
        ("", "", ""),
    ],
)  # fmt: skip
def test_the_number_of_the_subject_is_read_as_authorities_write_it(written: str, kind: str, number: str) -> None:
    assert holder.told_number(written, bare=True) == (kind, number)


def test_a_serial_number_without_a_word_is_no_tax_code(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trust, "roots", list)
    for place, number in (("2.5.4.5", ""), ("0.9.2342.19200300.100.1.1", "0100233488")):
        (signer,) = validate_pdf(signed(pdf(), NAME, (place, core.PrintableString("0100233488")))).signatures
        assert signer.tax_code == number
