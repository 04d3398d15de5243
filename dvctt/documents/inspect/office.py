"""The parts of an office file, read by an XML parser: nothing in them acts, or is fetched, when the file is opened."""

import re
import unicodedata
from collections.abc import Iterable
from urllib.parse import unquote
from xml.parsers import expat

from dvctt.documents.inspect.findings import Bad

# What Word, Excel and LibreOffice take for markup, whatever the case of the name.
MARKUP = (".xml", ".rels")
# Drawings of old: hardly ever well-formed.
DRAWING = ".vml"
LONGEST_WHAT = 80
# Storages of macros in a compound file, whose names stand there in UTF-16.
OLD_PROGRAMS = tuple(name.encode("utf-16-le") for name in ("_VBA_PROJECT", "_VBA_PROJECT_CUR"))
# An object in a rich text, and what Word fetches or starts from one.
OBJECT = re.compile(
    rb"\\\s*(?:objdata|objupdate|objautlink|objocx|ddeauto)\b"
    rb"|\{\\\*?\s*\\?fldinst[^}]*\b(?:DDE|INCLUDEPICTURE|INCLUDETEXT|IMPORT|DATABASE)"
    rb"|\{\\\*\s*\\template\s[^}]*(?:[a-z]{2,}:|\\{4}|//)", re.I
)  # fmt: skip
CHUNK = 256 * 1024
RICH_LETTER = re.compile(rb"\\'([0-9a-fA-F]{2})")
# On the writer's own disk, and beside the file itself.
LOCAL_TARGET = re.compile(r"(?:file:///)?[A-Za-z](?::|%3A|\|)[\\/]")
BESIDE = re.compile(r"[^:\\/|&]+")
# An address or a share, also where the relation does not say that it lies outside.
ELSEWHERE = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*:|[\\/]{2}")
# Where a link may lead that somebody follows: pages, mail, telephone. Other names start programs, or name a machine.
FOLLOWED = re.compile(r"(?:https?|mailto|tel|fax):", re.IGNORECASE)
LINK_FIELD = re.compile(r"\s*HYPERLINK\s+(?:\\[a-z]\s+)*(?:\"([^\"]*)|(\S+))", re.IGNORECASE)
LINK_FORMULA = re.compile(r"\bHYPERLINK\s*\(\s*\"([^\"]*)", re.IGNORECASE)
# Codes within codes: nobody writes so many.
CODED_AT_MOST = 8
# What is only read: the values of another workbook, a picture.
READ_ALONE = ("/externalLinkPath", "/xlPathMissing", "/image")
# Programs, controls and objects inside the file.
ACTING_RELATIONS = ("/vbaProject", "/oleObject", "/control", "/aFChunk", "/activeXControlBinary", "/xlMacrosheet",
                    "/xlIntlMacrosheet", "/wordVbaData")  # fmt: skip
ACTING_TYPES = ("macroEnabled", "macrosheet", "vbaProject", "ms-office.activeX")
# Elements whose text is a formula of Excel, or a field of Word that is split into runs.
FORMULAS = frozenset({"f", "definedName", "formula", "formula1", "formula2", "calculatedColumnFormula"})
FIELD = "instrText"
# Pages and databases from which a workbook gets its values.
QUERIES = frozenset({"webPr", "dbPr", "olapPr"})
FIELD_ENDS = "fldChar"
DDE_FIELD = re.compile(r"\s*(DDE(?:AUTO)?)\b", re.IGNORECASE)
# Fields that bring in what lies elsewhere, as soon as the file is opened or printed.
FETCHING_FIELD = re.compile(
    r"\s*(INCLUDE(?:PICTURE|TEXT)|IMPORT|RD|DATABASE|LINK)\b.*?(?:[A-Za-z]{2,}:|[\\/]{2})", re.I | re.S
)
# `program|'topic'!item`; a stroke has no other use in a formula outside of texts.
DDE_FORMULA = re.compile(r"\|\s*'|\|\w+!")
# A text, or the name of a sheet; what follows a stroke is the topic of a program, and stays.
QUOTED = re.compile(r"""(?<!\|)(?<!\|\s)'(?:[^']|'')*'(?=!)|"[^"]*\"""")
FETCHING = re.compile(r"(?:^|[^\w.])(?:_xlfn\.)*(WEBSERVICE|IMAGE|RTD|CALL|REGISTER(?:\.ID)?|EXEC)\s*\(", re.IGNORECASE)


def is_markup(name: str) -> bool:
    """Whether an entry of an office file is read as XML by who opens it."""
    return name.lower().endswith((*MARKUP, DRAWING))


def is_markup_type(declared: str) -> bool:
    """Whether a part of this content type is read as XML, whatever its name."""
    return declared.partition(";")[0].strip().lower().endswith(("+xml", "/xml"))


def judge_old(name: str, data: bytes) -> None:
    """Raise Bad: active_content for macros in a file of Word or Excel before 2007, or an object in a rich text."""
    if any(mark in data for mark in OLD_PROGRAMS) or (data.startswith(b"{\\rtf") and _acts(data)):
        raise Bad("active_content", what=name[:LONGEST_WHAT])


def _acts(rich: bytes) -> bool:
    """Whether a rich text holds an object, or fetches; its letters may be written as numbers too."""
    spelled = RICH_LETTER.sub(lambda found: bytes([int(found[1], 16)]).replace(b"\\", b"\\\\"), rich)
    return any(OBJECT.search(text) for text in (rich, spelled))


def content_types(name: str, data: bytes) -> list[tuple[str, str]]:
    """The content types that an office file declares, each with its part in lower case where it is of one part."""
    reader = _Part(name)
    reader.parse(data)
    return reader.types


def has_programs(types: Iterable[tuple[str, str]]) -> bool:
    """Whether a file declares macros or controls."""
    return any(mark in one for one, _ in types for mark in ACTING_TYPES)


def judge_part(name: str, data: bytes) -> None:
    """Raise Bad: active_content for what acts or is fetched, broken_archive for what is no XML."""
    if not name.lower().endswith(DRAWING):
        _Part(name).parse(data)
    elif b"<!doctype" in data.replace(b"\0", b"").lower():
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
        elif element == "ddeLink":
            raise Bad("active_content", what=f"DDE: {self.name}"[:LONGEST_WHAT])
        elif element == "fldSimple":
            _judge_field(_named(attributes, "instr"))
        elif element == FIELD_ENDS:
            self._mark_field(_named(attributes, "fldCharType"))
        elif element in QUERIES:
            raise Bad("active_content", what=f"{element}: {self.name}"[:LONGEST_WHAT])

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
            self.fields.append([])
        elif mark == "end" and len(self.fields) > 1:
            _judge_field("".join(self.fields.pop()))


def judge_relation(attributes: dict[str, str]) -> None:
    """Raise Bad for a relation to a program, or to something outside that is fetched when the file is opened."""
    kind, target = attributes.get("Type", "").strip(), spelled_out(attributes.get("Target", ""))
    outside = attributes.get("TargetMode", "").strip().lower() == "external" or ELSEWHERE.match(target) is not None
    if kind.endswith(ACTING_RELATIONS) or (outside and not _is_harmless(kind, target)):
        raise Bad("active_content", what=f"{kind.rpartition('/')[2]}: {target}"[:LONGEST_WHAT])


def _is_harmless(kind: str, target: str) -> bool:
    """Whether something outside is only a link to a page, or lies on the writer's own disk, where no other one opens
    it: the template, or what is only read. That may lie beside the file too.
    """
    if kind.endswith("/hyperlink"):
        return _may_be_followed(target)
    if kind.endswith(READ_ALONE):
        return LOCAL_TARGET.match(target) is not None or BESIDE.fullmatch(target) is not None
    return kind.endswith("/attachedTemplate") and LOCAL_TARGET.match(target) is not None


def spelled_out(target: str) -> str:
    """An address as programs read it in the end: without percent codes, wide letters and unseen signs."""
    for _time in range(CODED_AT_MOST):
        plain = unicodedata.normalize("NFKC", unquote(target))
        plain = "".join(sign for sign in plain if unicodedata.category(sign) not in ("Cc", "Cf")).strip()
        if plain == target:
            return target
        target = plain
    raise Bad("active_content", what=target[:LONGEST_WHAT])


def _may_be_followed(target: str) -> bool:
    """Whether a link leads to a page, or to a file on the reader's own disk or beside this one."""
    target = spelled_out(target)
    if FOLLOWED.match(target) or LOCAL_TARGET.match(target):
        return True
    return ELSEWHERE.match(target) is None


def _judge_field(instruction: str) -> None:
    link = LINK_FIELD.match(instruction)
    if link and not _may_be_followed((link[1] or link[2] or "").replace("\\\\", "\\")):
        raise Bad("active_content", what=f"HYPERLINK: {instruction.strip()}"[:LONGEST_WHAT])
    if found := DDE_FIELD.match(instruction) or FETCHING_FIELD.match(instruction):
        raise Bad("active_content", what=f"{found[1]}: {instruction.strip()}"[:LONGEST_WHAT])


def _judge_formula(formula: str) -> None:
    bare = QUOTED.sub("", formula)
    if DDE_FORMULA.search(bare):
        raise Bad("active_content", what=f"DDE: {formula}"[:LONGEST_WHAT])
    if link := next((one for one in LINK_FORMULA.findall(formula) if not _may_be_followed(one)), ""):
        raise Bad("active_content", what=f"HYPERLINK: {link}"[:LONGEST_WHAT])
    if found := FETCHING.search(bare):
        raise Bad("active_content", what=f"{found[1]}: {formula}"[:LONGEST_WHAT])


def _named(attributes: dict[str, str], name: str) -> str:
    """An attribute by its local name."""
    return next((value for key, value in attributes.items() if key.rpartition(":")[2] == name), "")
