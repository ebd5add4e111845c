"""Settings of the embedded service, read from the environment that ``contado serve`` prepares.

``CONTADO_TERRITORY`` names the territory, ``CONTADO_STATE`` the folder of the state,
``CONTADO_HOSTS`` the names (comma-separated) under which the service answers besides this machine,
``CONTADO_HTTPS`` tells that people reach it over TLS, ``CONTADO_PROXY`` that a server in front of
it says so in ``X-Forwarded-Proto``, ``CONTADO_ORIGINS`` the addresses (comma-separated) under which
it is reached, ``CONTADO_SESSION_DAYS`` how long a local session lasts, ``CONTADO_DATABASE`` a
PostgreSQL database (``postgresql://user:password@host/name``) in place of the file in that folder,
``CONTADO_JOB_DAYS``, ``_MINUTES`` and ``_MEMORY_MB`` what a job may take.
"""

from __future__ import annotations

import os
from pathlib import Path

from contado.site.state import database, default_state, kept_secret, open_state

TERRITORY = Path(os.environ["CONTADO_TERRITORY"])
STATE = open_state(Path(os.environ.get("CONTADO_STATE") or default_state(TERRITORY)))

DEBUG = False
SECRET_KEY = kept_secret(STATE, "secret-key")
ENTRY_KEY = kept_secret(STATE, "entry-key")
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]"] + [
    host for host in os.environ.get("CONTADO_HOSTS", "").split(",") if host
]

INSTALLED_APPS = ["contado.site", "contado.site.jobs"]
ROOT_URLCONF = "contado.site.urls"
WSGI_APPLICATION = "contado.site.wsgi.application"
MIDDLEWARE = [
    "contado.site.middleware.security_headers",
    "contado.site.middleware.body_limit",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "contado.site.context.everywhere",
            ]
        },
    }
]

DATABASES = {"default": database(os.environ.get("CONTADO_DATABASE", ""), STATE)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

SESSION_ENGINE = "django.contrib.sessions.backends.signed_cookies"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_AGE = int(float(os.environ.get("CONTADO_SESSION_DAYS", "1")) * 24 * 3600)
"""Seconds after which a local session ends."""
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = os.environ.get("CONTADO_HTTPS") == "1"
if os.environ.get("CONTADO_PROXY") == "1":
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
CSRF_TRUSTED_ORIGINS = [
    origin for origin in os.environ.get("CONTADO_ORIGINS", "").split(",") if origin
]
SESSION_COOKIE_SAMESITE = "Strict"
CSRF_COOKIE_SAMESITE = "Strict"
CSRF_FAILURE_VIEW = "contado.site.views.errors.csrf_failed"
X_FRAME_OPTIONS = "DENY"

DATA_UPLOAD_MAX_MEMORY_SIZE = 8 * 1024 * 1024
"""Largest form without its file, bytes: an outline of 20,000 vertices, on the map and as read."""
DATA_UPLOAD_MAX_NUMBER_FIELDS = 300
DATA_UPLOAD_MAX_NUMBER_FILES = 8
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
UPLOAD_LIMIT = 20 * 1024 * 1024
"""Largest file of an area that is taken, bytes."""

JOB_DAYS = float(os.environ.get("CONTADO_JOB_DAYS", "30"))
"""Days that a job and its result are kept."""
JOB_SECONDS = 60 * float(os.environ.get("CONTADO_JOB_MINUTES", "60"))
"""Longest time that a job may take."""
JOB_MEMORY = int(os.environ.get("CONTADO_JOB_MEMORY_MB", "4096")) * 1024 * 1024
"""Most memory that a job may take, bytes."""
JOBS_OF_ONE, JOBS_OF_ALL = 4, 40
"""Most jobs that may wait at a time, of one visitor and of all."""
LONGEST_WAIT = 30.0
"""Seconds that a program is kept waiting for results before it is given a job instead."""

LANGUAGE_CODE = "it"
LANGUAGES = [("it", "Italiano"), ("en", "English")]
LOCALE_PATHS = [Path(__file__).parent / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Europe/Rome"
USE_THOUSAND_SEPARATOR = True

STATIC_URL = "/static/"
STATIC_ROOT = None
STATICFILES_DIRS = [Path(__file__).parent / "static"]
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False
WHITENOISE_MAX_AGE = 3600

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"screen": {"class": "logging.StreamHandler"}},
    "loggers": {
        "contado": {"handlers": ["screen"], "level": "INFO", "propagate": False},
        "django": {"handlers": ["screen"], "level": "WARNING", "propagate": False},
    },
}
