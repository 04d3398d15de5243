"""The index of the file: one page that a court or inspector reads without a program of ours, in two languages.

What happened, who did it, when, by which paper; and how to check that nothing of it was changed.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from dvctt.authority import WHO_NAMES, Who
from dvctt.casework import api as casework
from dvctt.documents import api as documents
from dvctt.evidence import package, sheet, words
from dvctt.evidence.sheet import Row, both, moment
from dvctt.journal import api as journal
from dvctt.kernel import Text
from dvctt.ministry import api as ministry

SHORT = 12
SYSTEM = "system"


@dataclass(frozen=True)
class Told:
    """All that the page tells."""

    taken: casework.EvidenceTaken
    page: casework.DossierPage
    carried: tuple[journal.CarriedChain, ...]
    seals: tuple[journal.CarriedSeal, ...]
    files: tuple[dict[str, Any], ...]
    looks: tuple[dict[str, Any], ...]
    messages: tuple[dict[str, Any], ...]
    findings: tuple[journal.Finding, ...]
    unknown: casework.Uncommitted


def page(told: Told) -> str:
    """The whole page."""
    head = format_html("<h1>{}</h1>", both(Text(vi="Hồ sơ chứng cứ điện tử", en="Electronic evidence file")))
    sections = (head, _facts(told), _found(told), _course(told), _beside(told), _files(told), _looks(told),
                _messages(told), _seals(told), sheet.HOW)  # fmt: skip
    return sheet.document(f"Hồ sơ chứng cứ điện tử {told.taken.code}", sections)


def _facts(told: Told) -> SafeString:
    taken, shown = told.taken, told.page
    bundle = shown.version.bundle
    return sheet.facts([
        (Text(vi="Mã hồ sơ", en="Code"), taken.code),
        (Text(vi="Thủ tục", en="Procedure"), format_html("{} – {}", bundle.code, both(bundle.name))),
        (Text(vi="Chủ hồ sơ", en="Owner"), shown.owner.name),
        (Text(vi="Người nộp", en="Filed by"), shown.filer.name),
        (Text(vi="Nơi tiếp nhận", en="Received by"), both(shown.receiving.name)),
        (Text(vi="Nơi thẩm định", en="Appraised by"), both(shown.appraising.name)),
        (Text(vi="Nơi quyết định", en="Decided by"), both(shown.deciding.name)),
        (Text(vi="Nộp lúc", en="Submitted"), moment(shown.submitted_at)),
        (Text(vi="Tiếp nhận lúc", en="Accepted"), moment(shown.accepted_at)),
        (Text(vi="Kết thúc lúc", en="Closed"), moment(shown.closed_at)),
        (Text(vi="Tình trạng", en="State"), both(shown.label)),
        (Text(vi="Người xuất", en="Exported by"),
         format_html("<div>{}</div>{}", taken.by, _as_what(taken.role, taken.unit))),
        (Text(vi="Xuất lúc", en="Exported at"), moment(taken.at)),
        (Text(vi="Mục đích", en="Purpose"), taken.purpose),
        (Text(vi="Cơ quan ký số", en="Signing agency"), both(taken.agency.name)),
    ])  # fmt: skip


def _found(told: Told) -> SafeString:
    """What was found as the file was made, and what could not be compared."""
    unknown = [words.NOTES[code].in_language("vi").format(count=count) for code, count in _unknown(told)]
    english = [words.NOTES[code].in_language("en").format(count=count) for code, count in _unknown(told)]
    notes = format_html_join(
        "", "<p>{}</p>", ((both(Text(vi=vi, en=en)),) for vi, en in zip(unknown, english, strict=True))
    )
    if not told.findings:
        return format_html('<p class="good">{}</p>{}', both(Text(
            vi="Khi xuất, hệ thống đã so hồ sơ với nhật ký (việc đã làm, nội dung đã nộp, thời hạn, phí, quyết định, "
               "văn bản) và kiểm tra các bản ghi, sổ văn bản, tệp nêu dưới đây: không phát hiện thay đổi.",
            en="At the export the system compared the application with the journal (acts, what was filed, time "
               "limits, fees, decision, documents) and checked entries, register rows and files below, and found "
               "nothing changed.",
        )), notes)  # fmt: skip
    lines = format_html_join("", "<li><code>{}</code> {}</li>", ((one.place, _sentence(one)) for one in told.findings))
    wrong = Text(vi="Khi xuất, hệ thống phát hiện:", en="At the export the system found:")
    return format_html('<div class="bad"><p>{}</p><ul>{}</ul></div>{}', both(wrong), lines, notes)


def _unknown(told: Told) -> list[tuple[str, int]]:
    counted = (("filings_not_committed", told.unknown.filings), ("standing_not_committed", told.unknown.dossiers))
    return [(code, count) for code, count in counted if count]


def _sentence(one: journal.Finding) -> SafeString | str:
    text = words.SENTENCES.get(one.code) or casework.DIFFERENCES.get(one.code)
    return both(text) if text else one.code


def _course(told: Told) -> SafeString:
    """The dossier's own acts, under the names that the procedure gives them."""
    known = {one.seq: one for one in told.page.timeline}
    chain = told.carried[0]
    rows = [
        (*_act(told, one, known.get(one.seq)), _moved(known.get(one.seq)), _proof(chain, one)) for one in chain.links
    ]
    heads = (*_HEADS, Text(vi="Tình trạng", en="State"), _PROOF)
    return sheet.table(Text(vi="Diễn biến hồ sơ", en="What happened"), heads, rows)


def _beside(told: Told) -> SafeString:
    """Acts on what belongs to the dossier: register, judgements, exports, erasures, messages."""
    rows = [
        (
            both(words.CHAINS.get(chain.subject.kind, Text(vi=chain.subject.kind))),
            *_act(told, one, None),
            _proof(chain, one),
        )
        for chain in told.carried[1:]
        for one in chain.links
    ]
    heads = (Text(vi="Về", en="About"), *_HEADS, _PROOF)
    return sheet.table(Text(vi="Việc liên quan đến hồ sơ", en="Acts beside the application"), heads, rows)


_HEADS = (Text(vi="Số", en="No."), Text(vi="Lúc", en="When"), Text(vi="Ai", en="Who"), Text(vi="Việc", en="What"),
          Text(vi="Nội dung", en="Words"))  # fmt: skip
_PROOF = Text(vi="Bản ghi, mã băm, niêm phong", en="Entry, hash, seal")


def _act(told: Told, one: journal.Link, known: casework.TimelineEntry | None) -> Row:
    said: dict[str, Any] = json.loads(one.body)
    named = words.ACTS.get(said["act"]) or (known.label if known else Text(vi=said["act"].removeprefix("dossier:")))
    values = dict(one.personal.values) if one.personal else {}
    return (str(one.seq), moment(said["at"]), _who(said["actor"], values), both(named),
            _words(told, one, said, known, values))  # fmt: skip


def _words(
    told: Told, one: journal.Link, said: Mapping[str, Any], known: casework.TimelineEntry | None,
    values: Mapping[str, str],
) -> SafeString:  # fmt: skip
    """What was said: as the page of the dossier shows it where it does, else as the entry has it."""
    if one.erased_at:
        return both(Text(vi="Lời văn đã xóa theo quy định.", en="Words erased by rule."))
    if known is not None:
        lines = [format_html("{}", known.reason)] if known.reason else []
        lines += [format_html("<strong>{}</strong>\n{}", both(label), value) for label, value in known.inputs]
    else:
        lines = [format_html("{}", said["reason"])] if said["reason"] else []
        lines += [format_html("{}", value) for name, value in values.items() if not name.startswith("actor.")]
    made = next((file for file in told.files if file["id"] == said["after"].get("document")), None)
    if made is not None:
        lines.append(_link(made))
    return format_html_join("", "<div>{}</div>", ((line,) for line in lines))


def _who(actor: Mapping[str, Any], values: Mapping[str, str]) -> SafeString:
    kind = both(words.KINDS.get(actor["kind"], Text(vi=actor["kind"])))
    if actor["kind"] == SYSTEM:
        return kind
    return format_html("<div>{}</div>{}", actor["name"] or values.get("actor.name", "") or actor["id"], kind)


def _moved(known: casework.TimelineEntry | None) -> SafeString | str:
    if known is None or known.from_state is None or known.to_state is None:
        return ""
    return format_html("{} → {}", both(known.from_state), both(known.to_state))


def _proof(chain: journal.CarriedChain, one: journal.Link) -> SafeString:
    unsealed = both(Text(vi="chưa niêm phong", en="not sealed yet"))
    seal = unsealed if one.seal is None else format_html("#{}", str(one.seal))
    place = package.entry_file(chain.subject, one.seq)
    return format_html('<a href="{}">{}…</a> {}', place, one.hash[:SHORT], seal)


def _titles(page: casework.DossierPage) -> dict[str, Text]:
    """What each document is, by its id: the paper that the law asks for, the declaration, what the process made."""
    found = {str(file.document.id): one.name for one in page.components for file in one.files}
    for one in page.signatures:
        found |= {str(one.document_id): words.DECLARATION, str(one.signed_id): words.SIGNED_DECLARATION}
    return found | {str(one.document_id): one.title for one in page.papers}


def _files(told: Told) -> SafeString:
    titles = _titles(told.page)
    rows = [
        (_link(one), both(titles.get(one["id"], Text(vi=one["kind"]))), moment(one["at"]),
         both(words.KINDS.get(one["by_kind"], Text(vi=one["by_kind"]))),
         str(one["size"]), format_html("<code>{}</code>", one["sha256"]), both(words.BINDINGS[one["bound_by"]]),
         "\n".join(_signer(signer) for signer in one["signers"]))
        for one in told.files
    ]  # fmt: skip
    heads = (Text(vi="Tệp", en="File"), Text(vi="Là giấy tờ gì", en="What it is"), Text(vi="Lúc", en="When"),
             Text(vi="Của", en="From"), Text(vi="Byte", en="Bytes"), Text(vi="SHA-256"),
             Text(vi="Mã băm do đâu chứng minh", en="Digest proven by"),
             Text(vi="Chữ ký đã kiểm tra", en="Signatures judged"))  # fmt: skip
    return sheet.table(Text(vi="Giấy tờ, văn bản", en="Papers and documents"), heads, rows)


def _link(one: Mapping[str, Any]) -> SafeString:
    if one["fault"] == package.INFECTED:
        return format_html("<div>{}</div>{}", one["name"], both(Text(
            vi="tệp nhiễm mã độc, không kèm theo", en="infected, not enclosed")))  # fmt: skip
    if one["fault"]:
        return format_html("<div>{}</div>{}", one["name"], both(words.SENTENCES["damaged"]))
    return format_html('<a href="{}">{}</a>', one["file"], one["name"])


def _signer(one: Mapping[str, Any]) -> str:
    faults = f" ({', '.join(one['faults'])})" if one["faults"] else ""
    return f"{one['name']}, {moment(one['time'])}{faults}"


def _looks(told: Told) -> SafeString:
    rows = []
    for one in told.looks:
        purpose, _colon, said = one["purpose"].partition(": ")
        what = both(words.PURPOSES.get(purpose, Text(vi=purpose)))
        rows.append((moment(one["at"]), one["name"] or one["id"], _as_what(one["role"], one["unit"]),
                     format_html("<div>{}</div>{}", what, said), _part(one["part"]), one["address"]))  # fmt: skip
    heads = (Text(vi="Lúc", en="When"), Text(vi="Ai", en="Who"), Text(vi="Với vai trò", en="As what"),
             Text(vi="Mục đích", en="Purpose"), Text(vi="Phần", en="Part"),
             Text(vi="Địa chỉ mạng", en="Network address"))  # fmt: skip
    return sheet.table(Text(vi="Người đã xem", en="Who looked at it"), heads, rows)


def _part(part: str) -> SafeString:
    return both(words.PARTS.get(part.partition(":")[0], Text(vi=part)))


def _as_what(role: str, unit: str) -> SafeString | str:
    if not role:
        return ""
    where = next((one.name for one in ministry.units() if one.code == unit), Text(vi=unit))
    return format_html("<div>{}</div><div>{}</div>", both(WHO_NAMES[Who(role)]), both(where))


def _messages(told: Told) -> SafeString:
    rows = [
        (moment(one["at"]), one["to"], one["sent_to"] or "–",
         both(words.STATES.get(one["state"], Text(vi=one["state"]))), one["title"], one["body"])
        for one in told.messages
    ]  # fmt: skip
    heads = (Text(vi="Lúc", en="When"), Text(vi="Gửi cho", en="To"), Text(vi="Địa chỉ", en="Address"),
             Text(vi="Kết quả", en="Outcome"), Text(vi="Tiêu đề", en="Title"),
             Text(vi="Nội dung", en="Text"))  # fmt: skip
    return sheet.table(Text(vi="Thông báo đã gửi", en="Messages"), heads, rows)


def _seals(told: Told) -> SafeString:
    rows = [
        (f"#{one.number}", moment(one.at), str(one.count), format_html("<code>{}</code>", one.digest), _stamp(one))
        for one in told.seals
    ]
    heads: Sequence[Text] = (
        Text(vi="Số", en="No."), Text(vi="Lúc", en="When"), Text(vi="Số bản ghi", en="Entries"),
        Text(vi="Mã băm của niêm phong (SHA-256)", en="Digest"), Text(vi="Dấu thời gian", en="Time stamp"),
    )  # fmt: skip
    return sheet.table(Text(vi="Niêm phong giữ các bản ghi", en="Seals that hold these entries"), heads, rows)


def _stamp(one: journal.CarriedSeal) -> SafeString | str:
    if one.token is None:
        return "–"
    at = documents.stamped_at(bytes.fromhex(one.digest), one.token)
    return format_html('{}<br><a href="{}">.tst</a>', moment(at), package.seal_file(one.number, "tst"))
