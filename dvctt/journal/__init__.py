"""Append-only acts, hash chain, seals and the access log; the door is `dvctt.journal.api`."""
