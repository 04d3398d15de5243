"""Whether the disks that files go to take something more: asked by the health of the system."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.core.files.storage import FileSystemStorage, default_storage

from dvctt.documents import store

MEGABYTE = 1024 * 1024


def full_disks() -> tuple[str, ...]:
    """Which of `uploads` and `store` cannot be written to, or have less room than the setting LEAST_FREE_MB."""
    try:
        return tuple(name for name, folder in _folders() if not _has_room(folder))
    except OSError:
        return ("uploads",)


def _folders() -> Iterator[tuple[str, Path]]:
    yield "uploads", store.uploads_folder()
    # Another of Django's stores tells of its own disk.
    if isinstance(default_storage, FileSystemStorage):
        yield "store", Path(default_storage.path(""))


def _has_room(folder: Path) -> bool:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder) as probe:
            probe.write(b"x")
            probe.flush()
        return shutil.disk_usage(folder).free >= settings.LEAST_FREE_MB * MEGABYTE
    except OSError:
        return False
