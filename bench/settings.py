"""The grown stack, as production runs it, with a counter of SQL statements in each response."""

import os

os.environ.setdefault("SECRET_KEY", "benchmarks-only-" + "x" * 50)
os.environ.setdefault("DATABASE_URL", "postgres://postgres@127.0.0.1:5432/waymark_bench")
os.environ.setdefault("CACHE_URL", "redis://127.0.0.1:6379/3")
os.environ.setdefault("CELERY_BROKER_URL", "redis://127.0.0.1:6379/4")

from config.settings.base import *  # noqa: F403
from config.settings.base import MIDDLEWARE, STORAGES

ALLOWED_HOSTS = ["127.0.0.1"]
MIDDLEWARE = ["bench.counting.CountStatements", *MIDDLEWARE]
STORAGES = STORAGES | {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
ACCOUNT_RATE_LIMITS = False
