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
class Record:
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


def page(record: Record) -> str:
    """The whole page."""
    head = format_html("<h1>{}</h1>", both(Text(vi="Hồ sơ chứng cứ điện tử", en="Electronic evidence file")))
    parts = (_facts, _found, _course, _beside, _files, _looks, _messages, _seals)
    sections = (head, *(part(record) for part in parts), sheet.HOW)
    return sheet.document(f"Hồ sơ chứng cứ điện tử {record.taken.code}", sections)


def _facts(record: Record) -> SafeString:
    act, dossier = record.taken, record.page
    return sheet.facts([
        (Text(vi="Mã hồ sơ", en="Code"), act.code),
        (Text(vi="Thủ tục", en="Procedure"), format_html("{} – {}", dossier.procedure_code, both(dossier.procedure))),
        (Text(vi="Chủ hồ sơ", en="Owner"), dossier.owner.name),
        (Text(vi="Người nộp", en="Filed by"), dossier.filer.name),
        (Text(vi="Nơi tiếp nhận", en="Received by"), both(dossier.receiving.name)),
        (Text(vi="Nơi thẩm định", en="Appraised by"), both(dossier.appraising.name)),
        (Text(vi="Nơi quyết định", en="Decided by"), both(dossier.deciding.name)),
        (Text(vi="Nộp lúc", en="Submitted"), moment(dossier.submitted_at)),
        (Text(vi="Tiếp nhận lúc", en="Accepted"), moment(dossier.accepted_at)),
        (Text(vi="Kết thúc lúc", en="Closed"), moment(dossier.closed_at)),
        (Text(vi="Tình trạng", en="State"), both(dossier.label)),
        (Text(vi="Người xuất", en="Exported by"),
         format_html("<div>{}</div>{}", act.by, _as_what(act.role, act.unit))),
        (Text(vi="Xuất lúc", en="Exported at"), moment(act.at)),
        (Text(vi="Mục đích", en="Purpose"), act.purpose),
        (Text(vi="Cơ quan ký số", en="Signing agency"), both(act.agency.name)),
    ])  # fmt: skip


def _found(record: Record) -> SafeString:
    """What was found as the file was made, and what could not be compared."""
    unknown = [words.NOTES[code].in_language("vi").format(count=count) for code, count in _unknown(record)]
    english = [words.NOTES[code].in_language("en").format(count=count) for code, count in _unknown(record)]
    notes = format_html_join(
        "", "<p>{}</p>", ((both(Text(vi=vi, en=en)),) for vi, en in zip(unknown, english, strict=True))
    )
    if not record.findings:
        return format_html('<p class="good">{}</p>{}', both(Text(
            vi="Khi xuất, hệ thống đã so hồ sơ với nhật ký (việc đã làm, nội dung đã nộp, thời hạn, phí, quyết định, "
               "văn bản) và kiểm tra các bản ghi, sổ văn bản, tệp nêu dưới đây: không phát hiện thay đổi.",
            en="At the export the system compared the application with the journal (acts, what was filed, time "
               "limits, fees, decision, documents) and checked entries, register rows and files below, and found "
               "nothing changed.",
        )), notes)  # fmt: skip
    lines = format_html_join(
        "", "<li><code>{}</code> {}</li>", ((finding.place, _sentence(finding)) for finding in record.findings)
    )
    wrong = Text(vi="Khi xuất, hệ thống phát hiện:", en="At the export the system found:")
    return format_html('<div class="bad"><p>{}</p><ul>{}</ul></div>{}', both(wrong), lines, notes)


def _unknown(record: Record) -> list[tuple[str, int]]:
    unknown = record.unknown
    counted = (("filings_not_committed", unknown.filings), ("standing_not_committed", unknown.dossiers))
    return [(code, count) for code, count in counted if count]


def _sentence(finding: journal.Finding) -> SafeString | str:
    text = words.SENTENCES.get(finding.code) or casework.DIFFERENCES.get(finding.code)
    return both(text) if text else finding.code


def _course(record: Record) -> SafeString:
    """The dossier's own acts, under the names that the procedure gives them."""
    entries = {entry.seq: entry for entry in record.page.timeline}
    chain = record.carried[0]
    rows = [
        (*_act(record, link, entries.get(link.seq)), _moved(entries.get(link.seq)), _proof(chain, link))
        for link in chain.links
    ]
    heads = (*_HEADS, Text(vi="Tình trạng", en="State"), _PROOF)
    return sheet.table(Text(vi="Diễn biến hồ sơ", en="What happened"), heads, rows)


def _beside(record: Record) -> SafeString:
    """Acts on what belongs to the dossier: register, judgements, exports, erasures, messages."""
    rows = [
        (
            both(words.CHAINS.get(chain.subject.kind, Text(vi=chain.subject.kind))),
            *_act(record, link, None),
            _proof(chain, link),
        )
        for chain in record.carried[1:]
        for link in chain.links
    ]
    heads = (Text(vi="Về", en="About"), *_HEADS, _PROOF)
    return sheet.table(Text(vi="Việc liên quan đến hồ sơ", en="Acts beside the application"), heads, rows)


_HEADS = (Text(vi="Số", en="No."), Text(vi="Lúc", en="When"), Text(vi="Ai", en="Who"), Text(vi="Việc", en="What"),
          Text(vi="Nội dung", en="Words"))  # fmt: skip
_PROOF = Text(vi="Bản ghi, mã băm, niêm phong", en="Entry, hash, seal")


def _act(record: Record, link: journal.Link, entry: casework.TimelineEntry | None) -> Row:
    body: dict[str, Any] = json.loads(link.body)
    named = words.ACTS.get(body["act"]) or (entry.label if entry else Text(vi=body["act"].removeprefix("dossier:")))
    values = dict(link.personal.values) if link.personal else {}
    return (str(link.seq), moment(body["at"]), _who(body["actor"], values), both(named),
            _words(record, link, body, entry, values))  # fmt: skip


def _words(
    record: Record, link: journal.Link, body: Mapping[str, Any], entry: casework.TimelineEntry | None,
    values: Mapping[str, str],
) -> SafeString:  # fmt: skip
    """What was said: as the page of the dossier shows it where it does, else as the entry has it."""
    if link.erased_at:
        return both(Text(vi="Lời văn đã xóa theo quy định.", en="Words erased by rule."))
    if entry is not None:
        lines = [format_html("{}", entry.reason)] if entry.reason else []
        lines += [format_html("<strong>{}</strong>\n{}", both(label), value) for label, value in entry.inputs]
    else:
        lines = [format_html("{}", body["reason"])] if body["reason"] else []
        lines += [format_html("{}", value) for name, value in values.items() if not name.startswith("actor.")]
    document = next((file for file in record.files if file["id"] == body["after"].get("document")), None)
    if document is not None:
        lines.append(_link(document))
    return format_html_join("", "<div>{}</div>", ((line,) for line in lines))


def _who(actor: Mapping[str, Any], values: Mapping[str, str]) -> SafeString:
    kind = both(words.KINDS.get(actor["kind"], Text(vi=actor["kind"])))
    if actor["kind"] == SYSTEM:
        return kind
    return format_html("<div>{}</div>{}", actor["name"] or values.get("actor.name", "") or actor["id"], kind)


def _moved(entry: casework.TimelineEntry | None) -> SafeString | str:
    if entry is None or entry.from_state is None or entry.to_state is None:
        return ""
    return format_html("{} → {}", both(entry.from_state), both(entry.to_state))


def _proof(chain: journal.CarriedChain, link: journal.Link) -> SafeString:
    unsealed = both(Text(vi="chưa niêm phong", en="not sealed yet"))
    seal = unsealed if link.seal is None else format_html("#{}", str(link.seal))
    place = package.entry_file(chain.subject, link.seq)
    return format_html('<a href="{}">{}…</a> {}', place, link.hash[:SHORT], seal)


def _titles(page: casework.DossierPage) -> dict[str, Text]:
    """What each document is, by its id: the paper that the law asks for, the declaration, what the process made."""
    titles = {str(file.document.id): component.name for component in page.components for file in component.files}
    for signature in page.signatures:
        titles |= {str(signature.document_id): words.DECLARATION, str(signature.signed_id): words.SIGNED_DECLARATION}
    return titles | {str(paper.document_id): paper.title for paper in page.papers}


def _files(record: Record) -> SafeString:
    titles = _titles(record.page)
    rows = [
        (_link(file), both(titles.get(file["id"], Text(vi=file["kind"]))), moment(file["at"]),
         both(words.KINDS.get(file["by_kind"], Text(vi=file["by_kind"]))),
         str(file["size"]), format_html("<code>{}</code>", file["sha256"]), both(words.BINDINGS[file["bound_by"]]),
         "\n".join(_signer(signer) for signer in file["signers"]))
        for file in record.files
    ]  # fmt: skip
    heads = (Text(vi="Tệp", en="File"), Text(vi="Là giấy tờ gì", en="What it is"), Text(vi="Lúc", en="When"),
             Text(vi="Của", en="From"), Text(vi="Byte", en="Bytes"), Text(vi="SHA-256"),
             Text(vi="Mã băm do đâu chứng minh", en="Digest proven by"),
             Text(vi="Chữ ký đã kiểm tra", en="Signatures judged"))  # fmt: skip
    return sheet.table(Text(vi="Giấy tờ, văn bản", en="Papers and documents"), heads, rows)


def _link(file: Mapping[str, Any]) -> SafeString:
    if file["fault"] == package.INFECTED:
        return format_html("<div>{}</div>{}", file["name"], both(Text(
            vi="tệp nhiễm mã độc, không kèm theo", en="infected, not enclosed")))  # fmt: skip
    if file["fault"]:
        return format_html("<div>{}</div>{}", file["name"], both(words.SENTENCES["damaged"]))
    return format_html('<a href="{}">{}</a>', file["file"], file["name"])


def _signer(signer: Mapping[str, Any]) -> str:
    faults = f" ({', '.join(signer['faults'])})" if signer["faults"] else ""
    return f"{signer['name']}, {moment(signer['time'])}{faults}"


def _looks(record: Record) -> SafeString:
    rows = []
    for look in record.looks:
        purpose, _colon, reason = look["purpose"].partition(": ")
        label = both(words.PURPOSES.get(purpose, Text(vi=purpose)))
        rows.append((moment(look["at"]), look["name"] or look["id"], _as_what(look["role"], look["unit"]),
                     format_html("<div>{}</div>{}", label, reason), _part(look["part"]), look["address"]))  # fmt: skip
    heads = (Text(vi="Lúc", en="When"), Text(vi="Ai", en="Who"), Text(vi="Với vai trò", en="As what"),
             Text(vi="Mục đích", en="Purpose"), Text(vi="Phần", en="Part"),
             Text(vi="Địa chỉ mạng", en="Network address"))  # fmt: skip
    return sheet.table(Text(vi="Người đã xem", en="Who looked at it"), heads, rows)


def _part(part: str) -> SafeString:
    return both(words.PARTS.get(part.partition(":")[0], Text(vi=part)))


def _as_what(role: str, unit: str) -> SafeString | str:
    if not role:
        return ""
    where = next((row.name for row in ministry.units() if row.code == unit), Text(vi=unit))
    return format_html("<div>{}</div><div>{}</div>", both(WHO_NAMES[Who(role)]), both(where))


def _messages(record: Record) -> SafeString:
    rows = [
        (moment(message["at"]), message["to"], message["sent_to"] or "–",
         both(words.STATES.get(message["state"], Text(vi=message["state"]))), message["title"], message["body"])
        for message in record.messages
    ]  # fmt: skip
    heads = (Text(vi="Lúc", en="When"), Text(vi="Gửi cho", en="To"), Text(vi="Địa chỉ", en="Address"),
             Text(vi="Kết quả", en="Outcome"), Text(vi="Tiêu đề", en="Title"),
             Text(vi="Nội dung", en="Text"))  # fmt: skip
    return sheet.table(Text(vi="Thông báo đã gửi", en="Messages"), heads, rows)


def _seals(record: Record) -> SafeString:
    rows = [
        (f"#{seal.number}", moment(seal.at), str(seal.count), format_html("<code>{}</code>", seal.digest), _stamp(seal))
        for seal in record.seals
    ]
    heads: Sequence[Text] = (
        Text(vi="Số", en="No."), Text(vi="Lúc", en="When"), Text(vi="Số bản ghi", en="Entries"),
        Text(vi="Mã băm của niêm phong (SHA-256)", en="Digest"), Text(vi="Dấu thời gian", en="Time stamp"),
    )  # fmt: skip
    return sheet.table(Text(vi="Niêm phong giữ các bản ghi", en="Seals that hold these entries"), heads, rows)


def _stamp(seal: journal.CarriedSeal) -> SafeString | str:
    if seal.token is None:
        return "–"
    at = documents.stamped_at(bytes.fromhex(seal.digest), seal.token)
    return format_html('{}<br><a href="{}">.tst</a>', moment(at), package.seal_file(seal.number, "tst"))
