"""All settings. What differs between machines comes from the environment; see docs/guides/operator-deployment.md."""

from pathlib import Path

from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from config import environment as env
from config import logs

ROOT = Path(__file__).resolve().parent.parent
VAR = Path(env.text("DVCTT_VAR", str(ROOT / "var")))

# "demonstration" runs everything on one machine with keys made there; "production" is checked by `dvctt check-deploy`.
DEPLOYMENT = env.text("DVCTT_DEPLOYMENT", "demonstration")
DEMONSTRATION = DEPLOYMENT == "demonstration"

BASE_URL = env.text("DVCTT_BASE_URL", "http://127.0.0.1:8000")
SECRET_KEY = env.secret("DVCTT_SECRET_KEY", VAR / "keys" / "secret_key")
# First the key in force, then older ones, each 32 random bytes in url-safe base64.
SENSITIVE_KEYS = env.secret("DVCTT_SENSITIVE_KEYS", VAR / "keys" / "sensitive_keys").split()
# First the key in force, then all older ones: what was written under a key is proven with it for ever.
JOURNAL_KEYS = env.secret("DVCTT_JOURNAL_KEYS", VAR / "keys" / "journal_keys").split()
BLIND_INDEX_KEY = env.secret("DVCTT_BLIND_INDEX_KEY", VAR / "keys" / "blind_index_key")

# Outside the database: a line for each act until a seal holds it, and the digests of seals, which go to an address too.
JOURNAL_WITNESS = Path(env.text("DVCTT_JOURNAL_WITNESS", str(VAR / "witness")))
JOURNAL_PUBLISHED = Path(env.text("DVCTT_JOURNAL_PUBLISHED", str(VAR / "published" / "seals.jsonl")))
JOURNAL_PUBLISH_URL = env.text("DVCTT_JOURNAL_PUBLISH_URL", "")

DEBUG = env.flag("DVCTT_DEBUG", default=False)
ALLOWED_HOSTS = env.words("DVCTT_ALLOWED_HOSTS", ("127.0.0.1", "localhost", "[::1]"))
CSRF_TRUSTED_ORIGINS = [BASE_URL]
# Networks whose X-Forwarded-For is believed: those of the ministry's own proxies; none where clients connect directly.
TRUSTED_PROXIES = env.words("DVCTT_TRUSTED_PROXIES", ())

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "csp",
    "django_htmx",
    "procrastinate.contrib.django",
    "dvctt.outbox",
    "dvctt.journal",
    "dvctt.ministry",
    "dvctt.documents",
    "dvctt.notices",
    "dvctt.accounts",
    "dvctt.catalogue",
    "dvctt.casework",
    "dvctt.web",
    "dvctt.ops",
]
if DEMONSTRATION:
    INSTALLED_APPS.append("demo")

MIDDLEWARE = [
    "dvctt.web.http.client_address.ClientAddressMiddleware",
    "dvctt.web.http.headers.HeadersMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "dvctt.web.http.middleware.RequestLogMiddleware",
    "dvctt.web.http.incoming_text.TextMiddleware",
    "dvctt.web.http.health.HealthMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "dvctt.web.http.middleware.LanguageMiddleware",
    "dvctt.web.http.answer_pages.AnsweredMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "dvctt.web.http.form_restore.KeepFormMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "dvctt.web.http.middleware.ActorMiddleware",
    "dvctt.web.http.shares.ShareMiddleware",
    "dvctt.web.signin.device.DeviceMiddleware",
    "dvctt.web.http.middleware.DomainErrorMiddleware",
    "dvctt.web.http.party_guard.ActingMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
DATABASES = {"default": env.database("DATABASE_URL") | {"TEST": {"NAME": env.text("DVCTT_TEST_DB", "test_dvctt")}}}
# Which codes were taken, for the half minutes in which they would be taken again; none is thrown out before its time.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "cache",
        "OPTIONS": {"MAX_ENTRIES": 1_000_000},
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [ROOT / "dvctt" / "web" / "templates"],
        "OPTIONS": {
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    ["django.template.loaders.filesystem.Loader", "django.template.loaders.app_directories.Loader"],
                ),
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "dvctt.web.ui.frame.page",
            ],
            "builtins": ["dvctt.web.ui.template_tags"],
        },
    },
]

LANGUAGE_CODE = "vi"
LANGUAGES = [("vi", _("Tiếng Việt")), ("en", _("Tiếng Anh"))]
LOCALE_PATHS = [ROOT / "locale"]
TIME_ZONE = "Asia/Ho_Chi_Minh"
USE_TZ = True
USE_I18N = True
FORMAT_MODULE_PATH = ["config.formats"]

STATIC_URL = "/static/"
STATIC_ROOT = VAR / "static"
WHITENOISE_ALLOW_ALL_ORIGINS = False
STATICFILES_DIRS = [ROOT / "dvctt" / "web" / "static", ("assets", VAR / "assets")]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": VAR / "bytes"}},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

AUTH_USER_MODEL = "accounts.Account"
# One backend, so that a known and an unknown name cost one hash alike.
AUTHENTICATION_BACKENDS = ["dvctt.accounts.adapters.passwords.PasswordBackend"]
PASSWORD_HASHERS = [
    "dvctt.accounts.adapters.hashing.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {
        "NAME": "dvctt.accounts.adapters.common.CommonWordValidator",
        "OPTIONS": {"words": "content/ministry/common_passwords.txt"},
    },
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
LOGIN_URL = "/sign-in/"
LOGIN_REDIRECT_URL = "/go/"
LOGOUT_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "dvctt.accounts.adapters.allauth.AccountAdapter"
MFA_ADAPTER = "dvctt.accounts.adapters.allauth.MfaAdapter"
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False
# How long a password or code entered again counts, before acts that cannot be taken back.
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
# Every try is counted by accounts/attempts/counters.py; allauth counts in a cache, which forgets when it is full.
ACCOUNT_RATE_LIMITS = False
MFA_RATE_LIMITS = False
ACCOUNT_FORMS = {"change_password": "dvctt.accounts.adapters.own_password.ChangePasswordForm"}
# Sign-in by others: the file that names the identity providers; without one, nobody signs in but by password.
IDENTITY_PROVIDERS = env.text("DVCTT_IDENTITY_PROVIDERS", "")
SOCIALACCOUNT_ADAPTER = "dvctt.web.signin.adapter.IdentityAdapter"
SOCIALACCOUNT_STORE_TOKENS = False
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "dvctt"
# A code typed as its half minute ends arrives in the next one; RFC 6238, 5.2 advises to take one step of delay.
MFA_TOTP_TOLERANCE = 1
MFA_FORMS = {
    "authenticate": "dvctt.accounts.adapters.totp.AuthenticateForm",
    "reauthenticate": "dvctt.accounts.adapters.totp.ReauthenticateForm",
    "authenticate_webauthn": "dvctt.accounts.adapters.passkeys.SecondFactorForm",
    "reauthenticate_webauthn": "dvctt.accounts.adapters.passkeys.ReauthenticateForm",
    "add_webauthn": "dvctt.accounts.adapters.passkeys.AddForm",
    "login_webauthn": "dvctt.accounts.adapters.passkeys.SignInForm",
}

SESSION_ENGINE = "dvctt.accounts.signin.sessions"
HTTPS = BASE_URL.startswith("https://")
# Browsers let a cookie of such a name come from this very host alone, by https.
HOST = "__Host-" if HTTPS else ""
SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = f"{HOST}sessionid", f"{HOST}csrftoken"
LANGUAGE_COOKIE_NAME, DEVICE_COOKIE_NAME = f"{HOST}language", f"{HOST}dvctt_device"
MESSAGES_COOKIE_NAME = f"{HOST}messages"
MESSAGE_STORAGE = "dvctt.web.http.flash.Storage"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = LANGUAGE_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = LANGUAGE_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = env.number("DVCTT_SESSION_SECONDS", 8 * 3600)
CSRF_FAILURE_VIEW = "dvctt.web.http.csrf_failure.csrf_failure"
# A trusted proxy says by which scheme the browser came; from anybody else the header is taken off.
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "object-src": [NONE],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    },
}

# Uploads: parts of at most 1 MB where script is on; a whole file at most this many bytes.
UPLOAD_LIMIT = env.number("DVCTT_UPLOAD_LIMIT", 50 * 1024 * 1024)
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
FILE_UPLOAD_TEMP_DIR = None
# With less room than this on the disk of uploads or of the store, /health/ready says so.
LEAST_FREE_MB = env.number("DVCTT_LEAST_FREE_MB", 1024)
# A table of 200 rows posts some thousand fields.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000

MAIL_HOST = env.text("DVCTT_MAIL_HOST", "127.0.0.1")
MAIL_PORT = env.number("DVCTT_MAIL_PORT", 2525)
# "starttls" or "tls" encrypts and verifies the server, by the machine's authorities or those of the file DVCTT_MAIL_CA.
MAIL_TLS = env.choice("DVCTT_MAIL_TLS", ("", "starttls", "tls"))
MAIL_CA = env.text("DVCTT_MAIL_CA", "")
MAIL_USER = env.text("DVCTT_MAIL_USER", "")
MAIL_PASSWORD = env.secret("DVCTT_MAIL_PASSWORD") if MAIL_USER else ""
MAIL_FROM = env.text("DVCTT_MAIL_FROM", "dvctt@monre.example")

# SMS: an empty address means that there is none. The brand name is the sender that the operator has registered.
SMS_URL = env.text("DVCTT_SMS_URL", "").rstrip("/")
SMS_USER = env.text("DVCTT_SMS_USER", "dvctt")
SMS_SECRET = env.secret("DVCTT_SMS_SECRET", VAR / "keys" / "sms_secret") if SMS_URL else ""
SMS_BRAND = env.text("DVCTT_SMS_BRAND", "BO TNMT")
# With it the gateway signs its delivery reports to us.
SMS_REPORT_SECRET = env.secret("DVCTT_SMS_REPORT_SECRET", VAR / "keys" / "sms_report_secret") if SMS_URL else ""
# The gateway gives a message up after so long; where it reports nothing we ask it, first after so long.
SMS_VALID_MINUTES = env.number("DVCTT_SMS_VALID_MINUTES", 240)
SMS_ASK_AFTER_MINUTES = env.number("DVCTT_SMS_ASK_AFTER_MINUTES", 10)
# How long an address whose server is away is tried again: while there is another address, and where it is the last.
NOTICE_PATIENCE_MINUTES = env.number("DVCTT_NOTICE_PATIENCE_MINUTES", 120)
NOTICE_LAST_PATIENCE_MINUTES = env.number("DVCTT_NOTICE_LAST_PATIENCE_MINUTES", 2880)

# Signing: the agency's software keys, the authority that stamps, the roots that are trusted.
PKI_FOLDER = Path(env.text("DVCTT_PKI", str(VAR / "pki")))
TSA_URL = env.text("DVCTT_TSA_URL", "http://127.0.0.1:9001/dvctt/tsa/tsa")
TRUST_FOLDER = Path(env.text("DVCTT_TRUST", str(VAR / "pki" / "trust")))
# The only hosts that are asked for revocation data and issuers' certificates, whatever a certificate says: `host`, at
# ports 80 and 443, or `host:port`.
REVOCATION_HOSTS = env.words("DVCTT_REVOCATION_HOSTS", ("127.0.0.1:9001",))
# Rendering: what templates may import, and where a Times-metric font with all Vietnamese letters may be.
LAYOUT_FOLDER = ROOT / "content" / "ministry" / "templates"
FONT_FOLDERS = [
    Path("/usr/share/fonts/truetype/liberation2"),
    Path("/usr/share/fonts/truetype/liberation"),
    VAR / "fonts",
]
CLAMD_ADDRESS = env.text("DVCTT_CLAMD", "")

LOGGING_CONFIG = None
logs.configure(words=DEBUG, lines_for_people=DEMONSTRATION)
SILENCED_SYSTEM_CHECKS: list[str] = []
