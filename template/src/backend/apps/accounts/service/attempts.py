"""How often an operation may be tried."""

from dataclasses import dataclass
from uuid import UUID

from redis.asyncio import Redis

from backend.apps.accounts.settings import AccountsSettings
from backend.core.rate_limit import RateLimit, hit_all


@dataclass(frozen=True)
class Attempts:
    """The limits of one operation: for one account, and for one network."""

    account: RateLimit
    network: RateLimit

    async def hit(self, account: str | UUID, network: str) -> None:
        """Count one toward both limits; raises TooManyRequestsError."""
        await hit_all((self.network, network), (self.account, str(account)))


@dataclass(frozen=True)
class LoginAttempts(Attempts):
    """The same, and a lower limit for one account from one network.

    So a stranger who guesses locks the owner out only from many networks, and late.
    """

    both: RateLimit

    async def hit(self, account: str | UUID, network: str) -> None:
        together = (self.both, f"{account}:{network}")
        await hit_all((self.network, network), (self.account, str(account)), together)

    async def forgive(self, account: str, network: str) -> None:
        await self.both.clear(f"{account}:{network}")


class AttemptLimits:
    """The limits of each operation, as the settings say."""

    def __init__(self, redis: Redis, settings: AccountsSettings) -> None:
        self.redis = redis
        self.settings = settings

    @property
    def login(self) -> LoginAttempts:
        return LoginAttempts(
            self._limit("login-account", self.settings.logins_per_account),
            self._limit("login-address", self.settings.logins_per_address),
            self._limit("login", self.settings.login_attempts),
        )

    @property
    def registration(self) -> Attempts:
        return Attempts(
            self._limit("registration-account", self.settings.registrations_per_account),
            self._limit("registration-address", self.settings.registrations_per_address),
        )

    @property
    def refresh(self) -> Attempts:
        return Attempts(
            self._limit("refresh-account", self.settings.refreshes_per_account),
            self._limit("refresh-address", self.settings.refreshes_per_address),
        )

    @property
    def invitation(self) -> Attempts:
        return Attempts(
            self._limit("invitation-account", self.settings.invitations_per_account),
            self._limit("invitation-address", self.settings.invitations_per_address),
        )

    def _limit(self, name: str, hits: int) -> RateLimit:
        return RateLimit(self.redis, name, hits, self.settings.login_window_seconds)
