"""The test suite: nothing outside the process, unless DATABASE_URL and CACHE_URL name services."""

import os
import tempfile
from pathlib import Path

os.environ.setdefault("SECRET_KEY", "tests-only")
os.environ.setdefault("VAR_DIR", str(Path(tempfile.gettempdir()) / f"waymark-tests-{os.getuid()}"))

from config.settings.base import *  # noqa: F403
from config.settings.base import STORAGES, env

if "CACHE_URL" not in env.ENVIRON:
    CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
# What a test says must not depend on the hour at which it runs.
NOTICE_QUIET_FROM = NOTICE_QUIET_UNTIL = 0
CELERY_TASK_ALWAYS_EAGER = True
CELERY_TASK_EAGER_PROPAGATES = True
STORAGES = STORAGES | {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "private": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
