"""The door of `evidence`: giving a dossier out as one file, and checking such a file without the database."""

from dvctt.evidence.checking import Checked, verify
from dvctt.evidence.exporting import Exported, export, export_file
from dvctt.evidence.package import NotAPackage, TooLarge
from dvctt.evidence.words import NOTES, SENTENCES

__all__ = ["NOTES", "SENTENCES", "Checked", "Exported", "NotAPackage", "TooLarge", "export", "export_file", "verify"]
