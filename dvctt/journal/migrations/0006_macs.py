"""Every entry and seal gets its keyed proof, and that this was done stands in the journal.

What was forged before this day cannot be told from the rest by it; seals and their time stamps hold it.
"""

import hashlib
import hmac
import json
from datetime import UTC, datetime

from asn1crypto import cms
from django.conf import settings
from django.db import migrations, models

from dvctt.kernel.values import new_id

BATCH = 2000
GUARDED = ("journal_entry", "journal_seal")


def mac(kind: str, digest: str) -> str:
    key = settings.JOURNAL_KEYS[0]
    name = hashlib.sha256(f"journal key {key}".encode()).hexdigest()[:8]
    return name + hmac.new(key.encode(), f"{kind}:{digest}".encode(), hashlib.sha256).hexdigest()


def fill(cursor, table: str, digest: str, kind: str) -> int:
    """Give the rows of a table their macs, in their order and some thousand at a time."""
    last, count = "00000000-0000-0000-0000-000000000000", 0
    while True:
        cursor.execute(f"SELECT id, {digest} FROM {table} WHERE id > %s ORDER BY id LIMIT {BATCH}", [last])
        rows = cursor.fetchall()
        if not rows:
            return count
        cursor.execute(
            f"UPDATE {table} t SET mac = n.mac FROM unnest(%s::uuid[], %s::text[]) n (id, mac) WHERE t.id = n.id",
            [[row[0] for row in rows], [mac(kind, row[1]) for row in rows]],
        )
        last, count = rows[-1][0], count + len(rows)


def append(cursor, subject: str, act: str, after: dict) -> None:
    """An act of the system itself, as `journal.append` writes it."""
    cursor.execute(
        "INSERT INTO journal_head VALUES ('journal', %s, 0, '') ON CONFLICT (subject_kind, subject_id) "
        "DO UPDATE SET seq = journal_head.seq RETURNING seq, hash",
        [subject],
    )
    seq, previous = cursor.fetchone()
    entry = new_id()
    body = json.dumps(
        {
            "id": str(entry), "subject": {"kind": "journal", "id": subject}, "seq": seq + 1,
            "at": datetime.now(UTC).isoformat(timespec="microseconds"), "act": act,
            "actor": {"kind": "system", "id": "journal", "name": "journal", "on_behalf": None, "channel": "system"},
            "before": {}, "after": after, "reason": "", "inputs": "", "personal": {}, "previous": previous,
        },
        ensure_ascii=False, sort_keys=True, separators=(",", ":"),
    )
    link = hashlib.sha256(f"{previous}{body}".encode()).hexdigest()
    cursor.execute(
        "INSERT INTO journal_entry (id, subject_kind, subject_id, seq, body, hash, mac) "
        "VALUES (%s, 'journal', %s, %s, %s, %s, %s)",
        [entry, subject, seq + 1, body, link, mac("entry", link)],
    )


def stamped_at(token: bytes) -> str:
    """The time that a token states; empty where it cannot be read."""
    try:
        stamped = cms.ContentInfo.load(token)["content"]["encap_content_info"]["content"].parsed
        return stamped["gen_time"].native.astimezone(UTC).isoformat()
    except (ValueError, TypeError, KeyError, AttributeError):
        return ""


def forward(apps, schema_editor) -> None:
    with schema_editor.connection.cursor() as cursor:
        for table in GUARDED:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        entries = fill(cursor, "journal_entry", "hash", "entry")
        seals = fill(cursor, "journal_seal", "digest", "seal")
        for table in GUARDED:
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
        if not entries:
            return
        append(cursor, "keys", "journal:keyed", {"entries": entries, "seals": seals})
        cursor.execute("SELECT number, token FROM journal_seal WHERE token IS NOT NULL ORDER BY number")
        for number, token in cursor.fetchall():
            told = {"number": number, "token": hashlib.sha256(token).hexdigest(), "time": stamped_at(bytes(token))}
            append(cursor, "stamps", "journal:stamped", told)


class Migration(migrations.Migration):
    dependencies = [("journal", "0005_role_names")]
    operations = [
        migrations.AddField("entry", "mac", models.CharField(max_length=72, null=True)),
        migrations.AddField("seal", "mac", models.CharField(max_length=72, null=True)),
        migrations.RunPython(forward, migrations.RunPython.noop),
    ]
