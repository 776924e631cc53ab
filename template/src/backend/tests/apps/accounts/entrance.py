"""The ways in, as a client takes them: logging in, and coming back with a refresh token."""

from dataclasses import dataclass
from typing import Protocol

from httpx import AsyncClient, Response

from backend.tests.apps.accounts.factories import (
    PASSWORD,
    CredentialsFactory,
    PresentedTokenFactory,
)


class LogIn(Protocol):
    async def __call__(self, email: str, password: str = PASSWORD) -> Response: ...


class Refresh(Protocol):
    async def __call__(self, refresh_token: str) -> Response: ...


@dataclass(frozen=True)
class Entrance:
    """The verbs behind the fixtures `log_in`, `log_in_from_afar` and `refresh`."""

    client: AsyncClient

    async def log_in(self, email: str, password: str = PASSWORD) -> Response:
        credentials = CredentialsFactory.build(email=email, password=password)
        return await self.client.post("/v1/auth/login", json=credentials.model_dump(mode="json"))

    async def refresh(self, refresh_token: str) -> Response:
        presented = PresentedTokenFactory.build(refresh_token=refresh_token)
        return await self.client.post("/v1/auth/refresh", json=presented.model_dump(mode="json"))
