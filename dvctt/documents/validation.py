"""Judging a signed PDF against the trust list: bytes are parsed in the child, addresses are asked from here."""

import base64
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import IO, Any

import structlog

from dvctt.documents import recording, sandbox, store, trust
from dvctt.documents.models import Validation
from dvctt.documents.sandbox import ChildFailed
from dvctt.documents.told import outcome
from dvctt.journal import api as journal
from dvctt.kernel import Ref
from dvctt.outbox import api as outbox

log = structlog.get_logger(__name__)

ROUNDS = 3
# How often a judgement that says nothing of the file is tried before the applicant is told so.
TRIES = 4
# How many addresses may be asked about one file.
MOST_ASKED = 12
# How long all questions about one file may take together: a web thread waits for them where a stranger verifies.
SECONDS_ASKING = 15
# What is said of certificates that were good, once they have ended and nobody answers for them.
TOO_LATE = frozenset({"expired", "revocation_unknown"})
# What is kept of the answers of authorities, of one file together: lists of a large authority have some megabytes.
MOST_KEPT = 8 * 1024 * 1024
KINDS = {"ocsp": "application/ocsp-response", "crl": "application/pkix-crl", "certificate": "application/pkix-cert"}
JUDGE = "dvctt.documents.signatures.judge:judge"


class NotJudged(Exception):
    """The judgement failed and says nothing of the file; the row waits for another try."""


@dataclass(frozen=True)
class SignatureReport:
    """One signature: who signed, when, and what is wrong with it (codes in `faults`; `warnings` do not refuse it).

    `uid_kind` is MST, CCCD, CMND, HC or empty; times are ISO 8601; `coverage` is entire_file, entire_revision, or less;
    `modification` says what was added afterwards: none, lta_updates, form_filling (further signatures), other (it was
    changed); `time_stamp` is the time of a stamp that holds, that of any other is `claimed_time` if nothing else is;
    `revocation` is good, revoked or unknown; `indication` is the sub-indication of ETSI EN 319 102-1. `intact` is None
    where it cannot be known: the signature cannot be read, or was not made with the certificate's key.
    """

    field: str
    cn: str
    uid_kind: str
    uid_number: str
    issuer: str
    serial: str
    certificate_sha256: str
    valid_from: str | None
    valid_until: str | None
    algorithm: str
    claimed_time: str | None
    time_stamp: str | None
    time_stamp_by: str
    intact: bool | None
    coverage: str
    modification: str
    indication: str
    trusted: bool
    revocation: str
    faults: tuple[str, ...]
    warnings: tuple[str, ...]

    @property
    def tax_code(self) -> str:
        """The tax code of the certificate's subject, or empty."""
        return self.uid_number if self.uid_kind == "MST" else ""

    @property
    def citizen_id(self) -> str:
        """The identity number of the certificate's subject, or empty."""
        return self.uid_number if self.uid_kind in ("CCCD", "CMND") else ""

    @property
    def time(self) -> str | None:
        """The proven time of signing, else the claimed one."""
        return self.time_stamp or self.claimed_time


@dataclass(frozen=True)
class Report:
    """The verdict on a file. Fault codes, each with its place (`document`, `signature.0`):

    not_signed, broken, signature_unreadable, signature_invalid, changed_after_signing, covers_part_only,
    does_not_cover_our_bytes, stamp_over_words (a signature's picture hides words of ours), read_differently (programs
    find different contents in what was signed), unknown_issuer, expired, not_yet_valid, revoked, revocation_unknown,
    wrong_key_usage, weak_algorithm, too_complex, not_judged (nothing is known of the file: it may be tried again).
    """

    ok: bool
    at: str
    sha256: str
    faults: tuple[tuple[str, str], ...]
    signatures: tuple[SignatureReport, ...]

    @property
    def codes(self) -> frozenset[str]:
        """The fault codes without their places."""
        return frozenset(code for _, code in self.faults)

    @property
    def intact(self) -> bool:
        """Whether there is a signature and nothing was changed since, whoever signed."""
        return bool(self.signatures) and all(
            signature.intact and not {"changed_after_signing", "covers_part_only"} & set(signature.faults)
            for signature in self.signatures
        )


@dataclass(frozen=True)
class Known:
    """What was kept of an earlier judgement of a file: when it was, and what authorities answered then (kind, DER)."""

    at: str
    found: tuple[tuple[str, bytes], ...]


def validate_pdf(
    pdf: bytes, *, expected_prefix: bytes | None = None, at: datetime | None = None, earlier: Known | None = None
) -> Report:
    """Judge every signature of `pdf`: integrity, chain to the trust list, revocation, time stamps (7.3.a, 13.1.d).

    With `expected_prefix` the file must have grown out of exactly these bytes and a signature must cover them.
    `at` is the instant of the judgement; without it the machine's own clock, since authorities answer for now.
    With `earlier` it is judged as it was then, and nobody is asked.
    """
    return from_json(examine(pdf, expected_prefix=expected_prefix, at=at, earlier=earlier)[0])


def validate_handed_in(pdf: bytes, sha256: str, *, at: datetime | None = None) -> Report:
    """As `validate_pdf`, for a file with this digest, whoever hands it in.

    Where that is too late to judge the certificates, and an act of ours proves that it was judged in time, it is judged
    as of then, by what authorities answered.
    """
    report = validate_pdf(pdf, at=at)
    earlier = known_of(sha256) if report.codes and report.codes <= TOO_LATE else None
    return validate_pdf(pdf, earlier=earlier) if earlier else report


def examine(
    pdf: bytes, *, expected_prefix: bytes | None = None, at: datetime | None = None, earlier: Known | None = None
) -> tuple[dict[str, Any], list[tuple[str, bytes]]]:
    """As `validate_pdf`, as JSON for keeping, and what authorities answered: (ocsp, crl or certificate; DER)."""
    roots = trust.roots()
    answers = list(earlier.found) if earlier else []
    questions: set[tuple[str, str | None]] = set()
    asking = trust.Patience(SECONDS_ASKING, MOST_ASKED)
    head = [pdf] if expected_prefix is None else [pdf, expected_prefix]
    for _ in range(1 if earlier else ROUNDS):
        # Answers fetched after the instant of judgement would not count.
        moment = earlier.at if earlier else (at or datetime.now(UTC)).isoformat()
        params = {
            "at": moment,
            "prefix": expected_prefix is not None,
            "roots": len(roots),
            "found": [kind for kind, _ in answers],
        }
        try:
            answer = sandbox.run(JUDGE, [*head, *roots, *(data for _, data in answers)], params)
        except ChildFailed as failure:
            log.warning("signature_unjudged", reason=failure.reason, detail=failure.detail)
            code = outcome(failure)
            return _hopeless(moment, "broken" if code == "unreadable" else code), []
        fresh = [] if earlier else _fetch(answer["wants"], questions, asking)
        if not fresh:
            break
        answers += fresh
    report: dict[str, Any] = answer["report"]
    return report, answers


def to_keep(report: Mapping[str, Any], answers: Sequence[tuple[str, bytes]] = ()) -> dict[str, Any]:
    """The report as it is stored: the signers' identity numbers sealed, what authorities answered in the store."""
    cipher = journal.cipher()
    sealed = [
        {**signature, "uid_number": cipher.encrypt(signature["uid_number"])} for signature in report["signatures"]
    ]
    return {**report, "signatures": sealed, "answers": list(_answers_kept(answers))}


def _answers_kept(answers: Sequence[tuple[str, bytes]]) -> Iterator[dict[str, str]]:
    """Put answers into the store, the smallest first, as far as they are not too many bytes; what names each."""
    room = MOST_KEPT
    for kind, data in sorted(answers, key=lambda answer: len(answer[1])):
        room -= len(data)
        if room < 0:
            log.warning("revocation_answers_too_large", kind=kind, size=len(data))
            return
        yield {"kind": kind, "sha256": store.put(data, KINDS[kind]).sha256}


def known_of(sha256: str) -> Known | None:
    """What was kept of the last judgement of a file with this digest; None where there is none that acts prove."""
    rows = Validation.objects.filter(document__blob_id=sha256, report__isnull=False).order_by("-created_at")
    row = rows.first()
    if row is None or row.report is None or not recording.judgement_holds(row):
        return None
    try:
        files = [(answer["kind"], store.open_kept(answer["sha256"])) for answer in row.report.get("answers", ())]
    except store.Damaged:
        return None
    return Known(row.report["at"], tuple((kind, _whole(file)) for kind, file in files))


def _whole(file: IO[bytes]) -> bytes:
    with file:
        return file.read()


def from_kept(data: Mapping[str, Any]) -> Report:
    """A stored report as a value."""
    cipher = journal.cipher()
    opened = [{**signature, "uid_number": cipher.decrypt(signature["uid_number"])} for signature in data["signatures"]]
    return from_json({**data, "signatures": opened})


def from_json(data: Mapping[str, Any]) -> Report:
    """A report that `examine` gave, as a value."""
    signatures = tuple(
        SignatureReport(**{**signature, "faults": tuple(signature["faults"]), "warnings": tuple(signature["warnings"])})
        for signature in data["signatures"]
    )
    faults = tuple((fault["place"], fault["code"]) for fault in data["faults"])
    return Report(data["ok"], data["at"], data["sha256"], faults, signatures)


def handle(row: Validation) -> None:
    """Work a waiting row: judge, keep the report, tell `signature_checked`; raises NotJudged while it is tried."""
    pdf = store.read_bytes(row.document_id)
    prefix = store.read_bytes(row.prefix_of_id) if row.prefix_of_id else None
    report, answers = examine(pdf, expected_prefix=prefix)
    if row.attempts < TRIES and any(fault["code"] == "not_judged" for fault in report["faults"]):
        raise NotJudged(str(row.document_id))
    stored = to_keep(report, answers)
    with outbox.settle(row):
        row.report, row.ok = stored, bool(report["ok"])
        Validation.objects.filter(pk=row.pk).update(report=row.report, ok=row.ok)
        recording.record_judged(row)
        outbox.emit(
            "signature_checked",
            Ref(row.subject_kind, row.subject_id),
            validation=str(row.id),
            document=str(row.document_id),
            ok=row.ok,
        )


def _fetch(
    wants: list[dict[str, Any]], questions: set[tuple[str, str | None]], asking: trust.Patience
) -> list[tuple[str, bytes]]:
    """Ask for what the child wants, per certificate until one place answers."""
    answers = []
    for want in wants:
        for option in want["options"]:
            key = (option["url"], option["question"])
            if key in questions or asking.is_over():
                break
            questions.add(key)
            question = base64.b64decode(option["question"]) if option["question"] else None
            data = trust.ask(option["url"], question, asking)
            if data is not None:
                answers.append((option["kind"], data))
                break
    return answers


def _hopeless(moment: str, code: str) -> dict[str, Any]:
    fault = {"place": "document", "code": code}
    return {"ok": False, "at": moment, "sha256": "", "faults": [fault], "signatures": []}
