"""What the tokens of a login say, and for how long they are good."""

from datetime import timedelta

from redis.asyncio import Redis

from backend.apps.accounts.models import User
from backend.apps.accounts.schemas import TokenPair
from backend.apps.accounts.settings import AccountsSettings
from backend.core.security import decode_access_token
from backend.tests.apps.accounts.entrance import Refresh


async def test_an_access_token_names_its_user(
    tokens: TokenPair, authenticated_user: User, settings: AccountsSettings
) -> None:
    assert decode_access_token(settings, tokens.access_token) == authenticated_user.id


async def test_a_refreshed_token_names_the_same_user(
    tokens: TokenPair, refresh: Refresh, authenticated_user: User, settings: AccountsSettings
) -> None:
    fresh = TokenPair.model_validate((await refresh(tokens.refresh_token)).json())

    assert decode_access_token(settings, fresh.access_token) == authenticated_user.id


async def test_a_client_knows_when_to_refresh(
    tokens: TokenPair, settings: AccountsSettings
) -> None:
    assert tokens.expires_in == settings.access_token_minutes * 60


async def test_a_refresh_token_lives_for_days(
    tokens: TokenPair, redis: Redis, settings: AccountsSettings
) -> None:
    lifetime = timedelta(days=settings.refresh_token_days)

    seconds_left = await redis.ttl(f"refresh-token:{tokens.refresh_token.partition('.')[0]}")

    assert lifetime - timedelta(minutes=1) < timedelta(seconds=seconds_left) <= lifetime
