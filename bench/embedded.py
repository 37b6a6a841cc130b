"""One machine with SQLite and the embedded Valkey, in the folder that the benchmark made; counts SQL statements."""

import os

os.environ.setdefault("SECRET_KEY", "benchmarks-only-" + "x" * 50)

from config.settings.base import *  # noqa: F403
from config.settings.base import MIDDLEWARE, STORAGES

ALLOWED_HOSTS = ["127.0.0.1"]
MIDDLEWARE = ["bench.counting.CountStatements", *MIDDLEWARE]
STORAGES = STORAGES | {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
# Counted as ever; one address asks for all.
RATE_LIMITS = {"check_code": (10**9, 60), "check_file": (10**9, 60)}
