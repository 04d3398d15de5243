"""Whether this deployment may serve the public: every finding is a reason to refuse, with the way out."""

import binascii
import ipaddress
import os
import tempfile
from base64 import urlsafe_b64decode
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

from cryptography import x509
from django.conf import settings
from django.db import connection

from dvctt.accounts import people, providers
from dvctt.journal import api as journal
from dvctt.ops import front

DEMO_BRAND = "BO TNMT"
# Words, the longest user name and a one-time link make 160 letters with it.
LONGEST_BASE_URL = 34
LOCAL = frozenset({"127.0.0.1", "localhost", "::1"})
KEYS: dict[str, tuple[str, Callable[[], str]]] = {
    "secret_key": ("DVCTT_SECRET_KEY", lambda: settings.SECRET_KEY),
    "sensitive_keys": ("DVCTT_SENSITIVE_KEYS", lambda: " ".join(settings.SENSITIVE_KEYS)),
    "journal_keys": ("DVCTT_JOURNAL_KEYS", lambda: " ".join(settings.JOURNAL_KEYS)),
    "blind_index_key": ("DVCTT_BLIND_INDEX_KEY", lambda: settings.BLIND_INDEX_KEY),
    "sms_secret": ("DVCTT_SMS_SECRET", lambda: settings.SMS_SECRET),
    "sms_report_secret": ("DVCTT_SMS_REPORT_SECRET", lambda: settings.SMS_REPORT_SECRET),
    "mail_password": ("DVCTT_MAIL_PASSWORD", lambda: settings.MAIL_PASSWORD),
}
# Signs, and finds identities again: both ours alone, so that they can be long. What others gave us may be shorter.
KEY_LISTS = ("sensitive_keys", "journal_keys")
OWN_KEYS = ("secret_key", "blind_index_key")
LEAST_LETTERS, LEAST_DIFFERENT, LEAST_GIVEN = 32, 12, 12
KEY_BYTES = 32
LONGEST_SESSION = 10 * 3600
# Larger networks than these are no row of proxies.
LARGEST_NETWORK = {4: 8, 6: 16}
YAMA = Path("/proc/sys/kernel/yama/ptrace_scope")
VERIFIED = ("verify-ca", "verify-full")


def findings() -> list[str]:
    """Say everything that keeps this deployment from serving the public; empty where nothing does."""
    checks: tuple[Callable[[], Iterator[str]], ...] = (
        _mode, _keys, _strength, _key_files, _addresses, _proxies, _front, _sessions, _mail, _sms, _pki, _journal,
        _identity, _scanner, _database, _people,
    )  # fmt: skip
    return [sentence for check in checks for sentence in check()]


def warnings() -> Iterator[str]:
    """Say what should be otherwise and refuses nothing."""
    try:
        scope = int(YAMA.read_text(encoding="ascii"))
    except (OSError, ValueError):
        scope = 0
    if scope == 0:
        yield (
            "kernel.yama.ptrace_scope is 0 or not there: a process may read others of its user; ours that hold keys "
            "close themselves, those of other programs do not: set it to 1 (sysctl)"
        )


def _mode() -> Iterator[str]:
    if settings.DEMONSTRATION:
        yield "it is a demonstration: set DVCTT_DEPLOYMENT=production"
    if settings.DEBUG:
        yield "DVCTT_DEBUG is on: pages would show the inside of the system"


def _keys() -> Iterator[str]:
    for name, (variable, value) in KEYS.items():
        path = Path(settings.VAR) / "keys" / name
        if path.is_file() and path.read_text().strip() == value():
            yield f"{variable} is the demonstration's key of {path}: give one of your own in {variable}_FILE"


def _strength() -> Iterator[str]:
    for name, (variable, value) in KEYS.items():
        secret, own = value(), name in OWN_KEYS
        if name in KEY_LISTS:
            for place, key in enumerate(secret.split(), 1):
                if not _is_random_key(key):
                    yield f"{variable}: key {place} is not {KEY_BYTES} random bytes in base64"
        elif (secret or own) and (
            len(secret) < (LEAST_LETTERS if own else LEAST_GIVEN) or len(set(secret)) < LEAST_DIFFERENT - (not own) * 4
        ):
            yield f"{variable} is short or repeats itself: give {LEAST_LETTERS} random bytes"
    values = [settings.SECRET_KEY, settings.BLIND_INDEX_KEY, *settings.SENSITIVE_KEYS, *settings.JOURNAL_KEYS]
    if len(set(values)) < len(values):
        yield "two keys are the same: each must be its own"


def _is_random_key(key: str) -> bool:
    try:
        octets = urlsafe_b64decode(key)
    except (binascii.Error, ValueError):
        return False
    return len(octets) == KEY_BYTES and len(set(octets)) >= LEAST_DIFFERENT


def _key_files() -> Iterator[str]:
    """Files of secrets that any user of the machine may read."""
    named = [os.environ.get(f"{variable}_FILE", "") for variable, _value in KEYS.values()]
    named += [provider.secret_file for provider in providers.identity_providers()]
    files = [Path(name) for name in named if name] + sorted(Path(settings.PKI_FOLDER).glob("*.p12"))
    for file in files:
        if file.is_file() and file.stat().st_mode & 0o007:
            yield f"{file} is open to every user of this machine: chmod o-rwx"


def _addresses() -> Iterator[str]:
    if not settings.BASE_URL.startswith("https://"):
        yield f"DVCTT_BASE_URL is {settings.BASE_URL}: sessions and passwords need https"
    if set(settings.ALLOWED_HOSTS) <= {*LOCAL, "[::1]"}:
        yield "DVCTT_ALLOWED_HOSTS names this machine alone: name the public host"
    for host in settings.ALLOWED_HOSTS:
        if host.startswith(("*", ".")):
            yield f"DVCTT_ALLOWED_HOSTS holds {host}, which others can be: name each host"
    if settings.MAIL_FROM.endswith(".example"):
        yield f"DVCTT_MAIL_FROM is {settings.MAIL_FROM}: give an address of the ministry"


def _proxies() -> Iterator[str]:
    if settings.HTTPS and not settings.TRUSTED_PROXIES:
        yield "https ends at a proxy that DVCTT_TRUSTED_PROXIES does not name: all clients share the limits of one"
    for proxy in settings.TRUSTED_PROXIES:
        network = ipaddress.ip_network(proxy)
        if network.prefixlen < LARGEST_NETWORK[network.version]:
            yield f"DVCTT_TRUSTED_PROXIES holds {proxy}: anybody there could say whose address it is"


def _front() -> Iterator[str]:
    if not front.buffers():
        yield (
            f"no proxy that takes requests in whole answers at {settings.BASE_URL}{front.MARK}: "
            "a few idle clients would stop the site; see deploy/README.md"
        )


def _sessions() -> Iterator[str]:
    if settings.SESSION_COOKIE_AGE > LONGEST_SESSION:
        hours = settings.SESSION_COOKIE_AGE // 3600
        yield f"sessions last {hours} hours, longer than a working day: lower DVCTT_SESSION_SECONDS"
    if not settings.PASSWORD_HASHERS[0].endswith(".Argon2PasswordHasher"):
        yield f"passwords are kept by {settings.PASSWORD_HASHERS[0]}: argon2 must be the first of PASSWORD_HASHERS"


def _mail() -> Iterator[str]:
    if settings.MAIL_HOST not in LOCAL and not settings.MAIL_TLS:
        yield f"mail with one-time links goes to {settings.MAIL_HOST} in the clear: set DVCTT_MAIL_TLS=starttls or tls"


def _sms() -> Iterator[str]:
    if not settings.SMS_URL:
        return
    if urlsplit(settings.SMS_URL).scheme != "https":
        yield f"SMS go to {settings.SMS_URL}: links that open accounts need https"
    if urlsplit(settings.SMS_URL).hostname in LOCAL:
        yield f"SMS go to this machine ({settings.SMS_URL}), where the demonstration's gateway is: set DVCTT_SMS_URL"
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
    for named in settings.REVOCATION_HOSTS:
        if _is_inside(named):
            yield f"DVCTT_REVOCATION_HOSTS holds {named}: whoever signs a file could have us ask within this network"
    if not settings.REVOCATION_HOSTS:
        yield "no authority is asked whether a certificate was revoked: name their hosts in DVCTT_REVOCATION_HOSTS"


def _is_inside(named: str) -> bool:
    """Whether a named host is this machine, or an address of no public network."""
    host = str(urlsplit(f"//{named}").hostname)
    try:
        return not ipaddress.ip_address(host).is_global
    except ValueError:
        return host in LOCAL


def _journal() -> Iterator[str]:
    """What must stand outside the database can be written there, by ourselves alone."""
    folders = {
        "DVCTT_JOURNAL_WITNESS": journal.witness_folder(),
        "DVCTT_JOURNAL_PUBLISHED": journal.published_file().parent,
    }
    for variable, folder in folders.items():
        try:
            folder.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryFile(dir=folder):
                pass
        except OSError as error:
            yield f"{variable}: {folder} cannot be written ({error.strerror}): nothing would witness what is recorded"
            continue
        if folder.stat().st_mode & 0o002:
            yield f"{variable}: every user of this machine may write to {folder}: chmod o-w"
    if urlsplit(settings.JOURNAL_PUBLISH_URL).hostname in LOCAL:
        yield f"seals are sent to this machine ({settings.JOURNAL_PUBLISH_URL}): name an address of somebody else"


def _identity() -> Iterator[str]:
    for provider in providers.identity_providers():
        if urlsplit(provider.issuer).hostname in LOCAL:
            yield (
                f"the identity provider {provider.id} is the demonstration's ({provider.issuer}): "
                "set DVCTT_IDENTITY_PROVIDERS"
            )


def _scanner() -> Iterator[str]:
    if not settings.CLAMD_ADDRESS:
        yield "files are not scanned for malware: set DVCTT_CLAMD to the address of clamd"


def _database() -> Iterator[str]:
    params = connection.settings_dict
    host, mode = str(params["HOST"]), params["OPTIONS"].get("sslmode", "")
    if host and not host.startswith("/") and host not in LOCAL and mode not in VERIFIED:
        yield f"the database at {host} is not verified by TLS: add ?sslmode=verify-full to DATABASE_URL"
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolname, rolsuper, rolbypassrls FROM pg_roles WHERE rolname = current_user")
        name, superuser, bypasses = cursor.fetchone()
        cursor.execute(
            "SELECT rolname FROM pg_roles WHERE (rolsuper OR rolbypassrls) AND rolname <> current_user"
            " AND pg_has_role(current_user, oid, 'MEMBER') ORDER BY rolname LIMIT 1"
        )
        above = cursor.fetchone()
    if superuser or bypasses or above:
        power = "a superuser" if superuser else "above row security" if bypasses else f"a member of {above[0]}"
        yield f"the database role {name} is {power}: triggers and constraints would not hold it; make a plain role"


def _people() -> Iterator[str]:
    """Nobody has an address under a name that is reserved for examples (RFC 2606), except who was made up."""
    if people.Account.objects.filter(email__endswith=".example", state="active").exists():
        yield "the database holds the demonstration's people, who share a password: begin with an empty database"


def _trusted() -> list[str]:
    """Names of the roots that are trusted."""
    files = sorted(Path(settings.TRUST_FOLDER).glob("*.pem"))
    certificates = [certificate for file in files for certificate in x509.load_pem_x509_certificates(file.read_bytes())]
    return [certificate.subject.rfc4514_string() for certificate in certificates]
