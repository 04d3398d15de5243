"""Documents that take their numbers from one series have one issuer's abbreviation in them."""

from collections.abc import Iterator, Mapping

from dvctt.catalogue.bundle import Bundle
from dvctt.kernel import Fault, Text


def number_faults(bundle: Bundle, abbreviations: Mapping[str, str]) -> Iterator[Fault]:
    """Find documents with a content whose series numbers another one with the abbreviation of another agency.

    An act that numbers such a document without making it takes the number of the first one of the series.
    `abbreviations` are those of the agencies that units belong to, by unit; a unit without one stands for itself.
    """
    first: dict[str, tuple[str, str]] = {}
    units = bundle.units.model_dump()
    for name, document in bundle.process.documents.items():
        if document.content is None or document.series is None:
            continue
        unit = units[document.by]
        issuer = abbreviations.get(unit) or unit
        other, known = first.setdefault(document.series, (name, issuer))
        if known != issuer:
            place = f"process.documents.{name}.series"
            yield Fault(place, "series_of_two_issuers", {"other": other}, Text(
                vi=f"Tại {place}: dãy số “{document.series}” cũng đánh số văn bản “{other}” của cơ quan khác "
                   f"({known}, ở đây {issuer}); đặt dãy số riêng.",
                en=f"At {place}: the series “{document.series}” also numbers the document “{other}” of another agency "
                   f"({known}, here {issuer}); give it a series of its own.",
            ))  # fmt: skip
