"""Files in parts: in order, out of order, strangers, lapses, and six at once."""

import hashlib
import threading
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from django.db import connection

from dvctt.documents import api as documents
from dvctt.documents.models import Upload
from dvctt.documents.receiving import Invalid
from dvctt.documents.uploads import purge_uploads
from dvctt.kernel import Actor, ActorKind, NotFound, Refused, clock
from tests.documents.files import ALL, HUNG, LIMIT, MAI, SUBJECT, pdf

DATA = pdf(200)
HALF = len(DATA) // 2


def begin(data: bytes = DATA, name: str = "tờ khai.pdf", actor: Actor = MAI) -> UUID:
    return documents.begin_upload(actor, SUBJECT, name, len(data), limit=LIMIT)


def finish(upload: UUID, actor: Actor = MAI, sha256: str | None = None) -> documents.DocumentView:
    return documents.finish_upload(actor, upload, allowed=ALL, limit=LIMIT, sha256=sha256)


def faulted(caught: pytest.ExceptionInfo[Invalid]) -> tuple[str, dict[str, object]]:
    (fault,) = caught.value.faults
    assert fault.place == "file"
    return fault.code, dict(fault.params)


def left_behind(folder: Path) -> list[Path]:
    return list((folder / "uploads").iterdir())


@pytest.mark.django_db
def test_parts_become_a_document(own_folders: Path) -> None:
    upload = begin()
    assert documents.append_part(MAI, upload, 0, DATA[:HALF]) == HALF
    assert documents.append_part(MAI, upload, HALF, DATA[HALF:]) == len(DATA)
    taken = finish(upload, sha256=hashlib.sha256(DATA).hexdigest().upper())
    assert (taken.name, taken.pages, taken.subject) == ("tờ khai.pdf", 200, SUBJECT)
    assert documents.read_bytes(taken.id) == DATA
    assert left_behind(own_folders) == []
    with pytest.raises(NotFound):
        finish(upload)


@pytest.mark.django_db
def test_a_part_out_of_order_tells_where_to_go_on() -> None:
    upload = begin()
    with pytest.raises(Invalid) as caught:
        documents.append_part(MAI, upload, HALF, DATA[HALF:])
    assert faulted(caught) == ("wrong_offset", {"expected": 0})
    documents.append_part(MAI, upload, 0, DATA[:HALF])
    assert documents.append_part(MAI, upload, 0, DATA[:HALF]) == HALF
    with pytest.raises(Invalid) as caught:
        documents.append_part(MAI, upload, 0, b"x" * HALF)
    assert faulted(caught) == ("wrong_offset", {"expected": HALF})
    documents.append_part(MAI, upload, HALF, DATA[HALF:])
    assert finish(upload).size == len(DATA)


@pytest.mark.django_db
def test_what_is_not_whole_is_not_finished_and_not_lost() -> None:
    upload = begin()
    documents.append_part(MAI, upload, 0, DATA[:HALF])
    with pytest.raises(Invalid) as caught:
        finish(upload)
    assert faulted(caught) == ("incomplete", {"expected": HALF, "size": len(DATA)})
    documents.append_part(MAI, upload, HALF, DATA[HALF:])
    assert finish(upload).pages == 200


@pytest.mark.django_db
def test_another_hash_is_refused_and_forgotten(own_folders: Path) -> None:
    upload = begin()
    documents.append_part(MAI, upload, 0, DATA)
    with pytest.raises(Invalid) as caught:
        finish(upload, sha256="0" * 64)
    assert faulted(caught)[0] == "wrong_hash"
    assert left_behind(own_folders) == [] and not Upload.objects.exists()


@pytest.mark.django_db
def test_a_bad_file_in_parts_is_refused_and_forgotten(own_folders: Path) -> None:
    upload = begin(b"just words")
    documents.append_part(MAI, upload, 0, b"just words")
    with pytest.raises(Invalid) as caught:
        finish(upload)
    assert faulted(caught)[0] == "wrong_type"
    assert left_behind(own_folders) == []


@pytest.mark.django_db
@pytest.mark.parametrize("stranger", [HUNG, Actor(kind=ActorKind.OFFICER, id="mai")])
def test_a_strangers_upload_is_not_found(stranger: Actor) -> None:
    upload = begin()
    with pytest.raises(NotFound):
        documents.append_part(stranger, upload, 0, DATA)
    documents.append_part(MAI, upload, 0, DATA)
    with pytest.raises(NotFound):
        finish(upload, actor=stranger)
    assert finish(upload).by_id == "mai"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("size", "code"), [(0, "empty_file"), (-5, "empty_file"), (LIMIT + 1, "too_large"), (LIMIT, None)]
)
def test_the_announced_size_is_judged(size: int, code: str | None) -> None:
    if code is None:
        assert documents.begin_upload(MAI, SUBJECT, "a.pdf", size, limit=LIMIT)
        return
    with pytest.raises(Invalid) as caught:
        documents.begin_upload(MAI, SUBJECT, "a.pdf", size, limit=LIMIT)
    assert faulted(caught)[0] == code


@pytest.mark.django_db
def test_a_part_is_bounded() -> None:
    upload = begin()
    with pytest.raises(Invalid) as caught:
        documents.append_part(MAI, upload, 0, bytes(documents.PART_LIMIT + 1))
    assert faulted(caught) == ("too_large", {"limit": documents.PART_LIMIT})
    with pytest.raises(Invalid) as caught:
        documents.append_part(MAI, upload, 0, DATA + b"x")
    assert faulted(caught) == ("too_large", {"limit": len(DATA)})


@pytest.mark.django_db
def test_nobody_opens_uploads_without_end() -> None:
    for _ in range(20):
        begin()
    with pytest.raises(Invalid) as caught:
        begin()
    assert faulted(caught)[0] == "too_many_uploads"
    assert begin(actor=HUNG)


@pytest.mark.django_db
def test_an_upload_lapses_with_its_bytes(own_folders: Path) -> None:
    clock.allow_travel()
    upload = begin()
    documents.append_part(MAI, upload, 0, DATA[:HALF])
    assert purge_uploads() == 0
    with clock.travel(clock.now() + timedelta(hours=25)):
        with pytest.raises(NotFound):
            documents.append_part(MAI, upload, HALF, DATA[HALF:])
        assert purge_uploads() == 1
    assert left_behind(own_folders) == [] and not Upload.objects.exists()


@pytest.mark.django_db
def test_an_upload_that_is_being_finished_is_not_finished_twice(own_folders: Path) -> None:
    upload = begin()
    documents.append_part(MAI, upload, 0, DATA)
    place = own_folders / "uploads" / str(upload)
    place.rename(place.with_suffix(".taken"))
    with pytest.raises(Refused) as caught:
        finish(upload)
    assert caught.value.reasons[0].code == "upload_finishing"


@pytest.mark.django_db
def test_a_scanner_that_is_away_costs_no_upload(settings: object) -> None:
    upload = begin()
    documents.append_part(MAI, upload, 0, DATA)
    settings.CLAMD_ADDRESS = "127.0.0.1:1"  # type: ignore[attr-defined]
    with pytest.raises(Invalid) as caught:
        finish(upload)
    assert faulted(caught)[0] == "scanner_unavailable"
    settings.CLAMD_ADDRESS = ""  # type: ignore[attr-defined]
    assert finish(upload).scan_state == "unscanned"


@pytest.mark.usefixtures("committed_db")
def test_six_uploads_at_once(django_db_blocker: object) -> None:
    taken: dict[str, documents.DocumentView] = {}

    def send(name: str) -> None:
        actor = Actor(kind=ActorKind.APPLICANT, id=name)
        try:
            upload = begin(actor=actor, name=f"{name}.pdf")
            for start in range(0, len(DATA), 7000):
                documents.append_part(actor, upload, start, DATA[start : start + 7000])
            taken[name] = finish(upload, actor=actor)
        finally:
            connection.close()

    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        senders = [threading.Thread(target=send, args=(f"people-{number}",)) for number in range(6)]
        for sender in senders:
            sender.start()
        for sender in senders:
            sender.join()
        assert {view.by_id for view in taken.values()} == {f"people-{number}" for number in range(6)}
        assert len({view.id for view in taken.values()}) == 6
        assert {documents.read_bytes(view.id) for view in taken.values()} == {DATA}


@pytest.mark.usefixtures("committed_db")
def test_two_parts_at_one_offset_are_taken_once(django_db_blocker: object) -> None:
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        upload = begin()
        answers: list[object] = []

        def send(part: bytes) -> None:
            try:
                answers.append(documents.append_part(MAI, upload, 0, part))
            except Invalid as refusal:
                answers.append(refusal.faults[0].code)
            finally:
                connection.close()

        senders = [threading.Thread(target=send, args=(part,)) for part in (DATA[:HALF], DATA[:HALF], b"x" * HALF)]
        for sender in senders:
            sender.start()
        for sender in senders:
            sender.join()
        assert sorted(map(str, answers)) in (
            sorted([str(HALF), str(HALF), "wrong_offset"]),
            sorted([str(HALF), "wrong_offset", "wrong_offset"]),
        )


@pytest.mark.usefixtures("committed_db")
def test_of_uploads_begun_at_once_each_counts_those_before_it(django_db_blocker: object) -> None:
    refused: list[str] = []

    def open_one(_number: int) -> None:
        try:
            begin()
        except Invalid as error:
            refused.append(error.faults[0].code)
        finally:
            connection.close()

    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        for _ in range(18):
            begin()
        together = [threading.Thread(target=open_one, args=(number,)) for number in range(8)]
        for one in together:
            one.start()
        for one in together:
            one.join()
        assert (Upload.objects.count(), refused) == (20, ["too_many_uploads"] * 6)


@pytest.mark.django_db
def test_a_part_that_comes_while_the_file_is_taken_in_is_told_so(own_folders: Path) -> None:
    upload = begin()
    documents.append_part(MAI, upload, 0, DATA)
    place = own_folders / "uploads" / str(upload)
    place.rename(place.with_suffix(".taken"))
    with pytest.raises(Refused) as caught:
        documents.append_part(MAI, upload, HALF, DATA[HALF:])
    assert caught.value.reasons[0].code == "upload_finishing"


@pytest.mark.django_db
def test_nobody_else_of_the_machine_reads_what_arrives(own_folders: Path) -> None:
    folder = own_folders / "uploads"
    folder.mkdir(mode=0o755)
    folder.chmod(0o755)
    upload = begin()
    documents.append_part(MAI, upload, 0, DATA[:HALF])
    assert (folder.stat().st_mode & 0o777, (folder / str(upload)).stat().st_mode & 0o777) == (0o700, 0o600)
