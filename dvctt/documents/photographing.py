"""Pictures that arrive for a paper that is a PDF become one, in the order in which they were chosen."""

import base64
from collections.abc import Mapping, Sequence
from typing import IO, Any

import structlog

from dvctt.documents import sandbox
from dvctt.documents.inspect.findings import EXTENSIONS, PICTURE_NAMES, PICTURES, extension
from dvctt.documents.told import outcome
from dvctt.kernel import Fault, Invalid

log = structlog.get_logger(__name__)

JOIN = "dvctt.documents.inspect.photographs:join"
REARRANGE = "dvctt.documents.inspect.photographs:rearrange"
MOST = 20
# What a child may answer, as the text that its bytes become.
MOST_BYTES = 40 * 1024 * 1024
SECONDS, SECONDS_EACH = 20, 4


def joined(pictures: Sequence[tuple[IO[bytes], str]], most: int) -> bytes:
    """The PDF of these pictures, each an open file with its name, of at most `most` bytes.

    Raises Busy, and Invalid with a Fault at `file`, whose params name the picture at fault as `file`, and the `entry`
    in it where it is one.
    """
    names = [name for _, name in pictures]
    params = {"names": names, "most": min(most, MOST_BYTES)}
    task = sandbox.Task(JOIN, params, SECONDS + SECONDS_EACH * len(names))
    return _pdf(_made(task, [file for file, _ in pictures], names))


def rearranged(file: IO[bytes], order: Sequence[int], most: int) -> tuple[bytes, list[str]]:
    """A PDF made by `joined` with its pages in another order, and the names of its pictures in that order.

    No names where the pages do not all tell them. Raises as `joined` does.
    """
    params = {"order": list(order), "most": min(most, MOST_BYTES)}
    answer = _made(sandbox.Task(REARRANGE, params, SECONDS), [file], [])
    names = [str(name) for name in answer["names"]]
    return _pdf(answer), names if all(names) else []


def _pdf(answer: Mapping[str, Any]) -> bytes:
    return base64.b64decode(answer["pdf"])


def _made(task: sandbox.Task, files: Sequence[IO[bytes]], names: Sequence[str]) -> Mapping[str, Any]:
    """What a child makes of files, with their PDF."""
    (answer,) = sandbox.ask([task], files)
    if isinstance(answer, sandbox.ChildFailed):
        log.warning("photographs_unreadable", reason=answer.reason, detail=answer.detail)
        raise Invalid(Fault("file", outcome(answer), {"why": answer.reason})) from answer
    if "code" in answer:
        raise Invalid(Fault("file", answer["code"], _named(answer["params"], names)))
    return answer


def _named(params: Mapping[str, str | int], names: Sequence[str]) -> dict[str, str | int]:
    """The values of a fault: what stood as the outermost entry is one of the files that were sent."""
    values, place = dict(params), str(params.get("entry", ""))
    file = next((name for name in names if place == name or place.startswith(f"{name} / ")), "")
    if not file:
        return values
    del values["entry"]
    inner = place[len(file) + 3 :]
    return {**values, "file": file} | ({"entry": inner} if inner else {})


def name_of(names: Sequence[str]) -> str:
    """The name of the PDF: that of the first picture, with the last where that has another."""
    first, last = (name.rpartition(".")[0] or name for name in (names[0], names[-1]))
    return f"{first}.pdf" if first == last else f"{first[:80]} – {last[:80]}.pdf"


def named_by_kind(name: str, kind: str) -> str:
    """The name of a picture, with the extension of what it is where it has that of another kind of picture."""
    named = extension(name)
    if kind not in PICTURES or named not in PICTURE_NAMES or EXTENSIONS.get(named) == kind:
        return name
    return f"{name.rpartition('.')[0]}.{kind}"
