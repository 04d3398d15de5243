"""A file of evidence checked without the database: what is wrong is named, what is unknown is said, bounds hold."""

import json
import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from pytest_django import Settings

from dvctt.documents import api as documents
from dvctt.evidence import api as evidence
from dvctt.evidence import chains, package
from dvctt.journal import api as journal
from dvctt.kernel import Actor, ActorKind, Ref, canonical_json, clock
from dvctt.ops import sealing
from dvctt.ops.command import main
from tests.fixtures_pki import Pki

SUBJECT = Ref("dossier", "1")
OFFICER = Actor(ActorKind.OFFICER, "o1", name="Trần Văn Bình")
PERSON = Actor(ActorKind.APPLICANT, "a1", name="Lê Thị Hoa", address="203.0.113.9")
Change = Callable[[dict[str, bytes]], None]


@pytest.fixture
def made(db: None, pki: Pki, settings: Settings, tmp_path: Path) -> Path:
    """A signed file with a chain of four entries, three of them sealed and stamped, and a document."""
    settings.JOURNAL_WITNESS, settings.JOURNAL_PUBLISHED = tmp_path / "witness", tmp_path / "seals.jsonl"
    journal.append(SUBJECT, PERSON, "dossier:submit", before={}, after={}, personal={"words": "Kính gửi"})
    for name in ("dossier:accept", "dossier:take"):
        journal.append(SUBJECT, OFFICER, name, before={}, after={})
    assert sealing.seal() == 1
    journal.append(SUBJECT, OFFICER, "dossier:approve", before={}, after={})
    return written(tmp_path / "whole.zip", journal.carried_chain(SUBJECT))


def written(path: Path, chain: journal.CarriedChain) -> Path:
    """A file with that chain, its seals and one document, signed."""
    with path.open("wb") as target, package.Writer(target, clock.now()) as writer:
        chains.write_chain(writer, chain)
        chains.write_seals(writer, [chain])
        writer.add("documents/0001-a.txt", [b"abc"])
        writer.json(package.BOUND, [])
        writer.json(package.DOCUMENTS, [{"id": "d", "file": "documents/0001-a.txt", "fault": "", "place": "",
                                         "sha256": writer.parts["documents/0001-a.txt"]["sha256"]}])  # fmt: skip
        signed(writer)
    return path


def signed(writer: package.Writer) -> None:
    """The manifest, and the agency's signature over it."""
    manifest = canonical_json({"format": package.FORMAT, "code": "X", "files": writer.parts}).encode()
    writer.add(package.MANIFEST, [manifest])
    writer.add(package.SIGNATURE, [documents.sign_bytes(manifest, unit="TNN")])


def parts_of(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def changed_to(path: Path, change: Change, *, sign: bool) -> Path:
    """The same file after a change; `sign` as somebody who holds the agency's key would sign it anew."""
    parts = parts_of(path)
    change(parts)
    spoilt = path.with_name("spoilt.zip")
    with spoilt.open("wb") as target, package.Writer(target, clock.now()) as writer:
        for name, data in parts.items():
            if not sign or not name.startswith("manifest"):
                writer.add(name, [data])
        if sign:
            signed(writer)
    return spoilt


def found(path: Path) -> set[tuple[str, str]]:
    return {(one.place, one.code) for one in evidence.verify(path).findings}


def test_a_whole_file_says_who_signed_it_and_what_was_not_looked_into(made: Path) -> None:
    checked = evidence.verify(made)
    assert checked.findings == () and checked.whole and checked.entries == 4
    assert checked.signer is not None and checked.signer.trusted and checked.signer.intact
    assert checked.signer.name == "Cục Quản lý tài nguyên nước" and checked.signer.stamped_at is not None
    assert {one.code for one in checked.notes} == {"not_sealed", "unbound", "revocation_not_asked", "not_published"}


def test_without_the_key_of_the_journal_its_proofs_are_unknown_and_not_wrong(made: Path, settings: Settings) -> None:
    settings.JOURNAL_KEYS = ["another"]
    checked = evidence.verify(made)
    assert checked.whole
    (note,) = (one for one in checked.notes if one.code == "keys_lacking")
    assert len(str(note.params["names"])) == 8


def edit(name: str, before: bytes, after: bytes) -> Change:
    def change(parts: dict[str, bytes]) -> None:
        assert before in parts[name], name
        parts[name] = parts[name].replace(before, after)

    return change


ENTRY, CHAIN = "journal/dossier/1/00002.json", "journal/dossier/1.chain.json"


def drop_last(parts: dict[str, bytes]) -> None:
    del parts["journal/dossier/1/00004.json"]
    told = json.loads(parts[CHAIN])
    told["entries"].pop()
    parts[CHAIN] = canonical_json(told).encode()


def other_lines(parts: dict[str, bytes]) -> None:
    first, *rest = parts["seals/000001.lines"].splitlines(keepends=True)
    parts["seals/000001.lines"] = b"".join([b"0" * 64 + b"\n", *rest])
    assert first


def no_lines(parts: dict[str, bytes]) -> None:
    del parts["seals/000001.lines"]


def another_stamp(parts: dict[str, bytes]) -> None:
    parts["seals/000001.tst"] = documents.time_stamp(b"\1" * 32)


# What is found though the agency's own key signs the file anew: the chain proves itself.
FORGED: list[tuple[Change, tuple[str, str]]] = [
    (edit(ENTRY, b"dossier:accept", b"dossier:reject"), ("dossier:1#2", "entry_changed")),
    (edit(CHAIN, "Kính gửi".encode(), "Kính chào".encode()), ("dossier:1#1", "personal_changed")),
    (edit(CHAIN, b'"seal":1', b'"seal":7'), ("dossier:1#1", "seal_not_there")),
    (drop_last, ("dossier:1#4", "entries_missing")),
    (other_lines, ("seal#1", "seal_changed")),
    (no_lines, ("dossier:1#1", "seal_not_there")),
    (another_stamp, ("seal#1", "stamp_of_other_seal")),
    (edit("documents/0001-a.txt", b"abc", b"abd"), ("documents/0001-a.txt", "bytes_differ")),
    (edit(package.DOCUMENTS, b'"place":""', b'"place":"issued:X"'), ("documents/0001-a.txt", "bytes_differ")),
    (edit(package.BOUND, b"[]", b'[{"kind":"issued","id":"X","facts":{}}]'), ("issued:X", "bound_differs")),
    (edit(CHAIN, b"{", b"["), (CHAIN, "part_unreadable")),
]


@pytest.mark.parametrize(("change", "named"), FORGED)
def test_what_was_forged_before_it_was_signed_is_named(made: Path, change: Change, named: tuple[str, str]) -> None:
    assert named in found(changed_to(made, change, sign=True))


def add(parts: dict[str, bytes]) -> None:
    parts["documents/0002-b.txt"] = b"more"


def drop(parts: dict[str, bytes]) -> None:
    del parts["documents/0001-a.txt"]


def unsign(parts: dict[str, bytes]) -> None:
    del parts[package.SIGNATURE]


def rubbish(parts: dict[str, bytes]) -> None:
    parts[package.SIGNATURE] = b"\x30\x03\x02\x01\x01"


CHANGED: list[tuple[Change, tuple[str, str]]] = [
    (edit("documents/0001-a.txt", b"abc", b"abd"), ("documents/0001-a.txt", "part_changed")),
    (add, ("documents/0002-b.txt", "part_added")),
    (drop, ("documents/0001-a.txt", "part_missing")),
    (edit(package.MANIFEST, b'"code":"X"', b'"code":"Y"'), (package.MANIFEST, "manifest_changed")),
    (unsign, (package.SIGNATURE, "manifest_not_signed")),
    (rubbish, (package.SIGNATURE, "manifest_not_signed")),
]


@pytest.mark.parametrize(("change", "named"), CHANGED)
def test_what_was_changed_after_it_was_signed_is_named(made: Path, change: Change, named: tuple[str, str]) -> None:
    assert named in found(changed_to(made, change, sign=False))


def behind(data: bytes, more: bytes) -> bytes:
    """The file with more behind its entries, of which the list does not tell."""
    at, end = data.find(b"PK\x01\x02"), data.rfind(b"PK\x05\x06")
    moved = (int.from_bytes(data[end + 16 : end + 20], "little") + len(more)).to_bytes(4, "little")
    return data[:at] + more + data[at : end + 16] + moved + data[end + 20 :]


FORGED_PAGE = b"PK\x03\x04" + bytes(22) + b"\x0a\0\0\0index.html" + b"FORGED"
HIDDEN: dict[str, Callable[[bytes], bytes]] = {
    "another head": lambda data: behind(data, FORGED_PAGE),
    "bytes that nothing names": lambda data: behind(data, b"\0" * 20),
    "a comment": lambda data: data[:-2] + b"\x04\0abcd",
    "bytes behind the end": lambda data: data + b"\0" * 20,
    "another archive behind the end": lambda data: data[:-2] + len(FORGED_PAGE).to_bytes(2, "little") + FORGED_PAGE,
}


@pytest.mark.parametrize("way", HIDDEN)
def test_what_other_programs_would_unpack_is_named(made: Path, way: str) -> None:
    assert evidence.verify(made).whole
    data = made.read_bytes()
    made.write_bytes(HIDDEN[way](data))
    assert (package.FILE, "part_hidden") in found(made)


def test_somebody_elses_signature_and_stamp_are_not_trusted(made: Path, settings: Settings, tmp_path: Path) -> None:
    settings.TRUST_FOLDER = tmp_path / "nobody"
    settings.TRUST_FOLDER.mkdir()
    assert found(made) == {
        (package.SIGNATURE, "signer_not_trusted"), (package.SIGNATURE, "signature_not_stamped"),
        ("seal#1", "stamp_not_trusted"),
    }  # fmt: skip


def test_a_chain_made_without_the_journals_key_is_named_where_that_is_at_hand(made: Path, settings: Settings) -> None:
    mine = settings.JOURNAL_KEYS
    settings.JOURNAL_KEYS = ["of the forger"]
    journal.append(Ref("dossier", "2"), OFFICER, "dossier:approve", before={}, after={})
    forged = written(made.with_name("forged.zip"), journal.carried_chain(Ref("dossier", "2")))
    text = parts_of(forged)["journal/dossier/2.chain.json"]
    other = json.loads(text)["entries"][0]["mac"]
    settings.JOURNAL_KEYS = mine
    real = json.loads(parts_of(made)[CHAIN])["entries"][0]["mac"]

    def claim(parts: dict[str, bytes]) -> None:
        name = "journal/dossier/2.chain.json"
        parts[name] = parts[name].replace(other.encode(), (real[:8] + other[8:]).encode())

    assert ("dossier:2#1", "entry_forged") in found(changed_to(forged, claim, sign=True))


def archive(*entries: tuple[str, bytes], end: bytes = b"") -> bytes:
    room = BytesIO()
    with zipfile.ZipFile(room, "w", zipfile.ZIP_DEFLATED) as made:
        for name, data in entries:
            made.writestr(name, data)
    return room.getvalue() + end


def list_of(size: int) -> bytes:
    """An archive that says that its list of parts is so long."""
    whole = archive(("a", b"a"))
    at = whole.rindex(b"PK\x05\x06")
    return whole[: at + 12] + size.to_bytes(4, "little") + whole[at + 16 :]


def wide_list_of(size: int, *, said: int) -> bytes:
    """The same by the record of large files; the ordinary end says something else."""
    whole = list_of(said)
    at = whole.rindex(b"PK\x05\x06")
    record = b"PK\x06\x06" + bytes(36) + size.to_bytes(8, "little") + bytes(8)
    return whole[:at] + record + b"PK\x06\x07" + bytes(4) + at.to_bytes(8, "little") + bytes(4) + whole[at:]


NONE_OF_OURS = {
    "empty": (b"", "not_a_zip"),
    "text": (b"Kinh gui toa an", "not_a_zip"),
    "cut": (archive(("a", b"a"))[:40], "not_a_zip"),
    "prefixed": (b"#!/bin/sh\n" + archive(("manifest.json", b"{}")), "not_a_zip"),
    "no manifest": (archive(("a", b"a")), "no_manifest"),
    "another form": (archive((package.MANIFEST, b'{"format": "x"}')), "no_manifest"),
    "deep": (archive((package.MANIFEST, b"[" * 200_000)), "no_manifest"),
    "list": (archive((package.MANIFEST, b'{"format": "dvctt-evidence-1", "files": []}')), "no_manifest"),
    "long list of parts": (list_of(200 * 1024 * 1024), "too_large"),
    "long list of a large file": (wide_list_of(200 * 1024 * 1024, said=0xFFFFFFFF), "too_large"),
    "two ends that differ": (wide_list_of(200 * 1024 * 1024, said=46), "not_a_zip"),
}


@pytest.mark.parametrize("case", NONE_OF_OURS)
def test_what_is_none_of_ours_is_refused_in_words(
    case: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data, code = NONE_OF_OURS[case]
    path = tmp_path / "a.zip"
    path.write_bytes(data)
    with pytest.raises(evidence.NotAPackage, match=code):
        evidence.verify(path)
    assert main(["evidence", "verify", str(path)]) == 2
    assert "is no evidence file" in capsys.readouterr().err


def test_a_part_twice_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    with pytest.warns(UserWarning, match="Duplicate"):
        path.write_bytes(archive((package.MANIFEST, b"{}"), (package.MANIFEST, b"{}")))
    with pytest.raises(evidence.NotAPackage, match="name_twice"):
        evidence.verify(path)


def test_what_swells_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.zip"
    path.write_bytes(archive((package.MANIFEST, b" " * 5000)))
    for bound in ("LARGEST_JSON", "LARGEST_IN_MEMORY", "LARGEST", "MOST_PARTS"):
        with monkeypatch.context() as small:
            small.setattr(package, bound, 0)
            with pytest.raises(evidence.NotAPackage, match=r"too_large|no_manifest"):
                evidence.verify(path)


def test_names_from_outside_are_printed_without_signs_that_move_the_line(
    made: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def add(parts: dict[str, bytes]) -> None:
        parts["documents/\x1b[2J\u202egnp.exe"] = b"a"

    assert main(["evidence", "verify", str(changed_to(made, add, sign=False))]) == 1
    said = capsys.readouterr().out
    assert "\x1b" not in said and "\u202e" not in said and "gnp.exe: tệp không có trong danh mục" in said
