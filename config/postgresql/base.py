"""Connections that are looked at, not asked, before they serve another request."""

from select import POLLIN, poll

from django.db.backends.postgresql import base
from psycopg.pq import TransactionStatus


class DatabaseWrapper(base.DatabaseWrapper):
    """Where the server has closed a connection, its socket can be read; an idle one that lives has nothing to say.

    That is what CONN_HEALTH_CHECKS asks for at each request, and Django's own answer is a statement.
    """

    def is_usable(self) -> bool:
        """Ask the server only when it has sent something, or when the connection is in the middle of something."""
        connection = self.connection
        if connection is None or connection.closed or connection.broken:
            return False
        if connection.info.transaction_status != TransactionStatus.IDLE:
            return bool(super().is_usable())
        waiting = poll()
        waiting.register(connection.fileno(), POLLIN)
        return not waiting.poll(0) or bool(super().is_usable())
