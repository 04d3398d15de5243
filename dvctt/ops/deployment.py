"""Whether this deployment may serve the public: every finding is a reason to refuse, with the way out."""

from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

from cryptography import x509
from django.conf import settings

from dvctt.accounts import api as accounts
from dvctt.ops.demo.ministry_people import OFFICIALS

DEMO_BRAND = "BO TNMT"
# Words, the longest user name and a one-time link make 160 letters with it.
LONGEST_BASE_URL = 34
LOCAL = frozenset({"127.0.0.1", "localhost", "::1"})
KEYS: dict[str, tuple[str, Callable[[], str]]] = {
    "secret_key": ("DVCTT_SECRET_KEY", lambda: settings.SECRET_KEY),
    "sensitive_keys": ("DVCTT_SENSITIVE_KEYS", lambda: " ".join(settings.SENSITIVE_KEYS)),
    "blind_index_key": ("DVCTT_BLIND_INDEX_KEY", lambda: settings.BLIND_INDEX_KEY),
    "sms_secret": ("DVCTT_SMS_SECRET", lambda: settings.SMS_SECRET),
    "sms_report_secret": ("DVCTT_SMS_REPORT_SECRET", lambda: settings.SMS_REPORT_SECRET),
}


def findings() -> list[str]:
    """Say everything that keeps this deployment from serving the public; empty where nothing does."""
    checks: tuple[Callable[[], Iterator[str]], ...] = (
        _mode, _keys, _addresses, _sms, _pki, _identity, _scanner, _people,
    )  # fmt: skip
    return [sentence for check in checks for sentence in check()]


def _mode() -> Iterator[str]:
    if settings.DEMONSTRATION:
        yield "it is a demonstration: set DVCTT_DEPLOYMENT=production"
    if settings.DEBUG:
        yield "DVCTT_DEBUG is on: pages would show the inside of the system"


def _keys() -> Iterator[str]:
    for name, (variable, value) in KEYS.items():
        made = Path(settings.VAR) / "keys" / name
        if made.is_file() and made.read_text().strip() == value():
            yield f"{variable} is the demonstration's key of {made}: give one of your own in {variable}_FILE"


def _addresses() -> Iterator[str]:
    if not settings.BASE_URL.startswith("https://"):
        yield f"DVCTT_BASE_URL is {settings.BASE_URL}: sessions and passwords need https"
    if set(settings.ALLOWED_HOSTS) <= {*LOCAL, "[::1]"}:
        yield "DVCTT_ALLOWED_HOSTS names this machine alone: name the public host"
    if settings.MAIL_FROM.endswith(".example"):
        yield f"DVCTT_MAIL_FROM is {settings.MAIL_FROM}: give an address of the ministry"


def _sms() -> Iterator[str]:
    if not settings.SMS_URL:
        return
    if urlsplit(settings.SMS_URL).scheme != "https":
        yield f"SMS go to {settings.SMS_URL}: links that open accounts need https"
    if settings.SMS_BRAND == DEMO_BRAND:
        yield f"SMS come from {DEMO_BRAND}: give the brand name that the operator has registered in DVCTT_SMS_BRAND"
    if len(settings.BASE_URL) > LONGEST_BASE_URL:
        yield f"DVCTT_BASE_URL is longer than {LONGEST_BASE_URL} letters: links of first access do not fit into an SMS"


def _pki() -> Iterator[str]:
    if (Path(settings.PKI_FOLDER) / "register.json").is_file():
        yield f"the keys in {settings.PKI_FOLDER} are of the demonstration's authorities: set DVCTT_PKI"
    roots = _trusted()
    if not roots:
        yield f"no root is trusted: put the national root certificates into DVCTT_TRUST ({settings.TRUST_FOLDER})"
    for name in roots:
        if "trình diễn" in name:
            yield f"the demonstration's authority “{name}” is trusted: remove it from {settings.TRUST_FOLDER}"
    if urlsplit(settings.TSA_URL).hostname in LOCAL:
        yield f"time stamps come from this machine ({settings.TSA_URL}): set DVCTT_TSA_URL"


def _identity() -> Iterator[str]:
    for one in accounts.identity_providers():
        if urlsplit(one.issuer).hostname in LOCAL:
            yield f"the identity provider {one.id} is the demonstration's ({one.issuer}): set DVCTT_IDENTITY_PROVIDERS"


def _scanner() -> Iterator[str]:
    if not settings.CLAMD_ADDRESS:
        yield "files are not scanned for malware: set DVCTT_CLAMD to the address of clamd"


def _people() -> Iterator[str]:
    emails = [one.email for one in OFFICIALS]
    if accounts.Account.objects.filter(email__in=emails, state="active").exists():
        yield "the database holds the demonstration's people, who share a password: begin with an empty database"


def _trusted() -> list[str]:
    """Names of the roots that are trusted."""
    files = sorted(Path(settings.TRUST_FOLDER).glob("*.pem"))
    found = [one for file in files for one in x509.load_pem_x509_certificates(file.read_bytes())]
    return [one.subject.rfc4514_string() for one in found]
