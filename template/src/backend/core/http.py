"""How the service asks others over HTTP: so often, for so long, for so much, and no more."""

import ssl
from asyncio import timeout
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import TypeVar

import structlog
from httpx import AsyncClient, HTTPError, Request, Response, create_ssl_context
from pydantic import BaseModel, HttpUrl, ValidationError
from tenacity import (
    AsyncRetrying,
    retry_if_exception_type,
    stop_after_attempt,
    wait_exponential_jitter,
)

from backend.core.errors import AppError, UnavailableError

B = TypeVar("B", bound=BaseModel)
MEBIBYTE = 1024 * 1024
LONGEST_BACKOFF_SECONDS = 30
TOO_MANY_REQUESTS = 429

log = structlog.get_logger(__name__)


class OutageError(UnavailableError):
    """There was no answer, or none that makes sense: the same question may be answered later."""

    def __init__(self, service: str, reason: str) -> None:
        super().__init__(f"{service} gave no usable answer: {reason}.")


class RefusedError(AppError):
    """The other side understood and said no: asking again would not help."""

    def __init__(self, service: str, status: int) -> None:
        super().__init__(f"{service} refused with status {status}.")
        self.status = status


@cache
def tls() -> ssl.SSLContext:
    """Made once in a process: to read all the certificates takes longer than many a request."""
    return create_ssl_context(trust_env=False)


def create_http_client(
    base_url: HttpUrl | str, headers: Mapping[str, str] | None = None
) -> AsyncClient:
    # What this service depends on stands in its settings, and nowhere else in its environment.
    return AsyncClient(base_url=str(base_url), headers=headers, verify=tls(), trust_env=False)


@dataclass(frozen=True)
class Patience:
    """How much one question may cost."""

    attempts: int = 3
    # For one attempt in all, so that an answer in drops ends too.
    seconds: float = 5
    # Before the second attempt; then twice as long each time, and a little more at random.
    backoff_seconds: float = 0.2
    bytes: int = MEBIBYTE


@dataclass(frozen=True)
class RemoteService:
    """Somebody else's service, which may be slow, away or out of its mind."""

    name: str
    http: AsyncClient
    patience: Patience

    async def ask(self, request: Request, kind: type[B]) -> B:
        """Return the answer as `kind`. Asks again after an outage, so it must be safe to repeat.

        Raises OutageError and RefusedError.
        """
        backoff = self.patience.backoff_seconds
        retrying = AsyncRetrying(
            retry=retry_if_exception_type(OutageError),
            stop=stop_after_attempt(self.patience.attempts),
            wait=wait_exponential_jitter(
                multiplier=backoff, max=LONGEST_BACKOFF_SECONDS, jitter=backoff
            ),
            reraise=True,
        )
        answer: B = await retrying(self._ask_once, request, kind)
        return answer

    async def _ask_once(self, request: Request, kind: type[B]) -> B:
        try:
            async with timeout(self.patience.seconds):
                body = await self._send(request)
            return kind.model_validate_json(body)
        except (HTTPError, TimeoutError, ValidationError) as error:
            raise self._outage(request, type(error).__name__) from error

    async def _send(self, request: Request) -> bytes:
        response = await self.http.send(request, stream=True)
        try:
            self._check(request, response)
            return await self._read(request, response)
        finally:
            await response.aclose()

    def _check(self, request: Request, response: Response) -> None:
        if response.is_client_error and response.status_code != TOO_MANY_REQUESTS:
            raise RefusedError(self.name, response.status_code)
        if not response.is_success:
            raise self._outage(request, f"status {response.status_code}")

    async def _read(self, request: Request, response: Response) -> bytes:
        body = bytearray()
        async for chunk in response.aiter_bytes():
            body += chunk
            if len(body) > self.patience.bytes:
                raise self._outage(request, f"more than {self.patience.bytes} bytes")
        return bytes(body)

    def _outage(self, request: Request, reason: str) -> OutageError:
        log.warning("remote_outage", service=self.name, path=request.url.path, reason=reason)
        return OutageError(self.name, reason)
