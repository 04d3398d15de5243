"""`dvctt documents`: what a file is that somebody hands in."""

import argparse
import json
from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from dvctt.kernel import Busy, Invalid, Text, clock
from dvctt.ops import product
from dvctt.ops.problem import Problem
from dvctt.ops.telling import tell

if TYPE_CHECKING:
    from dvctt.documents.api import FileVerdict

SUMMARY = "Verify documents that the system issued or received."
# As of a command that could not run: no word on the file.
UNJUDGED = 2
LARGEST = 200 * 1024 * 1024

VERDICTS: Mapping[str, Text] = {
    "issued": Text(vi="Đúng là văn bản đã cấp, nguyên vẹn.", en="Issued by this system, and intact."),
    "changed": Text(vi="Văn bản đã bị sửa sau khi ký.", en="Changed after it was signed."),
    "signed": Text(
        vi="Văn bản có chữ ký hợp lệ, không có trong sổ cấp.", en="Signed and intact, but not in the register."
    ),
    "untrusted": Text(
        vi="Văn bản có chữ ký nhưng chữ ký không đáng tin cậy.", en="Signed, but a signature is not to be relied on."
    ),
    "unreadable": Text(
        vi="Văn bản có chữ ký nhưng không đọc được chữ ký; không rõ văn bản có bị sửa hay không.",
        en="Signed, but a signature cannot be read: whether it was changed is not known.",
    ),
    "unjudged": Text(
        vi="Lần này chưa kiểm tra được chữ ký; điều đó chưa nói gì về văn bản. Thử lại sau.",
        en="The signatures could not be judged this time, which says nothing of the document; try again later.",
    ),
    "too_complex": Text(
        vi="Văn bản có quá nhiều phần thêm hoặc chữ ký nên không kiểm tra được.",
        en="There is too much in the document to judge its signatures.",
    ),
    "unsigned": Text(vi="Tệp PDF không có chữ ký.", en="A PDF without a signature."),
    "unknown": Text(vi="Không phải tệp PDF đọc được.", en="Not a PDF that can be read."),
}
STATES: Mapping[str, Text] = {
    "in_force": Text(vi="còn hiệu lực", en="in force"),
    "revoked": Text(vi="đã thu hồi", en="revoked"),
    "superseded": Text(vi="đã được thay thế", en="superseded"),
}
CLAIMED = Text(vi="theo máy người ký, chưa được chứng thực", en="as the signer's machine says, not proven")
LAPSED = Text(vi="hết thời hạn", en="lapsed")
DAMAGE: Mapping[str, Text] = {
    "file_gone": Text(vi="tệp không còn trong kho", en="the file is gone from the store"),
    "file_changed": Text(
        vi="tệp khác với tệp đã lưu, hoặc không đọc được", en="the file is not the one that was kept, or unreadable"
    ),
}
SOUND = Text(vi="Mọi tệp trong kho nguyên vẹn.", en="All stored files are whole.")
FAULTS: Mapping[str, str] = {"empty_file": "is empty", "too_large": "is too large"}


def configure(parser: argparse.ArgumentParser) -> None:
    """Give the parser its acts `verify` and `check`."""
    below = parser.add_subparsers(title="acts", metavar="ACT", required=True)
    text = "Tell whether a file is a document that was issued, whether it is intact, who signed it when."
    act = below.add_parser(
        "verify", help="tell what a file is, who signed it, and whether it is in force", description=text,
        epilog="Exit status 0: issued and in force, or signed and intact; 2: not judged this time; 1: anything else.",
    )  # fmt: skip
    act.add_argument("file", type=Path, metavar="FILE", help="the file")
    act.add_argument("--language", choices=("vi", "en"), default="vi", help="of the sentences (default: vi)")
    act.add_argument("--json", action="store_true", help="print the verdict as JSON")
    act.set_defaults(handle=verify)
    text = "Read every file of the store over again; one line for each that is gone or not what was kept."
    act = below.add_parser("check", help="read all stored files over again", description=text,
                           epilog="Exit status 0: all are what was kept; 1: some are not.")  # fmt: skip
    act.add_argument("--language", choices=("vi", "en"), default="vi", help="of the sentences (default: vi)")
    act.set_defaults(handle=check)


def verify(chosen: argparse.Namespace) -> int:
    """Tell what the file is; 1 where it is not to be relied on, 2 where that is not known.

    Raises Problem where it cannot be read.
    """
    if not chosen.file.is_file():
        raise Problem(f"{chosen.file} is not a file")
    verdict = _verdict(chosen.file)
    if chosen.json:
        print(json.dumps(asdict(verdict), ensure_ascii=False, indent=2, default=str))
    else:
        tell(_lines(verdict, chosen.language))
    return UNJUDGED if verdict.verdict == "unjudged" else 0 if _reliable(verdict) else 1


def check(chosen: argparse.Namespace) -> int:
    """Read the whole store; 1 where a file is damaged. The worker does the same by portions, each night."""
    damaged = 0
    with product.with_database():
        from dvctt.documents import api as documents

        for file in documents.check_store():
            damaged += 1
            tell([f"{file.sha256}: {DAMAGE[file.code].in_language(chosen.language)}"])
            tell(f"  {name} ({id}, {subject})" for id, subject, name in file.documents)
    if not damaged:
        print(SOUND.in_language(chosen.language))
    return 1 if damaged else 0


def _verdict(file: Path) -> "FileVerdict":
    with product.with_database():
        from dvctt.documents import api as documents

        try:
            return documents.verify_file(file, limit=LARGEST)
        except Invalid as error:
            reasons = ", ".join(FAULTS.get(fault.code, fault.code) for fault in error.faults)
            raise Problem(f"{file} {reasons}") from error
        except Busy as error:
            raise Problem("the machine is busy reading other files; try again in a moment") from error
        except OSError as error:
            raise Problem(f"{file} cannot be read: {error.strerror}") from error


def _reliable(verdict: "FileVerdict") -> bool:
    if verdict.issued is not None and verdict.verdict == "issued":
        return verdict.issued.state == "in_force" and not verdict.issued.lapsed
    return verdict.verdict == "signed"


def _lines(verdict: "FileVerdict", language: str) -> list[str]:
    lines = [VERDICTS[verdict.verdict].in_language(language)]
    if verdict.issued is not None:
        issued = verdict.issued
        state = LAPSED if issued.lapsed and issued.state == "in_force" else STATES[issued.state]
        named = f"{issued.title}, {issued.number}, {clock.written_day(issued.issued_on)}, {issued.issuer}"
        lines.append(f"  {named}: {state.in_language(language)} {issued.state_reason}".rstrip())
    for signer in verdict.signers:
        faults = f" ({', '.join(signer.faults)})" if signer.faults else ""
        claimed = f" [{CLAIMED.in_language(language)}]" if signer.time and not signer.proven else ""
        lines.append(f"  {signer.name or '?'}, {_moment(signer.time)}{claimed}{faults}")
    return [*lines, f"  SHA-256 {verdict.sha256}"]


def _moment(iso: str | None) -> str:
    """When it was signed, in Hanoi's time as pages say it."""
    return clock.written(datetime.fromisoformat(iso)) if iso else "–"
