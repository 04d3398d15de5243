"""A dossier as evidence: all that the system can show of it in one signed file, and its check (13.2.d)."""
