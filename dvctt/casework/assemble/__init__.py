"""Turns a dossier in memory into what its pages show."""
