"""The store is read over again by portions, in turn; damage is named until it is mended, and the record is proven."""

from pathlib import Path

import pytest

from dvctt.documents import api as documents
from dvctt.documents import store, sweeping
from dvctt.documents.models import Blob
from dvctt.journal import api as journal
from dvctt.journal.models import SecurityEvent
from tests.documents.files import SUBJECT
from tests.documents.test_store import stored

pytestmark = pytest.mark.django_db


def kept(*texts: bytes) -> list[str]:
    """The digests of these bytes, each a document, in their order."""
    for text in texts:
        store.keep(text, name="a.txt", kind="x", subject=SUBJECT, media_type="text/plain")
    return sorted(Blob.objects.values_list("sha256", flat=True))


def last() -> journal.EntryView:
    return journal.entries(sweeping.SWEEP)[-1]


def test_each_night_goes_on_where_the_last_one_ended_and_begins_anew() -> None:
    digests = kept(b"a", b"b", b"c", b"d", b"e")
    ends = []
    for _ in range(4):
        swept = documents.sweep(most_files=2)
        ends.append((last().before["from"], last().after["to"], swept.files))
    assert ends == [
        ("", digests[1], 2), (digests[1], digests[3], 2), (digests[3], "", 1), ("", digests[1], 2),
    ]  # fmt: skip


def test_a_night_reads_so_many_bytes_and_one_file_at_least() -> None:
    kept(b"a" * 10, b"b" * 10, b"c" * 10)
    assert documents.sweep(most_bytes=25).files == 2
    assert documents.sweep(most_bytes=1).files == 1


def test_an_empty_store_is_swept_too() -> None:
    assert documents.sweep() == documents.Swept(0, 0, ())
    assert documents.damaged_known() == 0


@pytest.mark.parametrize(("damage", "code"), [("changed", "file_changed"), ("gone", "file_gone")])
def test_damage_is_named_every_night_until_it_is_mended(own_folders: Path, damage: str, code: str) -> None:
    digests = kept(b"a", b"b", b"c")
    place = stored(digests[0], own_folders)
    whole = place.read_bytes()
    place.write_bytes(b"z") if damage == "changed" else place.unlink()
    assert documents.sweep(most_files=1).damaged == (digests[0],)
    # The next portion does not come by it, and it is looked at all the same.
    assert documents.sweep(most_files=1).damaged == (digests[0],)
    assert documents.damaged_known() == 1
    events = SecurityEvent.objects.filter(kind="file_damaged", detail=code, place=f"store:{digests[0]}")
    assert sum(events.values_list("count", flat=True)) == 2
    (found,) = documents.check_store()
    assert (found.sha256, found.code, found.documents[0][1]) == (digests[0], code, SUBJECT)
    place.write_bytes(whole)
    assert documents.sweep(most_files=1).damaged == ()
    assert documents.damaged_known() == 0 and list(documents.check_store()) == []


def test_a_record_that_our_keys_do_not_prove_is_not_gone_by(settings: object) -> None:
    digests = kept(b"a", b"b")
    settings.JOURNAL_KEYS, mine = ["another"], settings.JOURNAL_KEYS  # type: ignore[attr-defined]
    documents.sweep(most_files=1)
    settings.JOURNAL_KEYS = mine  # type: ignore[attr-defined]
    documents.sweep(most_files=1)
    assert (last().before["from"], last().after["to"]) == ("", digests[0])
