"""Development, and what ``make run`` starts: debug on, a secret made on the spot, mail in files."""

import os
import secrets

import environ

from config import embedded

environ.Env.read_env(embedded.PROJECT / ".env")
os.environ.setdefault("SECRET_KEY", embedded.kept_secret("secret-key", secrets.token_urlsafe(50)))

from config.settings.base import *  # noqa: E402, F403
from config.settings.base import STORAGES, env  # noqa: E402

DEBUG = True
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["*"])
STORAGES = STORAGES | {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True
STAFF_SECOND_FACTOR_REQUIRED = False
