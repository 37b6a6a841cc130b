"""How PostgreSQL is spoken to."""

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import psycopg
import pytest
from django.db import connection

from accounts.models import User

ROOT = Path(__file__).resolve().parents[2]
READ = "import json; from django.conf import settings; print(json.dumps(settings.DATABASES['default']))"


def settings_with(**variables: str) -> dict[str, object]:
    """The database settings that these variables lead to."""
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "config.settings.base", "SECRET_KEY": "x"} | variables
    done = subprocess.run([sys.executable, "-c", READ], env=environment, cwd=ROOT, capture_output=True, check=True)
    found: dict[str, object] = json.loads(done.stdout)
    return found


def test_statements_are_prepared_unless_a_pooler_stands_between() -> None:
    url = "postgres://someone@db/waymark?sslmode=require"
    prepared = settings_with(DATABASE_URL=url)
    assert prepared["OPTIONS"] == {"sslmode": "require", "server_side_binding": True, "prepare_threshold": 2}
    assert settings_with(DATABASE_URL=url, DATABASE_PREPARES="false")["OPTIONS"] == {"sslmode": "require"}


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "postgresql", reason="speaks of a server")
def test_a_connection_that_the_server_closed_is_replaced_before_the_next_request() -> None:
    connection.ensure_connection()
    assert connection.is_usable()
    served = connection.connection.info
    with psycopg.connect(host=served.host, port=served.port, user=served.user, dbname="postgres") as other:
        other.execute("SELECT pg_terminate_backend(%s)", [served.backend_pid])
    until = time.monotonic() + 10
    while connection.is_usable() and time.monotonic() < until:
        time.sleep(0.05)
    connection.health_check_enabled, connection.health_check_done = True, False
    connection.close_if_health_check_failed()
    assert User.objects.count() == 0
    assert connection.connection.info.backend_pid != served.backend_pid
