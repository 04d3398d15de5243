"""The inventory of security names every secret and connection of the settings, and tells the limits as they are."""

import re
from datetime import timedelta
from pathlib import Path

import yaml
from django.conf import settings

from dvctt.documents.inspect.findings import Limits
from dvctt.ops import deployment

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "security-inventory.md").read_text(encoding="utf-8")
SOURCE = (ROOT / "config" / "settings.py").read_text(encoding="utf-8")
# Addresses that are not opened: what we are called, and who is believed to stand in front.
CONNECTION = re.compile(r'"(DVCTT_\w*(?:_URL|_HOST|_HOSTS|_PROVIDERS|_CLAMD|_PROXIES)|DVCTT_CLAMD|DATABASE_URL)"')
NOT_OPENED = {"DVCTT_ALLOWED_HOSTS"}


def section(title: str) -> str:
    """The part of the page under a heading."""
    return PAGE.partition(f"\n## {title}\n")[2].partition("\n## ")[0]


def test_every_secret_of_the_settings_is_in_the_inventory() -> None:
    secrets = set(re.findall(r'env\.secret\("(\w+)"', SOURCE)) | {name for name, _value in deployment.KEYS.values()}
    assert {"DVCTT_SECRET_KEY", "DVCTT_SENSITIVE_KEYS"} <= secrets
    listed = set(re.findall(r"^\| `(\w+)`", section("Keys and secrets"), re.MULTILINE))
    assert secrets <= listed, secrets - listed
    assert listed - secrets <= {"DATABASE_URL", "DVCTT_PKI", "DVCTT_TRUST"}, listed - secrets


def test_every_connection_of_the_settings_is_in_the_inventory() -> None:
    named = set(CONNECTION.findall(SOURCE)) - NOT_OPENED
    assert {"DATABASE_URL", "DVCTT_SMS_URL", "DVCTT_CLAMD"} <= named
    told = set(re.findall(r"`(\w+)`", section("Connections")))
    assert named <= told, named - told


def test_the_limits_of_files_are_those_of_the_code() -> None:
    limits, told = Limits(), section("Files that are taken")
    assert settings.UPLOAD_LIMIT == 50 * 1024 * 1024
    for words, value in (
        ("pages of a PDF", limits.pages), ("pixels of a picture", limits.pixels),
        ("entries of an archive, all levels", limits.entries), ("bytes of an archive unpacked", limits.unpacked),
        (f"ratio of unpacked to packed, from {limits.ratio_from:,} bytes on", limits.ratio),
        ("archives within archives", limits.depth),
        ("bytes of a file (`DVCTT_UPLOAD_LIMIT`)", settings.UPLOAD_LIMIT),
    ):  # fmt: skip
        assert f"| {words} | {value:,} |" in told, words


def test_the_times_of_sessions_are_those_of_the_settings() -> None:
    told, hour = section("Sessions"), timedelta(hours=1).seconds
    assert f"It ends {settings.SESSION_COOKIE_AGE // hour} hours after the sign-in" in told
    assert f"more than {deployment.LONGEST_SESSION // hour} hours are refused" in told
    assert f"after {settings.ACCOUNT_REAUTHENTICATION_TIMEOUT // 60} minutes" in told
    known = yaml.safe_load((ROOT / "content/ministry/settings.yaml").read_text(encoding="utf-8"))["settings"]
    assert f"{known['accounts.step_up_officer_minutes']['default']} minutes (officers)" in told
    assert f"{known['accounts.step_up_minutes']['default']} (others)" in told
