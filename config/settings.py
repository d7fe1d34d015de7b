"""Settings, read from the environment. docs/operations.md lists every variable.

DINGFEN_MODE says where this runs:

- ``production`` (the default): nothing is assumed; secrets and hosts must be given; HTTPS is required.
- ``local``: ``make run`` on one machine, over plain HTTP on the loopback address.
- ``test``: the test suite.
"""

from pathlib import Path

import environ
from celery.schedules import crontab
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()

MODE = env.str("DINGFEN_MODE", default="production")
if MODE not in {"production", "local", "test"}:
    raise ImproperlyConfigured("DINGFEN_MODE must be production, local or test.")
PRODUCTION = MODE == "production"

DEBUG = False
# A fixed key serves only the test suite; every other mode must be given one.
SECRET_KEY = env.str("SECRET_KEY", default="test-only-" + "k" * 50) if MODE == "test" else env.str("SECRET_KEY")
# Keys for identity and telephone numbers: comma-separated, the first encrypts, all decrypt (32 bytes, urlsafe base64).
FIELD_KEYS = env.list(
    "DINGFEN_FIELD_KEYS",
    **({"default": ["dGVzdC1vbmx5LWZpZWxkLWtleS0wMTIzNDU2Nzg5YWI="]} if MODE == "test" else {}),
)
# The key of the blind index is never rotated without re-indexing, so it stands apart from the encryption keys.
BLIND_INDEX_KEY = env.str(
    "DINGFEN_BLIND_INDEX_KEY", **({"default": "test-only-blind-index-key"} if MODE == "test" else {})
)
# Keys of the seals over the trail: comma-separated, the first seals, all verify. They never reach the database.
TRAIL_KEYS = env.list(
    "DINGFEN_TRAIL_KEYS", **({"default": ["test-only-trail-key-0123456789abcdef"]} if MODE == "test" else {})
)
if not all(len(key) >= 32 for key in TRAIL_KEYS) or not TRAIL_KEYS:
    raise ImproperlyConfigured("DINGFEN_TRAIL_KEYS needs keys of at least 32 characters.")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=[] if PRODUCTION else ["localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])

# Demo accounts, no forced change of password, a settable clock. Never in production.
DEMO = env.bool("DINGFEN_DEMO", default=False)
NOW = env.str("DINGFEN_NOW", default="")
if PRODUCTION and (DEMO or NOW):
    raise ImproperlyConfigured("DINGFEN_DEMO and DINGFEN_NOW are not available in production.")

INSTALLED_APPS = [
    "config.apps.DingfenConfig",
    "reports",
    "cases",
    "hearings",
    "disputes",
    "workflow",
    "deadlines",
    "dossiers",
    "notices",
    "accounts",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.contrib.humanize",
    "django.forms",
    "axes",
    "csp",
    "django_filters",
    "django_htmx",
    "pgtrigger",
    "rest_framework",
    "drf_spectacular",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "accounts.middleware.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "accounts.middleware.ActorMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "config.context.chrome",
            ],
        },
    },
]

DATABASES = {"default": env.db("DATABASE_URL")}
DATABASES["default"]["ENGINE"] = "django.db.backends.postgresql"
DATABASES["default"]["CONN_MAX_AGE"] = env.int("DATABASE_CONN_MAX_AGE", default=0 if MODE == "test" else 60)
DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
# The pages' statements are short and their data lie in memory or on flash: compiling a statement costs more than
# running it, and a probe of an index costs little more than reading on. ?options= in DATABASE_URL says otherwise.
DATABASES["default"].setdefault("OPTIONS", {}).setdefault("options", "-c jit=off -c random_page_cost=1.1")
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = env.str("REDIS_URL")
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": REDIS_URL,
        # The processes of one test run share a server and must not share what they keep there.
        "KEY_PREFIX": env.str("PYTEST_XDIST_WORKER", default="") if MODE == "test" else "",
    }
}

CELERY_BROKER_URL = REDIS_URL
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TIMEZONE = "Asia/Shanghai"
# A task whose worker was killed is given to another after so long; tasks are thin and end well before.
CELERY_BROKER_TRANSPORT_OPTIONS = {"visibility_timeout": 3600}
CELERY_BEAT_SCHEDULE = {
    "heartbeat": {"task": "notices.tasks.heartbeat", "schedule": 10.0, "options": {"expires": 10}},
    "seal-trail": {"task": "dossiers.tasks.seal_entries", "schedule": 5.0, "options": {"expires": 5}},
    "prove-trail": {"task": "dossiers.tasks.prove_trail", "schedule": crontab(hour=2, minute=10)},
    "check-data": {"task": "config.tasks.check_data", "schedule": crontab(hour=2, minute=40)},
    "back-up": {"task": "config.tasks.back_up_nightly", "schedule": crontab(hour=3, minute=10)},
    "deliver": {"task": "notices.tasks.deliver", "schedule": 15.0, "options": {"expires": 15}},
    "sweep-reminders": {"task": "deadlines.tasks.sweep_reminders", "schedule": 300.0, "options": {"expires": 300}},
    "morning-digest": {"task": "workflow.tasks.morning_digest", "schedule": 600.0, "options": {"expires": 600}},
    "lapse-reviews": {"task": "cases.tasks.lapse_reviews", "schedule": 300.0, "options": {"expires": 300}},
    "keep-figures": {"task": "reports.tasks.keep_figures", "schedule": 600.0, "options": {"expires": 600}},
    "remind-of-returns": {"task": "reports.tasks.remind_of_returns", "schedule": 1800.0, "options": {"expires": 1800}},
    "settle-judgments": {"task": "hearings.tasks.settle_judgments", "schedule": 300.0, "options": {"expires": 300}},
}
# A worker is taken for dead when its heartbeat is older than this many seconds.
WORKER_HEARTBEAT_SECONDS = 60

# How messages leave the house; what is not set is off, and people are told in the application alone.
MAIL_URL = env.str("DINGFEN_MAIL_URL", default="")
MAIL_ENABLED = bool(MAIL_URL)
if MAIL_ENABLED:
    vars().update(env.email_url_config(MAIL_URL))
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env.str("DINGFEN_MAIL_FROM", default="dingfen@localhost")
SMS_URL = env.str("DINGFEN_SMS_URL", default="")
SMS_TOKEN = env.str("DINGFEN_SMS_TOKEN", default="")
if SMS_URL and not SMS_URL.startswith(("https://",) if PRODUCTION else ("https://", "http://")):
    raise ImproperlyConfigured("DINGFEN_SMS_URL must begin with https://.")
# Groups in a messenger are reached at these hosts alone.
WEBHOOK_HOSTS = frozenset(env.list("DINGFEN_WEBHOOK_HOSTS", default=[]))
# Seconds that another server has for its answer.
CHANNEL_TIMEOUT = env.float("DINGFEN_CHANNEL_TIMEOUT", default=10.0)
# The outbox: who claimed a message has so many seconds to send it; tries of a message, and the waits between them.
OUTBOX_LEASE_SECONDS = env.int("DINGFEN_OUTBOX_LEASE_SECONDS", default=300)
OUTBOX_MAX_ATTEMPTS = 10
OUTBOX_FIRST_WAIT_SECONDS = 60
OUTBOX_LONGEST_WAIT_SECONDS = 3 * 3600
# Links in messages that leave the house begin with it; without it they have none.
PUBLIC_URL = env.str("DINGFEN_PUBLIC_URL", default="").rstrip("/")
# From which hour to which reminders are written, and from which hour on the morning's overview.
REMINDER_HOURS = (env.int("DINGFEN_REMINDERS_FROM", default=8), env.int("DINGFEN_REMINDERS_TO", default=20))
DIGEST_HOUR = env.int("DINGFEN_DIGEST_HOUR", default=8)

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
if MODE == "test":
    PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "accounts:sign-in"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "accounts:sign-in"

AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = env.float("DINGFEN_LOCKOUT_HOURS", default=0.5)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_TEMPLATE = "accounts/locked_out.html"
AXES_CLIENT_IP_CALLABLE = "accounts.middleware.client_ip"
# How many proxies stand before the application and add to X-Forwarded-For.
PROXY_COUNT = env.int("DINGFEN_PROXY_COUNT", default=0)
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False

SESSION_COOKIE_AGE = env.int("DINGFEN_SESSION_SECONDS", default=8 * 3600)
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
# A session ends that long after its last use; its use is written at most this often (accounts.middleware).
SESSION_TOUCH_SECONDS = 300
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = PRODUCTION
SESSION_COOKIE_NAME = "dingfen_session"
CSRF_COOKIE_NAME = "dingfen_csrf"
CSRF_FAILURE_VIEW = "config.errors.csrf_failure"
SECURE_SSL_REDIRECT = PRODUCTION and env.bool("SECURE_SSL_REDIRECT", default=True)
SECURE_HSTS_SECONDS = env.int("SECURE_HSTS_SECONDS", default=31_536_000) if PRODUCTION else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = PRODUCTION
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
if env.bool("DINGFEN_BEHIND_TLS_PROXY", default=False):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("Simplified Chinese")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"
FORMAT_MODULE_PATH = ["config.formats"]

# Everything that a running installation writes lies under here, unless STORAGES points elsewhere.
VAR_DIR = Path(env.str("DINGFEN_VAR", default=str(BASE_DIR / "var")))
# The head of the trail's chain, signed, outside the database (dossiers.seal.anchor).
TRAIL_ANCHOR = VAR_DIR / "trail" / "head.json"
# Where the nightly backup goes (none is made when this is empty), and how many are kept.
BACKUP_DIR = env.str("DINGFEN_BACKUP_DIR", default="")
BACKUP_KEEP = env.int("DINGFEN_BACKUP_KEEP", default=14)
STATIC_URL = "static/"
STATIC_ROOT = Path(env.str("DINGFEN_STATIC_ROOT", default=str(VAR_DIR / "static")))
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_ROOT = Path(env.str("DINGFEN_FILES", default=str(VAR_DIR / "files")))
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if MODE == "test"
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
if MODE == "test":
    # Served from where they lie; nothing is collected for a test.
    WHITENOISE_AUTOREFRESH = WHITENOISE_USE_FINDERS = True
# Uploads: the limits in bytes of a single file and of a request. Larger ones are refused while they arrive.
UPLOAD_MAX_BYTES = env.int("DINGFEN_UPLOAD_MAX_BYTES", default=50 * 1024 * 1024)
UPLOAD_MAX_TOTAL_BYTES = env.int("DINGFEN_UPLOAD_MAX_TOTAL_BYTES", default=8 * UPLOAD_MAX_BYTES)
FILE_UPLOAD_HANDLERS = [
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "config.uploads.LimitedUploadHandler",
]
# A case with two hundred parties is one form.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "accounts.api.authentication.TokenAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_THROTTLE_CLASSES": ["accounts.api.throttling.Throttle"],
    "DEFAULT_THROTTLE_RATES": {"interface": env.str("DINGFEN_INTERFACE_RATE", default="600/min")},
    "DEFAULT_FILTER_BACKENDS": ["django_filters.rest_framework.DjangoFilterBackend"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "accounts.api.problems.handle",
    "UNAUTHENTICATED_USER": None,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Dingfen",
    "VERSION": "1",
    "OAS_VERSION": "3.1.0",
    "SERVE_INCLUDE_SCHEMA": False,
    "SCHEMA_PATH_PREFIX": "/api/v1",
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    # A feed's address is a secret; the line of a request that fails would tell it.
    "filters": {"no_secrets": {"()": "config.logs.HideSecrets"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["no_secrets"]}},
    "root": {"handlers": ["stderr"], "level": env.str("DINGFEN_LOG_LEVEL", default="INFO")},
    # Failed sign-ins are in the trail; axes would write user names and addresses to the log.
    "loggers": {"axes": {"level": "ERROR"}},
}
SILENCED_SYSTEM_CHECKS: list[str] = []
