"""`dvctt evidence`: a dossier as one signed file for a court or inspectorate, and the check of such a file."""

import argparse
import json
import os
import tempfile
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

from dvctt.kernel import Text
from dvctt.ops import product
from dvctt.ops.commands import journal as proof
from dvctt.ops.problem import Problem
from dvctt.ops.telling import tell

if TYPE_CHECKING:
    from dvctt.evidence.api import Checked, Exported
    from dvctt.journal.api import Finding

SUMMARY = "Give a dossier out as evidence, and check such a file."
NOT_OURS = {
    "not_a_zip": "is not a ZIP file", "too_large": "is larger than such a file is", "no_manifest": "holds no manifest",
    "name_twice": "names a part twice",
}  # fmt: skip
WHOLE = Text(vi="Không phát hiện thay đổi.", en="Nothing was found changed.")
SIGNED = Text(vi="Ký số: {name}; {time}; cấp bởi {issuer}", en="Signed: {name}; {time}; issued by {issuer}")
UNSTAMPED = Text(vi="không rõ lúc nào", en="when is not proven")
MADE = Text(vi="Hồ sơ {code}, xuất {at} bởi {by}: {purpose}", en="Application {code}, exported {at} by {by}: {purpose}")
UNKNOWN = Text(vi="Chưa kiểm tra được: ", en="Not checked: ")


def configure(parser: argparse.ArgumentParser) -> None:
    """Give the parser its acts `export` and `verify`."""
    below = parser.add_subparsers(title="acts", metavar="ACT", required=True)
    text = ("Write everything that the system can show of a dossier into one ZIP file, signed with the key of the "
            "deciding agency: acts with their proofs, seals with their time stamps, documents, looks, messages. Who "
            "takes it and what for is recorded, and read by the owner of the dossier.")  # fmt: skip
    act = below.add_parser("export", help="write a dossier as evidence", description=text,
                           epilog="Exit status 0: written; 1: written, and something was found wrong.")  # fmt: skip
    act.add_argument("code", metavar="CODE", help="the dossier's code")
    act.add_argument("file", type=Path, metavar="FILE.zip", help="the file to write; it must not be there yet")
    act.add_argument("--purpose", required=True, metavar="TEXT", help="what for: who asked for it, by which letter")
    act.add_argument("--by", required=True, metavar="NAME",
                     help="user name of the head or competent person by whose order it is given out")  # fmt: skip
    act.set_defaults(handle=export)
    text = "Check every part, entry, seal, time stamp and signature of such a file; no database is needed."
    act = below.add_parser("verify", help="check such a file", description=text,
                           epilog="Exit status 0: nothing is wrong; 1: something is; what could not be checked is "
                                  "said, and is neither.")  # fmt: skip
    act.add_argument("file", type=Path, metavar="FILE.zip")
    act.add_argument("--language", choices=("vi", "en"), default="vi", help="of the sentences (default: vi)")
    act.add_argument("--json", action="store_true", help='print {"whole": …, "findings": […], "unchecked": […]}')
    act.set_defaults(handle=verify)


def export(chosen: argparse.Namespace) -> int:
    """Write the file, whole or not at all; raises Problem where it cannot be."""
    if chosen.file.exists():
        raise Problem(f"{chosen.file} is there already")
    if not chosen.file.absolute().parent.is_dir():
        raise Problem(f"{chosen.file.absolute().parent} is not a folder")
    with product.with_database():
        done = _export(chosen)
    print(f"{chosen.file}: {done.parts} files; SHA-256 of manifest.json {done.manifest_sha256}")
    for finding in done.findings:
        print(f"{finding.place}: {sentence(finding, 'vi')}")
    return 1 if done.findings else 0


def _export(chosen: argparse.Namespace) -> "Exported":
    from dvctt.accounts import people, signin
    from dvctt.casework import api as casework
    from dvctt.documents import api as documents
    from dvctt.evidence import api as evidence
    from dvctt.kernel import Forbidden, Invalid, NotFound

    handle, name = tempfile.mkstemp(dir=chosen.file.absolute().parent, prefix=".evidence-")
    try:
        with os.fdopen(handle, "w+b") as target:
            actor = people.actor_for(signin.account_named(chosen.by), channel="cli")
            dossier: UUID = casework.evidence_of(actor, chosen.code)
            done = evidence.export(actor, dossier, target, purpose=chosen.purpose)
            target.flush()
            os.fsync(target.fileno())
        os.link(name, chosen.file)
    except (NotFound, Forbidden) as error:
        raise Problem(f"there is no dossier {chosen.code} that {chosen.by} may give out as evidence") from error
    except Invalid as error:
        raise Problem("; ".join(f"--{fault.place}: {fault.code}" for fault in error.faults)) from error
    except documents.SignerUnavailable as error:
        raise Problem(f"the time-stamping authority does not answer: {error}") from error
    except evidence.TooLarge as error:
        raise Problem("there is more of the dossier than one file takes") from error
    except LookupError as error:
        raise Problem(str(error)) from error
    except OSError as error:
        raise Problem(f"{chosen.file} cannot be written: {error.strerror}") from error
    finally:
        Path(name).unlink(missing_ok=True)
    return done


def verify(chosen: argparse.Namespace) -> int:
    """Check the file; 1 where something is wrong with it. Raises Problem for what is no such file."""
    if not chosen.file.is_file():
        raise Problem(f"{chosen.file} is not a file")
    product.set_up()
    from dvctt.evidence import api as evidence

    try:
        checked = evidence.verify(chosen.file)
    except evidence.NotAPackage as error:
        raise Problem(f"{chosen.file} is no evidence file: it {NOT_OURS.get(str(error), error)}") from error
    except OSError as error:
        raise Problem(f"{chosen.file} cannot be read: {error.strerror}") from error
    if chosen.json:
        print(json.dumps(_told(checked, chosen.language), ensure_ascii=False, indent=2, default=str))
    else:
        tell(_lines(checked, chosen.language))
    return 0 if checked.whole else 1


def sentence(finding: "Finding", language: str) -> str:
    """Say what is wrong."""
    from dvctt.evidence import api as evidence

    text = evidence.SENTENCES.get(finding.code)
    return text.in_language(language) if text else proof.sentence(finding, language)


def _told(checked: "Checked", language: str) -> dict[str, object]:
    notes = _notes(checked, language)
    return {
        "whole": checked.whole, "code": checked.code, "at": checked.at, "by": checked.by, "purpose": checked.purpose,
        "signer": asdict(checked.signer) if checked.signer else None, "parts": checked.parts,
        "entries": checked.entries,
        "findings": [
            {"place": finding.place, "code": finding.code, "params": dict(finding.params),
             "text": sentence(finding, language)}
            for finding in checked.findings
        ],
        "unchecked": [
            {"code": note.code, "params": dict(note.params), "text": text}
            for note, text in zip(checked.notes, notes, strict=True)
        ],
    }  # fmt: skip


def _notes(checked: "Checked", language: str) -> list[str]:
    from dvctt.evidence import api as evidence

    return [evidence.NOTES[note.code].in_language(language).format(**note.params) for note in checked.notes]


def _lines(checked: "Checked", language: str) -> list[str]:
    """What it is, who signed, what is wrong, what was not looked into."""
    facts = {"code": checked.code, "at": checked.at, "by": checked.by, "purpose": checked.purpose}
    lines = [MADE.in_language(language).format(**facts)]
    if checked.signer is not None:
        time = checked.signer.stamped_at or UNSTAMPED.in_language(language)
        signer = {"name": checked.signer.name, "issuer": checked.signer.issuer, "time": time}
        lines.append(SIGNED.in_language(language).format(**signer))
    lines += [f"{finding.place}: {sentence(finding, language)}" for finding in checked.findings]
    lines += [] if checked.findings else [WHOLE.in_language(language)]
    lines += [UNKNOWN.in_language(language) + note for note in _notes(checked, language)]
    return lines
