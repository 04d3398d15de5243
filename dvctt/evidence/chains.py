"""Chains and seals as files: written as they stand in the journal, and read back by whoever has the file alone."""

import json
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from dvctt.evidence import package
from dvctt.evidence.package import Writer
from dvctt.journal import api as journal
from dvctt.kernel import Ref


def write_chain(writer: Writer, chain: journal.CarriedChain) -> None:
    """Each entry's bytes in a file of its own, and one with everything that stands beside them."""
    for link in chain.links:
        writer.add(package.entry_file(chain.subject, link.seq), [link.body.encode()])
    writer.json(package.chain_file(chain.subject), {
        "subject": {"kind": chain.subject.kind, "id": chain.subject.id},
        "head": {"seq": chain.head[0], "hash": chain.head[1]} if chain.head else None,
        "entries": [_link(link) for link in chain.links],
    })  # fmt: skip


def write_seals(writer: Writer, carried: Iterable[journal.CarriedChain]) -> tuple[journal.CarriedSeal, ...]:
    """The seals that hold these entries: numbers, lines and time stamps; gives them."""
    numbers = {link.seal for chain in carried for link in chain.links if link.seal is not None}
    seals = journal.carried_seals(numbers)
    for seal in seals:
        facts = {"number": seal.number, "at": seal.at.astimezone(UTC).isoformat(timespec="microseconds"),
                "count": seal.count, "previous": seal.previous, "digest": seal.digest, "mac": seal.mac}  # fmt: skip
        writer.json(package.seal_file(seal.number, "json"), facts)
        lines = (line + b"\n" for line in journal.carried_lines(seal.number))
        writer.add(package.seal_file(seal.number, "lines"), lines)
        if seal.token is not None:
            writer.add(package.seal_file(seal.number, "tst"), [seal.token])
    return seals


def read_chain(text: bytes, bodies: dict[int, str]) -> journal.CarriedChain:
    """A chain as it was written, with the entries' own bytes by number; raises ValueError, KeyError, TypeError."""
    facts = json.loads(text)
    head = facts["head"]
    return journal.CarriedChain(
        Ref(str(facts["subject"]["kind"]), str(facts["subject"]["id"])),
        (int(head["seq"]), str(head["hash"])) if head else None,
        tuple(_read_link(link, bodies) for link in facts["entries"]),
    )


def read_seal(text: bytes, token: bytes | None) -> journal.CarriedSeal:
    """A seal as it was written; raises as `read_chain` does."""
    facts = json.loads(text)
    return journal.CarriedSeal(
        int(facts["number"]), datetime.fromisoformat(facts["at"]), int(facts["count"]), str(facts["previous"]),
        str(facts["digest"]), str(facts["mac"]), token,
    )  # fmt: skip


def digest_said(carried: Iterable[journal.CarriedChain], ref: Ref) -> str:
    """The digest that the last act on a subject says; empty where there is none."""
    chain = next((chain for chain in carried if chain.subject == ref and chain.links), None)
    if chain is None:
        return ""
    try:
        return str(json.loads(chain.links[-1].body)["after"]["digest"])
    except (ValueError, KeyError, TypeError):
        return ""


def personal_said(chain: journal.CarriedChain, seq: object, name: str) -> str | None:
    """A personal value of an entry; None where there is none such, or it was erased."""
    link = next((link for link in chain.links if link.seq == seq), None)
    return link.personal.values.get(name) if link and link.personal else None


def _link(link: journal.Link) -> dict[str, Any]:
    personal = link.personal
    return {
        "seq": link.seq, "id": str(link.id), "hash": link.hash, "mac": link.mac, "seal": link.seal,
        "personal": {"values": dict(personal.values), "salts": dict(personal.salts)} if personal else None,
        "erased_at": link.erased_at.isoformat() if link.erased_at else "",
    }  # fmt: skip


def _read_link(facts: Any, bodies: dict[int, str]) -> journal.Link:
    personal, seq = facts["personal"], int(facts["seq"])
    return journal.Link(
        UUID(facts["id"]), seq, bodies.get(seq, ""), str(facts["hash"]), str(facts["mac"]),
        _secret(personal) if personal else None,
        datetime.fromisoformat(facts["erased_at"]) if facts["erased_at"] else None,
        None if facts["seal"] is None else int(facts["seal"]),
    )  # fmt: skip


def _secret(personal: Any) -> journal.Secret:
    values, salts = ({str(name): str(value) for name, value in personal[part].items()} for part in ("values", "salts"))
    return journal.Secret(values, salts)
