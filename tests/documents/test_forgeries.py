"""A battery of changes to signed files, each made without a key: none of them leaves the signature as it was."""

import re
from collections.abc import Callable

import pytest

from dvctt.documents import signing
from dvctt.documents.validation import Report, validate_pdf
from dvctt.kernel import clock
from tests.documents import forging
from tests.documents.forging import END, OTHER, Seen, stream, update
from tests.fixtures_pki import Pki

pytestmark = pytest.mark.usefixtures("here")
Files = dict[str, bytes]

LINE = b"startxref\n%d\n"
# How the last lines may be written so that some readers find them and others do not.
ENDS = {
    "blank before the mark": LINE + b" %%%%EOF",
    "tab before the mark": LINE + b"\t%%%%EOF\n",
    "no mark": LINE,
    "no line end": b"startxref %d",
    "a comment before the mark": LINE + b"%%x %%%%EOF\n",
    "a form feed": b"startxref\x0c%d\x0c%%%%EOF",
    "a NUL": b"startxref\0%d\0%%%%EOF",
    "returns": b"startxref\r%d\r%%%%EOF\r",
    "one line": b"startxref %d %%%%EOF\n",
    "words behind it": END + b"more words",
    "behind a line": b"x startxref %d\n %%%%EOF",
    "far from the end": LINE + b"%%" + b"x" * 900 + b"\n%%%%EO",
    "a wrong place": b"startxref\n999999\n%%%%EOF\n",
    "no place": b"startxref\n0\n%%%%EOF\n",
}


def ending(end: bytes) -> forging.Forgery:
    return lambda data: forging.content_replaced(data, end=end)


def changing(number: str, text: bytes) -> forging.Forgery:
    return lambda data: update(data, {getattr(Seen(data), number): text})


def page(**changes: bytes | None) -> forging.Forgery:
    return lambda data: forging.page_with(data, **changes)


def catalog(**changes: bytes | None) -> forging.Forgery:
    return lambda data: forging.catalog_with(data, **changes)


def form(**changes: bytes | None) -> forging.Forgery:
    return lambda data: forging.form_with(data, **changes)


def note(text: bytes) -> forging.Forgery:
    return lambda data: forging.note_added(data, text)


def more_content(data: bytes) -> bytes:
    seen = Seen(data)
    both = b"[%d 0 R %d 0 R]" % (seen.content, seen.size)
    return update(data, {seen.size: stream(OTHER), seen.page: seen.written(seen.page, Contents=both)})


def page_inserted(data: bytes) -> bytes:
    seen = Seen(data)
    other = b"<</Type/Page/Parent %d 0 R/MediaBox[0 0 595 842]>>" % seen.pages
    kids = b"[%d 0 R %d 0 R]" % (seen.size, seen.page)
    return update(data, {seen.size: other, seen.pages: seen.written(seen.pages, Kids=kids, Count=b"2")})


def other_catalog(data: bytes) -> bytes:
    seen = Seen(data)
    return update(data, {seen.size: seen.written(seen.root, OpenAction=b"<</S/URI/URI(http://x)>>")}, root=seen.size)


def other_pages(data: bytes) -> bytes:
    seen = Seen(data)
    tree = b"<</Type/Pages/Kids[%d 0 R]/Count 1>>" % (seen.size + 1)
    one = b"<</Type/Page/Parent %d 0 R/MediaBox[0 0 595 842]/Contents %d 0 R>>" % (seen.size, seen.size + 2)
    objects = {seen.size: tree, seen.size + 1: one, seen.size + 2: stream(OTHER)}
    return update(data, {**objects, seen.root: seen.written(seen.root, Pages=b"%d 0 R" % seen.size)})


def freed(generation: int) -> forging.Forgery:
    return lambda data: update(data, {}, freed={Seen(data).picture: generation})


def next_generation(data: bytes) -> bytes:
    return update(data, {(Seen(data).content, 1): stream(OTHER)})


def pointed_elsewhere(data: bytes) -> bytes:
    """The content's entry points to words that stand in the file as another object."""
    seen = Seen(data)
    return update(data, {}, entries={seen.content: data.index(b"%d 0 obj" % seen.picture)})


def changed_and_back(data: bytes) -> bytes:
    seen = Seen(data)
    old = seen.pdf.get_object(seen.content, 0)
    assert hasattr(old, "read_raw_bytes")
    return update(forging.content_replaced(data), {seen.content: stream(old.read_raw_bytes())})


def chain_past_the_signature(data: bytes) -> bytes:
    first = int(re.findall(rb"startxref\s+(\d+)", data)[0])
    seen = Seen(data)
    return update(data, {seen.content: stream(OTHER)}, prev=b"/Prev %d" % first)


def objects_alone(data: bytes) -> bytes:
    """A page with no cross-references to it: whoever looks through the whole file finds it."""
    return data + b"\n%d 0 obj\n%s\nendobj\n" % (Seen(data).content, stream(OTHER))


def trailer_alone(data: bytes) -> bytes:
    return objects_alone(data) + b"trailer\n<</Size 99/Root %d 0 R>>\n" % Seen(data).root


def metadata_without_sense(data: bytes) -> bytes:
    seen = Seen(data)
    return update(data, {seen.size: stream(b"no XML", b"/Type/Metadata/Subtype/XML"),
                         seen.root: seen.written(seen.root, Metadata=b"%d 0 R" % seen.size)})  # fmt: skip


def store_with_more(data: bytes) -> bytes:
    """The store of what proves the signature carries something else."""
    seen = Seen(data)
    return update(data, {seen.size: stream(OTHER),
                         seen.root: seen.written(seen.root, DSS=b"<</Certs[]/Look %d 0 R>>" % seen.size)})  # fmt: skip


def time_stamp_to_be_seen(data: bytes) -> bytes:
    value = b"/V<</Type/DocTimeStamp/SubFilter/ETSI.RFC3161/ByteRange[0 1 2 3]/Contents<3000>>>"
    return forging.field_added(data, b"[10 10 90 90]", value=value)


def signed_by_nobody(data: bytes) -> bytes:
    """A signature of a kind that is not known, with a picture."""
    return forging.field_added(data, b"[10 10 90 90]", value=b"/V<</Type/Sig/SubFilter/unknown/Contents<00>>>")


def literal(content: bytes) -> bytes:
    """A string written byte by byte, half as long as in hexadecimal."""
    return b"(" + re.sub(rb"([\\\\()\r])", lambda found: b"\\%03o" % found[0][0], content) + b")"


def signature_given_anew(data: bytes) -> bytes:
    """The signature stands a second time, padded so that what it covers seems to be as long as the whole file."""
    seen = Seen(data)
    field = next(one for one in seen.pdf.Root.AcroForm.Fields if one.V.get("/Type") == "/Sig")
    content = bytes(field.V.Contents)
    covered = int(field.V.ByteRange[1]) + int(field.V.ByteRange[3])
    padding = 0
    for _ in range(9):
        entries = {key: Seen.pdf_text(value) for key, value in field.V.items()}
        entries["/Contents"] = literal(content + bytes(padding))
        text = b"<<" + b" ".join(key.encode() + b" " + one for key, one in entries.items()) + b">>"
        made = update(data, {field.V.objgen[0]: text, seen.content: stream(OTHER)})
        wanting = len(made) - (covered + 2 * (len(content) + padding) + 2)
        if wanting == 0:
            return made
        padding += wanting
    raise AssertionError("no such length")


def encrypted(data: bytes) -> bytes:
    """The file says that it is encrypted: readers make other words of the same bytes."""
    seen = Seen(data)
    how = b"<</Filter/Standard/V 1/R 2/O<%s>/U<%s>/P -1>>" % (b"00" * 32, b"00" * 32)
    return update(data, {seen.size: how}, more=b"/Encrypt %d 0 R/ID[<00><00>]" % seen.size)


def root_of_the_next_generation(data: bytes) -> bytes:
    seen = Seen(data)
    return update(data, {(seen.root, 1): seen.written(seen.root, OpenAction=b"<</S/URI/URI(http://x)>>")})


def whole_file(data: bytes) -> bytes:
    return forging.whole_file_appended(data)


AFTERWARDS: dict[str, forging.Forgery] = {
    **{f"end: {name}": ending(end) for name, end in ENDS.items()},
    "content": forging.content_replaced, "more content": more_content, "content and back": changed_and_back,
    "font": changing("font", b"<</Type/Font/Subtype/Type1/BaseFont/Symbol>>"),
    "digits swapped": changing("font", b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica"
                                       b"/Encoding<</Differences[48/nine/one]>>>>"),
    "picture": changing("picture", stream(b"\x00", b"/Type/XObject/Subtype/Image/Width 1/Height 1"
                                                   b"/BitsPerComponent 8/ColorSpace/DeviceGray")),
    "picture empty": changing("picture", b"null"), "picture freed": freed(1), "picture dead": freed(0),
    "content of the next generation": next_generation, "content elsewhere": pointed_elsewhere,
    "content named twice": lambda data: forging.twice_named(data, b"/Contents", b"/Contents"),
    "content named in another writing": lambda data: forging.twice_named(data, b"/Contents", b"/#43ontents"),
    "content in a stream of references": forging.streamed, "content beside the table": forging.hybrid,
    "page size": page(MediaBox=b"[0 600 595 842]"), "crop": page(CropBox=b"[0 0 100 100]"),
    "turned": page(Rotate=b"180"), "no resources": page(Resources=b"<<>>"), "page inserted": page_inserted,
    "other pages": other_pages, "other catalogue": other_catalog, "a second file": whole_file,
    "layers": catalog(OCProperties=b"<</OCGs[]/D<<>>>>"), "opening": catalog(OpenAction=b"<</S/URI/URI(http://x)>>"),
    "attached": catalog(Names=b"<</EmbeddedFiles<</Names[]>>>>"),
    "empty field over the page": forging.field_added,
    "empty small field": lambda data: forging.field_added(data, b"[10 10 60 30]"),
    "empty field not to be seen": lambda data: forging.field_added(data, b"[0 0 0 0]"),
    "empty field with a child": lambda data: forging.field_added(data, kid=True),
    "text field": lambda data: forging.field_added(data, kind=b"/Tx", value=b"/V(99 999)"),
    "signed by nobody": signed_by_nobody, "time stamp to be seen": time_stamp_to_be_seen,
    "free text": note(b"<</Type/Annot/Subtype/FreeText/Rect[0 0 500 500]/Contents(99)/DA(/F1 40 Tf 0 g)>>"),
    "rubber stamp": note(b"<</Type/Annot/Subtype/Stamp/Rect[0 0 500 500]>>"),
    "link": note(b"<</Type/Annot/Subtype/Link/Rect[0 0 500 500]/A<</S/URI/URI(http://x)>>>>"),
    "widget of no field": note(b"<</Type/Annot/Subtype/Widget/FT/Sig/T(z)/Rect[0 0 500 500]>>"),
    "form made anew": form(XFA=b"[(a)(b)]"), "looks asked for": form(NeedAppearances=b"true"),
    "signature given anew": signature_given_anew, "encrypted": encrypted,
    "root of the next generation": root_of_the_next_generation,
    "objects alone": objects_alone, "trailer alone": trailer_alone,
    "metadata without sense": metadata_without_sense, "store with more": store_with_more,
}  # fmt: skip
# Of these nothing at all is left to be believed: the file cannot be read, or is another one.
UNREAD = {"a second file", "chain past the signature", "end: a wrong place", "end: no place", "end: far from the end",
          "time stamp to be seen", "encrypted"}  # fmt: skip


@pytest.fixture(scope="module")
def files(pki: Pki) -> Files:
    """Signed by a company, and sealed by us."""
    return {
        "signed": pki.sign(forging.paper(), stamped=False),
        "sealed": signing.sign_pdf(forging.paper(), unit="TNN", at=clock.now()),
        "streams": pki.sign(forging.paper(streams=True), stamped=False),
    }


def is_changed(report: Report) -> bool:
    """Whether nobody is told that anything of the file may be relied on."""
    return not report.ok and not report.intact and bool(
        report.codes & {"changed_after_signing", "covers_part_only", "broken", "not_signed"}
    )  # fmt: skip


@pytest.mark.parametrize("whose", ["signed", "sealed"])
@pytest.mark.parametrize("which", [*AFTERWARDS, "chain past the signature"])
def test_what_was_changed_after_signing_is_called_so(files: Files, which: str, whose: str) -> None:
    forge: Callable[[bytes], bytes] = AFTERWARDS.get(which, chain_past_the_signature)
    report = validate_pdf(forge(files[whose]))
    if which in UNREAD:
        assert is_changed(report), report
    else:
        assert report.codes == {"changed_after_signing"}, report
    assert not any(one.trusted for one in report.signatures if one.intact)


@pytest.mark.parametrize("which", ["content", "content in a stream of references", "content of the next generation",
                                   "end: blank before the mark", "empty field over the page"])  # fmt: skip
def test_a_file_with_streams_of_references_is_no_other_matter(files: Files, which: str) -> None:
    assert validate_pdf(AFTERWARDS[which](files["streams"])).codes == {"changed_after_signing"}


def test_what_was_named_and_left_out_may_not_come_later(pki: Pki) -> None:
    """The page names a picture that is nowhere in the signed file, so that it can be put in behind the signature."""
    blank = forging.paper()
    seen = Seen(blank)
    missing = seen.size + 50
    resources = b"<</Font<</F1 %d 0 R>>/XObject<</P %d 0 R>>>>" % (seen.font, missing)
    signed = pki.sign(update(blank, {seen.page: seen.written(seen.page, Resources=resources)}), stamped=False)
    picture = stream(b"0 g 0 0 1 1 re f", b"/Type/XObject/Subtype/Form/BBox[0 0 1 1]")
    assert validate_pdf(update(signed, {missing: picture})).codes == {"changed_after_signing"}


FORMS: dict[str, forging.Forgery] = {
    "filled in": lambda data: _field_with(data, V=b"(Ong B)"),
    "looks different": lambda data: _field_with(data, AP=b"<<>>"),
    "fonts of the form": form(DR=b"<</Font<</F1<</Type/Font/Subtype/Type1/BaseFont/Symbol>>>>>>"),
    "looks asked for": form(NeedAppearances=b"true"),
}


def _field_with(data: bytes, **changes: bytes | None) -> bytes:
    seen = Seen(data)
    (number,) = (one.objgen[0] for one in seen.pdf.Root.AcroForm.Fields if one.FT == "/Tx")
    return update(data, {number: seen.written(number, **changes)})


@pytest.mark.parametrize("which", FORMS)
def test_a_form_that_is_filled_in_after_signing_is_changed(pki: Pki, which: str) -> None:
    signed = pki.sign(forging.paper(form=True), stamped=False)
    assert validate_pdf(signed).ok
    assert validate_pdf(FORMS[which](signed)).codes == {"changed_after_signing"}
    again = pki.sign(FORMS[which](signed), stamped=False, field="Hai")
    told = validate_pdf(again)
    assert [bool(one.faults) for one in told.signatures] == [True, False], told
