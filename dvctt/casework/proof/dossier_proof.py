"""Proof that what officers and papers rest on is what the journal recorded: each act, and what was filed with it.

Pages and papers read tables. Whoever writes there with the database's role alone cannot write the entries, which are
keyed. An entry binds the inputs, words and contents of its act, the answers, files and declaration that were filed,
and how the dossier stands after it (`record.commitment`); fees, amendment requests and shares follow from it
(`replay`).
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from dvctt.casework.core import encrypted_answers
from dvctt.casework.core.filer import SENDING
from dvctt.casework.core.loaded import LoadedDossier
from dvctt.casework.core.owner import with_owner_as_filed
from dvctt.casework.course import delivery
from dvctt.casework.models import Act, AnswerSet, Dossier
from dvctt.casework.outputs import contents
from dvctt.casework.proof import replay
from dvctt.casework.record import commitment
from dvctt.casework.record.journal_text import split_for_journal
from dvctt.journal import api as journal
from dvctt.kernel import Reason, Refused, digest
from dvctt.kernel.field_encryption import Unreadable
from dvctt.workflow import Action

FILED = "filed"
PROCESS = "dossier:"
UNPROVEN = "dossier_unproven"


@dataclass
class Uncommitted:
    """What was recorded before entries committed to it, and so cannot be proven: no sign of a forgery.

    `dossiers` counts those whose clocks, decision and papers no entry commits to, `filings` what was sent.
    """

    dossiers: int = 0
    filings: int = 0


def findings(unknown: Uncommitted | None = None) -> Iterator[journal.Finding]:
    """What stands on dossiers otherwise than it was recorded, dossier by dossier; two statements for each.

    What no entry commits to is added to `unknown`.
    """
    for row in with_owner_as_filed(Dossier.objects.order_by("pk")).iterator(chunk_size=100):
        yield from _found(LoadedDossier(row), unknown)


@dataclass(frozen=True)
class Filing:
    """What was filed, as the entry `seq` commits to it by its personal value `name`: that is the digest of `facts`."""

    seq: int
    name: str
    facts: Mapping[str, Any]


@dataclass(frozen=True)
class DossierProof:
    """What the proof of one dossier says: what differs, what was filed and is proven, what no entry commits to."""

    findings: tuple[journal.Finding, ...]
    filings: tuple[Filing, ...]
    unknown: Uncommitted


def proof_of(dossier_id: UUID) -> DossierProof:
    """Run the proof of one dossier; the caller has judged who may know. Raises Dossier.DoesNotExist."""
    unknown, rows = Uncommitted(), with_owner_as_filed(Dossier.objects.filter(pk=dossier_id))
    found = tuple(_found(LoadedDossier(rows.get()), unknown))
    try:
        loaded = LoadedDossier(rows.get())
        filings = tuple(_proven_filings(loaded, journal.proven_entries(loaded.ref)))
    except journal.Unproven:
        return DossierProof((*found, journal.Finding(_place(loaded), UNPROVEN)), (), unknown)
    return DossierProof(found, filings, unknown)


def _proven_filings(loaded: LoadedDossier, entries: Sequence[journal.Proven]) -> Iterator[Filing]:
    """What was filed and stands as an entry says."""
    for one in loaded.sets:
        by = [(each, FILED) for each in entries if each.entry.at == one.frozen_at and _is_act(each.entry)]
        by += [(each, f"{FILED}.{one.number}") for each in entries if each.entry.act == commitment.FOUND]
        for each, name in by if one.frozen_at is not None else ():
            said = each.entry.personal.get(name)
            if said is not None and _is_filed(loaded, one, said):
                yield Filing(each.entry.seq, name, _filed_facts(loaded, one))


def _found(loaded: LoadedDossier, unknown: Uncommitted | None) -> Sequence[journal.Finding]:
    try:
        entries = journal.proven_entries(loaded.ref)
        found = tuple(differing(loaded, entries))
        if found:
            # An act that came between the two readings is none: what is wrong is so when it is read once more.
            loaded = LoadedDossier(with_owner_as_filed(Dossier.objects.filter(pk=loaded.dossier.pk)).get())
            entries = journal.proven_entries(loaded.ref)
            found = tuple(one for one in differing(loaded, entries) if one in found)
    except (journal.Unproven, Dossier.DoesNotExist):
        return ()  # the proof of the chains names it
    if unknown is not None and any(_is_act(one.entry) for one in entries):
        unknown.dossiers += not commitment.commits(entries)
        unknown.filings += len(uncommitted(loaded, entries))
    return found


class NotAsRecorded(Refused):
    """The dossier is not what its acts made it: nothing is decided, signed or issued on it."""

    def __init__(self, found: journal.Finding) -> None:
        super().__init__(Reason(UNPROVEN))
        self.found = found


def require(loaded: LoadedDossier) -> None:
    """Raise NotAsRecorded where an act would rest on something that was not recorded; one statement.

    Where something differs it is read once more: a share may come between the two readings.
    """
    if _first(loaded) is not None and (found := _first(LoadedDossier(loaded.dossier, loaded.now))) is not None:
        raise NotAsRecorded(found)


def _first(loaded: LoadedDossier) -> journal.Finding | None:
    try:
        return next(differing(loaded, journal.proven_entries(loaded.ref)), None)
    except journal.Unproven:
        return journal.Finding(_place(loaded), UNPROVEN)


def differing(loaded: LoadedDossier, entries: Sequence[journal.Proven]) -> Iterator[journal.Finding]:
    """Where a dossier differs from its entries: its acts and what was filed, each number once, and how it stands.

    What follows from acts is asked where these are as they were recorded.
    """
    acts = tuple(_differing_acts(loaded, entries))
    follows = () if acts else (*_found_filings(loaded, entries), *replay.differing(loaded, entries))
    for seq, code in dict.fromkeys((*acts, *follows, *commitment.differing(loaded, entries))):
        yield journal.Finding(_place(loaded, seq), code)


def _differing_acts(loaded: LoadedDossier, entries: Sequence[journal.Proven]) -> Iterator[tuple[int, str]]:
    recorded = {one.entry.seq: one for one in entries}
    done = {act.seq: act for act in loaded.acts}
    for seq in sorted(done.keys() | {seq for seq, one in recorded.items() if _is_act(one.entry)}):
        act, proven = done.get(seq), recorded.get(seq)
        if act is None:
            yield seq, "act_missing"
        elif proven is None:
            yield seq, "act_not_recorded"
        elif not _same_act(loaded, act, proven):
            yield seq, "act_differs"
        elif not _same_filing(loaded, act, proven):
            yield seq, "filed_differs"


def filed(loaded: LoadedDossier, spec: Action) -> dict[str, str]:
    """What an act that sends a draft commits to: the answers, the files and the declaration as they are filed."""
    if spec.kind not in SENDING or loaded.draft is None:
        return {}
    return {FILED: _filed_digest(loaded, loaded.draft)}


def uncommitted(loaded: LoadedDossier, entries: Sequence[journal.Proven]) -> list[AnswerSet]:
    """What was filed that no entry commits to: filed before entries did, and not found as it stood since."""
    # Where an entry's words were erased, what it committed to went with them: there is nothing left to commit to.
    known = {one.entry.at for one in entries if one.erased or FILED in one.entry.personal}
    found = {name for one in entries if one.entry.act == commitment.FOUND for name in one.entry.personal}
    sent = (one for one in loaded.sets if one.frozen_at is not None and one.frozen_at not in known)
    return [one for one in sent if f"{FILED}.{one.number}" not in found]


def find(loaded: LoadedDossier) -> bool:
    """Commit once to what no entry commits to yet, as it stands now, and say that it was found so; whether there was.

    In the caller's transaction, the dossier locked. Raises NotAsRecorded where something differs, and Unproven.
    """
    require(loaded)
    entries = journal.proven_entries(loaded.ref)
    lacking = uncommitted(loaded, entries)
    if not any(_is_act(one.entry) for one in entries) or (commitment.commits(entries) and not lacking):
        return False
    digests = {f"{FILED}.{one.number}": _filed_digest(loaded, one) for one in lacking}
    after = commitment.state_to_commit(loaded)
    journal.append(
        loaded.ref, commitment.FINDER, commitment.FOUND, before={}, after=after, personal=digests, at=loaded.now
    )
    return True


def _found_filings(loaded: LoadedDossier, entries: Sequence[journal.Proven]) -> Iterator[tuple[int, str]]:
    """What was filed differs from what was found on a later day."""
    sets = {f"{FILED}.{one.number}": one for one in loaded.sets if one.frozen_at is not None}
    for one in entries:
        said = one.entry.personal if one.entry.act == commitment.FOUND else {}
        if any(name not in sets or not _is_filed(loaded, sets[name], said[name]) for name in said):
            yield one.entry.seq, "filed_differs"


def _is_act(entry: journal.EntryView) -> bool:
    """Whether an entry is of an act that moved the dossier's revision: those stand among its acts."""
    return entry.act.startswith(PROCESS) and "revision" in entry.after


def _same_act(loaded: LoadedDossier, act: Act, proven: journal.Proven) -> bool:
    entry = proven.entry
    facts = (entry.at, entry.actor_kind, entry.actor_id, entry.on_behalf.id if entry.on_behalf else "")
    if facts != (act.at, act.actor_kind, act.actor_id, act.on_behalf):
        return False
    if not _is_act(entry):
        return entry.act == act.action and (proven.erased or entry.personal.get("reason", "") == _reason(act))
    moved = (entry.act, entry.before["state"], entry.after["state"], entry.after["revision"], entry.actor_name)
    if moved != (f"{PROCESS}{act.action}", act.from_state, act.to_state, act.revision, act.actor_name):
        return False
    spec = loaded.flow.actions.get(act.action)
    # The unit as which it was done stands in entries of today alone.
    return spec is not None and entry.after.get("unit", act.unit) == act.unit and _same_words(spec, act, proven)


def _same_words(spec: Action, act: Act, proven: journal.Proven) -> bool:
    said, entry = split_for_journal(spec, act.inputs), proven.entry
    if digest(said.rest) != entry.digest or said.grounds != entry.reason:
        return False
    if proven.erased:
        return not any(said.words.values())
    beside = {FILED, *((delivery.POSTED,) if spec.submits else ())}
    kept = {
        name: text for name, text in entry.personal.items() if name not in beside and not name.startswith(contents.TOLD)
    }
    return kept == dict(said.words) and _same_contents(act, entry.personal)


def _same_contents(act: Act, personal: Mapping[str, str]) -> bool:
    """Whether the contents that an act set are those of its entry; what they say, whatever seals they stand under."""
    told_of = [name for name in personal if name.startswith(contents.TOLD)]
    recorded = {name.removeprefix(contents.TOLD): json.loads(personal[name]) for name in told_of}
    try:
        return bool(encrypted_answers.open_values(act.contents) == recorded)
    except Unreadable:
        return False


def _same_filing(loaded: LoadedDossier, act: Act, proven: journal.Proven) -> bool:
    """Whether what was filed with an act is what its entry says; entries of before it was said prove nothing."""
    if FILED not in proven.entry.personal:
        return True
    frozen = next((one for one in loaded.sets if one.frozen_at == act.at), None)
    return frozen is not None and _is_filed(loaded, frozen, proven.entry.personal[FILED])


def _is_filed(loaded: LoadedDossier, one: AnswerSet, said: str) -> bool:
    try:
        return _filed_digest(loaded, one) == said
    except Unreadable:
        return False


def _filed_digest(loaded: LoadedDossier, one: AnswerSet) -> str:
    return digest(_filed_facts(loaded, one))


def _filed_facts(loaded: LoadedDossier, one: AnswerSet) -> dict[str, Any]:
    files = sorted([row.component, row.document.blob_id] for row in loaded.files(one.number))
    declared = loaded.followed.declared.get(str(one.number), "")
    return {"number": one.number, "values": loaded.values(one), "files": files, "declared": declared}


def _reason(act: Act) -> str:
    return str(act.inputs.get("words", ""))


def _place(loaded: LoadedDossier, seq: int | None = None) -> str:
    place = f"{loaded.ref.kind}:{loaded.ref.id}"
    return place if seq is None else f"{place}#{seq}"
