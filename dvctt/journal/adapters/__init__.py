"""Whom the journal speaks to."""
