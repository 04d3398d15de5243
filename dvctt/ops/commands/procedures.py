"""`dvctt procedures`: bundles of procedures as data."""

import argparse
import json
from pathlib import Path
from typing import Any

from dvctt.kernel import Fault
from dvctt.ops import product
from dvctt.ops.machine import ROOT
from dvctt.ops.problem import Problem

SUMMARY = "Check procedure bundles before they are published, and bring them to the present format."
CONTENT = ROOT / "content" / "procedures"
MINISTRY = ROOT / "content" / "ministry"


def configure(parser: argparse.ArgumentParser) -> None:
    """Give the parser its acts."""
    below = parser.add_subparsers(title="acts", metavar="ACT", required=True)
    text = (
        "Check every bundle (a folder with procedure.yaml) at or below PATH, and the ministry's own files for "
        "drafters' words; one line a fault: path: place: sentence."
    )
    act = below.add_parser("check", help="check every bundle at or below a path", description=text,
                           epilog="Exit status 0: all may be published; 1: some may not.")  # fmt: skip
    act.add_argument("path", nargs="?", type=Path, default=CONTENT, metavar="PATH",
                     help="a bundle's folder, or one above (default: the ministry's procedures)")  # fmt: skip
    act.add_argument("--language", choices=("vi", "en"), default="vi", help="of the sentences (default: vi)")
    act.add_argument("--json", action="store_true", help="print the faults as a JSON list")
    act.set_defaults(handle=check)
    text = (
        "Rewrite procedure.yaml in FOLDER in the present format, where it says the same. Comments are lost, and "
        "anchors get other names: keep the old text, and take over by hand what was told there."
    )
    act = below.add_parser("upgrade", help="rewrite a bundle in the present format", description=text,
                           epilog="Exit status 0: it may be published then; 1: it may not.")  # fmt: skip
    act.add_argument("path", type=Path, metavar="FOLDER", help="the bundle's folder")
    act.add_argument("--language", choices=("vi", "en"), default="vi", help="of the sentences (default: vi)")
    act.set_defaults(handle=upgrade, json=False)


def check(chosen: argparse.Namespace) -> int:
    """Check bundles; 1 where any has a fault. Raises Problem where there is no such folder."""
    if not chosen.path.is_dir():
        raise Problem(f"{chosen.path} is not a folder")
    product.set_up()
    from dvctt.catalogue import api as catalogue
    from dvctt.ministry import api as ministry

    faults = catalogue.check_path(chosen.path)
    faults += [(MINISTRY, fault) for fault in ministry.ministry_drafting_faults(MINISTRY)]
    if chosen.json:
        print(json.dumps([_told(folder, fault) for folder, fault in faults], ensure_ascii=False, indent=2))
    else:
        for folder, fault in faults:
            print(f"{folder}: {fault.place}: {_sentence(fault, chosen.language)}")
    return 1 if faults else 0


def upgrade(chosen: argparse.Namespace) -> int:
    """Rewrite a bundle in the present format, and check it. Raises Problem where the folder has none."""
    import yaml

    file = chosen.path / "procedure.yaml"
    if not file.is_file():
        raise Problem(f"there is no {file}")
    product.set_up()
    from dvctt.catalogue import api as catalogue

    text = file.read_text(encoding="utf-8")
    try:
        before = yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise Problem(f"{file} is not YAML: {error}") from error
    after = catalogue.upgraded(before)
    if after == before:
        print(f"{file}: nothing to rewrite")
    else:
        file.write_text(yaml.safe_dump(after, allow_unicode=True, sort_keys=False, width=120), encoding="utf-8")
        comments = sum(line.lstrip().startswith("#") for line in text.splitlines())
        print(f"{file}: rewritten; {comments} lines of comment are lost, anchors have other names")
    return check(chosen)


def _told(folder: Path, fault: Fault) -> dict[str, Any]:
    text = {"vi": _sentence(fault, "vi"), "en": _sentence(fault, "en")}
    return {"path": str(folder), "place": fault.place, "code": fault.code, "text": text}


def _sentence(fault: Fault, language: str) -> str:
    return " ".join(fault.text.in_language(language).split()) if fault.text else fault.code
