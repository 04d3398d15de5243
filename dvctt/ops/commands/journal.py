"""`dvctt journal`: the proof that nobody changed or took away what was recorded; words erased where a rule says so."""

import argparse
import json
from collections.abc import Mapping
from typing import TYPE_CHECKING

from dvctt.kernel import Text
from dvctt.ops import product
from dvctt.ops.problem import Problem

if TYPE_CHECKING:
    from dvctt.journal.api import Finding

SUMMARY = "Verify the journal of acts, or erase words from it."

SENTENCES: Mapping[str, Text] = {
    "entry_changed": Text(vi="nội dung bản ghi đã bị thay đổi", en="the entry was changed"),
    "entry_replaced": Text(vi="bản ghi đã bị thay bằng bản ghi khác", en="the entry was replaced by another"),
    "entries_missing": Text(vi="thiếu các bản ghi từ {first} đến {last}", en="entries {first} to {last} are missing"),
    "link_broken": Text(vi="bản ghi không nối với bản ghi trước", en="the entry does not link to the one before it"),
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
    "seal_chain_broken": Text(
        vi="niêm phong không nối với niêm phong trước", en="the seal does not link to the one before it"
    ),
    "seal_differs_from_act": Text(
        vi="niêm phong khác với bản ghi về việc niêm phong", en="the seal differs from the act that recorded it"
    ),
    "token_missing": Text(vi="niêm phong chưa có dấu thời gian", en="the seal has no time stamp"),
    "token_wrong": Text(vi="dấu thời gian của niêm phong không hợp lệ", en="the seal's time stamp is not valid"),
}


def configure(parser: argparse.ArgumentParser) -> None:
    """Give the parser its acts, `verify` and `erase`."""
    below = parser.add_subparsers(title="acts", metavar="ACT", required=True)
    what = "Go through every chain and every seal with its time stamp; one line for each thing that is wrong."
    act = below.add_parser("verify", help="prove that nothing was changed or taken away", description=what,
                           epilog="Exit status 0: the journal is whole; 1: it is not.")  # fmt: skip
    act.add_argument("--language", choices=("vi", "en"), default="vi", help="of the sentences (default: vi)")
    act.add_argument("--json", action="store_true", help='print {"whole": …, "findings": […]}')
    act.set_defaults(handle=verify)
    what = ("Empty all that was written in words about a dossier, wherever it stands: reasons, amendment requests and "
            "their answers, notes, messages, names of applicants who acted. Codes, moments, filed answers and papers "
            "stay, and so does the rule by which it was done.")  # fmt: skip
    act = below.add_parser("erase", help="empty the words on a dossier", description=what,
                           epilog="Exit status 0: done; 2: there is no such dossier.")  # fmt: skip
    act.add_argument("code", metavar="CODE", help="of the dossier")
    act.add_argument("--rule", required=True, help="by which rule or order; stays in the journal for ever")
    act.add_argument("--json", action="store_true", help='print {"entries": …}')
    act.set_defaults(handle=erase)


def verify(chosen: argparse.Namespace) -> int:
    """Verify the whole journal; 1 where something is wrong with it."""
    with product.with_database():
        from dvctt.documents import api as documents
        from dvctt.journal import api as journal

        found = journal.verify(documents.check_time_stamp)
    lines = [(one, sentence(one, chosen.language)) for one in found]
    if chosen.json:
        told = [{"place": one.place, "code": one.code, "params": dict(one.params), "text": text} for one, text in lines]
        print(json.dumps({"whole": not found, "findings": told}, ensure_ascii=False, indent=2))
    else:
        whole = Text(vi="Nhật ký nguyên vẹn.", en="The journal is whole.").in_language(chosen.language)
        print("\n".join(f"{one.place}: {text}" for one, text in lines) or whole)
    return 1 if found else 0


def erase(chosen: argparse.Namespace) -> int:
    """Erase the words on a dossier; raises Problem where there is none of that code."""
    if not chosen.rule.strip():
        raise Problem("--rule must say by which rule or order")
    with product.with_database():
        from dvctt.casework import api as casework
        from dvctt.kernel import NotFound, system

        actor = system("erasure")
        try:
            count = casework.erase_words(actor, casework.find_by_code(actor, chosen.code), chosen.rule.strip())
        except NotFound:
            raise Problem(f"there is no dossier {chosen.code}") from None
    print(json.dumps({"entries": count}) if chosen.json else f"{chosen.code}: {count}")
    return 0


def sentence(finding: "Finding", language: str) -> str:
    """Say what is wrong at a place; the bare code where a finding has no sentence."""
    text = SENTENCES.get(finding.code)
    return text.in_language(language).format(**finding.params) if text else finding.code
