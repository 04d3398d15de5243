"""Proof that what officers and papers rest on is what the journal recorded: each act, and what was filed with it.

Pages and papers read tables. Whoever writes there with the database's role alone cannot write the entries, which are
keyed. An entry binds the inputs, words and contents of its act, and the answers, files and declaration that were filed.
"""

import json
from collections.abc import Iterator, Mapping, Sequence

from dvctt.casework import contents, delivering, sealing
from dvctt.casework.filing import SENDING
from dvctt.casework.models import Act, AnswerSet, Dossier
from dvctt.casework.owners import followed
from dvctt.casework.subject import Subject
from dvctt.casework.told import told
from dvctt.journal import api as journal
from dvctt.kernel import Reason, Refused, digest
from dvctt.kernel.sealed import Unreadable
from dvctt.workflow import Action

FILED = "filed"
PROCESS = "dossier:"
UNPROVEN = "dossier_unproven"


def findings() -> Iterator[journal.Finding]:
    """What stands on dossiers otherwise than it was recorded, dossier by dossier; two statements for each."""
    for row in followed(Dossier.objects.order_by("pk")).iterator(chunk_size=100):
        subject = Subject(row)
        try:
            yield from differing(subject, journal.proven_entries(subject.ref))
        except journal.Unproven:
            continue  # the proof of the chains names it


class NotAsRecorded(Refused):
    """The dossier is not what its acts made it: nothing is decided, signed or issued on it."""

    def __init__(self, found: journal.Finding) -> None:
        super().__init__(Reason(UNPROVEN))
        self.found = found


def require(subject: Subject) -> None:
    """Raise NotAsRecorded where an act would rest on something that was not recorded; one statement."""
    try:
        found = next(differing(subject, journal.proven_entries(subject.ref)), None)
    except journal.Unproven:
        found = journal.Finding(_place(subject), UNPROVEN)
    if found is not None:
        raise NotAsRecorded(found)


def differing(subject: Subject, entries: Sequence[journal.Proven]) -> Iterator[journal.Finding]:
    """Where the acts of a dossier and what was filed differ from its entries; each number once."""
    recorded = {one.entry.seq: one for one in entries}
    done = {act.seq: act for act in subject.acts}
    for seq in sorted(done.keys() | {seq for seq, one in recorded.items() if _is_act(one.entry)}):
        act, proven = done.get(seq), recorded.get(seq)
        if act is None:
            yield journal.Finding(_place(subject, seq), "act_missing")
        elif proven is None:
            yield journal.Finding(_place(subject, seq), "act_not_recorded")
        elif not _same_act(subject, act, proven):
            yield journal.Finding(_place(subject, seq), "act_differs")
        elif not _same_filing(subject, act, proven):
            yield journal.Finding(_place(subject, seq), "filed_differs")


def filed(subject: Subject, spec: Action) -> dict[str, str]:
    """What an act that sends a draft commits to: the answers, the files and the declaration as they are filed."""
    if spec.kind not in SENDING or subject.draft is None:
        return {}
    return {FILED: _filed_digest(subject, subject.draft)}


def _is_act(entry: journal.EntryView) -> bool:
    """Whether an entry is of an act that moved the dossier's revision: those stand among its acts."""
    return entry.act.startswith(PROCESS) and "revision" in entry.after


def _same_act(subject: Subject, act: Act, proven: journal.Proven) -> bool:
    entry = proven.entry
    facts = (entry.at, entry.actor_kind, entry.actor_id, entry.on_behalf.id if entry.on_behalf else "")
    if facts != (act.at, act.actor_kind, act.actor_id, act.on_behalf):
        return False
    if not _is_act(entry):
        return entry.act == act.action and (proven.erased or entry.personal.get("reason", "") == _reason(act))
    moved = (entry.act, entry.before["state"], entry.after["state"], entry.after["revision"], entry.actor_name)
    if moved != (f"{PROCESS}{act.action}", act.from_state, act.to_state, act.revision, act.actor_name):
        return False
    spec = subject.flow.actions.get(act.action)
    return spec is not None and _same_words(spec, act, proven)


def _same_words(spec: Action, act: Act, proven: journal.Proven) -> bool:
    said, entry = told(spec, act.inputs), proven.entry
    if digest(said.rest) != entry.digest or said.grounds != entry.reason:
        return False
    if proven.erased:
        return not any(said.words.values())
    beside = {FILED, *((delivering.POSTED,) if spec.kind == "submit" else ())}
    kept = {
        name: text for name, text in entry.personal.items() if name not in beside and not name.startswith(contents.TOLD)
    }
    return kept == dict(said.words) and _same_contents(act, entry.personal)


def _same_contents(act: Act, personal: Mapping[str, str]) -> bool:
    """Whether the contents that an act set are those of its entry; what they say, whatever seals they stand under."""
    told_of = [name for name in personal if name.startswith(contents.TOLD)]
    recorded = {name.removeprefix(contents.TOLD): json.loads(personal[name]) for name in told_of}
    try:
        return bool(sealing.open_values(act.contents) == recorded)
    except Unreadable:
        return False


def _same_filing(subject: Subject, act: Act, proven: journal.Proven) -> bool:
    """Whether what was filed with an act is what its entry says; entries of before it was said prove nothing."""
    if FILED not in proven.entry.personal:
        return True
    frozen = next((one for one in subject.sets if one.frozen_at == act.at), None)
    try:
        return frozen is not None and _filed_digest(subject, frozen) == proven.entry.personal[FILED]
    except Unreadable:
        return False


def _filed_digest(subject: Subject, one: AnswerSet) -> str:
    files = sorted([row.component, row.document.blob_id] for row in subject.files(one.number))
    declared = subject.followed.declared.get(str(one.number), "")
    return digest({"number": one.number, "values": subject.values(one), "files": files, "declared": declared})


def _reason(act: Act) -> str:
    return str(act.inputs.get("words", ""))


def _place(subject: Subject, seq: int | None = None) -> str:
    place = f"{subject.ref.kind}:{subject.ref.id}"
    return place if seq is None else f"{place}#{seq}"
