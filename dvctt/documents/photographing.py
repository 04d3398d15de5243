"""Pictures that arrive for a paper that is a PDF become one, in the order in which they were chosen."""

import base64
from collections.abc import Sequence
from typing import IO

import structlog

from dvctt.documents import child
from dvctt.kernel import Fault, Invalid

log = structlog.get_logger(__name__)

JOIN = "dvctt.documents.inspect.photographs:join"
MOST = 20
# What a child may answer, as the text that its bytes become.
MOST_BYTES = 40 * 1024 * 1024
SECONDS, SECONDS_EACH = 20, 4


def joined(pictures: Sequence[tuple[IO[bytes], str]], most: int) -> bytes:
    """The PDF of these pictures, each an open file with its name, of at most `most` bytes.

    Raises Busy, and Invalid with a Fault at `file`, whose param `entry` names the picture at fault.
    """
    names = [name for _, name in pictures]
    params = {"names": names, "most": min(most, MOST_BYTES)}
    task = child.Task(JOIN, params, SECONDS + SECONDS_EACH * len(names))
    (answer,) = child.ask([task], [file for file, _ in pictures])
    if isinstance(answer, child.ChildFailed):
        log.warning("photographs_unreadable", reason=answer.reason, detail=answer.detail)
        code = "not_judged" if answer.reason == "ours" else "unreadable"
        raise Invalid(Fault("file", code, {"why": answer.reason})) from answer
    if "code" in answer:
        raise Invalid(Fault("file", answer["code"], answer["params"]))
    return base64.b64decode(answer["pdf"])


def name_of(names: Sequence[str]) -> str:
    """The name of the PDF: that of the first picture, with the last where there are several."""
    first, last = (name.rpartition(".")[0] or name for name in (names[0], names[-1]))
    return f"{first}.pdf" if len(names) == 1 else f"{first[:80]} – {last[:80]}.pdf"
