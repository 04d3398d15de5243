"""The store as a backup copies it and a restore fills it."""

from collections.abc import Iterator
from pathlib import Path
from typing import IO

from django.core.files.storage import FileSystemStorage, default_storage

from dvctt.documents import store
from dvctt.documents.models import Blob


def stored_files() -> Iterator[tuple[str, int]]:
    """SHA-256 and size of all bytes that the database names, as the caller's transaction sees it."""
    rows = Blob.objects.order_by("sha256").values_list("sha256", "size")
    yield from rows.iterator(chunk_size=2000)


def open_stored(sha256: str) -> IO[bytes]:
    """The bytes of that hash as an open file at its start, proven to be them; raises Damaged. The caller closes it."""
    return store.open_kept(sha256)


def put_back(sha256: str, source: IO[bytes]) -> None:
    """Put bytes where the store keeps them and read them again from there; raises Damaged where they are others."""
    store.place(store.key_of(sha256), source, sha256)
    store.open_kept(sha256).close()


def strange_files(hashes: Iterator[str]) -> Iterator[str]:
    """The keys of all files of the store that are not bytes of one of the hashes."""
    expected = {bytes.fromhex(sha256) for sha256 in hashes}
    for key in store.every_key():
        name = key.rpartition("/")[2]
        if not _is_hash(name) or store.key_of(name) != key or bytes.fromhex(name) not in expected:
            yield key


def file_folders() -> tuple[Path, ...]:
    """The folders of this machine in which files of people lie: uploads, and the store where it is a folder."""
    store_folders = (Path(default_storage.path("")),) if isinstance(default_storage, FileSystemStorage) else ()
    return (store.uploads_folder(), *store_folders)


def _is_hash(name: str) -> bool:
    return len(name) == 64 and set(name) <= set("0123456789abcdef")
