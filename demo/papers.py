"""The papers that applicants hand in, and their signatures: made here as tools outside of the portal would."""

from collections.abc import Mapping
from pathlib import Path

from django.conf import settings

from demo.organisations import Applicant
from dvctt.documents import api as documents
from examples.pki import issuing, signing

TEMPLATE = """
#let data = json(bytes(sys.inputs.data))
#set document(title: sys.inputs.title)
#set page(paper: "a4", margin: (left: 30mm, rest: 22mm))
#set text(font: sys.inputs.font, size: 13pt, lang: "vi")
#align(center)[*#upper(data.owner)*]
#v(8mm)
#align(center, text(15pt, weight: "bold")[#data.name])
#v(6mm)
#for line in data.lines [#line #parbreak()]
#v(12mm)
#align(right)[#data.place, ngày #data.day \\ *#data.signer*]
"""


def paper(title: str, applicant: Applicant, day: str, lines: tuple[str, ...]) -> bytes:
    """A page with a title and some lines, as a PDF."""
    data: Mapping[str, object] = {
        "owner": applicant.name, "name": title, "lines": list(lines), "day": day, "signer": applicant.person.name,
        "place": "Việt Nam",
    }  # fmt: skip
    return documents.render(TEMPLATE.encode(), data, title=title)


def signed(pdf: bytes, applicant: Applicant) -> bytes:
    """The PDF signed with the applicant's own demonstration certificate, issued at the first use."""
    return signing.sign(pdf, certificate(applicant.key, applicant.name, applicant.uid), time_stamp_url=settings.TSA_URL)


def certificate(key: str, name: str, uid: str) -> Path:
    """The PKCS#12 file of somebody, with the number that identifies them (`MST:…`, `CCCD:…`)."""
    out = Path(settings.VAR) / "demo" / "certificates" / f"{key}.p12"
    if not out.is_file():
        out.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        fresh = out.with_suffix(".new")
        issuing.issue(Path(settings.PKI_FOLDER), name=name, uid=uid, out=fresh)
        fresh.replace(out)
    return out
