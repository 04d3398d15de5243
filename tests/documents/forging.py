"""Ways to change a signed PDF, or what is to be signed, as one who has the file and a text editor, and no key.

Each takes the bytes of a file that `paper` or a signing of it gave, and gives other bytes.
"""

import re
from collections.abc import Callable, Mapping
from io import BytesIO

import pikepdf

WORDS = b"Luu luong: 100 m3/ngay"
# Around the words of the page, as notes over text say where they lie.
QUADS = b"[90 720 400 720 90 690 400 690]"
OTHER = b"BT /F1 20 Tf 60 600 Td (Luu luong: 99 999 m3/ngay) Tj ET"
Forgery = Callable[[bytes], bytes]


def paper(*, pages: int = 1, streams: bool = False, form: bool = False, words: bytes = WORDS) -> bytes:
    """A small document with words on its first page; with `streams` its objects stand in object streams.

    Its objects: 1 catalog, 2 pages, 3 first page, 4 its content, 5 its font, 6 a picture on it.
    """
    room = BytesIO()
    with pikepdf.new() as made:
        for number in range(pages):
            page = made.add_blank_page(page_size=(595, 842))
            if number == 0:
                _fill(made, page.obj, words)
        if form:
            _add_field(made)
        mode = pikepdf.ObjectStreamMode.generate if streams else pikepdf.ObjectStreamMode.disable
        made.save(room, object_stream_mode=mode, deterministic_id=True)
    return room.getvalue()


def _fill(made: pikepdf.Pdf, page: pikepdf.Object, words: bytes) -> None:
    font = made.make_indirect(pikepdf.Dictionary(
        Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica,
    ))  # fmt: skip
    picture = made.make_stream(b"\xff", Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Image, Width=1, Height=1,
                               BitsPerComponent=8, ColorSpace=pikepdf.Name.DeviceGray)  # fmt: skip
    page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=font), XObject=pikepdf.Dictionary(P=picture))
    page.Contents = made.make_stream(b"BT /F1 12 Tf 100 700 Td (" + words + b") Tj ET q 9 0 0 9 9 9 cm /P Do Q")


def _add_field(made: pikepdf.Pdf) -> None:
    field = made.make_indirect(pikepdf.Dictionary(
        Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Widget, FT=pikepdf.Name.Tx, T=pikepdf.String("ten"),
        V=pikepdf.String("Ong A"), Rect=[300, 300, 400, 320], F=4, DA=pikepdf.String("/F1 12 Tf 0 g"),
    ))  # fmt: skip
    made.pages[0].obj.Annots = pikepdf.Array([field])
    made.Root.AcroForm = pikepdf.Dictionary(Fields=[field], DA=pikepdf.String("/F1 12 Tf 0 g"))


class Seen:
    """What an editor sees of a file: its numbers, and its objects as they are written."""

    def __init__(self, data: bytes) -> None:
        self.start = int(re.findall(rb"startxref\s+(\d+)", data)[-1])
        self.pdf = pikepdf.open(BytesIO(data))
        self.size = int(self.pdf.trailer.Size)
        self.root = self.pdf.Root.objgen[0]
        self.pages = self.pdf.Root.Pages.objgen[0]
        page = self.pdf.pages[0].obj
        self.page, self.content = page.objgen[0], page.Contents.objgen[0]
        self.font = page.Resources.Font.F1.objgen[0]
        picture = page.Resources.XObject.get("/P")
        self.picture = 0 if picture is None else picture.objgen[0]
        form = self.pdf.Root.get("/AcroForm")
        self.form = form.objgen[0] if form is not None and form.is_indirect else 0

    def written(self, number: int, **changes: bytes | None) -> bytes:
        """An object with other entries: each is PDF text, None takes it away."""
        found = self.pdf.get_object(number, 0)
        entries = {key: self.pdf_text(value) for key, value in found.items()}
        entries |= {f"/{key}": text for key, text in changes.items() if text is not None}
        gone = {f"/{key}" for key, text in changes.items() if text is None}
        return b"<<" + b" ".join(key.encode() + b" " + text for key, text in entries.items() if key not in gone) + b">>"

    @staticmethod
    def pdf_text(value: object) -> bytes:
        """A value as it is written inside another object."""
        if isinstance(value, pikepdf.Object):
            return b"%d %d R" % value.objgen if value.is_indirect else value.unparse()
        return pikepdf.Array([value]).unparse()[2:-2]  # type: ignore[list-item]


END = b"startxref\n%d\n%%%%EOF\n"


def update(
    data: bytes,
    objects: Mapping[int | tuple[int, int], bytes],
    *,
    end: bytes = END,
    freed: Mapping[int, int] | None = None,
    prev: bytes | None = None,
    root: int | None = None,
    more: bytes = b"",
    entries: Mapping[int, int] | None = None,
) -> bytes:
    """An incremental update: `objects` by number (and generation), `freed` numbers with their next generation,
    `entries` that point where they like, and an `end` with the place of the cross-references.
    """
    seen = Seen(data)
    out = bytearray(data if data.endswith(b"\n") else data + b"\n")
    lines: dict[int, bytes] = {}
    for named, text in objects.items():
        number, generation = named if isinstance(named, tuple) else (named, 0)
        lines[number] = b"%010d %05d n \n" % (len(out), generation)
        out += b"%d %d obj\n%s\nendobj\n" % (number, generation, text)
    lines |= {number: b"%010d %05d f \n" % (0, generation) for number, generation in (freed or {}).items()}
    lines |= {number: b"%010d 00000 n \n" % place for number, place in (entries or {}).items()}
    start = len(out)
    out += b"xref\n" + b"".join(b"%d 1\n%s" % (number, line) for number, line in sorted(lines.items()))
    size = max([seen.size, *(number + 1 for number in lines)])
    before = b"/Prev %d" % seen.start if prev is None else prev
    out += b"trailer\n<</Size %d/Root %d 0 R %s %s>>\n" % (size, root or seen.root, before, more)
    return bytes(out + (end % start if b"%d" in end else end))


def stream(content: bytes, entries: bytes = b"") -> bytes:
    """A stream as it is written."""
    return b"<<%s/Length %d>>stream\n%s\nendstream" % (entries, len(content), content)


def content_replaced(data: bytes, end: bytes = END) -> bytes:
    """The words of the page are others."""
    return update(data, {Seen(data).content: stream(OTHER)}, end=end)


def whole_file_appended(data: bytes, other: bytes | None = None, *, prev: bytes = b"") -> bytes:
    """Another whole document follows, whose cross-references know nothing of what stands before."""
    pdf = pikepdf.open(BytesIO(other or paper(words=b"Mot to khai khac han")))
    out = bytearray(data if data.endswith(b"\n") else data + b"\n")
    places = {}
    for one in pdf.objects:
        number = one.objgen[0]
        places[number] = len(out)
        if isinstance(one, pikepdf.Stream):
            raw = one.read_raw_bytes()
            entries = b"".join(
                key.encode() + b" " + Seen.pdf_text(value) for key, value in one.items() if key != "/Length"
            )
            text = stream(raw, entries)
        else:
            text = one.unparse(resolved=True)
        out += b"%d 0 obj\n%s\nendobj\n" % (number, text)
    start = len(out)
    out += b"xref\n0 1\n0000000000 65535 f \n"
    out += b"".join(b"%d 1\n%010d 00000 n \n" % one for one in sorted(places.items()))
    out += b"trailer\n<</Size %d/Root %d 0 R%s>>\n" % (max(places) + 1, pdf.Root.objgen[0], prev)
    return bytes(out + END % start)


def field_added(
    data: bytes, box: bytes = b"[0 0 595 842]", *, kind: bytes = b"/Sig", kid: bool = False, value: bytes = b""
) -> bytes:
    """A field that nobody signed, with a picture of its own over the page."""
    seen = Seen(data)
    field, picture, widget = seen.size, seen.size + 1, seen.size + 2
    look = b"/Type/Annot/Subtype/Widget/F 132/P %d 0 R/Rect %s/AP<</N %d 0 R>>" % (seen.page, box, picture)
    names = b"/FT %s/T(X%d)%s" % (kind, field, value)
    objects = {picture: stream(b"1 g 0 0 595 842 re f", b"/Type/XObject/Subtype/Form/BBox[0 0 595 842]")}
    if kid:
        objects |= {field: b"<<%s/Kids[%d 0 R]>>" % (names, widget), widget: b"<<%s/Parent %d 0 R>>" % (look, field)}
    else:
        objects |= {field: b"<<%s%s>>" % (names, look)}
    noted = widget if kid else field
    objects |= {seen.page: seen.written(seen.page, Annots=_joined(seen, seen.page, "/Annots", noted))}
    return update(data, {**objects, **_in_form(seen, field)})


def words_marked(data: bytes, subtype: bytes, *, kid: bool = False, look: bytes = b"") -> bytes:
    """A signature field of no extent that is a note over the words: readers draw it where its points say.

    `look` are further entries of the note.
    """
    seen = Seen(data)
    field, noted = seen.size, seen.size + 1 if kid else seen.size
    note = b"/Type/Annot/Subtype/%s/F 4/P %d 0 R/Rect[0 0 0 0]/C[0 0 0]/QuadPoints%s/InkList[%s]%s" % (
        subtype, seen.page, QUADS, QUADS, look,
    )  # fmt: skip
    names = b"/FT/Sig/T(Hai)"
    made = {field: b"<<%s/Kids[%d 0 R]>>" % (names, noted), noted: b"<<%s/Parent %d 0 R>>" % (note, field)}
    objects = made if kid else {field: b"<<%s%s>>" % (names, note)}
    page = seen.written(seen.page, Annots=_joined(seen, seen.page, "/Annots", noted))
    return update(data, {**objects, seen.page: page, **_in_form(seen, field)})


def note_added(data: bytes, text: bytes) -> bytes:
    """An annotation on the page."""
    seen = Seen(data)
    page = seen.written(seen.page, Annots=_joined(seen, seen.page, "/Annots", seen.size))
    return update(data, {seen.size: text, seen.page: page})


def page_with(data: bytes, **changes: bytes | None) -> bytes:
    """The page with other entries."""
    seen = Seen(data)
    return update(data, {seen.page: seen.written(seen.page, **changes)})


def catalog_with(data: bytes, **changes: bytes | None) -> bytes:
    """The catalogue with other entries."""
    seen = Seen(data)
    return update(data, {seen.root: seen.written(seen.root, **changes)})


def form_with(data: bytes, **changes: bytes | None) -> bytes:
    """The form with other entries."""
    seen = Seen(data)
    if seen.form:
        return update(data, {seen.form: seen.written(seen.form, **changes)})
    form = seen.pdf.Root.get("/AcroForm", pikepdf.Dictionary(Fields=[]))
    entries = {key[1:]: Seen.pdf_text(value) for key, value in form.items()} | changes
    text = b"<<" + b" ".join(b"/%s %s" % (key.encode(), one) for key, one in entries.items() if one) + b">>"
    return update(data, {seen.root: seen.written(seen.root, AcroForm=text)})


def _in_form(seen: Seen, field: int) -> dict[int, bytes]:
    form = seen.pdf.Root.get("/AcroForm")
    if form is None:
        return {seen.root: seen.written(seen.root, AcroForm=b"<</Fields[%d 0 R]/SigFlags 3>>" % field)}
    fields = b"[" + b" ".join([*(b"%d %d R" % one.objgen for one in form.Fields), b"%d 0 R" % field]) + b"]"
    if seen.form:
        return {seen.form: seen.written(seen.form, Fields=fields)}
    entries = {key: Seen.pdf_text(value) for key, value in form.items()} | {"/Fields": fields}
    text = b"<<" + b" ".join(key.encode() + b" " + one for key, one in entries.items()) + b">>"
    return {seen.root: seen.written(seen.root, AcroForm=text)}


def _joined(seen: Seen, number: int, key: str, added: int) -> bytes:
    had = seen.pdf.get_object(number, 0).get(key, pikepdf.Array())
    return b"[" + b" ".join([*(Seen.pdf_text(one) for one in had), b"%d 0 R" % added]) + b"]"


def twice_named(data: bytes, first: bytes, second: bytes) -> bytes:
    """The page's content is named twice in one dictionary: readers take the first or the last."""
    seen = Seen(data)
    fresh = seen.size
    page = seen.written(seen.page)
    old = b"/Contents %d 0 R" % seen.content
    assert old in page
    both = page.replace(old, old.replace(b"/Contents", first) + b" " + second + b" %d 0 R" % fresh)
    return update(data, {fresh: stream(OTHER), seen.page: both})


def hybrid(data: bytes) -> bytes:
    """The table says nothing of the content, a stream of cross-references beside it gives another."""
    seen = Seen(data)
    out = bytearray(data if data.endswith(b"\n") else data + b"\n")
    place = len(out)
    out += b"%d 0 obj\n%s\nendobj\n" % (seen.content, stream(OTHER))
    beside = len(out)
    row = b"\x01" + place.to_bytes(4, "big") + b"\x00"
    head = b"/Type/XRef/W[1 4 1]/Index[%d 1]/Size %d/Root %d 0 R" % (seen.content, seen.size + 1, seen.root)
    out += b"%d 0 obj\n%s\nendobj\n" % (seen.size, stream(row, head))
    start = len(out)
    out += b"xref\n0 1\n0000000000 65535 f \ntrailer\n<</Size %d/Root %d 0 R/Prev %d/XRefStm %d>>\n" % (
        seen.size + 1, seen.root, seen.start, beside,
    )  # fmt: skip
    return bytes(out + END % start)


def streamed(data: bytes) -> bytes:
    """An update whose cross-references are a stream: another content."""
    seen = Seen(data)
    out = bytearray(data if data.endswith(b"\n") else data + b"\n")
    place = len(out)
    out += b"%d 0 obj\n%s\nendobj\n" % (seen.content, stream(OTHER))
    start = len(out)
    rows = b"\x01" + place.to_bytes(4, "big") + b"\x00" + b"\x01" + start.to_bytes(4, "big") + b"\x00"
    head = b"/Type/XRef/W[1 4 1]/Index[%d 1 %d 1]/Size %d/Root %d 0 R/Prev %d" % (
        seen.content, seen.size, seen.size + 1, seen.root, seen.start,
    )  # fmt: skip
    out += b"%d 0 obj\n%s\nendobj\n" % (seen.size, stream(rows, head))
    return bytes(out + END % start)


def revisions(data: bytes, count: int) -> bytes:
    """So many empty updates, one behind another."""
    seen = Seen(data)
    out = bytearray(data if data.endswith(b"\n") else data + b"\n")
    before = seen.start
    for number in range(seen.size, seen.size + count):
        place = len(out)
        out += b"%d 0 obj<<>>endobj\n" % number
        start = len(out)
        out += b"xref\n%d 1\n%010d 00000 n \ntrailer<</Size %d/Root %d 0 R/Prev %d>>\n" % (
            number, place, number + 1, seen.root, before,
        )  # fmt: skip
        out += END % start
        before = start
    return bytes(out)
