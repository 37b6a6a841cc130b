"""Development, and what ``make run`` starts: debug on, a secret made on the spot, mail in files."""

import os
import secrets

import environ

from config import embedded

environ.Env.read_env(embedded.PROJECT / ".env")
os.environ.setdefault("SECRET_KEY", embedded.kept_secret("secret-key", secrets.token_urlsafe(50)))

from config.settings.base import *  # noqa: E402, F403
from config.settings.base import KEYS_DIR, SEAL_CERTIFICATE_FILE, SEAL_KEY_FILE, STORAGES, env  # noqa: E402

DEBUG = True
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["*"])
STORAGES = STORAGES | {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True
STAFF_SECOND_FACTOR_REQUIRED = False

# Made by `manage.py prepare`; seals nothing that anyone outside would trust.
if not SEAL_KEY_FILE and (KEYS_DIR / "seal-key.pem").exists():
    SEAL_KEY_FILE, SEAL_CERTIFICATE_FILE = str(KEYS_DIR / "seal-key.pem"), str(KEYS_DIR / "seal-certificate.pem")
