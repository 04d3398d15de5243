"""The door of the catalogue."""

from dvctt.catalogue.bundle import Bundle, Channel, Component, Fee, Price, Retention, SubjectPart, Tier
from dvctt.catalogue.finding import Finds, choices, find, reindex
from dvctt.catalogue.queries import (
    FeeTold,
    PublishedVersion,
    current,
    fee_for,
    file,
    in_force,
    letters,
    version,
    versions_of,
)
from dvctt.catalogue.reference import reference_markdown
from dvctt.catalogue.store import check_path, publish, read_folder
from dvctt.catalogue.texts import editor_notes, names_at, unverified
from dvctt.catalogue.upgrade import upgraded

__all__ = [
    "Bundle",
    "Channel",
    "Component",
    "Fee",
    "FeeTold",
    "Finds",
    "Price",
    "PublishedVersion",
    "Retention",
    "SubjectPart",
    "Tier",
    "check_path",
    "choices",
    "current",
    "editor_notes",
    "fee_for",
    "file",
    "find",
    "in_force",
    "letters",
    "names_at",
    "publish",
    "read_folder",
    "reference_markdown",
    "reindex",
    "unverified",
    "upgraded",
    "version",
    "versions_of",
]
