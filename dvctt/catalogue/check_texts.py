"""A bundle says everything in both languages, and takes behind a number what people write in either."""

from collections.abc import Iterator

from dvctt.catalogue.bundle import Bundle
from dvctt.catalogue.texts import number_fields, texts
from dvctt.forms import NumberField
from dvctt.kernel import Fault, Text


def text_faults(bundle: Bundle) -> Iterator[Fault]:
    """Find texts that one of the languages lacks, and numbers whose unit is spelled in Vietnamese alone."""
    for place, text in texts(bundle):
        if not text.vi.strip():
            yield fault_at(place, "no_vietnamese", "thiếu tiếng Việt", "there is no Vietnamese text")
        if not (text.en or "").strip():
            yield fault_at(place, "no_english", "thiếu tiếng Anh", "there is no English text")
    for place, field in number_fields(bundle):
        if _vietnamese(field) and not field.spellings.en:
            yield fault_at(
                f"{place}.spellings.en",
                "no_english_spelling",
                "thiếu cách viết tiếng Anh của chữ đứng sau con số",
                "there is no English spelling of what stands behind the number",
            )


def _vietnamese(field: NumberField) -> bool:
    """Whether Vietnamese words may stand behind the number: a unit such as `m` is the same in both languages."""
    worded = field.unit is not None and field.unit.vi != field.unit.en
    return worded or bool(field.spellings.vi)


def fault_at(place: str, code: str, vi: str, en: str) -> Fault:
    """A fault of a bundle, whose sentence begins with the place."""
    return Fault(place=place, code=code, text=Text(vi=f"Tại {place}: {vi}.", en=f"At {place}: {en}."))
