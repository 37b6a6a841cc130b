"""A cache that may be away without taking the site with it."""

import logging
from collections.abc import Callable
from typing import Any

from django.core.cache.backends.redis import RedisCache, RedisCacheClient
from redis.backoff import NoBackoff
from redis.exceptions import ConnectionError as RedisConnectionError
from redis.exceptions import TimeoutError as RedisTimeoutError
from redis.retry import Retry

# One more try for a connection that was dropped while idle, at once: the client's own pauses add up to seconds a page.
IMPATIENT = {"retry": Retry(NoBackoff(), 1), "socket_connect_timeout": 1.0, "socket_timeout": 2.0}

logger = logging.getLogger(__name__)


def _forgiving(name: str, *, missing: Callable[..., Any]) -> Callable[..., Any]:
    def call(self: RedisCache, *args: Any, **kwargs: Any) -> Any:
        try:
            return getattr(RedisCache, name)(self, *args, **kwargs)
        except (RedisConnectionError, RedisTimeoutError):
            logger.exception("cache unreachable, %s skipped", name)
            return missing(*args, **kwargs)

    call.__name__ = name
    return call


class LastingClient(RedisCacheClient):
    """Keeps one client for each pool. Django makes one for each command, which costs more than the command.

    A client may be shared between threads: it borrows a connection from the pool for each command.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._clients: dict[Any, Any] = {}

    def get_client(self, key: Any = None, *, write: bool = False) -> Any:
        """The client of the pool that reads, or that writes."""
        pool = self._get_connection_pool(write)  # type: ignore[attr-defined]  # the stubs leave it out
        if pool not in self._clients:
            self._clients[pool] = self._client(connection_pool=pool)  # type: ignore[attr-defined]
        return self._clients[pool]


class ForgivingRedisCache(RedisCache):
    """Redis or Valkey; while it can't be reached each read is a miss and each write is dropped, with a log line.

    Sessions survive because ``cached_db`` keeps them in the database too. Rate limits are not counted meanwhile.
    """

    def __init__(self, server: Any, params: dict[str, Any]) -> None:
        super().__init__(server, params)
        self._class = LastingClient

    get = _forgiving("get", missing=lambda key, default=None, version=None: default)
    get_many = _forgiving("get_many", missing=lambda *args, **kwargs: {})
    has_key = _forgiving("has_key", missing=lambda *args, **kwargs: False)
    add = _forgiving("add", missing=lambda *args, **kwargs: True)
    set = _forgiving("set", missing=lambda *args, **kwargs: None)
    set_many = _forgiving("set_many", missing=lambda *args, **kwargs: [])
    touch = _forgiving("touch", missing=lambda *args, **kwargs: False)
    incr = _forgiving("incr", missing=lambda key, delta=1, version=None: delta)
    delete = _forgiving("delete", missing=lambda *args, **kwargs: False)
    delete_many = _forgiving("delete_many", missing=lambda *args, **kwargs: None)
    clear = _forgiving("clear", missing=lambda: False)
