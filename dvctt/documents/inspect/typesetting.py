"""Typesetting in the child process: a template with its data becomes a PDF, or tells what cannot be printed.

`prepare` loads the typeface before the doors are locked; template and layout come as bytes, so that nothing is opened.
"""

import base64
import json
from typing import Any, Final

import typst

STANDARD: Final = "a-2b"
LAYOUT = "/layout.typ"
# Every face that the layout uses is loaded by setting a word in it.
SAMPLE = "#for family in json(bytes(sys.inputs.fonts)) [#set text(font: family, fallback: false)\n a *b* _c_ *_d_*]"
_loaded: dict[str, typst.Fonts] = {}


def prepare(params: dict[str, Any]) -> None:
    """Load the typefaces of the `folders`, and set a line in each face of the `families`."""
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=params["folders"])
    _loaded["fonts"] = fonts
    inputs = {"fonts": json.dumps(params["families"])}
    typst.Compiler(SAMPLE.encode(), None, fonts, True, inputs).compile(format="pdf", pdf_standards=STANDARD)


def typeset(files: list[bytes], params: dict[str, Any]) -> dict[str, Any]:
    """The PDF of the first of the sets of `inputs` that can be printed, with its place, and why the first could not.

    `files` are the template and the layout. Params: `inputs` (what the template reads, a list of mappings),
    `folders` and `families` as `prepare` loaded them. The answer has `pdf` (base64), `place` and `error`; without `pdf`
    none could.
    """
    files_read = {"main.typ": files[0], LAYOUT.removeprefix("/"): files[1]}
    error = ""
    for place, inputs in enumerate(params["inputs"]):
        try:
            # typst-py reads files in memory from a mapping, of which its types know nothing.
            compiler = typst.Compiler(files_read, None, _loaded["fonts"], True, inputs)  # type: ignore[type-var]  # so
            pdf = compiler.compile(format="pdf", pdf_standards=STANDARD)
        except typst.TypstError as problem:
            error = error or str(problem)
            continue
        assert isinstance(pdf, bytes)
        return {"pdf": base64.b64encode(pdf).decode(), "place": place, "error": error}
    return {"pdf": "", "place": -1, "error": error}
