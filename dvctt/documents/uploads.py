"""Files that arrive in parts of at most 1 MB, so that a slow line holds no worker and a broken one loses little."""

import contextlib
from collections.abc import Iterator, Sequence
from datetime import timedelta
from pathlib import Path
from typing import IO, Literal
from uuid import UUID

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import connection, transaction

from dvctt.documents import receiving, store
from dvctt.documents.models import Upload
from dvctt.documents.queries import DocumentView
from dvctt.kernel import Actor, Invalid, NotFound, Reason, Ref, Refused, clock

PART_LIMIT = 1024 * 1024
KEPT = timedelta(hours=24)
MOST_OPEN = 20
# Refusals that say nothing of the file: it stays for another try.
TRY_AGAIN = {"scanner_unavailable", "not_judged"}


def begin_upload(actor: Actor, subject: Ref, name: str, size: int, *, limit: int) -> UUID:
    """Announce a file of `size` bytes and get the upload's id, good for 24 hours.

    Raises Invalid with a Fault at `file`: empty_file, too_large, too_many_uploads (20 are open already). Of several
    calls at once for one account each counts those before it.
    """
    largest = min(limit, settings.UPLOAD_LIMIT)
    if size <= 0:
        raise receiving.fault("empty_file", {"file": receiving.tidy_name(name)}.items())
    if size > largest:
        raise receiving.fault("too_large", {"limit": largest}.items())
    with transaction.atomic():
        if _open_ones(actor) >= MOST_OPEN:
            raise receiving.fault("too_many_uploads", {"limit": MOST_OPEN}.items())
        row = Upload.objects.create(
            subject_kind=subject.kind, subject_id=subject.id, by_kind=actor.kind.value, by_id=actor.id,
            name=receiving.tidy_name(name), size=size, expires_at=clock.now() + KEPT,
        )  # fmt: skip
        _path(row).touch(mode=0o600)
    return row.id


def append_part(actor: Actor, upload_id: UUID | str, offset: int, part: bytes) -> int:
    """Add the bytes that stand at `offset` and give how many have arrived in all.

    A part that came before is taken again where it is the same. Raises NotFound for a stranger's upload, Refused with
    `upload_finishing` where the whole file is being taken in, and Invalid: too_large (over 1 MB, or over the size
    announced), wrong_offset (params `expected`: go on from there).
    """
    if len(part) > PART_LIMIT:
        raise receiving.fault("too_large", {"limit": PART_LIMIT}.items())
    with transaction.atomic():
        row = _mine(actor, upload_id)
        end = offset + len(part)
        if end > row.size:
            raise receiving.fault("too_large", {"limit": row.size}.items())
        if _came_before(row, offset, part):
            return row.received
        if offset != row.received:
            raise receiving.fault("wrong_offset", {"expected": row.received}.items())
        with _open(row, "r+b") as file:
            file.seek(offset)
            file.write(part)
        row.received = end
        row.save(update_fields=["received"])
    return end


def finish_upload(
    actor: Actor,
    upload_id: UUID | str,
    *,
    allowed: frozenset[str],
    limit: int,
    sha256: str | None = None,
    kind: str = "attachment",
    photographs: bool = False,
) -> DocumentView:
    """Take in the file that has arrived, as `receive` does, and forget the upload.

    Raises as `receive`, Refused with `upload_finishing` where another call is at it, and Invalid: incomplete (params
    `expected`), wrong_hash where `sha256` is another. A refused file is forgotten too; one that could not be
    scanned, or for which no child was free, stays for another try.
    """
    row = _complete(actor, upload_id)
    try:
        with _claimed(row) as file:
            if sha256 is not None and store.measure(file)[0] != sha256.lower():
                raise receiving.fault("wrong_hash")
            view = receiving.receive(
                file, name=row.name, subject=Ref(row.subject_kind, row.subject_id), actor=actor, allowed=allowed,
                limit=limit, kind=kind, photographs=photographs,
            )  # fmt: skip
    except Invalid as refusal:
        if refusal.faults[0].code not in TRY_AGAIN:
            _forget(row)
        raise
    _forget(row)
    return view


def finish_uploads(
    actor: Actor, upload_ids: Sequence[UUID | str], *, allowed: frozenset[str], limit: int
) -> DocumentView:
    """Take in several pictures that have arrived as one PDF, as `receive_photographs` does, and forget the uploads.

    All are of one subject. Raises as `finish_upload` does.
    """
    rows = [_complete(actor, upload_id) for upload_id in dict.fromkeys(map(str, upload_ids))]
    subjects = {(row.subject_kind, row.subject_id) for row in rows}
    if len(subjects) != 1:
        raise NotFound(str(upload_ids))
    subject = Ref(*subjects.pop())
    try:
        with contextlib.ExitStack() as claimed:
            files = [(claimed.enter_context(_claimed(row)), row.name) for row in rows]
            view = receiving.receive_photographs(files, subject=subject, actor=actor, allowed=allowed, limit=limit)
    except Invalid as refusal:
        if refusal.faults[0].code not in TRY_AGAIN:
            for row in rows:
                _forget(row)
        raise
    for row in rows:
        _forget(row)
    return view


def purge_uploads() -> int:
    """Forget the uploads that have lapsed, with their bytes; gives how many."""
    lapsed = list(Upload.objects.filter(expires_at__lte=clock.now()))
    for row in lapsed:
        _forget(row)
    return len(lapsed)


def _open_ones(actor: Actor) -> int:
    """How many the actor has open, counted by one transaction after the other."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s), hashtext(%s))", ["documents_upload", actor.id])
    return Upload.objects.filter(by_kind=actor.kind.value, by_id=actor.id, expires_at__gt=clock.now()).count()


def _mine(actor: Actor, upload_id: UUID | str) -> Upload:
    """The actor's own upload, locked."""
    try:
        return Upload.objects.select_for_update().get(
            pk=upload_id, by_kind=actor.kind.value, by_id=actor.id, expires_at__gt=clock.now()
        )
    except (Upload.DoesNotExist, ValidationError) as error:
        raise NotFound(str(upload_id)) from error


def _complete(actor: Actor, upload_id: UUID | str) -> Upload:
    with transaction.atomic():
        row = _mine(actor, upload_id)
        if row.received != row.size:
            raise receiving.fault("incomplete", {"expected": row.received, "size": row.size}.items())
        return row


def _came_before(row: Upload, offset: int, part: bytes) -> bool:
    if not 0 <= offset < offset + len(part) <= row.received:
        return False
    with _open(row, "rb") as file:
        file.seek(offset)
        return file.read(len(part)) == part


def _path(row: Upload) -> Path:
    return store.uploads_folder() / str(row.id)


def _taken(row: Upload) -> Path:
    return _path(row).with_suffix(".taken")


def _open(row: Upload, mode: Literal["rb", "r+b"]) -> IO[bytes]:
    try:
        return _path(row).open(mode)
    except FileNotFoundError as error:
        raise Refused(Reason("upload_finishing")) from error


@contextlib.contextmanager
def _claimed(row: Upload) -> Iterator[IO[bytes]]:
    """The arrived file, for this call alone: a renamed file cannot be claimed twice; given back if anything fails."""
    try:
        _path(row).rename(_taken(row))
    except FileNotFoundError as error:
        raise Refused(Reason("upload_finishing")) from error
    try:
        with _taken(row).open("rb") as file:
            yield file
    except BaseException:
        _taken(row).rename(_path(row))
        raise


def _forget(row: Upload) -> None:
    for path in (_path(row), _taken(row)):
        path.unlink(missing_ok=True)
    row.delete()
