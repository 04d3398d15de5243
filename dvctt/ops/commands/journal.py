"""`dvctt journal`: the proof that nobody changed, added or took away what was recorded."""

import argparse
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from dvctt.kernel import Text
from dvctt.ops import product
from dvctt.ops.telling import tell

if TYPE_CHECKING:
    from dvctt.journal.api import Finding

SUMMARY = "Verify the journal of acts."

SENTENCES: Mapping[str, Text] = {
    "entry_changed": Text(vi="nội dung bản ghi đã bị thay đổi", en="the entry was changed"),
    "entry_forged": Text(
        vi="bản ghi không do hệ thống này viết: không đúng khóa của nhật ký",
        en="the entry was not written by this system: it does not hold under the journal's keys",
    ),
    "entry_replaced": Text(vi="bản ghi đã bị thay bằng bản ghi khác", en="the entry was replaced by another"),
    "entries_missing": Text(vi="thiếu các bản ghi từ {first} đến {last}", en="entries {first} to {last} are missing"),
    "link_broken": Text(vi="bản ghi không nối với bản ghi trước", en="the entry does not link to the one before it"),
    "entry_out_of_order": Text(
        vi="bản ghi mang giờ sớm hơn bản ghi trước nó {minutes} phút: đồng hồ máy chủ đã có lúc sai",
        en="the entry is {minutes} minutes earlier than the one before it: a server's clock was wrong",
    ),
    "differs_from_seal": Text(vi="bản ghi khác với niêm phong", en="the entry differs from what was sealed"),
    "subject_deleted": Text(
        vi="toàn bộ {count} bản ghi của đối tượng đã bị xóa", en="all {count} entries of this subject were deleted"
    ),
    "head_missing": Text(vi="thiếu dòng đầu chuỗi", en="the head of the chain is missing"),
    "head_differs": Text(
        vi="đầu chuỗi ghi {head} nhưng bản ghi cuối là {last}", en="the head says {head}, the last entry is {last}"
    ),
    "personal_missing": Text(vi="thiếu dữ liệu cá nhân của bản ghi", en="the entry's personal values are missing"),
    "personal_changed": Text(vi="dữ liệu cá nhân đã bị thay đổi", en="the entry's personal values were changed"),
    "erasure_not_recorded": Text(
        vi="dữ liệu cá nhân bị xóa mà không có bản ghi", en="personal values were erased without an act of erasure"
    ),
    "seal_missing": Text(vi="thiếu niêm phong", en="the seal is missing"),
    "seal_changed": Text(vi="niêm phong đã bị thay đổi", en="the seal was changed"),
    "seal_forged": Text(
        vi="niêm phong không do hệ thống này làm: không đúng khóa của nhật ký",
        en="the seal was not made by this system: it does not hold under the journal's keys",
    ),
    "seal_chain_broken": Text(
        vi="niêm phong không nối với niêm phong trước", en="the seal does not link to the one before it"
    ),
    "seal_differs_from_act": Text(
        vi="niêm phong khác với bản ghi về việc niêm phong", en="the seal differs from the act that recorded it"
    ),
    "token_missing": Text(vi="niêm phong chưa có dấu thời gian", en="the seal has no time stamp"),
    "token_wrong": Text(vi="dấu thời gian của niêm phong không hợp lệ", en="the seal's time stamp is not valid"),
    "token_replaced": Text(
        vi="dấu thời gian không phải dấu đã ghi nhận", en="the seal's time stamp is not the one that was recorded"
    ),
    "token_out_of_time": Text(
        vi="giờ trong dấu thời gian không khớp với giờ niêm phong, với giờ ghi nhận hoặc với dấu trước đó",
        en="the time of the stamp does not fit the time of its seal, of its record or of the stamp before it",
    ),
    "witnessed_entry_missing": Text(
        vi="bản ghi đã được ghi nhận ngoài cơ sở dữ liệu nhưng nay không còn",
        en="the entry was witnessed outside the database, and is gone",
    ),
    "witnessed_entry_differs": Text(
        vi="bản ghi khác với bản đã ghi nhận ngoài cơ sở dữ liệu",
        en="the entry differs from what was witnessed outside the database",
    ),
    "seal_not_published": Text(vi="niêm phong chưa được công bố", en="the seal was not published"),
    "published_seal_missing": Text(
        vi="niêm phong đã công bố không còn trong nhật ký", en="a seal that was published is no longer in the journal"
    ),
    "published_seal_differs": Text(
        vi="niêm phong khác với điều đã công bố", en="the seal differs from what was published"
    ),
    "published_unreadable": Text(
        vi="không đọc được các niêm phong đã công bố, hoặc một dòng trong đó",
        en="the published seals, or a line of them, cannot be read",
    ),
    "issued_not_recorded": Text(
        vi="văn bản có trong sổ cấp nhưng nhật ký không ghi nhận",
        en="it stands in the register of issued documents, and no act entered it",
    ),
    "issued_differs": Text(
        vi="mục trong sổ cấp khác với nhật ký", en="the entry of the register differs from what was recorded"
    ),
    "issued_missing": Text(
        vi="văn bản đã cấp không còn trong sổ", en="a document that was issued is no longer in the register"
    ),
    "renewal_not_recorded": Text(
        vi="tệp có thêm dấu thời gian nhưng nhật ký không ghi nhận",
        en="a file with a further time stamp stands there that no act recorded",
    ),
    "renewal_differs": Text(
        vi="tệp có thêm dấu thời gian khác với nhật ký", en="the file with a further time stamp differs from the act"
    ),
    "renewal_missing": Text(
        vi="không còn tệp có thêm dấu thời gian mà nhật ký ghi nhận",
        en="a file with a further time stamp that was recorded is gone",
    ),
    "validation_not_recorded": Text(
        vi="kết quả kiểm tra chữ ký không có trong nhật ký", en="the judgement of signatures was not recorded"
    ),
    "validation_differs": Text(
        vi="kết quả kiểm tra chữ ký khác với nhật ký", en="the judgement of signatures differs from what was recorded"
    ),
    "authority_not_recorded": Text(
        vi="chức vụ hoặc việc làm thay không do ai giao: nhật ký không ghi nhận",
        en="a position or a deputy that nobody gave: no act recorded it",
    ),
    "authority_differs": Text(
        vi="chức vụ, thẩm quyền hoặc việc làm thay khác với nhật ký",
        en="a position, its authority or a deputy differs from what was recorded",
    ),
    "authority_missing": Text(
        vi="chức vụ hoặc việc làm thay đã ghi nhận không còn", en="a position or a deputy that was recorded is gone"
    ),
    "setting_differs": Text(
        vi="giá trị cài đặt khác với giá trị đã ghi trong nhật ký",
        en="the value of a setting is not the one that was recorded",
    ),
    "content_differs": Text(
        vi="cài đặt hoặc quy tắc đánh số khác với nội dung đã nạp",
        en="settings or rules of numbers differ from what was loaded",
    ),
    "validation_missing": Text(
        vi="kết quả kiểm tra chữ ký không còn", en="a judgement of signatures that was recorded is gone"
    ),
}

NOT_COMMITTED = Text(
    vi="Chưa có cam kết trong nhật ký, không phải là dấu hiệu giả mạo: {applications} hồ sơ (thời hạn, quyết định, "
    "số văn bản), {filings} lần nộp (nội dung, giấy tờ). Lệnh `dvctt journal commit` ghi nhận một lần như hiện có.",
    en="Not committed in the journal, which is no sign of a forgery: {applications} applications (time limits, "
    "decision, numbers), {filings} submissions (answers, files). `dvctt journal commit` commits to them once as they "
    "stand.",
)
COMMITTED = Text(vi="Đã ghi nhận như hiện có: {count} hồ sơ.", en="Committed as they stand: {count} applications.")


def configure(parser: argparse.ArgumentParser) -> None:
    """Give the parser its acts, `verify` and `commit`."""
    below = parser.add_subparsers(title="acts", metavar="ACT", required=True)
    text = (
        "Go through every chain and every seal with its time stamp; one line for each thing that is wrong. Entries "
        "earlier than the one before them are remarked on: a clock was wrong, the journal is whole all the same."
    )
    act = below.add_parser("verify", help="prove that nothing was changed or taken away", description=text,
                           epilog="Exit status 0: the journal is whole; 1: it is not.")  # fmt: skip
    act.add_argument("--language", choices=("vi", "en"), default="vi", help="of the sentences (default: vi)")
    act.add_argument("--json", action="store_true",
                     help='print {"whole": …, "findings": […], "remarks": […], "not_committed": {…}}')  # fmt: skip
    act.add_argument("--published", action="append", default=[], metavar="FILE_OR_URL",
                     help="digests of seals to compare with, beside our own file; may be repeated")  # fmt: skip
    act.add_argument("--witness", action="append", default=[], metavar="FOLDER", type=Path,
                     help="lines of another machine's witness; may be repeated")  # fmt: skip
    act.set_defaults(handle=verify)
    text = ("Commit once, as it stands today, to what was filed and decided before entries of the journal committed to "
            "it. It does not prove the time before: run `verify` first.")  # fmt: skip
    act = below.add_parser("commit", help="commit to what older versions recorded without it", description=text,
                           epilog="Exit status 0: all is committed; 1: applications were left out, since what stands "
                                  "on them differs from the journal.")  # fmt: skip
    act.add_argument("--language", choices=("vi", "en"), default="vi", help="of the sentences (default: vi)")
    act.set_defaults(handle=commit)


def verify(chosen: argparse.Namespace) -> int:
    """Verify the whole journal; 1 where something is wrong with it."""
    with product.with_database():
        from dvctt.casework import api as casework
        from dvctt.journal import api as journal
        from dvctt.ops import proving

        unknown = casework.Uncommitted()
        findings = tuple(proving.findings(chosen.published, chosen.witness, unknown))
        remarks = tuple(journal.remarks())
    if chosen.json:
        lists = {"findings": _told(findings, chosen.language), "remarks": _told(remarks, chosen.language)}
        report = {"whole": not findings, **lists, "not_committed": asdict(unknown)}
        print(json.dumps(report, ensure_ascii=False, indent=2))
    else:
        whole = Text(vi="Nhật ký nguyên vẹn.", en="The journal is whole.").in_language(chosen.language)
        lines = [f"{finding.place}: {sentence(finding, chosen.language)}" for finding in (*findings, *remarks)]
        tell(lines if findings else [whole, *lines])
        if unknown.dossiers or unknown.filings:
            text = NOT_COMMITTED.in_language(chosen.language)
            print(text.format(applications=unknown.dossiers, filings=unknown.filings))
    return 1 if findings else 0


def _told(findings: "Iterable[Finding]", language: str) -> list[dict[str, object]]:
    return [
        {
            "place": finding.place,
            "code": finding.code,
            "params": dict(finding.params),
            "text": sentence(finding, language),
        }
        for finding in findings
    ]


def commit(chosen: argparse.Namespace) -> int:
    """Commit to what lacks it; 1 where something was left out."""
    with product.with_database():
        from dvctt.casework import api as casework

        done, wrong = casework.commit_found()
        lines = [f"{finding.place}: {sentence(finding, chosen.language)}" for finding in wrong]
    tell([*lines, COMMITTED.in_language(chosen.language).format(count=done)])
    return 1 if wrong else 0


def sentence(finding: "Finding", language: str) -> str:
    """Say what is wrong at a place; the bare code where a finding has no sentence."""
    from dvctt.casework import api as casework

    text = SENTENCES.get(finding.code) or casework.DIFFERENCES.get(finding.code)
    return text.in_language(language).format(**finding.params) if text else finding.code
