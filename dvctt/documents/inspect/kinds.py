"""What bytes begin as, and whether the name of a file in an archive says the same."""

from dvctt.documents.inspect import photographs
from dvctt.documents.inspect.findings import EXECUTABLE_HEADS, EXTENSIONS, PICTURE_NAMES, Bad, extension

HEADS = {
    b"\xff\xd8\xff": "jpg",
    b"\x89PNG\r\n\x1a\n": "png",
    b"PK\x03\x04": "zip",
    b"PK\x05\x06": "zip",
}
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# An office file under a password is an OLE container with this stream in it.
LOCKED_OFFICE = "EncryptedPackage".encode("utf-16-le")
HEAD = b"%PDF-"
# Readers look for the head so far into a file. What stands before it must be plain words: no markup, no program, and
# nothing that another reader would take for a file of its own.
HEAD_WITHIN = 1024
BYTE_ORDER_MARK = b"\xef\xbb\xbf"
# By this a file that was caught on its way to a printer begins, and its lines of orders to the printer.
PRINT_JOB = b"\x1b%-12345X"
OTHER_HEADS = (*EXECUTABLE_HEADS, b"GIF8", b"BM", b"II", b"MM", b"RIFF", b"PK", b"Rar!", b"7z", b"8BPS", b"FWS", b"CWS",
               b"ID3", b"OggS", b"{\\rtf")  # fmt: skip
PADDING = b"\0\r\n\t \x1a"
# Office files that are ZIP archives inside; what the list of its parts calls each.
OFFICE_ARCHIVES = {
    "docx": "docx", "xlsx": "xlsx", "pptx": "pptx", "zip": "zip", "odt": "zip", "ods": "zip", "odp": "zip",
}  # fmt: skip
OLD_OFFICE = frozenset({"doc", "xls", "ppt"})
PLAIN = frozenset({"csv", "json", "rtf", "txt", "xml"})
# As XML begins, in eight bits or sixteen.
MARKUP = (b"<", b"<\0", b"\0<")
MARKS = (BYTE_ORDER_MARK, b"\xff\xfe", b"\xfe\xff")


def begins_as(data: bytes) -> str:
    """What the first bytes say: pdf, zip, ole, a kind of picture, or nothing that is known here."""
    for head, kind in HEADS.items():
        if data.startswith(head):
            return kind
    if is_pdf(data):
        return "pdf"
    return "ole" if data.startswith(OLE) else photographs.kind_of(data)


def check_named(name: str, start: bytes) -> None:
    """Raise `type_mismatch` for a file in an archive that begins as something else than its name says.

    Of names that say nothing here, anything is taken. Pictures may be named by another kind, as telephones do.
    """
    declared, actual = extension(name), begins_as(start)
    if declared in PICTURE_NAMES:
        agrees = photographs.kind_of(start) != ""
    elif declared in OFFICE_ARCHIVES:
        # Under a password it is judged when all of it is read.
        agrees = actual == "zip" or (actual == "ole" and declared != "zip")
    elif declared in OLD_OFFICE:
        agrees = actual in ("ole", "zip", "")
    elif declared == "xml":
        agrees = actual == "" and _unmarked(start).startswith(MARKUP)
    elif declared in PLAIN:
        agrees = actual == ""
    else:
        agrees = EXTENSIONS.get(declared, actual) == actual
    if agrees:
        return
    if declared == "pdf" and has_strange_beginning(start):
        raise Bad("broken_pdf")
    raise Bad("type_mismatch", declared=declared, found=actual)


def check_whole(name: str, data: bytes, within: str) -> None:
    """Raise for an office file, or archive, in an archive that is another one than its name says, or is locked.

    `within` is what the list of its parts calls it, empty for what is no ZIP archive.
    """
    declared = extension(name)
    if declared not in OFFICE_ARCHIVES:
        return
    if not within and LOCKED_OFFICE in data:
        raise Bad("encrypted_document")
    if OFFICE_ARCHIVES[declared] != within:
        raise Bad("type_mismatch", declared=declared, found=within or "ole")


def is_pdf(data: bytes) -> bool:
    """Whether the head of a PDF stands where readers look for it, after nothing that another program would read."""
    before = _before_head(data)
    return before is not None and not before.startswith(OTHER_HEADS) and _plain_words(before)


def has_strange_beginning(data: bytes) -> bool:
    """Whether readers find the head of a PDF behind something that is not plain, and is no file of another kind."""
    before = _before_head(data)
    return before is not None and not before.startswith(OTHER_HEADS)


def _before_head(data: bytes) -> bytes | None:
    """What stands before the head, without what means nothing; None where there is no head."""
    at = data.find(HEAD, 0, HEAD_WITHIN + len(HEAD))
    return None if at < 0 else data[:at].removeprefix(BYTE_ORDER_MARK).replace(PRINT_JOB, b"").strip(PADDING)


def _plain_words(before: bytes) -> bool:
    try:
        words = before.decode()
    except UnicodeDecodeError:
        return False
    return "<" not in words and all(sign.isprintable() or sign in "\t\r\n" for sign in words)


def _unmarked(data: bytes) -> bytes:
    """What stands behind the mark of how letters are written, and blanks."""
    for mark in MARKS:
        data = data.removeprefix(mark)
    return data.lstrip(b" \t\r\n")
