"""The door of the catalogue."""

from dvctt.catalogue.bundle import Bundle
from dvctt.catalogue.queries import PublishedVersion, current, file, search, version, versions_of
from dvctt.catalogue.store import check_path, publish, read_folder

__all__ = [
    "Bundle",
    "PublishedVersion",
    "check_path",
    "current",
    "file",
    "publish",
    "read_folder",
    "search",
    "version",
    "versions_of",
]
