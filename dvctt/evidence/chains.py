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
    for one in chain.links:
        writer.add(package.entry_file(chain.subject, one.seq), [one.body.encode()])
    writer.json(package.chain_file(chain.subject), {
        "subject": {"kind": chain.subject.kind, "id": chain.subject.id},
        "head": {"seq": chain.head[0], "hash": chain.head[1]} if chain.head else None,
        "entries": [_link(one) for one in chain.links],
    })  # fmt: skip


def write_seals(writer: Writer, carried: Iterable[journal.CarriedChain]) -> tuple[journal.CarriedSeal, ...]:
    """The seals that hold these entries: numbers, lines and time stamps; gives them."""
    numbers = {one.seal for chain in carried for one in chain.links if one.seal is not None}
    seals = journal.carried_seals(numbers)
    for one in seals:
        told = {"number": one.number, "at": one.at.astimezone(UTC).isoformat(timespec="microseconds"),
                "count": one.count, "previous": one.previous, "digest": one.digest, "mac": one.mac}  # fmt: skip
        writer.json(package.seal_file(one.number, "json"), told)
        lines = (line + b"\n" for line in journal.carried_lines(one.number))
        writer.add(package.seal_file(one.number, "lines"), lines)
        if one.token is not None:
            writer.add(package.seal_file(one.number, "tst"), [one.token])
    return seals


def read_chain(text: bytes, bodies: dict[int, str]) -> journal.CarriedChain:
    """A chain as it was written, with the entries' own bytes by number; raises ValueError, KeyError, TypeError."""
    told = json.loads(text)
    head = told["head"]
    return journal.CarriedChain(
        Ref(str(told["subject"]["kind"]), str(told["subject"]["id"])),
        (int(head["seq"]), str(head["hash"])) if head else None,
        tuple(_read_link(one, bodies) for one in told["entries"]),
    )


def read_seal(text: bytes, token: bytes | None) -> journal.CarriedSeal:
    """A seal as it was written; raises as `read_chain` does."""
    told = json.loads(text)
    return journal.CarriedSeal(
        int(told["number"]), datetime.fromisoformat(told["at"]), int(told["count"]), str(told["previous"]),
        str(told["digest"]), str(told["mac"]), token,
    )  # fmt: skip


def digest_said(carried: Iterable[journal.CarriedChain], ref: Ref) -> str:
    """The digest that the last act on a subject says; empty where there is none."""
    chain = next((one for one in carried if one.subject == ref and one.links), None)
    if chain is None:
        return ""
    try:
        return str(json.loads(chain.links[-1].body)["after"]["digest"])
    except (ValueError, KeyError, TypeError):
        return ""


def personal_said(chain: journal.CarriedChain, seq: object, name: str) -> str | None:
    """A personal value of an entry; None where there is none such, or it was erased."""
    link = next((one for one in chain.links if one.seq == seq), None)
    return link.personal.values.get(name) if link and link.personal else None


def _link(one: journal.Link) -> dict[str, Any]:
    personal = one.personal
    return {
        "seq": one.seq, "id": str(one.id), "hash": one.hash, "mac": one.mac, "seal": one.seal,
        "personal": {"values": dict(personal.values), "salts": dict(personal.salts)} if personal else None,
        "erased_at": one.erased_at.isoformat() if one.erased_at else "",
    }  # fmt: skip


def _read_link(told: Any, bodies: dict[int, str]) -> journal.Link:
    personal, seq = told["personal"], int(told["seq"])
    return journal.Link(
        UUID(told["id"]), seq, bodies.get(seq, ""), str(told["hash"]), str(told["mac"]),
        _secret(personal) if personal else None,
        datetime.fromisoformat(told["erased_at"]) if told["erased_at"] else None,
        None if told["seal"] is None else int(told["seal"]),
    )  # fmt: skip


def _secret(told: Any) -> journal.Secret:
    values, salts = ({str(name): str(one) for name, one in told[part].items()} for part in ("values", "salts"))
    return journal.Secret(values, salts)
