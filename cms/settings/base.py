"""Settings that every way of running Counterpoint shares. What differs by machine comes from the environment.

Every variable that is read here is described in docs/operations.md; a test compares the two.
"""

from pathlib import Path

import environ

from cms.languages import DEFAULT_LANGUAGE
from cms.languages import LANGUAGES as SITE_LANGUAGES
from cms.settings.accounts import *  # noqa: F403
from cms.settings.secret import secret_key

BASE_DIR = Path(__file__).resolve().parent.parent.parent
env = environ.Env()

#: What the running site writes and git does not keep: database, generated secret, collected static files.
STATE_DIR = Path(env.str("STATE_DIR", default=str(BASE_DIR / "var")))
STATE_DIR.mkdir(parents=True, exist_ok=True)

SITE_URL = env.str("SITE_URL", default="http://127.0.0.1:" + env.str("PORT", default="8000")).rstrip("/")
SITE_NAME = "Counterpoint"
SECRET_KEY = secret_key(env, STATE_DIR)
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])
DEBUG = False
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["127.0.0.1", "localhost", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
#: The gallery of components at /styleguide/.
STYLEGUIDE = False

INSTALLED_APPS = [
    "modeltranslation",  # before everything that registers an admin
    "ambassadors",
    "campaigns",
    "schools",
    "classrooms",
    "lessons",
    "exercises",
    "cms",
    "wagtail_localize",
    "wagtail_localize.locales",
    "wagtail.contrib.redirects",
    "wagtail.contrib.settings",
    "wagtail.contrib.forms",
    "wagtail.embeds",
    "wagtail.sites",
    "cms.accounts.apps.UsersConfig",  # wagtail.users with our forms
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "django_tasks",
    "django_tasks_db",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.postgres",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    # A kept page is answered here: below nothing may run that looks at a person.
    "cms.cache.middleware.PageCacheMiddleware",
    "cms.middleware.SecurityHeadersMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "cms.middleware.LanguageMiddleware",
    "cms.middleware.GoneMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "cms.accounts.middleware.SecondFactorMiddleware",
    "cms.accounts.middleware.FreshSignInMiddleware",
    # After those that ask who somebody is.
    "campaigns.views.separation.SeparationMiddleware",
    "wagtail.contrib.redirects.middleware.RedirectMiddleware",
    "cms.middleware.RefusedPublicationMiddleware",
]

ROOT_URLCONF = "cms.urls"
WSGI_APPLICATION = "cms.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        # Each kind of item brings its templates in its own folder.
        "DIRS": [BASE_DIR / "exercises" / "items"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "cms.context.site",
            ],
        },
    }
]

# Data -----------------------------------------------------------------------------------------------------------

DATABASES = {"default": env.db_url("DATABASE_URL", default=f"sqlite:///{STATE_DIR / 'db.sqlite3'}")}
DATABASES["default"]["CONN_MAX_AGE"] = 60
DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # IMMEDIATE takes the write lock when a transaction begins, so that writers wait for one another instead of
    # failing half way; WAL lets readers go on meanwhile. What is deleted is overwritten: a pupil's answer is not to be
    # found in the file afterwards.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": (
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-20000; PRAGMA mmap_size=134217728; "
            "PRAGMA secure_delete=ON;"
        ),
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = env.str("REDIS_URL", default="")
if REDIS_URL:
    CACHES = {
        "default": {
            # Redis away, slow or full: the database stands in, so that limits hold.
            "BACKEND": "cms.cache.fallback.RedisOrDatabaseCache",
            "LOCATION": REDIS_URL,
            "OPTIONS": {
                "TABLE": "cms_cache",
                "SOCKET_CONNECT_TIMEOUT": 0.5,
                "SOCKET_TIMEOUT": 0.5,
            },
        }
    }
else:
    CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.db.DatabaseCache",
            "LOCATION": "cms_cache",
            "OPTIONS": {"MAX_ENTRIES": 20000},
        }
    }
# Which runs have guessed already. A table of its own: however many play, no limit of the default cache is pushed out.
CACHES["guesses"] = {
    "BACKEND": "django.core.cache.backends.db.DatabaseCache",
    "LOCATION": "cms_guesses",
    "OPTIONS": {"MAX_ENTRIES": 50000},
}
# Whole pages are kept in each process's memory; cms.cache.stamps tells the processes what went stale.
CACHES["pages"] = {
    "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
    "LOCATION": "pages",
    "TIMEOUT": 24 * 3600,
    "OPTIONS": {"MAX_ENTRIES": 500},
}
# Renditions are prefetched with their page; asking a cache for each would cost more than it saves.
CACHES["renditions"] = {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}
PAGE_CACHE = env.bool("PAGE_CACHE", default=True)
SESSION_ENGINE = "django.contrib.sessions.backends.db"

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

MEDIA_ROOT = env.str("MEDIA_ROOT", default=str(BASE_DIR / "media"))
MEDIA_URL = "/media/"
STATIC_ROOT = str(STATE_DIR / "static")
STATIC_URL = "/static/"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
if env.str("AWS_STORAGE_BUCKET_NAME", default=""):
    STORAGES["default"] = {
        "BACKEND": "storages.backends.s3.S3Storage",
        "OPTIONS": {
            "bucket_name": env.str("AWS_STORAGE_BUCKET_NAME"),
            "endpoint_url": env.str("AWS_S3_ENDPOINT_URL", default="") or None,
            "region_name": env.str("AWS_S3_REGION_NAME", default="") or None,
            "default_acl": "private",
            "file_overwrite": False,
        },
    }
# Static files have a hash in their names: a browser may keep them for ever.
WHITENOISE_IMMUTABLE_FILE_TEST = r"^.+\.[0-9a-f]{12}\..+$"
# Only those are kept and compressed: half the work at the first start.
WHITENOISE_KEEP_ONLY_HASHED_FILES = True

#: Documents made at once in a process, and seconds to wait for a free place (cms/press/storage.py).
PRESS_SLOTS = env.int("PRESS_SLOTS", default=2)
PRESS_PATIENCE = env.int("PRESS_PATIENCE", default=20)

DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
# Each cell of a table in a lesson plan is five fields of the editor's form; Django's 1,000 would refuse to save it.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000
FILE_UPLOAD_PERMISSIONS = 0o644

# Languages ------------------------------------------------------------------------------------------------------

LANGUAGE_CODE = DEFAULT_LANGUAGE
LANGUAGES = [(language.code, language.name) for language in SITE_LANGUAGES]
WAGTAIL_CONTENT_LANGUAGES = LANGUAGES
MODELTRANSLATION_LANGUAGES = tuple(language.code for language in SITE_LANGUAGES)
MODELTRANSLATION_DEFAULT_LANGUAGE = DEFAULT_LANGUAGE
MODELTRANSLATION_FALLBACK_LANGUAGES = (DEFAULT_LANGUAGE,)
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = env.str("TIME_ZONE", default="Europe/Brussels")
USE_TZ = True
FORMAT_MODULE_PATH = ["cms.formats"]
WAGTAIL_I18N_ENABLED = True
WAGTAILLOCALIZE_SYNC_LIVE_STATUS_ON_TRANSLATE = False

# People ---------------------------------------------------------------------------------------------------------

AUTH_USER_MODEL = "cms.User"
# How they sign in: cms/settings/accounts.py.

EMAIL_CONFIG = env.email_url("EMAIL_URL", default="consolemail://")
vars().update(EMAIL_CONFIG)
EMAIL_TIMEOUT = 10  # seconds: a mail server that does not answer must not hold a request for ever
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="Counterpoint <noreply@localhost>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL

# Security -------------------------------------------------------------------------------------------------------

SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
#: True as soon as the site is reached by https: cookies, HSTS and the redirect follow.
HTTPS = SITE_URL.startswith("https://")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SECURE_SSL_REDIRECT = HTTPS and env.bool("SECURE_SSL_REDIRECT", default=True)
SECURE_HSTS_SECONDS = 31536000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
if env.bool("BEHIND_PROXY", default=False):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

# Wagtail --------------------------------------------------------------------------------------------------------

WAGTAIL_SITE_NAME = SITE_NAME
WAGTAILADMIN_BASE_URL = SITE_URL
WAGTAILIMAGES_IMAGE_MODEL = "cms.SiteImage"
WAGTAILIMAGES_IMAGE_FORM_BASE = "cms.forms.pictures.PictureForm"
WAGTAILDOCS_DOCUMENT_MODEL = "cms.SiteDocument"
WAGTAILIMAGES_MAX_UPLOAD_SIZE = 10 * 1024 * 1024
WAGTAILIMAGES_MAX_IMAGE_PIXELS = 40_000_000
WAGTAILIMAGES_EXTENSIONS = ["gif", "jpg", "jpeg", "png", "webp", "avif"]
WAGTAILDOCS_MAX_UPLOAD_SIZE = 25 * 1024 * 1024
WAGTAILDOCS_EXTENSIONS = ["pdf", "docx", "odt", "epub", "csv", "txt"]
WAGTAILDOCS_SERVE_METHOD = "serve_view"
WAGTAILDOCS_INLINE_CONTENT_TYPES = []  # always a download, never a page of ours
WAGTAIL_ALLOW_UNICODE_SLUGS = True
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database"}}
WAGTAILEMBEDS_FINDERS = []
WAGTAIL_ENABLE_UPDATE_CHECK = False
# Milliseconds after a change. With Wagtail's half a second, who publishes right after typing leaves a draft
# behind that was saved on the way.
WAGTAIL_AUTOSAVE_INTERVAL = 3000
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
# Who takes the last step of the review of campaigns may not publish otherwise.
WAGTAIL_FINISH_WORKFLOW_ACTION = "cms.publishing.publish_reviewed"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    # Addresses of pupils' doors hold codes that are good today.
    "filters": {"pupils": {"()": "cms.logs.NotOfPupils"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain", "filters": ["pupils"]}},
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", default="WARNING")},
    "loggers": {
        "ambassadors": {"level": "INFO"},
        "campaigns": {"level": "INFO"},
        "schools": {"level": "INFO"},
        "classrooms": {"level": "INFO"},
        "cms": {"level": "INFO"},
        "exercises": {"level": "INFO"},
        "lessons": {"level": "INFO"},
        "django_tasks": {"level": "WARNING"},
    },
}
