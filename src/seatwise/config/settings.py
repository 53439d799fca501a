"""Django's settings. Everything that differs between installations comes from the environment (docs/operating.md)."""

import contextlib
import os
import secrets
from pathlib import Path
from typing import Any, Literal
from urllib.parse import parse_qsl, unquote, urlsplit

from seatwise.infra import embedded_postgres

ROOT = Path(__file__).resolve().parents[3]
SEATWISE_HOME = Path(os.environ.get("SEATWISE_HOME") or ROOT / ".seatwise").resolve()
DEMO = os.environ.get("SEATWISE_DEMO") == "1"
DEBUG = os.environ.get("SEATWISE_DEBUG") == "1"


def _secret_key() -> str:
    """The key that signs sessions and quotes: from the environment, else one made once and kept in SEATWISE_HOME."""
    if key := os.environ.get("SECRET_KEY"):
        return key
    path = SEATWISE_HOME / "secret-key"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        made = path.with_name(f"secret-key.{os.getpid()}")
        made.touch(mode=0o600)
        made.write_text(secrets.token_urlsafe(50), encoding="ascii")
        # Two processes may start at once: whoever links first decides, and nobody reads half a key.
        with contextlib.suppress(FileExistsError):
            path.hardlink_to(made)
        made.unlink()
    return path.read_text(encoding="ascii")


def _database(url: str, **options: Any) -> dict[str, Any]:
    parts = urlsplit(url)
    query = dict(parse_qsl(parts.query))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": query.pop("host", unquote(parts.hostname or "")),
        "PORT": query.pop("port", str(parts.port or "")),
        "OPTIONS": query | options,
        "CONN_HEALTH_CHECKS": False,
    }


def _embedded(role: Literal["owner", "app"]) -> str:
    """The embedded server's address; while it does not run, one where nothing answers, so that commands can start it."""
    try:
        return embedded_postgres.Server(SEATWISE_HOME).url(role)
    except embedded_postgres.EmbeddedPostgresError:
        return "postgresql://seatwise@127.0.0.1:1/seatwise"


_app_url = os.environ.get("DATABASE_URL") or _embedded("app")
_owner_url = os.environ.get("DATABASE_OWNER_URL") or os.environ.get("DATABASE_URL") or _embedded("owner")
_POOL = {"min_size": 1, "max_size": int(os.environ.get("DATABASE_POOL", "8")), "timeout": 10}
# A statement that a connection has seen before is not parsed and planned again: half of PostgreSQL's work for a page. An address
# that leads to a pooler of transactions (PgBouncer) needs DATABASE_PREPARE=0.
_PREPARED: dict[str, Any] = (
    {"server_side_binding": True, "prepare_threshold": 1} if os.environ.get("DATABASE_PREPARE") != "0" else {}
)
DATABASES = {
    "default": _database(_app_url, pool=_POOL, **_PREPARED),
    "numbering": _database(_app_url, pool=_POOL, **_PREPARED),
    "owner": _database(_owner_url),
}

SECRET_KEY = _secret_key()
ALLOWED_HOSTS = os.environ.get("ALLOWED_HOSTS", "*" if DEMO else "127.0.0.1,localhost").split(",")
PUBLIC_URL = os.environ.get("PUBLIC_URL", f"http://127.0.0.1:{os.environ.get('PORT', '8000')}").rstrip("/")
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL]
# Where a reseller's own domain has to lead: addresses, or names that lead to them.
PUBLIC_ADDRESSES = [
    named
    for named in os.environ.get("PUBLIC_ADDRESSES", urlsplit(PUBLIC_URL).hostname or "").split(",")
    if named
]
BEHIND_TLS = PUBLIC_URL.startswith("https://")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = BEHIND_TLS
SESSION_COOKIE_AGE = 60 * 60 * 12
SESSION_COOKIE_NAME = "seatwise_session"
SESSION_ENGINE = "seatwise.infra.sessions"
CSRF_COOKIE_NAME = "seatwise_csrf"
SECURE_HSTS_SECONDS = 31_536_000 if BEHIND_TLS else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_TLS else None
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "procrastinate.contrib.django",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "django_htmx",
    "seatwise.infra",
    "seatwise.ui",
    "seatwise.accounts",
    "seatwise.resellers",
    "seatwise.customers",
    "seatwise.registrations",
    "seatwise.catalogue",
    "seatwise.pricing",
    "seatwise.subscriptions",
    "seatwise.assets",
    "seatwise.billing",
    "seatwise.ordering",
    "seatwise.notifications",
    "seatwise.renewals",
    "seatwise.audit",
    "seatwise.storefront",
    "seatwise.console",
    "seatwise.operator",
    # After the operator's, whose templates go before its own.
    "seatwise.operator.apps.DeskConfig",
    "seatwise.config",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "seatwise.infra.security.content_security_policy",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "seatwise.infra.origin.remember",
    "seatwise.resellers.middleware.storefront",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "seatwise.infra.sessions.remember",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "seatwise.storefront.errors.answer_refusals",
]

ROOT_URLCONF = "seatwise.config.urls"
STOREFRONT_URLCONF = "seatwise.config.storefront_urls"
WSGI_APPLICATION = "seatwise.config.wsgi.application"
APPEND_SLASH = True

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "APP_DIRS": True,
        "OPTIONS": {"environment": "seatwise.ui.jinja.environment"},
    },
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    },
]

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["seatwise.accounts.adapters.Backend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
# Whether the operator's desk opens only to people who have set up a second step.
OPERATOR_NEEDS_SECOND_FACTOR = os.environ.get("SEATWISE_OPERATOR_NEEDS_SECOND_FACTOR") == "1"
CSRF_FAILURE_VIEW = "seatwise.storefront.errors.stale_form"
ACCOUNT_ADAPTER = "seatwise.storefront.account.adapter.Adapter"
ACCOUNT_FORMS = {
    "login": "seatwise.storefront.account.forms.SignInForm",
    "reset_password": "seatwise.storefront.account.forms.ResetForm",
    "reset_password_from_key": "seatwise.storefront.account.forms.NewPasswordForm",
    "change_password": "seatwise.storefront.account.forms.PasswordForm",
    "reauthenticate": "seatwise.storefront.account.forms.PasswordAgainForm",
    "user_token": "seatwise.storefront.account.forms.TokenForm",
}
# The sign-in page decides itself: a person may be signed in and have no place in this Storefront (R25).
ACCOUNT_AUTHENTICATED_LOGIN_REDIRECTS = False
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ALLAUTH_TRUSTED_PROXY_COUNT = int(os.environ.get("TRUSTED_PROXIES", "0"))
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_SESSION_REMEMBER = True
# Each asking writes a mail to whoever's address was typed.
ACCOUNT_RATE_LIMITS = {"register": "20/h/ip,3/h/key"}
MFA_ADAPTER = "seatwise.storefront.account.factors.Adapter"
MFA_FORMS = {
    "authenticate": "seatwise.storefront.account.factors.CodeForm",
    "reauthenticate": "seatwise.storefront.account.factors.CodeAgainForm",
    "activate_totp": "seatwise.storefront.account.factors.FirstCodeForm",
    "add_webauthn": "seatwise.storefront.account.factors.PasskeyForm",
    "authenticate_webauthn": "seatwise.storefront.account.factors.PasskeyStepForm",
    "reauthenticate_webauthn": "seatwise.storefront.account.factors.PasskeyAgainForm",
    "login_webauthn": "seatwise.storefront.account.factors.PasskeySignInForm",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
# A clock may go half a minute wrong; a code is good once all the same (accounts.operations.use_code).
MFA_TOTP_TOLERANCE = 1
MFA_RECOVERY_CODES_SHOW_ONCE = True
# Addresses are proven by the invitation's link, which allauth does not know of.
MFA_ALLOW_UNVERIFIED_EMAIL = True

LANGUAGE_CODE = "en-gb"
LANGUAGES = [("en-gb", "English"), ("el", "Ελληνικά")]
LOCALE_PATHS = [Path(__file__).resolve().parents[1] / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

STATIC_URL = "/static/"
STATIC_ROOT = SEATWISE_HOME / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_KEEP_ONLY_HASHED_FILES = True

EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
EMAIL_HOST = os.environ.get("EMAIL_HOST", "127.0.0.1")
EMAIL_PORT = int(os.environ.get("EMAIL_PORT", "25"))
EMAIL_HOST_USER = os.environ.get("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("EMAIL_HOST_PASSWORD", "")
EMAIL_USE_TLS = os.environ.get("EMAIL_USE_TLS") == "1"
EMAIL_TIMEOUT = 15
# A reseller's own mail server is on the internet; with 1 it may also be one of the operator's own network (and of the demo's machine).
MAIL_HOSTS_MAY_BE_PRIVATE = os.environ.get("MAIL_HOSTS_MAY_BE_PRIVATE", "1" if DEMO else "0") == "1"
DEFAULT_FROM_EMAIL = os.environ.get("DEFAULT_FROM_EMAIL", "storefront@seatwise.example")

PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "jobs"
PROCRASTINATE_IMPORT_PATHS = ["seatwise.storefront.account.jobs", "seatwise.storefront.registration.jobs"]
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["stderr"], "level": os.environ.get("LOG_LEVEL", "WARNING")},
}
