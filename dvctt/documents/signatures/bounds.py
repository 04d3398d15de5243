"""How much of a file is looked at: beyond it nobody can judge it in reasonable time; runs in the limited child."""

import re
import time
from io import BytesIO

from pyhanko.pdf_utils.reader import PdfFileReader

# Signed by everybody concerned, each with revocation data and an archive stamp of its own, a file has some thirty.
REVISIONS = 60
SIGNATURES = 30
OBJECTS = 200_000
# Where a cross-reference section begins, at the least.
SECTION = re.compile(rb"\btrailer\s*<<|/Type\s*/XRef\b")
# Of processor time for one look at a file; usual ones take less than one.
SECONDS = 8.0


class TooComplex(Exception):
    """The file has more of something than is looked at."""


class Time:
    """The processor time that is left for a file."""

    def __init__(self) -> None:
        self._until = time.process_time() + SECONDS

    def check(self) -> None:
        """Raises TooComplex where it is used up."""
        if time.process_time() > self._until:
            raise TooComplex("time")


def read(data: bytes) -> PdfFileReader:
    """The file, opened; raises TooComplex where it has too many revisions or objects, and what pyHanko raises."""
    # Counted before it is read: reading thousands of sections takes longer than all the rest.
    if sum(1 for _ in SECTION.finditer(data)) > 2 * REVISIONS or data.count(b"/ByteRange") > 2 * SIGNATURES:
        raise TooComplex("sections")
    reader = PdfFileReader(BytesIO(data), strict=False)
    xrefs, count = reader.xrefs, reader.xrefs.total_revisions
    if count > REVISIONS:
        raise TooComplex("revisions")
    if sum(len(xrefs.get_xref_data(revision).explicit_refs_in_revision) for revision in range(count)) > OBJECTS:
        raise TooComplex("objects")
    if len(reader.embedded_signatures) > SIGNATURES:
        raise TooComplex("signatures")
    return reader
