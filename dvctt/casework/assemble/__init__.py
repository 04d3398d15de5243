"""Turns a dossier in memory into what its pages show."""

from dvctt.casework.assemble.page import draft, page, provisional

__all__ = ["draft", "page", "provisional"]
