"""Apps, middleware, database, language, time zone."""

from django.utils.translation import gettext_lazy as _

from config.env import BASE_DIR, LOCAL_DIR, database, env, secret_key
from config.settings.native import GDAL_LIBRARY_PATH, GEOS_LIBRARY_PATH  # noqa: F401

SECRET_KEY = secret_key()
DEBUG = False
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["127.0.0.1", "localhost", "[::1]"])

# The prefecture served: the first four digits of its code (GB/T 2260).
CITY_CODE = env.str("CITY_CODE", default="2113")
DIVISIONS_DIR = BASE_DIR / "data" / "shapefiles"
POLICY_FILE = BASE_DIR / "data" / "policy" / f"{CITY_CODE}.toml"

INSTALLED_APPS = [
    "layers",
    "targets",
    "entrepreneurs",
    "outlets",
    "accounts",
    "geo",
    "core",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "core.static_config.StaticFiles",
    "django.contrib.gis",
    "django.contrib.postgres",
    "axes",
    "csp",
    "leaflet",
    "pghistory",
    "pgtrigger",
    "procrastinate.contrib.django",
    "rest_framework",
    "django_filters",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "rules.apps.AutodiscoverRulesConfig",
]

MIDDLEWARE = [
    "core.middleware.HealthMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "core.middleware.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "core.middleware.DomainErrorMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
                "accounts.context_processors.site",
                "outlets.context_processors.demonstration",
                "outlets.context_processors.review",
                "entrepreneurs.context_processors.returned",
            ],
        },
    },
]

DATABASES = {"default": database()}
DATABASES["default"]["CONN_MAX_AGE"] = env.int("CONN_MAX_AGE_S", default=600)
DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# One answer is kept for each data version and question; the version makes old entries unreachable.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "TIMEOUT": 3600,
        "OPTIONS": {"MAX_ENTRIES": 500},
    }
}

AUTH_USER_MODEL = "accounts.User"

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("Simplified Chinese")), ("en", _("English"))]
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True
USE_THOUSAND_SEPARATOR = False

STATIC_URL = "/static/"
STATIC_ROOT = LOCAL_DIR / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "core.staticfiles.HashedFiles"},
}

# History may be added to, never changed or removed.
PGHISTORY_APPEND_ONLY = True
