"""What every engine gives: the addresses of one real PostgreSQL and one real Redis."""

import re
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Protocol

GIVEN = "url"


class ServersError(Exception):
    """The servers cannot be had; the message says what happened and what to do."""


class OccupiedError(ServersError):
    """Data that no run may remove are where this one needs room, so that no test of it can pass."""


@dataclass(frozen=True)
class Plan:
    """Everything that shapes a pair of servers; equal plans of one checkout share one pair.

    `data` is a folder that keeps the rows from one start to the next, as development wants;
    tests have None. Without an image of Redis there is none of it.
    """

    engine: str
    postgres_image: str
    redis_image: str
    data: str | None = None

    @property
    def durable(self) -> bool:
        return self.data is not None

    @property
    def postgres_major(self) -> int | None:
        """The major version in the image's tag, where it names one."""
        number = re.search(r":\D*(\d+)", self.postgres_image)
        return int(number[1]) if number else None


@dataclass(frozen=True)
class Servers:
    """One running pair; both URLs carry a role that may create and drop databases.

    What is about Redis is empty where the plan has none.
    """

    engine: str
    postgres_url: str
    postgres_version: str
    redis_url: str
    redis_version: str
    note: str = ""

    @property
    def are_given(self) -> bool:
        """Whether they are somebody's, who may keep more on them than the tests do."""
        return self.engine == GIVEN

    def __str__(self) -> str:
        redis = self.redis_version
        substitute = f"{redis} for Redis" if redis.startswith("Valkey") else redis
        versions = filter(None, (f"PostgreSQL {self.postgres_version}", substitute))
        pair = f"{self.engine}: {', '.join(versions)}"
        return f"{pair} ({self.note})" if self.note else pair


class Running(Protocol):
    """What an engine yields while its servers run."""

    @property
    def servers(self) -> Servers: ...

    def lost(self) -> str | None:
        """Name the server that stopped by itself and why, or None while both run."""
        ...


class Engine(Protocol):
    """Starts both servers on entry; on exit stops them and leaves nothing behind.

    Raises ServersError where it cannot.
    """

    def __call__(self, plan: Plan) -> AbstractContextManager[Running]: ...
