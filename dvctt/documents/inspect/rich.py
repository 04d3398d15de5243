"""Rich texts (RTF), read as Word puts them together: letters may be numbers, and words may stand in pieces."""

import re
from dataclasses import dataclass, field

from dvctt.documents.inspect import links

# Word takes what begins so, whatever follows.
BEGINNING = b"{\\rt"
TOKEN = re.compile(
    rb"\\'([0-9a-fA-F]{2})|\\u(-?\d{1,6}) ?|\\([A-Za-z]{1,32})(-?\d{1,10})? ?|\\(.)|([{}])|[\r\n]+", re.DOTALL
)
# Objects, controls and links that are kept up to date.
ACTING = frozenset({"objdata", "objupdate", "objautlink", "objocx", "ddeauto"})
FIELD, TEMPLATE, BINARY = "fldinst", "template", "bin"
# Fields that bring in what lies elsewhere: here whatever the address, which may be put together in many ways.
FETCHING = re.compile(r"\s*(?:INCLUDE(?:PICTURE|TEXT)|IMPORT|RD|DATABASE|LINK)\b", re.IGNORECASE)


@dataclass
class _Instruction:
    """A field's instruction, or the address of a template, with the depth of the group that it stands in."""

    word: str
    depth: int
    text: list[str] = field(default_factory=list)

    def acts(self) -> bool:
        text = "".join(self.text)
        if self.word == TEMPLATE:
            return links.leads_elsewhere(text)
        return bool(links.acting_field(text) or FETCHING.match(text))


def acts(data: bytes) -> bool:
    """Whether a rich text holds an object, or a field or template that starts or fetches something."""
    reader = _Reader()
    at = 0
    while token := TOKEN.search(data, at):
        reader.say(data[at : token.start()].decode("latin-1"))
        if reader.take(token):
            return True
        at = token.end() + reader.binary
        reader.binary = 0
    return any(instruction.acts() for instruction in reader.open)


class _Reader:
    """Where one is in the text, and the instructions that are open there."""

    def __init__(self) -> None:
        self.depth = self.binary = 0
        self.open: list[_Instruction] = []
        # A number of a letter is followed by another letter for programs that do not know it.
        self.instead = False

    def say(self, text: str) -> None:
        """Add to the innermost instruction."""
        if text and self.instead:
            text, self.instead = text[1:], False
        if self.open:
            self.open[-1].text.append(text)

    def take(self, token: re.Match[bytes]) -> bool:
        """Go on by one token; whether something acts."""
        hexadecimal, letter, word, number, sign, brace = token.groups()
        if hexadecimal:
            self.say(chr(int(hexadecimal, 16)))
        elif letter:
            self.say(chr(int(letter) & 0xFFFF))
            self.instead = True
        elif word:
            return self._word(word.decode(), number)
        elif sign and sign in b"\\{}":
            self.say(sign.decode("latin-1"))
        elif brace:
            return self._brace(brace)
        return False

    def _word(self, word: str, number: bytes | None) -> bool:
        if word == BINARY:
            self.binary = max(0, int(number or 0))
        elif word in (FIELD, TEMPLATE):
            if self.open:
                self.open[-1].text.append(links.NESTED)
            self.open.append(_Instruction(word, self.depth))
        return word in ACTING

    def _brace(self, brace: bytes) -> bool:
        self.depth += 1 if brace == b"{" else -1
        ended = [instruction for instruction in self.open if instruction.depth > self.depth]
        self.open = [instruction for instruction in self.open if instruction.depth <= self.depth]
        return any(instruction.acts() for instruction in ended)
