"""The door of the catalogue."""

from dvctt.catalogue.bundle import Bundle, Component, Fee
from dvctt.catalogue.queries import PublishedVersion, current, fee_amount, file, search, version, versions_of
from dvctt.catalogue.store import check_path, publish, read_folder
from dvctt.catalogue.supplied import supply_notices
from dvctt.catalogue.texts import editor_notes

__all__ = [
    "Bundle",
    "Component",
    "Fee",
    "PublishedVersion",
    "check_path",
    "current",
    "editor_notes",
    "fee_amount",
    "file",
    "publish",
    "read_folder",
    "search",
    "supply_notices",
    "version",
    "versions_of",
]
