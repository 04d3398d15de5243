"""What may follow a signature: further signatures with stamps that hide nothing, and what keeps them provable."""

from io import BytesIO
from typing import Any

import pypdfium2
import pytest
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import MDPPerm, SigFieldSpec, append_signature_field
from pyhanko.sign.signers.pdf_signer import PdfTimeStamper

from dvctt.documents import signing
from dvctt.documents.adapters import tsa
from dvctt.documents.validation import Report, validate_pdf
from dvctt.kernel import clock
from tests.documents import forging, pens
from tests.documents.pens import DIGITAL_SIGNATURE, NON_REPUDIATION
from tests.fixtures_pki import Pki

pytestmark = pytest.mark.usefixtures("here")

BLANK, OVER_WORDS, WHOLE_PAGE = (100, 100, 300, 180), (150, 690, 200, 720), (0, 0, 595, 842)


@pytest.fixture(scope="module")
def person(pki: Pki) -> Any:
    """Somebody with a certificate of the public authority."""
    return pens.signer(pens.certificate(pki, DIGITAL_SIGNATURE, NON_REPUDIATION), pki)


@pytest.fixture(scope="module")
def signed(person: Any) -> bytes:
    return pens.sign(forging.paper(), person)


def levels(report: Report) -> list[str]:
    return [one.modification for one in report.signatures]


def faults(report: Report) -> list[tuple[str, ...]]:
    return [one.faults for one in report.signatures]


@pytest.mark.parametrize("box", [None, BLANK, (0, 0, 0, 0)])
def test_a_second_signature_is_no_change(signed: bytes, person: Any, box: Any) -> None:
    report = validate_pdf(pens.sign(signed, person, field="Hai", box=box))
    assert (report.ok, report.intact, levels(report)) == (True, True, ["form_filling", "none"])


@pytest.mark.parametrize("box", [OVER_WORDS, WHOLE_PAGE, (0, 0, 595, 200)])
def test_a_second_signature_that_hides_what_was_signed_is_a_change(signed: bytes, person: Any, box: Any) -> None:
    report = validate_pdf(pens.sign(signed, person, field="Hai", box=box))
    assert (report.ok, report.intact, faults(report)) == (False, False, [("changed_after_signing",), ()])


def place_of(file: bytes, words: str) -> tuple[float, float, float, float]:
    """Where words stand on the first page (left, bottom, right, top)."""
    document = pypdfium2.PdfDocument(file)
    text = document[0].get_textpage()
    start = text.get_text_range().index(words)
    boxes = [text.get_charbox(start + at) for at in range(len(words))]
    document.close()
    return min(b[0] for b in boxes), min(b[1] for b in boxes), max(b[2] for b in boxes), max(b[3] for b in boxes)


@pytest.mark.parametrize(
    ("words", "hidden", "changed"),
    [("Luu luong: 100 m3", "1", True), ("Luu luong: 1,5 m3", ",", True), ("Nhiet do: -5", "-", True),
     ("Ty le: 5 %", "%", True), ("Ky ten: ..........", "......", False), ("Ho so, giay to", ",", False)],
)  # fmt: skip
def test_a_stamp_no_larger_than_what_it_hides(person: Any, words: str, hidden: str, changed: bool) -> None:
    file = forging.paper(words=words.encode())
    left, bottom, right, top = place_of(file, hidden)
    box = (left - 0.5, bottom - 0.5, right + 0.5, top + 0.5)
    again = pens.sign(pens.sign(file, person), person, field="Hai", box=box, drawn=False)
    assert validate_pdf(again).codes == ({"changed_after_signing"} if changed else set())


def test_a_stamp_that_is_a_line_over_words(signed: bytes, person: Any) -> None:
    left, bottom, right, top = place_of(signed, "Luu luong: 100")
    middle = (bottom + top) / 2
    for low, changed in ((middle - 2, True), (bottom - 9, False)):
        again = pens.sign(signed, person, field="Hai", box=(left, low, right, low + 4), drawn=False)
        assert bool(validate_pdf(again).codes) is changed


def test_a_crop_larger_than_the_page_makes_no_stamp_smaller(person: Any) -> None:
    file = forging.page_with(forging.paper(words=b" "), CropBox=b"[-9000 -9000 9000 9000]")
    for box, changed in (((0, 0, 595, 600), True), (BLANK, False)):
        again = pens.sign(pens.sign(file, person), person, field="Hai", box=box)
        assert bool(validate_pdf(again).codes) is changed


def test_stamps_that_cover_a_page_together_are_a_change(signed: bytes, person: Any) -> None:
    file = signed
    for row in range(5):
        file = pens.sign(file, person, field=f"S{row}", box=(0, 90 * row, 550, 90 * row + 90))
    assert faults(validate_pdf(file))[0] == ("changed_after_signing",)


def test_the_place_kept_for_a_signature_is_signed(person: Any) -> None:
    """An empty field stood there as the first one signed; its stamp is bounded as any other."""
    for box, changed in ((BLANK, False), (WHOLE_PAGE, True)):
        writer = IncrementalPdfFileWriter(BytesIO(forging.paper()))
        append_signature_field(writer, SigFieldSpec("Hai", box=box))
        out = BytesIO()
        writer.write(out)
        report = validate_pdf(pens.sign(pens.sign(out.getvalue(), person), person, field="Hai"))
        assert (report.intact, bool(faults(report)[0])) == (not changed, changed)


def test_signing_itself_may_cover_anything(person: Any) -> None:
    """Who signs puts one's own stamp where one likes: it was there when it was signed."""
    assert validate_pdf(pens.sign(forging.paper(), person, box=WHOLE_PAGE)).ok


@pytest.mark.parametrize("level", [MDPPerm.NO_CHANGES, MDPPerm.FILL_FORMS])
def test_what_was_certified_allows_what_it_says(person: Any, level: MDPPerm) -> None:
    certified = pens.sign(forging.paper(), person, certify=True, docmdp_permissions=level)
    assert validate_pdf(certified).ok
    again = _beside_the_rules(certified, person)
    assert validate_pdf(again).intact is (level is MDPPerm.FILL_FORMS)


def _beside_the_rules(certified: bytes, person: Any) -> bytes:
    """Signed by a tool that does not look at what the first signature allows."""
    import pyhanko.sign.signers.pdf_signer as module

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module.PdfSigner, "_enforce_certification_constraints", lambda *_arguments, **_more: None)
        return pens.sign(certified, person, field="Hai")


def test_our_own_results_are_certified_and_stay_provable(pki: Pki, person: Any) -> None:
    sealed = signing.sign_pdf(forging.paper(), unit="TNN", at=clock.now())
    report = validate_pdf(sealed)
    assert (report.ok, levels(report)) == (True, ["lta_updates"])
    stamped = BytesIO()
    PdfTimeStamper(tsa.client(pki.time_stamp_url)).timestamp_pdf(
        IncrementalPdfFileWriter(BytesIO(sealed)), "sha256", validation_context=signing._context(), output=stamped
    )
    assert validate_pdf(stamped.getvalue()).ok
    assert faults(validate_pdf(_beside_the_rules(sealed, person)))[0] == ("changed_after_signing",)


def test_a_time_stamp_to_be_seen_is_a_change(pki: Pki, signed: bytes) -> None:
    writer = IncrementalPdfFileWriter(BytesIO(signed))
    append_signature_field(writer, SigFieldSpec("Stamp", box=BLANK))
    out = BytesIO()
    PdfTimeStamper(tsa.client(pki.time_stamp_url), field_name="Stamp").timestamp_pdf(
        writer, "sha256", validation_context=signing._context(), output=out
    )
    assert validate_pdf(out.getvalue()).codes == {"changed_after_signing"}


MARKS = [b"StrikeOut", b"Highlight", b"Underline", b"Squiggly", b"Ink", b"FreeText"]


def darkened(file: bytes, before: bytes) -> bool:
    """Whether the page looks other than it did."""
    pictures = []
    for data in (file, before):
        document = pypdfium2.PdfDocument(data)
        pictures.append(document[0].render().to_pil().tobytes())
        document.close()
    return pictures[0] != pictures[1]


@pytest.mark.parametrize("kid", [False, True])
@pytest.mark.parametrize("subtype", [b"Widget", *MARKS])
def test_a_signature_that_is_a_line_through_words_is_a_change(
    pki: Pki, signed: bytes, person: Any, subtype: bytes, *, kid: bool
) -> None:
    """A note over text has no extent of its own: it is drawn where its points say."""
    codes = set() if subtype == b"Widget" else {"changed_after_signing"}
    file = pens.sign(forging.words_marked(signed, subtype, kid=kid), person, field="Hai")
    assert validate_pdf(file).codes == codes
    assert darkened(file, signed) is (subtype in MARKS[:4])


@pytest.mark.parametrize("subtype", [b"Widget", *MARKS])
def test_a_time_stamp_that_is_a_line_through_a_certified_result_is_a_change(pki: Pki, subtype: bytes) -> None:
    """Whoever has the file can put one: the authority stamps what it is given."""
    sealed = signing.sign_pdf(forging.paper(), unit="TNN", at=clock.now())
    report = validate_pdf(stamped(forging.words_marked(sealed, subtype), pki))
    assert (report.ok, report.intact) == (subtype == b"Widget",) * 2


def stamped(file: bytes, pki: Pki) -> bytes:
    out = BytesIO()
    PdfTimeStamper(tsa.client(pki.time_stamp_url), field_name="Hai").timestamp_pdf(
        IncrementalPdfFileWriter(BytesIO(file)), "sha256", validation_context=signing._context(), output=out
    )
    return out.getvalue()


LOOKS = [b"/AP<</N %d 0 R>>", b"/AP<</D %d 0 R>>", b"/AP<</N<</On %d 0 R>>>>/AS/On", b"/AP %d 0 R"]


@pytest.mark.parametrize("look", LOOKS)
def test_a_picture_without_bounds_is_a_change(pki: Pki, signed: bytes, person: Any, look: bytes) -> None:
    """Some readers draw it all over the page, however small the field is; the page's own content says no bounds."""
    again = forging.words_marked(signed, b"Widget", look=look % forging.Seen(signed).content)
    assert validate_pdf(pens.sign(again, person, field="Hai")).codes == {"changed_after_signing"}
    sealed = signing.sign_pdf(forging.paper(), unit="TNN", at=clock.now())
    shown = forging.words_marked(sealed, b"Widget", look=look % forging.Seen(sealed).content)
    assert not validate_pdf(stamped(shown, pki)).intact


@pytest.mark.parametrize("look", LOOKS[:3])
def test_a_picture_with_bounds_is_none(signed: bytes, person: Any, look: bytes) -> None:
    picture = forging.stream(b"0 g 0 0 99 99 re f", b"/Type/XObject/Subtype/Form/BBox[0 0 99 99]")
    there = forging.update(forging.paper(), {forging.Seen(forging.paper()).size: picture})
    first = pens.sign(there, person)
    again = forging.words_marked(first, b"Widget", look=look % forging.Seen(forging.paper()).size)
    assert validate_pdf(pens.sign(again, person, field="Hai")).ok


def test_what_proves_a_signature_may_follow_it(pki: Pki, person: Any) -> None:
    report = validate_pdf(pens.provable(forging.paper(), person, pki.time_stamp_url))
    assert (report.ok, levels(report)) == (True, ["lta_updates"])


@pytest.mark.parametrize("file", [forging.paper(streams=True), forging.paper(pages=3), forging.paper(form=True)])
def test_files_of_other_build_are_as_good(person: Any, file: bytes) -> None:
    assert validate_pdf(pens.sign(pens.sign(file, person), person, field="Hai")).ok


@pytest.mark.parametrize("behind", [b"\n", b"\r\n\r\n", b"\0" * 500, b" \t\x1a"])
def test_blanks_behind_a_file_are_no_change(signed: bytes, behind: bytes) -> None:
    assert validate_pdf(signed + behind).ok


def test_the_title_of_a_file_is_no_part_of_what_was_signed(signed: bytes) -> None:
    seen = forging.Seen(signed)
    named = forging.update(signed, {seen.size: b"<</Title(Ten khac)>>"}, more=b"/Info %d 0 R" % seen.size)
    assert validate_pdf(named).ok


def _dead(data: bytes) -> bytes:
    return forging.update(data, {}, freed={forging.Seen(data).picture: 0})


def test_a_file_that_programs_read_differently_is_told_as_that(person: Any) -> None:
    """Nothing was changed after signing: what was signed has two contents."""
    report = validate_pdf(pens.sign(_dead(forging.paper()), person))
    assert (report.codes, report.signatures[0].intact) == ({"read_differently"}, True)


@pytest.mark.parametrize(
    "file",
    [forging.revisions(forging.paper(), 300), forging.paper() + b"/ByteRange[0 0 0 0]" * 100],
    ids=["revisions", "signatures"],
)
def test_what_is_too_much_is_not_looked_at(file: bytes) -> None:
    assert validate_pdf(file).codes == {"too_complex"}


def test_processor_time_is_bounded(signed: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dvctt.documents.signatures.bounds.SECONDS", -1.0)
    assert validate_pdf(signed).codes == {"too_complex"}
