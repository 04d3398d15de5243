"""The parts of an office file, read by an XML parser: nothing in them acts, or is fetched, when the file is opened."""

import re
from collections.abc import Iterable
from xml.parsers import expat

from dvctt.documents.inspect import links, rich
from dvctt.documents.inspect.findings import Bad
from dvctt.documents.inspect.links import LOCAL_TARGET, LONGEST_WHAT, NESTED, spelled_out

# What Word, Excel and LibreOffice take for markup, whatever the case of the name.
MARKUP = (".xml", ".rels")
# Drawings of old: hardly ever well-formed.
DRAWING = ".vml"
# Storages of macros in a compound file, whose names stand there in UTF-16.
OLD_PROGRAMS = tuple(name.encode("utf-16-le") for name in ("_VBA_PROJECT", "_VBA_PROJECT_CUR"))
CHUNK = 256 * 1024
# Beside the file itself.
BESIDE = re.compile(r"[^:\\/|&]+")
# What is only read: the values of another workbook, a picture.
READ_ALONE = ("/externallinkpath", "/xlpathmissing", "/image")
# Programs, controls and objects inside the file.
ACTING_RELATIONS = ("/vbaproject", "/oleobject", "/control", "/afchunk", "/activexcontrolbinary", "/xlmacrosheet",
                    "/xlintlmacrosheet", "/wordvbadata")  # fmt: skip
ACTING_TYPES = ("macroEnabled", "macrosheet", "vbaProject", "ms-office.activeX")
# Elements whose text is a formula of Excel, or a field of Word that is split into runs.
FORMULAS = frozenset({"f", "definedName", "formula", "formula1", "formula2", "calculatedColumnFormula"})
FIELD = "instrText"
# From where a workbook gets its values, or a letter its addresses; what LibreOffice starts, or brings in of itself.
BRINGING_IN = frozenset({
    "ddeLink", "connection", "webPr", "dbPr", "olapPr", "textPr", "connectString", "udl",
    "dde-source", "dde-connection-decl", "event-listener", "applet", "plugin", "floating-frame", "script",
})  # fmt: skip
# What LibreOffice draws or reads by an address of its own, and what it leads to.
LINKED = frozenset(
    {"image", "object", "object-ole", "section-source", "table-source", "cell-range-source", "fill-image"}
)
LED_TO = frozenset({"a", "h"})
FIELD_ENDS = "fldChar"
# What draws in a picture by an address of its own, in drawings of old.
PAINTED = frozenset({"imagedata", "fill", "stroke"})
PAINTED_BY = re.compile(
    rb"""\b(?:src|href)\s*=\s*["']\s*((?:[A-Za-z][A-Za-z0-9+.\-]*:|[\\/]{2})[^"']*)""", re.IGNORECASE
)


def is_markup(name: str) -> bool:
    """Whether an entry of an office file is read as XML by who opens it."""
    return name.lower().endswith((*MARKUP, DRAWING))


def is_markup_type(declared: str) -> bool:
    """Whether a part of this content type is read as XML, whatever its name."""
    return declared.partition(";")[0].strip().lower().endswith(("+xml", "/xml"))


def judge_old(name: str, data: bytes) -> None:
    """Raise Bad: active_content for macros in a file of Word or Excel before 2007, or what acts in a rich text."""
    if any(mark in data for mark in OLD_PROGRAMS) or (data.startswith(rich.BEGINNING) and rich.acts(data)):
        raise Bad("active_content", what=name[:LONGEST_WHAT])


def content_types(name: str, data: bytes) -> list[tuple[str, str]]:
    """The content types that an office file declares, each with its part in lower case where it is of one part."""
    reader = _Part(name)
    reader.parse(data)
    return reader.types


def has_programs(types: Iterable[tuple[str, str]]) -> bool:
    """Whether a file declares macros or controls."""
    return any(mark in content_type for content_type, _ in types for mark in ACTING_TYPES)


def judge_part(name: str, data: bytes) -> None:
    """Raise Bad: active_content for what acts or is fetched, broken_archive for what is no XML."""
    if not name.lower().endswith(DRAWING):
        _Part(name).parse(data)
        return
    plain = data.replace(b"\0", b"")
    painted = (match[1].decode("utf-8", "replace") for match in PAINTED_BY.finditer(plain))
    if b"<!doctype" in plain.lower() or any(map(links.leads_elsewhere, painted)):
        raise Bad("active_content", what=name[:LONGEST_WHAT])


class _Part:
    """Reads one part; raises Bad at the first thing that acts."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.relations = name.lower().endswith(".rels")
        # How many elements are open whose text counts: it may stand in, or behind, an element within them.
        self.in_field = self.in_formula = 0
        self.formula: list[str] = []
        # The fields that are open, the innermost last: one may stand in another.
        self.fields: list[list[str]] = [[]]
        self.types: list[tuple[str, str]] = []

    def parse(self, data: bytes) -> None:
        """Read the part; raises Bad, broken_archive for what is no XML."""
        try:
            self._read(data)
        except (expat.ExpatError, LookupError, ValueError) as error:
            raise Bad("broken_archive") from error

    def _read(self, data: bytes) -> None:
        # Prefixes are left off rather than resolved: a file may give any element any prefix.
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartDoctypeDeclHandler = self._doctype
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text
        for start in range(0, len(data), CHUNK):
            parser.Parse(data[start : start + CHUNK], False)
        parser.Parse(b"", True)
        while self.fields:
            _judge_field("".join(self.fields.pop()))

    def _doctype(self, *_declared: object) -> None:
        raise Bad("active_content", what=self.name[:LONGEST_WHAT])

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        element = name.rpartition(":")[2]
        self.in_field += element == FIELD
        self.in_formula += element in FORMULAS
        if self.relations and element == "Relationship":
            judge_relation(attributes)
        elif element in ("Default", "Override") and (kind := _named(attributes, "ContentType")):
            self.types.append((kind, _named(attributes, "PartName").lstrip("/").lower()))
        elif element in BRINGING_IN:
            raise Bad("active_content", what=f"{element}: {self.name}"[:LONGEST_WHAT])
        elif element in PAINTED | LINKED | LED_TO:
            _judge_linked(element, attributes)
        elif element == "fldSimple":
            _judge_field(_named(attributes, "instr"))
        elif element == FIELD_ENDS:
            self._mark_field(_named(attributes, "fldCharType"))
        _judge_formula(_named(attributes, "formula"))

    def _text(self, text: str) -> None:
        if self.in_field:
            self.fields[-1].append(text)
        elif self.in_formula:
            self.formula.append(text)

    def _end(self, name: str) -> None:
        element = name.rpartition(":")[2]
        self.in_field -= element == FIELD
        self.in_formula -= element in FORMULAS
        if self.formula and not self.in_formula:
            _judge_formula("".join(self.formula))
            self.formula = []

    def _mark_field(self, mark: str) -> None:
        """Open a field, or judge the innermost one as Word puts it together from its runs."""
        if mark == "begin":
            self.fields[-1].append(NESTED)
            self.fields.append([])
        elif mark == "end" and len(self.fields) > 1:
            _judge_field("".join(self.fields.pop()))


def judge_relation(attributes: dict[str, str]) -> None:
    """Raise Bad for a relation to a program, or to something outside that is fetched when the file is opened."""
    named, target = spelled_out(attributes.get("Type", "")).rstrip("/"), spelled_out(attributes.get("Target", ""))
    kind = named.lower()
    outside = attributes.get("TargetMode", "").strip().lower() == "external" or links.ELSEWHERE.match(target)
    if kind.endswith(ACTING_RELATIONS) or (outside and not _is_harmless(kind, target)):
        raise Bad("active_content", what=f"{named.rpartition('/')[2]}: {target}"[:LONGEST_WHAT])


def _is_harmless(kind: str, target: str) -> bool:
    """Whether something outside is only a link to a page, or lies on the writer's own disk, where no other one opens
    it: the template, or what is only read. That may lie beside the file too.
    """
    if kind.endswith("/hyperlink"):
        return links.may_be_followed(target)
    if kind.endswith(READ_ALONE):
        return LOCAL_TARGET.match(target) is not None or BESIDE.fullmatch(target) is not None
    return kind.endswith("/attachedtemplate") and LOCAL_TARGET.match(target) is not None


def _judge_linked(element: str, attributes: dict[str, str]) -> None:
    """Raise Bad for what is drawn or read from elsewhere, and a link that nobody should follow."""
    for target in filter(None, (_named(attributes, "src"), _named(attributes, "href"))):
        if not links.may_be_followed(target) if element in LED_TO else links.leads_elsewhere(target):
            raise Bad("active_content", what=f"{element}: {target}"[:LONGEST_WHAT])


def _judge_field(instruction: str) -> None:
    if action := links.acting_field(instruction):
        raise Bad("active_content", what=action)


def _judge_formula(formula: str) -> None:
    if action := links.acting_formula(formula):
        raise Bad("active_content", what=action)


def _named(attributes: dict[str, str], name: str) -> str:
    """An attribute by its local name."""
    return next((value for key, value in attributes.items() if key.rpartition(":")[2] == name), "")
