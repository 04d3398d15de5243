"""The store of bytes: written once under their SHA-256, on disk before their row is committed, checked when read."""

import contextlib
import hashlib
import os
import re
import tempfile
from collections.abc import Iterator
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import IO
from uuid import UUID

import structlog
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files import File
from django.core.files.storage import FileSystemStorage, Storage, default_storage

from dvctt.documents.models import Blob, Document, ScanState
from dvctt.journal import api as journal
from dvctt.kernel import Actor, NotFound, Reason, Ref, Refused, composed, system

log = structlog.get_logger(__name__)

CHUNK = 1024 * 1024
GONE, CHANGED = "file_gone", "file_changed"
SELF = system("documents")
_MAC = 72
MAC_FORM = re.compile("[0-9a-f]{72}")


class Damaged(Refused):
    """The bytes in the store are not those that were kept, or are gone: reason `bytes_damaged`."""

    def __init__(self, sha256: str) -> None:
        super().__init__(Reason("bytes_damaged", {"sha256": sha256}))


class Swapped(Exception):
    """What stands under a key is not what we kept there."""


def put(data: bytes | IO[bytes], media_type: str) -> Blob:
    """Keep bytes, given whole or as an open file read from its start, and give their blob.

    The file stands on disk, synced, before the row is written. Bytes that are there already are not
    written again, damaged ones are healed. Raises ValueError for no bytes.
    """
    source = BytesIO(data) if isinstance(data, bytes) else data
    sha256, size = measure(source)
    if size == 0:
        raise ValueError("no bytes to keep")
    place(key_of(sha256), source, sha256)
    Blob.objects.bulk_create([Blob(sha256=sha256, size=size, media_type=media_type)], ignore_conflicts=True)
    return Blob.objects.get(pk=sha256)


def add_document(
    blob: Blob,
    *,
    name: str,
    kind: str,
    subject: Ref,
    actor: Actor = SELF,
    scan_state: str = ScanState.OWN,
    pages: int | None = None,
    undrawable: str = "",
    photographs: int = 0,
) -> Document:
    """Write the row of a document made of `blob`; inside the caller's transaction where there is one."""
    return Document.objects.create(
        blob=blob, name=composed(name), kind=kind, subject_kind=subject.kind, subject_id=subject.id,
        by_kind=actor.kind.value, by_id=actor.id, scan_state=scan_state, pages=pages,
        undrawable=undrawable, photographs=photographs,
    )  # fmt: skip


def keep(
    data: bytes, *, name: str, kind: str, subject: Ref, media_type: str = "application/pdf", pages: int | None = None
) -> Document:
    """Keep bytes that the system itself made and write their document."""
    return add_document(put(data, media_type), name=name, kind=kind, subject=subject, pages=pages)


def open_bytes(document_id: UUID | str) -> IO[bytes]:
    """The document's bytes as an open file at its start, proven to be the very ones kept.

    Raises NotFound, and Damaged where the content changed or is gone. The caller closes it.
    """
    return open_blob(_blob_of(document_id))


def read_bytes(document_id: UUID | str) -> bytes:
    """The document's bytes, whole; raises as `open_bytes` does."""
    with open_bytes(document_id) as file:
        return file.read()


def read_blob(blob: Blob) -> bytes:
    """The bytes of a blob, whole; raises Damaged."""
    with open_blob(blob) as file:
        return file.read()


def open_blob(blob: Blob) -> IO[bytes]:
    """The bytes of a blob as an open file at its start; raises Damaged."""
    return open_kept(blob.sha256)


def open_kept(sha256: str) -> IO[bytes]:
    """The bytes of that hash as an open file at its start; raises Damaged."""
    try:
        source = _opened(key_of(sha256))
    except FileNotFoundError as error:
        log.error("file_damaged", sha256=sha256, code=GONE)  # noqa: TRY400 - the trace tells nothing
        raise Damaged(sha256) from error
    if measure(source)[0] != sha256:
        source.close()
        log.error("file_damaged", sha256=sha256, code=CHANGED)
        raise Damaged(sha256)
    return source


def fault_of(blob: Blob) -> str:
    """What is wrong with the file of a blob: file_gone, file_changed, or nothing. It is read to its end."""
    try:
        with _opened(key_of(blob.sha256)) as source:
            return "" if measure(source)[0] == blob.sha256 else CHANGED
    except FileNotFoundError:
        return GONE
    except OSError:  # a sector that cannot be read any more
        return CHANGED


def measure(source: IO[bytes]) -> tuple[str, int]:
    """SHA-256 in hexadecimal and size in bytes of an open file, left at its start."""
    source.seek(0)
    hash_, size = hashlib.sha256(), 0
    while chunk := source.read(CHUNK):
        hash_.update(chunk)
        size += len(chunk)
    source.seek(0)
    return hash_.hexdigest(), size


def sha256_of(data: bytes) -> str:
    """SHA-256 of bytes, in hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def key_of(sha256: str) -> str:
    """Where bytes of that hash stand in the storage."""
    return f"{sha256[:2]}/{sha256[2:4]}/{sha256}"


def cached(key: str) -> bytes | None:
    """Bytes kept under a key of the caller's own, or None; raises Swapped where others stand there.

    What was kept with a key of the journal that is not at hand any more is not there.
    """
    try:
        with _opened(key) as file:
            content = file.read()
    except FileNotFoundError:
        return None
    mac, data = content[:_MAC].decode("latin-1"), content[_MAC:]
    if journal.kept_holds(_kept_as(key, data), mac):
        return data
    if MAC_FORM.fullmatch(mac) and not journal.key_known(mac):
        return None
    log.error("picture_damaged", key=key)
    raise Swapped(key)


def cache(key: str, data: bytes) -> None:
    """Keep bytes that can be made again under a key of the caller's own, behind a proof of both."""
    place(key, BytesIO(journal.kept_mac(_kept_as(key, data)).encode() + data), None)


def _kept_as(key: str, data: bytes) -> str:
    return sha256_of(f"{key}\0".encode() + data)


def trim(folder: str, prefix: str, most: int) -> None:
    """Delete the oldest files of a folder whose names begin so, until those that are left have at most `most` bytes."""
    files = []
    for name in _names(folder):
        if name.startswith(prefix):
            with contextlib.suppress(FileNotFoundError):
                key = f"{folder}/{name}"
                files.append((default_storage.get_modified_time(key), default_storage.size(key), key))
    room = most
    for _at, size, key in sorted(files, reverse=True):
        room -= size
        if room < 0:
            default_storage.delete(key)


def delete_older(folder: str, before: datetime) -> int:
    """Delete the files below a folder that were written before an instant; gives how many."""
    deleted = 0
    for inner in _folders(folder):
        deleted += delete_older(f"{folder}/{inner}", before)
    for name in _names(folder):
        with contextlib.suppress(FileNotFoundError):
            if default_storage.get_modified_time(f"{folder}/{name}") < before:
                default_storage.delete(f"{folder}/{name}")
                deleted += 1
    return deleted


def every_key(folder: str = "") -> Iterator[str]:
    """The key of every file below a folder of the store, such as stand there by themselves."""
    prefix = f"{folder}/" if folder else ""
    for inner in _folders(folder):
        yield from every_key(f"{prefix}{inner}")
    for name in _names(folder):
        yield f"{prefix}{name}"


def _names(folder: str) -> list[str]:
    with contextlib.suppress(FileNotFoundError):
        return default_storage.listdir(folder)[1]
    return []


def _folders(folder: str) -> list[str]:
    with contextlib.suppress(FileNotFoundError):
        return default_storage.listdir(folder)[0]
    return []


def place(key: str, source: IO[bytes], sha256: str | None) -> None:
    """Write a file under its key at once or not at all, unless it stands there with that hash already."""
    storage: Storage = default_storage
    if sha256 is not None and _stands(key, sha256):
        return
    if isinstance(storage, FileSystemStorage):
        _write_durably(Path(storage.path(key)), source)
        return
    if storage.exists(key):
        storage.delete(key)
    storage.save(key, File(source))


def _opened(key: str) -> IO[bytes]:
    """The file under a key, as the plain file it is; raises FileNotFoundError."""
    file: IO[bytes] | None = default_storage.open(key, "rb").file
    if file is None:
        raise FileNotFoundError(key)
    return file


def _stands(key: str, sha256: str) -> bool:
    try:
        with _opened(key) as file:
            return measure(file)[0] == sha256
    except FileNotFoundError:
        return False


def _write_durably(path: Path, source: IO[bytes]) -> None:
    """Temporary neighbour, sync, rename, sync of the folder: a crash leaves the old state or the new one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, neighbour = tempfile.mkstemp(dir=path.parent, prefix=".part-")
    try:
        with os.fdopen(handle, "wb") as file:
            _copy(source, file)
            file.flush()
            os.fsync(file.fileno())
        os.replace(neighbour, path)
    except BaseException:
        with contextlib.suppress(FileNotFoundError):
            os.unlink(neighbour)
        raise
    for folder in (path.parent, path.parent.parent, path.parent.parent.parent):
        _sync_folder(folder)


def _copy(source: IO[bytes], target: IO[bytes]) -> None:
    source.seek(0)
    while chunk := source.read(CHUNK):
        target.write(chunk)
    source.seek(0)


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _blob_of(document_id: UUID | str) -> Blob:
    try:
        return Document.objects.select_related("blob").get(pk=document_id).blob
    except (Document.DoesNotExist, ValidationError) as error:
        raise NotFound(str(document_id)) from error


def uploads_folder() -> Path:
    """The folder of files that are still arriving, made where it is not there; nobody else of the machine reads it."""
    folder: Path = settings.VAR / "uploads"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if folder.stat().st_mode & 0o077:
        folder.chmod(0o700)
    return folder


@contextlib.contextmanager
def spool() -> Iterator[IO[bytes]]:
    """A temporary file on the disk of the uploads, gone after the block."""
    with tempfile.TemporaryFile(dir=uploads_folder()) as file:
        yield file
