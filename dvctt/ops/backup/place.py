"""The folder of backups: who may read it, what lies in it, and how something comes into it whole or not at all."""

import fcntl
import os
import re
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from dvctt.ops.problem import Problem

FILES, TRIED, LOCK, PART = "files", "tried", ".lock", ".part-"
NAME = re.compile(r"\d{8}T\d{12}Z")
CHUNK = 1024 * 1024
OWNER_ALONE, OWNERS_FILE = 0o700, 0o600


@contextmanager
def held(folder: Path, apart_from: Iterable[Path]) -> Iterator[None]:
    """Hold a folder for one backup, made where there is none; what a killed run left there is gone.

    Raises Problem where it lies in one of the folders of `apart_from` or holds one, is open to others, holds other
    things, or is held by another run.
    """
    for other in apart_from:
        path, other_path = folder.resolve(), other.resolve()
        if path == other_path or other_path in path.parents or path in other_path.parents:
            raise Problem(f"{folder} and {other} are not apart: what takes the one would take the other")
    make(folder)
    if folder.stat().st_mode & 0o077:
        raise Problem(f"{folder} is open to others: chmod 700 {folder}")
    for name in (entry.name for entry in folder.iterdir()):
        if name not in (FILES, TRIED, LOCK) and not name.startswith(PART) and not NAME.fullmatch(name):
            raise Problem(f"{folder} holds other things, such as {name}: give backups a folder of their own")
    with open(folder / LOCK, "w", opener=_private) as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Problem(f"another backup is being made in {folder}") from None
        for left in folder.glob(f"{PART}*"):
            shutil.rmtree(left)
        yield


@contextmanager
def begun(folder: Path, name: str) -> Iterator[Path]:
    """A folder to fill, which becomes the backup of that name at the end of the block, or is gone."""
    part = Path(tempfile.mkdtemp(prefix=PART, dir=folder))
    try:
        yield part
        for path in (*part.rglob("*"), part):
            sync(path)
        part.rename(folder / name)
        sync(folder)
    except BaseException:
        shutil.rmtree(part, ignore_errors=True)
        raise


def names(folder: Path) -> list[str]:
    """The names of all backups that are whole, the oldest first."""
    if not folder.is_dir():
        raise Problem(f"{folder} is not a folder")
    return sorted(entry.name for entry in folder.iterdir() if NAME.fullmatch(entry.name) and entry.is_dir())


def chosen(folder: Path, name: str | None) -> Path:
    """The backup of that name, the latest where none is given; raises Problem where there is none."""
    backups = names(folder)
    if not backups or (name and name not in backups):
        raise Problem(f"there is no backup {name} in {folder}" if name else f"there is no backup in {folder}")
    return folder / (name or backups[-1])


def file_of(folder: Path, sha256: str) -> Path:
    """Where the bytes of that hash stand."""
    return folder / FILES / sha256[:2] / sha256[2:4] / sha256


def make(folder: Path) -> None:
    """Make a folder and those above it that are not there, for their owner alone."""
    if not folder.is_dir():
        make(folder.parent)
        folder.mkdir(mode=OWNER_ALONE, exist_ok=True)


def write(path: Path, source: IO[bytes], through: Path) -> None:
    """Write a file at once or not at all; `through` is a folder on the same disk for what is not whole yet."""
    make(path.parent)
    handle, neighbour = tempfile.mkstemp(dir=through)
    with os.fdopen(handle, "wb") as file:
        shutil.copyfileobj(source, file, CHUNK)
        file.flush()
        os.fsync(handle)
    os.replace(neighbour, path)
    sync(path.parent)


def write_text(path: Path, text: str) -> None:
    """Write a small file that its owner alone reads."""
    make(path.parent)
    with open(path, "x", encoding="utf-8", opener=_private) as file:
        file.write(text)


def copy(source: Path, target: Path) -> None:
    """Copy a file that may be growing, for its owner alone."""
    make(target.parent)
    with source.open("rb") as read, open(target, "xb", opener=_private) as written:
        shutil.copyfileobj(read, written, CHUNK)


def sync(path: Path) -> None:
    """Wait until a file or folder lies on the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def drop_old(folder: Path, keep: int) -> list[str]:
    """Remove all backups but the latest `keep`; their files stay, since later ones name them. Gives which."""
    old = names(folder)[:-keep]
    for name in old:
        # Of another name first, so that one half removed is no backup.
        gone = (folder / name).rename(folder / f"{PART}{name}")
        shutil.rmtree(gone)
    return old


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, OWNERS_FILE)
