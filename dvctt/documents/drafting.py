"""Drafts of documents: typeset as the issued ones are, marked as drafts, kept nowhere.

They are made in the child process, so that what somebody typed a moment ago has bounds of time and memory.
"""

import base64
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from django.conf import settings

from dvctt.documents import fonts, sandbox
from dvctt.documents.inspect.typesetting import LAYOUT
from dvctt.documents.rendering import template_inputs
from dvctt.kernel import Busy

TASK = "dvctt.documents.inspect.typesetting:typeset"
SECONDS = 10
MEGABYTES = 1024
MOST_BYTES = 4 * 1024 * 1024


class Unprintable(Exception):
    """A document cannot be typeset from this data.

    `detail` says why; `place` is the place of the first of the other data from which it can, None where there is none.
    """

    def __init__(self, detail: str, place: int | None = None) -> None:
        super().__init__(detail)
        self.detail = detail
        self.place = place


def draw_draft(
    template: bytes, data: Mapping[str, Any], *, title: str, others: Sequence[Mapping[str, Any]] = ()
) -> bytes:
    """The draft of a document as PDF: the same template and data as the issued one, with DỰ THẢO on every page.

    It bears no number, no signature and no code, and is neither stored nor registered. `others` are further data to
    try where the first cannot be typeset. Raises Unprintable, and Busy where all child processes are
    taken or what failed may work at another try.
    """
    folders, families = fonts.source()
    inputs = [template_inputs({**variant, "draft": True}, title, families) for variant in (data, *others)]
    if len(inputs[0]["data"]) > MOST_BYTES:
        raise Unprintable("too large")
    layout = (Path(settings.LAYOUT_FOLDER) / LAYOUT.removeprefix("/")).read_bytes()
    params = {"inputs": inputs, "folders": folders, "families": families}
    try:
        answer = sandbox.run(TASK, [template, layout], params, seconds=SECONDS, megabytes=MEGABYTES)
    except sandbox.ChildFailed as failed:
        if not failed.lasting:
            raise Busy(str(failed)) from failed
        raise Unprintable(str(failed)) from failed
    if answer["place"] != 0:
        raise Unprintable(answer["error"], answer["place"] - 1 if answer["pdf"] else None)
    return base64.b64decode(answer["pdf"])
