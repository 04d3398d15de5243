"""What an entry says, as canonical JSON, and how its links and commitments are computed."""

import hashlib
import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.core.serializers.json import DjangoJSONEncoder

from dvctt.kernel import Actor, ActorKind, Ref, canonical_json, digest

ERASED = "personal:erased"


@dataclass(frozen=True)
class EntryView:
    """One act as it was recorded; `personal` and an applicant's name and address are empty once erased."""

    id: UUID
    subject: Ref
    seq: int
    at: datetime
    act: str
    actor_kind: str
    actor_id: str
    actor_name: str
    on_behalf: Ref | None
    channel: str
    address: str
    before: Mapping[str, Any]
    after: Mapping[str, Any]
    reason: str
    digest: str
    personal: Mapping[str, str]
    previous: str
    hash: str


@dataclass(frozen=True)
class Secret:
    """Personal values with the salts under which the chain commits to them."""

    values: Mapping[str, str]
    salts: Mapping[str, str]

    def commitments(self) -> dict[str, str]:
        """For each name the SHA-256 of salt and value, which tells nothing without the salt."""
        return {name: commitment(self.salts[name], value) for name, value in self.values.items()}

    def packed(self) -> str:
        """Both as one JSON text, to be sealed."""
        return canonical_json({"values": dict(self.values), "salts": dict(self.salts)})


def commitment(salt: str, value: str) -> str:
    """SHA-256 over a salt of 32 hexadecimal digits and the value."""
    return hashlib.sha256(f"{salt}{value}".encode()).hexdigest()


def link(previous: str, body: str) -> str:
    """The hash of an entry: SHA-256 over the hash before it (empty for the first) and its body."""
    return hashlib.sha256(f"{previous}{body}".encode()).hexdigest()


def genuine(body: str | None, hash: str | None, *, id: UUID | None, subject: Ref, seq: int | None) -> Any:
    """The content of a body whose hash is its own and which says the same as its row; None where it does not."""
    try:
        data = json.loads(body or "")
        previous, stated = data["previous"], (data["id"], data["subject"], data["seq"])
    except (ValueError, KeyError, TypeError):
        return None
    expected = (str(id), _ref(subject), seq)
    return data if link(previous, body or "") == hash and stated == expected else None


def plain(value: Any) -> Any:
    """The value as JSON has it: ids, dates and decimals become text."""
    return json.loads(json.dumps(value, cls=DjangoJSONEncoder))


def hide(actor: Actor, personal: Mapping[str, str]) -> Secret:
    """Personal values of an act with fresh salts; to the caller's come whence it was done, and an applicant's name.

    The name of an officer who acts is part of the record and stays in the entry (14.2).
    """
    values = dict(personal)
    if actor.address:
        values["actor.address"] = actor.address
    if actor.name and not _official(actor.kind):
        values["actor.name"] = actor.name
    return Secret(values, {name: secrets.token_hex(16) for name in values})


def unpack(text: str) -> Secret:
    """The inverse of `Secret.packed`."""
    data = json.loads(text)
    return Secret(data["values"], data["salts"])


def write(
    *,
    id: UUID,
    subject: Ref,
    seq: int,
    previous: str,
    at: datetime,
    actor: Actor,
    act: str,
    before: Mapping[str, Any],
    after: Mapping[str, Any],
    reason: str,
    inputs: Any,
    commitments: Mapping[str, str],
) -> str:
    """The body of an entry: who, for whom, from where, what, before and after, why, digest of inputs, link."""
    return canonical_json(
        {
            "id": str(id),
            "subject": _ref(subject),
            "seq": seq,
            "at": at.astimezone(UTC).isoformat(timespec="microseconds"),
            "act": act,
            "actor": {
                "kind": str(actor.kind),
                "id": actor.id,
                "name": actor.name if _official(actor.kind) else "",
                "on_behalf": _ref(actor.on_behalf),
                "channel": actor.channel,
            },
            "before": plain(before),
            "after": plain(after),
            "reason": reason,
            "inputs": "" if inputs is None else digest(plain(inputs)),
            "personal": dict(commitments),
            "previous": previous,
        }
    )


def read(body: str, hash: str, values: Mapping[str, str]) -> EntryView:
    """The entry that a body tells of, with its personal values where they are not erased."""
    data = json.loads(body)
    actor = data["actor"]
    behalf = actor["on_behalf"]
    personal = {name: value for name, value in values.items() if not name.startswith("actor.")}
    return EntryView(
        id=UUID(data["id"]),
        subject=Ref(**data["subject"]),
        seq=data["seq"],
        at=datetime.fromisoformat(data["at"]),
        act=data["act"],
        actor_kind=actor["kind"],
        actor_id=actor["id"],
        actor_name=actor["name"] or values.get("actor.name", ""),
        on_behalf=Ref(**behalf) if behalf else None,
        channel=actor["channel"],
        address=values.get("actor.address", ""),
        before=data["before"],
        after=data["after"],
        reason=data["reason"],
        digest=data["inputs"],
        personal=personal,
        previous=data["previous"],
        hash=hash,
    )


def _official(kind: ActorKind) -> bool:
    return kind in (ActorKind.OFFICER, ActorKind.SYSTEM)


def _ref(ref: Ref | None) -> dict[str, str] | None:
    return None if ref is None else {"kind": ref.kind, "id": ref.id}
