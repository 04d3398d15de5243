"""The signed declaration is the declaration: it grew out of exactly our bytes, and all of it is still to be seen."""

from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import SigFieldSpec, append_signature_field

from dvctt.documents.validation import validate_pdf
from tests.documents import forging, papers, pens
from tests.documents.forging import OTHER, Seen, stream, update
from tests.documents.pens import DIGITAL_SIGNATURE, NON_REPUDIATION
from tests.documents.test_forgeries import AFTERWARDS
from tests.fixtures_pki import Pki

pytestmark = pytest.mark.usefixtures("here")

BLANK, OVER_WORDS, WHOLE_PAGE = (100, 100, 300, 180), (150, 690, 200, 720), (0, 0, 595, 842)
# No larger than a digit, and a line over all words.
OVER_A_DIGIT, A_LINE = (160, 699, 165.5, 710), (95, 702, 300, 706)


@pytest.fixture(scope="module")
def ours() -> bytes:
    return forging.paper()


@pytest.fixture(scope="module")
def director(pki: Pki) -> Any:
    return pens.signer(pens.certificate(pki, DIGITAL_SIGNATURE, NON_REPUDIATION), pki)


def direct_note(data: bytes) -> bytes:
    """A widget that is no object of its own."""
    seen = Seen(data)
    note = b"[<</Type/Annot/Subtype/Widget/FT/Sig/T(z)/Rect[0 0 500 500]>>]"
    return update(data, {seen.page: seen.written(seen.page, Annots=note)})


def over_our_chain(data: bytes) -> bytes:
    """A second file that names our cross-references as those before it, and shows its own pages."""
    return forging.whole_file_appended(data, prev=b"/Prev %d" % Seen(data).start)


def our_page_in_another_tree(data: bytes) -> bytes:
    seen = Seen(data)
    tree = b"<</Type/Pages/Kids[%d 0 R %d 0 R]/Count 2>>" % (seen.size + 1, seen.page)
    one = b"<</Type/Page/Parent %d 0 R/MediaBox[0 0 595 842]/Contents %d 0 R>>" % (seen.size, seen.size + 2)
    objects = {seen.size: tree, seen.size + 1: one, seen.size + 2: stream(OTHER)}
    return update(data, {**objects, seen.root: seen.written(seen.root, Pages=b"%d 0 R" % seen.size)})


# Behind these nothing can be signed, or the tool signs what stands before them and cuts nothing off, or they do no harm
# to a file without a signature.
NOT_BEFORE = {"metadata without sense", "store with more", "objects alone", "trailer alone", "content and back",
              "looks asked for", "encrypted", "signature given anew"}  # fmt: skip
# Put in before the director signs, or by whoever gives the director the file.
BEFORE: dict[str, forging.Forgery] = {
    **{name: forge for name, forge in AFTERWARDS.items() if not name.startswith("end: ") and name not in NOT_BEFORE},
    "direct note": direct_note, "over our chain": over_our_chain, "our page in another tree": our_page_in_another_tree,
}  # fmt: skip


@pytest.mark.parametrize("which", BEFORE)
def test_a_declaration_changed_before_signing_is_not_ours(ours: bytes, director: Any, which: str) -> None:
    """A place for the signature is there before, so that signing does not write the page anew."""
    writer = IncrementalPdfFileWriter(BytesIO(ours))
    append_signature_field(writer, SigFieldSpec("Ky"))
    out = BytesIO()
    writer.write(out)
    file = pens.sign(BEFORE[which](out.getvalue()), director, field="Ky")
    assert file.startswith(ours)
    report = validate_pdf(file, expected_prefix=ours)
    assert not report.ok
    assert report.codes & {"does_not_cover_our_bytes", "read_differently", "broken"}, report
    assert "broken" not in report.codes or which == "time stamp to be seen"


@pytest.mark.parametrize("which", ["end: blank before the mark", "empty field over the page", "content"])
def test_a_declaration_changed_after_signing_is_changed(ours: bytes, director: Any, which: str) -> None:
    file = AFTERWARDS[which](pens.sign(ours, director))
    assert "changed_after_signing" in validate_pdf(file, expected_prefix=ours).codes


@pytest.mark.parametrize(
    ("box", "codes"),
    [(None, set()), (BLANK, set()), (OVER_WORDS, {"stamp_over_words"}),
     (OVER_A_DIGIT, {"stamp_over_words"}), (A_LINE, {"stamp_over_words"}), (WHOLE_PAGE, {"does_not_cover_our_bytes"}),
     ((0, 0, 595, 150), {"does_not_cover_our_bytes"})],
)  # fmt: skip
def test_the_stamp_of_a_signature_leaves_our_words_to_be_seen(
    ours: bytes, director: Any, box: Any, codes: set[str]
) -> None:
    drawn = box not in (OVER_A_DIGIT, A_LINE)
    assert validate_pdf(pens.sign(ours, director, box=box, drawn=drawn), expected_prefix=ours).codes == codes


@pytest.mark.parametrize("kid", [False, True])
@pytest.mark.parametrize("subtype", [b"Widget", b"StrikeOut", b"Highlight", b"Ink"])
def test_a_signature_is_no_line_through_our_words(ours: bytes, director: Any, subtype: bytes, *, kid: bool) -> None:
    file = pens.sign(forging.words_marked(ours, subtype, kid=kid), director, field="Hai")
    codes = set() if subtype == b"Widget" else {"does_not_cover_our_bytes"}
    assert validate_pdf(file, expected_prefix=ours).codes == codes


def test_a_stamp_says_how_far_it_reaches(ours: bytes, director: Any) -> None:
    look = b"/AP<</N %d 0 R>>" % Seen(ours).content
    file = pens.sign(forging.words_marked(ours, b"Widget", look=look), director, field="Hai")
    assert validate_pdf(file, expected_prefix=ours).codes == {"does_not_cover_our_bytes"}


def test_two_people_sign_a_declaration(ours: bytes, director: Any) -> None:
    first = pens.sign(ours, director, box=BLANK)
    second = pens.sign(first, director, field="Hai", box=(310, 100, 500, 180))
    assert validate_pdf(second, expected_prefix=ours).ok


@pytest.mark.parametrize(
    "make", [papers.declaration, lambda: forging.paper(streams=True), lambda: forging.paper(pages=3)]
)
def test_a_declaration_is_ours_however_it_is_built(make: Callable[[], bytes], director: Any, pki: Pki) -> None:
    ours = make()
    for signed in (pens.sign(ours, director, box=BLANK if make is not papers.declaration else None), pki.sign(ours),
                   pens.provable(ours, director, pki.time_stamp_url)):  # fmt: skip
        assert validate_pdf(signed, expected_prefix=ours).ok
